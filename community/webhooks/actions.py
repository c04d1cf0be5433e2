"""What administrators do with webhooks, and messages that are to be sent."""

import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, insert_once, lock
from community.core.errors import Conflict, Invalid
from community.core.tasks import enqueue_job
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.webhooks.catalogue import EVENT_WORDS, OVERLAP, WebhookEvent
from community.webhooks.models import (
    MessageState,
    OffReason,
    WebhookEndpoint,
    WebhookMessage,
)
from community.webhooks.queries import MOST_ENDPOINTS
from community.webhooks.queries_payloads import Told, find_data
from community.webhooks.signing import make_secret


def add_endpoint(
    actor: Actor, url: str, description: str, events: Collection[WebhookEvent]
) -> WebhookEndpoint:
    """A new endpoint with a fresh secret; Invalid for an address that cannot be asked."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    check_url(url)
    count = db.session.scalar(select(func.count()).select_from(WebhookEndpoint)) or 0
    if count >= MOST_ENDPOINTS:
        raise Conflict(_l("There are as many endpoints as can be. Remove one first."))
    row = WebhookEndpoint(url=url, description=description, events=_chosen(events))
    row.secret, row.created_by_id, row.created_at = make_secret(), actor.member_id, now()
    db.session.add(row)
    db.session.flush()  # the record names its id
    audit(actor.member_id, "webhook.added", ("webhook", row.id), host=urlsplit(url).hostname)
    return row


def change_endpoint(
    actor: Actor,
    row: WebhookEndpoint,
    *,
    url: str,
    description: str,
    events: Collection[WebhookEvent],
) -> None:
    """Another address, other words or other events for an endpoint."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    lock(row)
    check_url(url)
    row.url, row.description, row.events = url, description, _chosen(events)
    audit(actor.member_id, "webhook.changed", ("webhook", row.id), host=urlsplit(url).hostname)


def check_url(url: str) -> None:
    """Nothing, or Invalid: an address begins with https://, or http:// where the operator allows addresses inside."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid(_l("This is not an address."), field="url") from error
    inside = current_app.config["PORTAL"].inside_allowed
    schemes = ("https", "http") if inside else ("https",)
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        raise Invalid(_l("The address must begin with https://."), field="url")
    if parts.username or parts.password or parts.fragment or not url.isascii() or " " in url:
        raise Invalid(
            _l("The address holds a name, a password or signs that do not belong there."), "url"
        )


def _chosen(events: Collection[WebhookEvent]) -> list[str]:
    wanted = [one.value for one in EVENT_WORDS if one in events]
    if not wanted:
        raise Invalid(_l("Please choose at least one event."), field="events")
    return wanted


def rotate_secret(actor: Actor, row: WebhookEndpoint) -> str:
    """A new secret; the former one signs beside it for a day."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    lock(row)
    row.former_secret, row.former_until = row.secret, now() + OVERLAP
    row.secret = make_secret()
    audit(actor.member_id, "webhook.secret_rotated", ("webhook", row.id))
    return row.secret


def switch(actor: Actor, row: WebhookEndpoint, *, is_on: bool) -> None:
    """Send to an endpoint, or nothing for now; what was to be sent waits."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    lock(row)
    row.off_reason = None if is_on else OffReason.BY_HAND
    row.off_at = None if is_on else now()
    row.failing_since = row.rests_until = None
    audit(actor.member_id, "webhook.switched", ("webhook", row.id), is_on=is_on)
    enqueue_job("deliver_webhooks")


def remove_endpoint(actor: Actor, row: WebhookEndpoint) -> None:
    """Remove an endpoint with its messages."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    lock(row)
    audit(actor.member_id, "webhook.removed", ("webhook", row.id))
    db.session.delete(row)


def try_endpoint(actor: Actor, row: WebhookEndpoint) -> None:
    """Send a message that says nothing."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    lock(row)
    if not row.is_on:
        raise Conflict(_l("Switch it on first."))
    row.rests_until = None
    told = Told(WebhookEvent.TEST, row.id, None, now())
    add_message(row.id, f"test:{secrets.token_hex(8)}", told)


def replay(actor: Actor, message: WebhookMessage) -> None:
    """Send a message once more, under its id; Conflict when what it tells is no longer public."""
    ensure(actor, Permission.WEBHOOKS_MANAGE)
    lock(message)
    told = Told(message.event, message.thing_id, message.lang, message.occurred_at)
    if find_data(told) is None:
        raise Conflict(_l("What this message tells is no longer public, so it is not sent again."))
    if message.state is MessageState.WAITING and message.attempts == 0:
        return
    message.state, message.attempts, message.due_at = MessageState.WAITING, 0, now()
    audit(actor.member_id, "webhook.replayed", ("webhook", message.endpoint_id))
    enqueue_job("deliver_webhooks")


def add_message(endpoint_id: int, source: str, told: Told) -> bool:
    """A message for an endpoint, once for its source; the worker sends it after the commit."""
    fresh = insert_once(
        WebhookMessage,
        key=f"msg_{secrets.token_hex(14)}",
        endpoint_id=endpoint_id,
        event=told.event,
        source=source,
        thing_id=told.thing_id,
        lang=told.lang,
        occurred_at=told.occurred_at,
        state=MessageState.WAITING,
        attempts=0,
        due_at=now(),
    )
    if fresh:
        enqueue_job("deliver_webhooks")
    return fresh


def announce(source: str, event: WebhookEvent, thing_id: int, lang: str | None = None) -> None:
    """Let every endpoint hear that chose this event, as far as it is public."""
    statement = select(WebhookEndpoint.id, WebhookEndpoint.events)
    rows = db.session.execute(statement.where(WebhookEndpoint.off_at.is_(None)))
    endpoint_ids = [row.id for row in rows if event.value in row.events]
    told = Told(event, thing_id, lang, now())
    if endpoint_ids and find_data(told) is not None:
        for endpoint_id in endpoint_ids:
            add_message(endpoint_id, source, told)
