"""Opening an account, signing in, and forgetting the password."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community.accounts import passwords
from community.accounts.addresses import normal_address
from community.accounts.models import Member, SignInSession
from community.accounts.queries import find_member_by_email
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.core.mail import Letter
from tests.makers import PASSWORD, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

FRESH = "five orchids on a tram"


def register(client: PortalClient, email: str, name: str = "Ada") -> str:
    answer = client.post("/register", data={"name": name, "email": email})
    assert answer.status_code == 200
    return answer.text.replace(email, "…")


def link_in(letter: Letter) -> str:
    found = re.search(r"http://localhost(/\S+)", letter.text)
    assert found
    return found[1]


def sign_in(client: PortalClient, email: str, password: str = PASSWORD, **more: str) -> int:
    data = {"email": email, "password": password, **more}
    return int(client.post("/sign-in", data=data).status_code)


def is_signed_in(client: PortalClient) -> bool:
    return bool(client.get("/account/sessions").status_code == 200)


def test_a_newcomer_registers_confirms_and_is_in(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    register(client, "Ada@Garden.example", "Ada Lovelace")
    drain()
    assert postman[0].to == "Ada@garden.example"
    assert db.session.scalar(select(func.count()).select_from(Member)) == 0
    link = link_in(postman[0])
    assert client.get(link).status_code == 200
    answer = client.post(link, data={"name": "Ada L.", "password": FRESH})
    assert answer.status_code == 303
    assert is_signed_in(client)
    member = find_member_by_email("ada@garden.example")
    assert member is not None
    assert (member.name, member.handle) == ("Ada L.", "ada-l")


def test_opening_the_link_alone_changes_nothing(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    register(client, "ada@garden.example")
    drain()
    for _ in range(3):
        client.get(link_in(postman[0]))
    assert find_member_by_email("ada@garden.example") is None


def test_a_link_works_once_and_not_after_two_days(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    register(client, "ada@garden.example")
    drain()
    link, form = link_in(postman[0]), {"name": "Ada", "password": FRESH}
    with time_machine.travel(now() + timedelta(hours=49)):
        assert client.post(link, data=form).status_code == 404
    assert client.post(link, data=form).status_code == 303
    client.sign_out()
    assert client.post(link, data=form).status_code == 404


@pytest.mark.parametrize("password", ["short", "password1", "gardenada", "x" * 129])
def test_a_weak_password_is_refused_and_the_name_kept(
    client: PortalClient, drain: Worker, postman: list[Letter], password: str
) -> None:
    register(client, "ada@garden.example")
    drain()
    answer = client.post(link_in(postman[0]), data={"name": "Ada Byron", "password": password})
    assert answer.status_code == 422
    assert 'value="Ada Byron"' in answer.text
    assert password not in answer.text


def test_registration_says_the_same_whether_an_account_exists(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    make_member(email="known@garden.example")
    known, unknown = (register(client, f"{who}@garden.example") for who in ("known", "new"))
    assert known == unknown
    drain()
    assert ["already" in letter.subject for letter in postman] == [True, False]


def test_a_reset_says_the_same_whether_an_account_exists(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    make_member(email="known@garden.example")
    pages = {
        client.post("/password/forgot", data={"email": email}).text.replace(email, "…")
        for email in ("known@garden.example", "new@garden.example")
    }
    assert len(pages) == 1
    drain()
    assert len(postman) == 2


def test_a_wrong_password_and_an_unknown_address_cost_and_say_the_same(
    client: PortalClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_member(email="known@garden.example")
    seen: list[str | None] = []
    verify = passwords.verify

    def counted(kept: str | None, typed: str) -> bool:
        seen.append(kept)
        return verify(kept, typed)

    monkeypatch.setattr(passwords, "verify", counted)
    answers = []
    for email in ("known@garden.example", "new@garden.example", "no address"):
        answer = client.post("/sign-in", data={"email": email, "password": "wrong"})
        answers.append((answer.status_code, answer.text.replace(email, "…")))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422
    assert len(seen) == 3


def test_an_unknown_address_is_verified_against_as_costly_a_hash() -> None:
    assert passwords.NOBODY.split("$")[:4] == passwords.hash_password(FRESH).split("$")[:4]
    assert not passwords.verify(None, FRESH)


def test_signing_in_and_out(client: PortalClient, app: Flask) -> None:
    member = make_member(email="ada@garden.example")
    assert sign_in(client, " ADA@garden.example ") == 303
    assert is_signed_in(client)
    client.sign_in(member)
    client.post("/sign-out")
    assert not is_signed_in(client)


@pytest.mark.parametrize("typed", ["ada@bücher.example", "ada@xn--bcher-kva.example"])
def test_an_address_of_any_alphabet_opens_the_account_it_registered(
    client: PortalClient, app: Flask, typed: str
) -> None:
    make_member(email=normal_address("ada@bücher.example"))
    tries = [sign_in(client, typed, "wrong") for _ in range(3)] + [sign_in(client, typed)]
    assert tries == [422] * 3 + [303]


def test_all_spellings_of_an_address_share_their_tries(client: PortalClient, app: Flask) -> None:
    make_member(email=normal_address("ada@bücher.example"))
    spellings = ["ada@bücher.example", "ada@xn--bcher-kva.example", "ada@BÜCHER.example."] * 4
    assert [sign_in(client, typed, "wrong") for typed in spellings] == [422] * 10 + [429] * 2


def test_signing_out_ends_a_copied_cookie_too(
    client: PortalClient, app: Flask, new_client: Callable[[], PortalClient]
) -> None:
    client.sign_in(make_member())
    thief = new_client()
    thief._cookies = dict(client._cookies or {})
    assert is_signed_in(thief)
    client.post("/sign-out")
    assert not is_signed_in(thief)


def test_guessing_stops_at_an_account_and_at_a_place(
    app: Flask, new_client: Callable[[], PortalClient]
) -> None:
    make_member(email="ada@garden.example")
    stranger = new_client()
    tries = [sign_in(stranger, "ada@garden.example", "wrong") for _ in range(12)]
    assert tries == [422] * 10 + [429] * 2
    page = stranger.post("/sign-in", data={"email": "ada@garden.example", "password": "wrong"})
    assert 'value="ada@garden.example"' in page.text
    assert int(page.headers["Retry-After"]) > 0


@pytest.mark.long
def test_many_strangers_do_not_lock_the_owner_out(
    app: Flask, new_client: Callable[[], PortalClient]
) -> None:
    make_member(email="ada@garden.example")
    assert sign_in(new_client(), "ada@garden.example") == 303
    stranger = new_client()
    for number in range(61):
        stranger.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        last = sign_in(stranger, "ada@garden.example", "wrong")
    assert last == 429
    assert sign_in(new_client(), "ada@garden.example") == 303


def test_a_mailbox_gets_few_letters_however_often_they_are_asked_for(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    pages = {register(client, "ada@garden.example") for _ in range(8)}
    drain()
    assert (len(pages), len(postman)) == (1, 5)


@pytest.mark.long
def test_a_new_password_by_letter_ends_all_sessions(
    client: PortalClient,
    drain: Worker,
    postman: list[Letter],
    new_client: Callable[[], PortalClient],
) -> None:
    old = new_client().sign_in(make_member(email="ada@garden.example"))
    client.post("/password/forgot", data={"email": "ada@garden.example"})
    drain()
    assert client.post(link_in(postman[0]), data={"password": FRESH}).status_code == 303
    assert not is_signed_in(old)
    assert sign_in(client, "ada@garden.example") == 422
    assert sign_in(client, "ada@garden.example", FRESH) == 303
    drain()
    assert "changed" in postman[1].subject


def test_a_forged_host_never_gets_into_a_letter(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    make_member(email="ada@garden.example")
    client.post(
        "/password/forgot",
        data={"email": "ada@garden.example"},
        headers={
            "Host": "evil.example",
            "Origin": "http://evil.example",
            "X-Forwarded-Host": "evil.example",
        },
    )
    drain()
    assert all("evil" not in letter.text + letter.html for letter in postman)


def test_sign_ins_are_on_record_and_refused_ones_too(client: PortalClient, app: Flask) -> None:
    make_member(email="ada@garden.example")
    sign_in(client, "ada@garden.example", "wrong")
    sign_in(client, "ada@garden.example")
    acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert list(acts)[-2:] == ["sign_in.failed", "sign_in.done"]


def test_only_hashes_of_tokens_are_kept(client: PortalClient, app: Flask) -> None:
    make_member(email="ada@garden.example")
    sign_in(client, "ada@garden.example")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    kept = db.session.scalars(select(SignInSession.token_hash)).one()
    assert token not in kept


@pytest.mark.parametrize(
    ("following", "lands"),
    [
        ("/ideas?sort=new", "/ideas?sort=new"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\tevil", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_sign_in_one_is_where_one_was_and_never_elsewhere(
    client: PortalClient, app: Flask, following: str, lands: str
) -> None:
    make_member(email="ada@garden.example")
    answer = client.post(
        "/sign-in", data={"email": "ada@garden.example", "password": PASSWORD, "next": following}
    )
    assert answer.headers["Location"] == lands


def test_account_pages_are_kept_by_no_cache(client: PortalClient) -> None:
    for path in ("/sign-in", "/register", "/password/forgot", "/confirm/x", "/setup"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
