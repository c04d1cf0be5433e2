"""Who counts how often something is done, or keeps what visits leave, may be away: nobody waits for him for long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from community.core.errors import TooMany
from community.core.limits import limit
from community.core.signals import RedisSpool, Spool
from tests.services import processes
from tests.services.client import PortalClient

FORMS = {
    "/sign-in": {"email": "ada@garden.example", "password": "wrong-wrong-wrong"},
    "/register": {"name": "Ada", "email": "ada@garden.example", "password": "long-enough-words"},
    "/password/forgot": {"email": "ada@garden.example"},
}
Count = Callable[[str], None]


@pytest.fixture
def count_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Count:
    """Lets the portal count at this address."""

    def settle(url: str) -> None:
        monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], redis_url=url))

    return settle


@pytest.fixture
def frozen() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_nobody_can_count_is_taken_later(
    client: PortalClient, count_on: Count, tmp_path: Path, path: str
) -> None:
    client.get(path)
    with client.session_transaction() as cookie:
        token = cookie.get("csrf", "")
    count_on(f"unix://{tmp_path}/nobody")
    answer = client.post(path, data={**FORMS[path], "csrf_token": token})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_server_that_says_nothing_holds_nobody_for_long(
    client: PortalClient, count_on: Count, frozen: str
) -> None:
    count_on(frozen)
    began = time.monotonic()
    assert client.post("/sign-in", data=FORMS["/sign-in"]).status_code == 503
    assert time.monotonic() - began < 5


def test_signals_are_not_held_for_long_by_a_server_that_says_nothing(frozen: str) -> None:
    spool = Spool(RedisSpool(frozen))
    spool.waiting.append("{}")
    flushing = threading.Thread(target=spool.flush, daemon=True)
    flushing.start()
    flushing.join(5)
    assert not flushing.is_alive()


def test_a_server_that_is_there_counts(app: Flask, count_on: Count, redis_url: str) -> None:
    count_on(redis_url)
    key = f"sowing {processes.free_port()}"
    limit(key, 1, 60)
    with pytest.raises(TooMany):
        limit(key, 1, 60)
