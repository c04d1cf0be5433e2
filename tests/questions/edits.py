"""What stories of edits suggested to posts have in common: who takes part, and what they do in their browsers."""

from __future__ import annotations

import re
from html import unescape

from community.accounts.models import Member
from community.content.suggestions import SuggestionState
from community.core.db import db
from community.notifications.kinds import Kind
from community.notifications.queries import list_notifications
from community.questions.models import Answer, Question
from community.questions.models_suggestions import PostSuggestion
from tests.makers import actor_of
from tests.services.client import PortalClient

BODY = "Open the invoice.\n\nChoose *take back*.\n\nWait for the letter."
BETTER = BODY.replace("Choose *take back*.", "Choose *take back* in the menu.")
NOTE = "It is in the menu since May."


def suggest(client: PortalClient, post: Question | Answer, body: str = BETTER, **more: str) -> int:
    """The key of the edit that was handed in."""
    kind = "answers" if isinstance(post, Answer) else "questions"
    path = f"/{kind}/{post.id}/suggest"
    data = {"body": body, "note": NOTE, "seen": hidden(client.get(path).text, "seen")} | more
    if isinstance(post, Question):
        data.setdefault("title", post.title)
    answer = client.post(path, data=data)
    assert answer.status_code == 303, answer.text
    return int(str(answer.location).rpartition("/")[2])


def hidden(page: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" type="hidden" value="([^"]*)"', page)
    return str(value)


def accept(client: PortalClient, edit_id: int, **fields: str) -> int:
    page = client.get(f"/edits/{edit_id}").text
    return client.post(f"/edits/{edit_id}/accept", data=settled(page) | fields).status_code


def settled(page: str) -> dict[str, str]:
    """What the form of a page that settles two edits holds."""
    found = re.findall(r'<textarea[^>]*name="body"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    title = re.findall(r'<input[^>]*name="title"[^>]*value="([^"]*)"', page)
    data = {"body": unescape(found[0]), "seen": hidden(page, "seen")}
    return data | ({"title": unescape(title[0])} if title else {})


def undo(client: PortalClient, edit_id: int, **fields: str) -> int:
    path = f"/edits/{edit_id}/undo"
    data = settled(client.get(path).text) | {"reason": "The menu is gone again."} | fields
    return client.post(path, data=data).status_code


def state(edit_id: int) -> SuggestionState:
    db.session.expire_all()
    return db.session.get_one(PostSuggestion, edit_id).state


def says(answer: Answer) -> str:
    db.session.expire_all()
    return db.session.get_one(Answer, answer.id).body


def told(member: Member) -> list[Kind]:
    return [one.kind for one in list_notifications(actor_of(member)).items]
