"""What stories of suggested edits have in common: a member, a writer, and what they do in their browsers."""

from __future__ import annotations

import re
from html import unescape

from community.accounts.models import Member
from community.articles.models import Article
from community.articles.models_work import ArticleSuggestion
from community.content.suggestions import SuggestionState
from community.core.db import db
from community.notifications.kinds import Kind
from community.notifications.queries import list_notifications
from tests.makers import actor_of
from tests.services.client import PortalClient

BODY = "Open the order.\n\nChoose *Print*.\n\nWait for the paper."
BETTER = BODY.replace("Choose *Print*.", "Choose *Print note*.")
ADDRESS = "/help/en/deliveries/print-a-delivery-note"


def suggest(
    client: PortalClient, article: Article, body: str = BETTER, **fields: str
) -> ArticleSuggestion:
    path = f"/help/en/articles/{article.id}/en/suggest"
    page = client.get(path).text
    data = {"title": "Print a delivery note", "body": body, "note": "The button’s name.", **fields}
    answer = client.post(path, data={"base": hidden(page, "base"), **data})
    assert answer.status_code == 303, answer.text
    suggestion_id = int(str(answer.location).rpartition("/")[2])
    return db.session.get_one(ArticleSuggestion, suggestion_id)


def hidden(page: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" type="hidden" value="([^"]*)"', page)
    return str(value)


def decide(client: PortalClient, suggestion_id: int, **fields: str) -> int:
    path = f"/desk/articles/suggestions/{suggestion_id}"
    page = client.get(path).text
    body = re.findall(r'<textarea[^>]*name="body"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    data = {"title": "Print a delivery note", "body": unescape(body[0])}
    data |= {"seen": hidden(page, "seen"), "significance": "medium", "then": "publish"}
    return client.post(path, data=data | fields).status_code


def publish(client: PortalClient, article: Article, body: str) -> None:
    data = {"title": "Print a delivery note", "body": body, "seen": "0.0"}
    path = f"/desk/articles/{article.id}/en"
    data |= {"significance": "medium", "then": "publish"}
    assert client.post(path, data=data).status_code == 303


def state(suggestion_id: int) -> SuggestionState:
    db.session.expire_all()
    return db.session.get_one(ArticleSuggestion, suggestion_id).state


def told(member: Member) -> list[Kind]:
    return [one.kind for one in list_notifications(actor_of(member)).items]
