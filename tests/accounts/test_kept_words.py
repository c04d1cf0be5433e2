"""What was written before a session ended is handed back, not lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content.models import Comment
from community.core.db import db
from tests.makers import PASSWORD, make_idea, make_member
from tests.services.client import PortalClient

WORDS = "A long remark that took somebody ten minutes to write."


def test_a_long_text_sent_without_a_session_is_handed_back(client: PortalClient) -> None:
    answer = client.post(f"/subjects/{make_idea().id}/comments", data={"body": WORDS})
    assert answer.status_code == 401
    assert WORDS in answer.text
    assert "/sign-in?intent=" in answer.text
    assert db.session.scalars(select(func.count()).select_from(Comment)).one() == 0


def test_a_click_without_words_leads_to_sign_in(client: PortalClient) -> None:
    answer = client.post(f"/subjects/{make_idea().id}/follow", data={"next": "/"})
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?intent=")


@pytest.mark.parametrize("path", ["/account/password", "/account/email", "/account/leave"])
def test_passwords_and_tokens_are_never_handed_back(client: PortalClient, path: str) -> None:
    secrets = {"current": PASSWORD, "password": f"{PASSWORD} anew", "csrf_token": "c" * 64}
    answer = client.post(path, data={**secrets, "email": WORDS})
    assert WORDS in answer.text
    assert not [secret for secret in secrets.values() if secret in answer.text]


def test_where_one_was_is_nothing_that_one_wrote(client: PortalClient) -> None:
    where = {
        "next": "/questions/12-how-do-i-take-back-a-paid-invoice",
        "back": "/questions?sort=new",
    }
    answer = client.post(f"/subjects/{make_idea().id}/unfollow", data=where)
    assert answer.location.startswith("/sign-in?intent=")


@pytest.mark.parametrize(
    ("path", "form"),
    [("/drafts", {"keeps": "question", "title": WORDS}), ("/questions/ask", {"then": "preview"})],
)
def test_what_asks_by_itself_never_leads_away_from_what_one_writes(
    client: PortalClient, path: str, form: dict[str, str]
) -> None:
    answer = client.post(path, data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert not {"HX-Redirect", "HX-Refresh", "HX-Location"} & set(answer.headers.keys())


def ways_back(page: str) -> set[str]:
    return set(re.findall(r'name="next" value="([^"]*)"', page))


def test_a_refused_form_at_an_address_of_forms_leads_back_to_its_page(
    client: PortalClient, sign_in: Callable[[Member], PortalClient]
) -> None:
    idea = make_idea()
    post, page = f"/subjects/{idea.id}/comments", f"/ideas/product/{idea.id}-{idea.slug}"
    member = sign_in(make_member())
    for data, referrer in (({}, page), ({"next": page}, post)):
        answer = member.post(post, data=data, headers={"Referer": f"http://localhost{referrer}"})
        assert answer.status_code == 422
        assert ways_back(answer.text) == {page}
        assert f'rel="canonical" href="http://localhost{page}"' in answer.text
    answer = member.post(post, headers={"Referer": f"http://localhost{post}"})
    assert "/" in ways_back(answer.text)
    asked = member.post("/questions/ask", data={"title": ""})
    assert "/questions/ask" in ways_back(asked.text)
