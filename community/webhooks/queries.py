"""Reads of webhooks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.webhooks.catalogue import WebhookEvent
from community.webhooks.models import (
    MessageState,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)

MOST_ENDPOINTS = 50


def list_endpoints() -> list[WebhookEndpoint]:
    """All endpoints, the oldest first."""
    return list(db.session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id)))


def get_endpoint(endpoint_id: int) -> WebhookEndpoint:
    """The endpoint; NotFound when there is none."""
    row = db.session.get(WebhookEndpoint, endpoint_id)
    if row is None:
        raise NotFound
    return row


def get_message(endpoint_id: int, message_id: int) -> WebhookMessage:
    """A message of this endpoint; NotFound when there is none."""
    row = db.session.get(WebhookMessage, message_id)
    if row is None or row.endpoint_id != endpoint_id:
        raise NotFound
    return row


@dataclass(frozen=True)
class MessageRow:
    """A message as the log shows it."""

    id: int
    key: str
    event: WebhookEvent
    occurred_at: datetime
    state: MessageState
    attempts: int
    due_at: datetime


def list_messages(endpoint_id: int, after: str | None = None) -> Page[MessageRow]:
    """The messages of an endpoint, the latest first."""
    statement = select(
        WebhookMessage.id,
        WebhookMessage.key,
        WebhookMessage.event,
        WebhookMessage.occurred_at,
        WebhookMessage.state,
        WebhookMessage.attempts,
        WebhookMessage.due_at,
    ).where(WebhookMessage.endpoint_id == endpoint_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(WebhookMessage.id < key[0])
    rows = db.session.execute(statement.order_by(WebhookMessage.id.desc()).limit(paging.SIZE + 1))
    found = [MessageRow(*tuple[Any, ...](row)) for row in rows]
    return paging.cut(found, lambda row: (row.id,), began=bool(key))


def list_attempts(message_ids: Collection[int]) -> dict[int, list[WebhookAttempt]]:
    """The attempts of each message, in order; one statement."""
    statement = select(WebhookAttempt).where(WebhookAttempt.message_id.in_(message_ids))
    found: dict[int, list[WebhookAttempt]] = {}
    for row in db.session.scalars(statement.order_by(WebhookAttempt.id)):
        found.setdefault(row.message_id, []).append(row)
    return found
