"""The worker while its queue's server is away, and when it is back."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from huey.api import Huey
from huey.consumer import BaseProcess, Consumer

from community.core.tasks import NICENESS, Queue, QueueServer, make_consumer
from tests.services import processes, redis_server
from tests.services.live import LivePortal

DONE: list[str] = []
AWAY = "the server of the queue is away"


class Waits(list[float]):
    """A stop flag that notes how long it was waited for, and waits for nothing."""

    def wait(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a Redis may be started and stopped."""
    with processes.short_folder("redis-") as folder:
        yield folder


@pytest.fixture
def queue(folder: Path) -> Queue:
    """A queue on the Redis of this folder, which is not there yet."""
    url = redis_server.address_in(folder)
    huey = Huey("portal", storage_class=QueueServer, url=url, results=False)
    return Queue(Flask("x"), huey, {"wave": (lambda: DONE.append("waved"), None)})


@pytest.fixture
def consumer(queue: Queue) -> Consumer:
    """What works it; nothing runs but what a test lets run."""
    return make_consumer(queue, 2)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged from here on."""
    caplog.set_level(logging.INFO, logger="community")
    caplog.clear()
    return caplog


def go_round(process: BaseProcess, times: int = 1) -> Waits:
    """Let a worker or the scheduler go round so often; how long it waited each time."""
    process.stop_flag = waits = Waits()
    for _ in range(times):
        process.loop()
    return waits


def lines(said: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    assert not any(record.exc_info for record in said.records)
    return [(record.levelname, record.getMessage().partition(";")[0]) for record in said.records]


def test_a_server_that_is_away_is_said_once_and_asked_ever_more_seldom(
    consumer: Consumer, said: pytest.LogCaptureFixture
) -> None:
    (one, _), (other, _) = consumer.worker_threads
    scheduler = consumer._create_scheduler()
    go_round(scheduler)
    assert go_round(one, 7) == [1, 2, 4, 8, 16, 30, 30]
    assert go_round(other, 2) == [1, 2]
    go_round(scheduler, 3)
    assert lines(said) == [("WARNING", AWAY)]


def test_a_server_that_is_back_is_said_once_and_its_tasks_are_done(
    consumer: Consumer, queue: Queue, folder: Path, said: pytest.LogCaptureFixture
) -> None:
    worker, _ = consumer.worker_threads[0]
    go_round(worker, 3)
    DONE.clear()
    with redis_server.running_in(folder):
        queue.enqueue("wave")
        assert go_round(worker) == []
        assert DONE == ["waved"]
    assert go_round(worker, 2) == [1, 2]
    away, back = ("WARNING", AWAY), ("INFO", "the server of the queue is back")
    assert lines(said) == [away, back, away]


def test_who_queues_something_at_a_server_that_is_frozen_is_not_kept_waiting(
    consumer: Consumer, queue: Queue, folder: Path
) -> None:
    DONE.clear()
    with redis_server.running_in(folder) as url:
        with redis_server.frozen(url):
            began = time.monotonic()
            queue.enqueue("wave")
            assert time.monotonic() - began < 3
        queue.enqueue("wave")
        go_round(consumer.worker_threads[0][0])
    assert DONE == ["waved"]


def test_what_else_goes_wrong_in_the_queue_is_told_in_full(
    consumer: Consumer, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ValueError("an unreadable task")

    monkeypatch.setattr(consumer.huey, "dequeue", broken)
    go_round(consumer.worker_threads[0][0])
    assert [record.exc_info is not None for record in said.records] == [True]


@pytest.mark.long
def test_the_worker_lets_the_web_server_go_first(live_server: LivePortal) -> None:
    worker, log = live_server.worker[0], live_server.folder / "worker.log"
    processes.wait_until(
        lambda: os.getpriority(os.PRIO_PROCESS, worker.pid or 0) == NICENESS, worker, log
    )
    share = Path(f"/proc/{worker.pid}/autogroup")
    # Others may ask for that ten times a second in all.
    if share.exists() and os.geteuid() == 0:
        processes.wait_until(
            lambda: share.read_text().split()[1:] == ["nice", str(NICENESS)], worker, log
        )
