"""A receiver, and an endpoint that leads to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from community.core.db import db, writing
from community.policies.actor import SYSTEM
from community.webhooks.actions import add_endpoint
from community.webhooks.catalogue import EVENT_WORDS, WebhookEvent
from community.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.services.receiver import Receiver, running


@pytest.fixture
def receiver(app: Flask) -> Iterator[Receiver]:
    with running() as found:
        yield found


@pytest.fixture
def new_endpoint(receiver: Receiver) -> Callable[..., WebhookEndpoint]:
    """Makes an endpoint at the receiver (or another address) that hears of all, or of these events."""

    def make(
        url: str = "", events: Collection[WebhookEvent] = tuple(EVENT_WORDS)
    ) -> WebhookEndpoint:
        with writing():
            return add_endpoint(SYSTEM, url or receiver.url, "The other system", events)

    return make


@pytest.fixture
def endpoint(new_endpoint: Callable[..., WebhookEndpoint]) -> WebhookEndpoint:
    return new_endpoint()


@pytest.fixture
def messages(app: Flask) -> Callable[[], list[WebhookMessage]]:
    """All messages, read anew."""

    def read() -> list[WebhookMessage]:
        db.session.expire_all()
        return list(db.session.scalars(select(WebhookMessage).order_by(WebhookMessage.id)))

    return read
