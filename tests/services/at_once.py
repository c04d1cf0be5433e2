"""Two acts at once: what the first has done but not committed, the second meets."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from flask import Flask

from community.core.db import db, writing
from community.core.errors import PortalError

LONG_ENOUGH = 0.4


def at_once(
    app: Flask, first: Callable[[], object], second: Callable[[], object]
) -> list[PortalError | None]:
    """The first act is done but not committed when the second begins; what each was refused with."""
    begun = Event()

    def one() -> None:
        with app.app_context(), writing():
            first()
            begun.set()
            Event().wait(LONG_ENOUGH)

    def other() -> None:
        begun.wait(10)
        with app.app_context(), writing():
            second()

    with ThreadPoolExecutor(2) as people:
        futures = [people.submit(one), people.submit(other)]
        refusals = [future.exception() for future in futures]
    db.session.rollback()
    for refusal in refusals:
        if refusal is not None and not isinstance(refusal, PortalError):
            raise refusal
    return [one for one in refusals if one is None or isinstance(one, PortalError)]
