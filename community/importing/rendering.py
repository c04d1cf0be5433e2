"""Texts are rendered before they are written: few of them here, many in processes beside the one that writes."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

from community.content.prose import Prose, compose
from community.core.errors import Invalid

T = TypeVar("T")
AT_HOME: Final = 500
"""Texts that are rendered before it is worth starting others for the rest."""
AHEAD: Final = 12

Sources = dict[str, str]
Texts = dict[str, Prose] | str
"""The texts of a row by their keys, or why one of them cannot be taken."""
Batch = tuple[T, list[Sources]]


def rendered(batches: Iterable[Batch[T]]) -> Generator[tuple[T, list[Texts]], None, None]:
    """Each batch with its texts rendered, in their order; a few batches are read ahead."""
    waiting, done = iter(batches), 0
    for thing, sources in waiting:
        yield thing, [render(one) for one in sources]
        done += sum(map(len, sources))
        if done >= AT_HOME:
            break
    yield from _rendered_ahead(waiting)


def _rendered_ahead(batches: Iterator[Batch[T]]) -> Iterator[tuple[T, list[Texts]]]:
    pool = ProcessPoolExecutor(
        max(1, (os.cpu_count() or 1) - 1),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=end_with_parent,
    )
    waiting = deque()  # type: ignore[var-annotated]
    try:
        for thing, sources in batches:
            waiting.append((thing, sources, pool.submit(render_all, sources)))
            if len(waiting) > AHEAD:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(thing: T, sources: list[Sources], future: object) -> tuple[T, list[Texts]]:
    found = future.result()  # type: ignore[attr-defined]
    # What cannot be taken is said here, where the portal's words are.
    return thing, [prose or render(one) for one, prose in zip(sources, found, strict=True)]


def render(sources: Sources) -> Texts:
    """The texts of one row, or why one of them cannot be taken."""
    try:
        return {key: compose(body) for key, body in sources.items()}
    except Invalid as error:
        return str(error.message)


def render_all(rows: list[Sources]) -> list[dict[str, Prose] | None]:
    """The texts of many rows in another process; None for a row that cannot be taken."""
    return [_render_or_none(one) for one in rows]


def _render_or_none(sources: Sources) -> dict[str, Prose] | None:
    try:
        return {key: compose(body) for key, body in sources.items()}
    except Invalid:
        return None


def end_with_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
