"""What was written before a session ended is handed back, not lost."""

from __future__ import annotations

from sqlalchemy import func, select

from community.content.models import Comment
from community.core.db import db
from tests.makers import make_idea
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
