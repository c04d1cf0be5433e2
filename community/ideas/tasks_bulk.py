"""Changes of many ideas, made row by row: a crash leaves the rest waiting, and no row is made twice."""

import logging

from flask_babel import force_locale

from community.accounts.queries import get_actor
from community.content.queries import list_audience_ids
from community.core.db import db, writing
from community.core.errors import PortalError
from community.ideas.actions_bulk import finish_bulk, make_row, refuse_row
from community.ideas.queries_bulk import list_running, list_waiting, prose_of_row
from community.policies.actor import Actor

log = logging.getLogger(__name__)
BATCH = 100
NOT_DONE = "Something went wrong. Nothing of it was changed."


def make_bulk_changes() -> int:
    """Make every row that waits, one a transaction, in the name of whoever ordered it; how many."""
    running = [(one.id, one.author_id) for one in list_running()]
    return sum(make_rows(bulk_id, author_id) for bulk_id, author_id in running)


def make_rows(bulk_id: int, author_id: int | None) -> int:
    """Make the rows of one order that wait; how many."""
    made = 0
    actor = get_actor(author_id, list_audience_ids) if author_id is not None else None
    while row_ids := list_waiting(bulk_id, BATCH):
        for row_id in row_ids:
            _make(actor, row_id)
        made += len(row_ids)
    with writing():
        finish_bulk(bulk_id)
    return made


def _make(actor: Actor | None, row_id: int) -> None:
    try:
        if actor is None:
            raise PortalError
        prose = prose_of_row(row_id)
        with force_locale(actor.locale), writing():  # whoever ordered it reads what became of it
            make_row(actor, row_id, prose)
    except PortalError as refused:
        with force_locale(actor.locale if actor else "en"):
            _refuse(row_id, str(refused.message))
    except Exception:  # one that cannot be made must not keep the others waiting
        log.exception("idea not changed", extra={"row": row_id})
        _refuse(row_id, NOT_DONE)


def _refuse(row_id: int, why: str) -> None:
    db.session.rollback()
    with writing():
        refuse_row(row_id, why)
