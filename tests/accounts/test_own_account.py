"""What members change of their own: profile, picture, address, password, devices."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from time_machine import Traveller

from community.accounts import actions_profile
from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.accounts.queries import find_member_by_email
from community.accounts.queries_members import get_own
from community.core import outbox
from community.core.db import writing
from community.core.files import SOON, files, thumbnail_key
from community.core.mail import Letter
from community.core.outbox import SWEEP_AFTER
from community.policies.actor import SYSTEM, Role
from tests.makers import PASSWORD, actor_of, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

FRESH = "five orchids on a tram"


@pytest.fixture
def ada(app: Flask, client: PortalClient) -> Member:
    member = make_member("Ada", email="ada@garden.example")
    client.sign_in(member)
    return member


def profile(member: Member, **changes: object) -> dict[str, object]:
    kept = {
        "name": member.name,
        "handle": member.handle,
        "bio": "",
        "locale": "en",
        "time_zone": "UTC",
    }
    return {**kept, **changes}


def png(colour: str = "#0a5a3c") -> tuple[BytesIO, str]:
    out = BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    out.seek(0)
    return out, "me.png"


def link_in(letter: Letter) -> str:
    found = re.search(r"http://localhost(/\S+)", letter.text)
    assert found
    return found[1]


def test_a_profile_is_saved_and_shown_to_everybody(
    client: PortalClient, ada: Member, new_client: Callable[[], PortalClient]
) -> None:
    sent = profile(ada, name="Ada L.", handle="Lovelace", bio="Till & stock", locale="fr")
    assert client.post("/account", data=sent).status_code == 303
    page = new_client().get("/members/Lovelace").text
    assert "Ada L." in page
    assert "Till &amp; stock" in page
    assert client.get("/account").text.count('lang="fr"') == 1


def test_a_handle_has_one_owner_however_it_is_spelled(client: PortalClient, ada: Member) -> None:
    taken = make_member("Bo").handle
    for spelling in (
        taken.upper(),
        f"@{taken}",
        "".join(chr(ord(sign) + 0xFEE0) for sign in taken),
    ):
        answer = client.post("/account", data=profile(ada, handle=spelling, name="Kept"))
        assert answer.status_code == 422, spelling
        assert 'value="Kept"' in answer.text


@pytest.mark.parametrize(
    "handle", ["ad", "a b c", "../etc", "admin", "Support", "-ada", "a" * 41, "ada\u202egnp"]
)
def test_a_malformed_or_reserved_handle_is_refused(
    client: PortalClient, ada: Member, handle: str
) -> None:
    assert client.post("/account", data=profile(ada, handle=handle)).status_code == 422


@pytest.mark.parametrize("name", ["", "   ", "\u00a0\t"])
def test_a_name_of_nothing_but_spaces_is_refused(
    client: PortalClient, ada: Member, name: str
) -> None:
    refused = client.post("/account", data=profile(ada, name=name))
    assert (refused.status_code, get_own(ada.id).name) == (422, "Ada")
    assert "Please fill this in." in refused.text


def test_extra_fields_change_nothing(client: PortalClient, ada: Member) -> None:
    sent = profile(
        ada, reputation="9999", level="5", email="x@y.example", suspended_at="", roles="admin"
    )
    assert client.post("/account", data=sent).status_code == 303
    member = get_own(ada.id)
    assert (member.reputation, member.email) == (0, "ada@garden.example")
    assert client.get("/admin/members").status_code == 403


def test_another_spelling_of_a_handle_leads_to_the_profile(
    client: PortalClient, ada: Member
) -> None:
    answer = client.get(f"/members/{ada.handle.upper()}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/members/{ada.handle}")
    assert client.get("/members/nobody").status_code == 404


def picture_of(member: Member) -> str:
    key = get_own(member.id).picture_key
    assert key is not None
    return key


def test_a_picture_is_kept_shown_and_made_small_by_the_worker(
    client: PortalClient, ada: Member, drain: Worker
) -> None:
    assert client.post("/account", data=profile(ada, picture=png())).status_code == 303
    key = picture_of(ada)
    with client.get(f"/files/{thumbnail_key(key, 96)}") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, SOON)
    drain()
    assert files().find_path(thumbnail_key(key, 96))
    with client.get(f"/files/{thumbnail_key(key, 256)}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    client.post("/account", data=profile(ada, remove_picture="y"))
    assert get_own(ada.id).picture_key is None


def test_one_picture_is_made_small_and_the_one_before_goes_even_where_the_worker_is_killed(
    clock: Traveller, app: Flask, client: PortalClient, ada: Member, drain: Worker
) -> None:
    client.post("/account", data=profile(ada, picture=png()))
    former = picture_of(ada)
    client.post("/account", data=profile(ada, picture=png("green")))
    app.extensions["portal_queue"].huey.flush()
    clock.shift(SWEEP_AFTER)
    outbox.sweep()
    drain()
    assert list(files().folder.rglob(f"{Path(former).stem}*")) == []
    assert files().find_path(thumbnail_key(picture_of(ada), 96))


def test_a_picture_before_that_somebody_else_shows_stays(
    client: PortalClient, ada: Member, drain: Worker
) -> None:
    client.post("/account", data=profile(ada, picture=png()))
    key, twin = picture_of(ada), actor_of(make_member())
    with writing():
        actions_profile.set_picture(twin, key)
    client.post("/account", data=profile(ada, remove_picture="y"))
    drain()
    assert files().find_path(key)


def test_a_file_that_is_no_picture_is_refused_and_the_words_are_kept(
    client: PortalClient, ada: Member
) -> None:
    sent = profile(ada, name="Kept", picture=(BytesIO(b"<script>"), "me.png"))
    answer = client.post("/account", data=sent)
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text


def test_a_new_password_ends_the_other_devices_and_not_this_one(
    client: PortalClient, ada: Member, new_client: Callable[[], PortalClient]
) -> None:
    other = new_client().sign_in(ada)
    sent = {"current": PASSWORD, "password": FRESH}
    assert client.post("/account/password", data=sent).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_the_present_password_is_asked_for(
    client: PortalClient, ada: Member, drain: Worker
) -> None:
    wrong = {"current": "wrong", "password": FRESH, "email": "new@garden.example"}
    assert client.post("/account/password", data=wrong).status_code == 422
    answer = client.post("/account/email", data=wrong)
    assert answer.status_code == 422
    assert 'value="new@garden.example"' in answer.text


def test_a_new_address_counts_once_its_letter_was_opened_and_the_old_one_is_told(
    client: PortalClient, ada: Member, drain: Worker, postman: list[Letter]
) -> None:
    client.post("/account/email", data={"current": PASSWORD, "email": "new@garden.example"})
    drain()
    link = link_in(postman[0])
    client.get(link)
    assert find_member_by_email("ada@garden.example") is not None
    assert client.post(link).status_code == 303
    drain()
    assert [letter.to for letter in postman] == ["new@garden.example", "ada@garden.example"]
    assert get_own(ada.id).email == "new@garden.example"


def test_a_suspended_member_takes_no_new_address(
    client: PortalClient, ada: Member, drain: Worker, postman: list[Letter]
) -> None:
    client.post("/account/email", data={"current": PASSWORD, "email": "new@garden.example"})
    drain()
    with writing():
        suspend(SYSTEM, ada.id, "Spam.")
    answer = client.post(link_in(postman[0]))
    assert answer.status_code == 403
    assert "suspended" in answer.text
    assert get_own(ada.id).email == "ada@garden.example"


def test_an_address_of_somebody_else_is_not_told_apart(
    client: PortalClient, ada: Member, drain: Worker, postman: list[Letter]
) -> None:
    make_member(email="taken@garden.example")
    answers = []
    for email in ("taken@garden.example", "free@garden.example"):
        sent = {"current": PASSWORD, "email": email}
        status = client.post("/account/email", data=sent).status_code
        answers.append((status, client.get("/account/email").text.replace(email, "…")))
    assert answers[0] == answers[1]
    drain()
    assert {letter.to for letter in postman} == {"taken@garden.example", "free@garden.example"}


def test_devices_are_listed_and_all_others_ended(
    client: PortalClient, ada: Member, new_client: Callable[[], PortalClient]
) -> None:
    others = [new_client().sign_in(ada) for _ in range(2)]
    page = client.get("/account/sessions").text
    assert page.count('/end"') == 2
    assert client.post("/account/sessions/end-others").status_code == 303
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert client.get("/account").status_code == 200


def test_nobody_ends_the_session_of_another(
    client: PortalClient, ada: Member, new_client: Callable[[], PortalClient]
) -> None:
    victim = new_client().sign_in(make_member())
    tries = {client.post(f"/account/sessions/{number}/end").status_code for number in range(1, 9)}
    assert tries <= {303, 404}
    assert victim.get("/account").status_code == 200


def test_a_form_of_another_page_changes_nothing(client: PortalClient, ada: Member) -> None:
    answer = client.without_token().post("/account", data=profile(ada, name="Mallory"))
    assert answer.status_code == 403
    assert get_own(ada.id).name == "Ada"


def test_a_suspended_member_reads_and_leaves_only(
    client: PortalClient, ada: Member, new_client: Callable[[], PortalClient]
) -> None:
    admin = new_client().sign_in(make_admin())
    assert (
        admin.post(f"/admin/members/{ada.id}/suspend", data={"reason": "Rude"}).status_code == 303
    )
    assert client.get(f"/members/{ada.handle}").status_code == 200
    assert client.get("/account").status_code == 403
    assert client.post("/account", data=profile(ada)).status_code == 403
    assert client.post("/sign-out").status_code == 303


def make_admin() -> Member:
    return make_member("Root", Role.ADMIN)
