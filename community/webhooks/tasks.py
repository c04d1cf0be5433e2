"""Sending: a message an endpoint at a time, several endpoints at once, so that a slow one keeps nobody waiting."""

import json
import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import delete, func, or_, select

from community.core import http
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import record
from community.core.tasks import RUN_SECONDS, enqueue_job
from community.events import WebhookSwitchedOff
from community.webhooks.catalogue import (
    JITTER,
    KEPT_FOR,
    LONGEST_REST,
    LONGEST_WAIT,
    PATIENCE,
    WAITS,
)
from community.webhooks.models import (
    MessageState,
    OffReason,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)
from community.webhooks.queries_payloads import Told, find_data
from community.webhooks.signing import sign

log = logging.getLogger(__name__)

AT_ONCE = 8
LEASE = timedelta(seconds=60)
GONE, TOO_MANY, AWAY = 410, 429, 503


@dataclass(frozen=True)
class Parcel:
    """A message ready to leave."""

    message_id: int
    endpoint_id: int
    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Result:
    """What came of an attempt."""

    status: int | None
    error: str
    retry_after: int | None
    took_ms: int

    @property
    def is_success(self) -> bool:
        """Only 2xx is success: a redirect is not followed."""
        return self.status is not None and 200 <= self.status < 300


def deliver_webhooks() -> int:
    """Send what is due; how many attempts that were."""
    began, attempts = time.monotonic(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while parcels := _lease():
            allowed = current_app.config["PORTAL"].inside_allowed
            futures = [pool.submit(send, parcel, allowed) for parcel in parcels]
            for parcel, future in zip(parcels, futures, strict=True):
                result = future.result()
                with writing():
                    _note(parcel, result)
            attempts += len(parcels)
            if time.monotonic() - began > RUN_SECONDS:
                enqueue_job("deliver_webhooks")
                break
    return attempts


def send(parcel: Parcel, allowed: http.Networks) -> Result:
    """One attempt, without the database."""
    began = time.monotonic()
    status, error, retry_after = None, "", None
    try:
        answer = http.post(parcel.url, parcel.body, parcel.headers, allowed=allowed)
        status, retry_after = answer.status, answer.retry_after
        if 300 <= status < 400:
            error = "redirects are not followed"
    except http.Unreachable as fault:
        error = str(fault)[:200]
    except Exception as fault:  # whatever one endpoint answers, the others get theirs
        log.exception("webhook not sent", extra={"webhook_message": parcel.message_id})
        error = type(fault).__name__
    return Result(status, error, retry_after, round((time.monotonic() - began) * 1000))


def _lease() -> list[Parcel]:
    """The oldest message due of each of some endpoints, held for a minute; what is no longer public is passed over."""
    while ids := list(db.session.scalars(_due())):
        with writing():
            statement = (
                select(WebhookMessage)
                .where(WebhookMessage.id.in_(ids), WebhookMessage.due_at <= now())
                .where(WebhookMessage.state == MessageState.WAITING)
                .with_for_update(skip_locked=True)
                .execution_options(populate_existing=True)
            )
            packed = [_pack(row) for row in db.session.scalars(statement).all()]
        parcels = [one for one in packed if one is not None]
        if parcels or not packed:
            return parcels
    db.session.rollback()
    return []


def _due() -> Any:
    return (
        select(func.min(WebhookMessage.id))
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookMessage.endpoint_id)
        .where(WebhookMessage.state == MessageState.WAITING, WebhookMessage.due_at <= now())
        .where(WebhookEndpoint.off_at.is_(None))
        .where(or_(WebhookEndpoint.rests_until.is_(None), WebhookEndpoint.rests_until <= now()))
        .group_by(WebhookMessage.endpoint_id)
        .limit(AT_ONCE)
    )


def _pack(row: WebhookMessage) -> Parcel | None:
    """The message as it is now; None when what it tells is no longer public, and then it never will be sent."""
    told = Told(row.event, row.thing_id, row.lang, row.occurred_at)
    data, endpoint = find_data(told), db.session.get_one(WebhookEndpoint, row.endpoint_id)
    if data is None:
        row.state, row.done_at = MessageState.WITHDRAWN, now()
        return None
    row.due_at = now() + LEASE
    words = {"type": row.event.value, "timestamp": row.occurred_at.isoformat(), "data": data}
    body = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = int(now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "community-portal-webhooks",
        "webhook-id": row.key,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(endpoint.secrets_at(now()), row.key, stamp, body),
    }
    return Parcel(row.id, endpoint.id, endpoint.url, body, headers)


def _note(parcel: Parcel, result: Result) -> None:
    """Write down what came of an attempt, and when the next one is."""
    endpoint = db.session.get(WebhookEndpoint, parcel.endpoint_id, with_for_update=True)
    row = db.session.get(WebhookMessage, parcel.message_id, with_for_update=True)
    if row is None or endpoint is None:
        return
    db.session.add(
        WebhookAttempt(
            message_id=row.id,
            at=now(),
            status=result.status,
            error=result.error,
            took_ms=result.took_ms,
        )
    )
    row.attempts += 1
    if result.is_success:
        row.state, row.done_at = MessageState.DONE, now()
        endpoint.failing_since = endpoint.rests_until = None
        return
    _put_off(endpoint, row, result)


def _put_off(endpoint: WebhookEndpoint, row: WebhookMessage, result: Result) -> None:
    endpoint.failing_since = endpoint.failing_since or now()
    if result.status == GONE:
        row.state, row.done_at = MessageState.FAILED, now()
        _switch_off(endpoint, OffReason.GONE)
    elif row.attempts > len(WAITS):
        row.state, row.done_at = MessageState.FAILED, now()
        if now() - endpoint.failing_since > PATIENCE:
            _switch_off(endpoint, OffReason.FAILING)
    else:
        wait = next_wait(row.attempts, result)
        row.due_at = now() + wait
        is_told = result.retry_after is not None and result.status in (TOO_MANY, AWAY)
        endpoint.rests_until = now() + (wait if is_told else min(wait, LONGEST_REST))


def next_wait(attempts: int, result: Result) -> timedelta:
    """How long until the next attempt after so many: growing, never sooner than the other side asked for."""
    wait = WAITS[attempts - 1] * (1 + random.uniform(0, JITTER))  # noqa: S311 – no secret
    if result.retry_after is not None and result.status in (TOO_MANY, AWAY):
        wait = max(wait, min(timedelta(seconds=result.retry_after), LONGEST_WAIT))
    return wait


def _switch_off(endpoint: WebhookEndpoint, reason: OffReason) -> None:
    endpoint.off_reason, endpoint.off_at = reason, now()
    host = urlsplit(endpoint.url).hostname or ""
    at = endpoint.off_at.isoformat()
    record(WebhookSwitchedOff(endpoint_id=endpoint.id, host=host, reason=reason.value, at=at))


def forget_webhooks() -> None:
    """Remove messages with their attempts that are a month old, some at a time."""
    old = select(WebhookMessage.id).where(WebhookMessage.occurred_at < now() - KEPT_FOR)
    while True:
        with writing():
            ids = list(db.session.scalars(old.limit(500)))
            db.session.execute(delete(WebhookMessage).where(WebhookMessage.id.in_(ids)))
        if not ids:
            return
