"""A read that is shared between threads: made once for all who wait, never older than the question."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from community.core.bare import Rows, SharedRead

WAITING = 6


class Turn:
    """A lock that says how many have come to it."""

    def __init__(self) -> None:
        self.lock, self.come = threading.Lock(), threading.Semaphore(0)

    def __enter__(self) -> None:
        self.come.release()
        self.lock.acquire()

    def __exit__(self, *error: object) -> None:
        self.lock.release()

    def wait_for(self, many: int) -> None:
        for _ in range(many):
            assert self.come.acquire(timeout=10)


def test_who_asks_while_a_read_runs_gets_the_next_one_and_all_share_it() -> None:
    may_end, begun = threading.Event(), threading.Event()
    made: list[int] = []

    def read() -> Rows:
        made.append(len(made) + 1)
        begun.set()
        assert may_end.wait(10)
        return [(made[-1],)]

    shared, turn = SharedRead(read), Turn()
    shared.turn = turn  # type: ignore[assignment]
    with ThreadPoolExecutor(WAITING + 1) as pool:
        first = pool.submit(shared)
        assert begun.wait(10)
        later = [pool.submit(shared) for _ in range(WAITING)]
        turn.wait_for(WAITING + 1)
        may_end.set()
        assert first.result(10) == [(1,)]
        assert [one.result(10) for one in later] == [[(2,)]] * WAITING


def test_who_asks_afterwards_reads_anew_and_a_failed_read_is_tried_again() -> None:
    made: list[int] = []

    def read() -> Rows:
        made.append(len(made) + 1)
        if len(made) == 2:
            raise OSError("away")
        return [(made[-1],)]

    shared = SharedRead(read)
    assert shared() == [(1,)]
    with pytest.raises(OSError, match="away"):
        shared()
    assert shared() == [(3,)]
