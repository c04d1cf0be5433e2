"""Files of the table of ideas, written part by part: a crash leaves the rest waiting, and no line stands twice."""

import logging
from datetime import timedelta
from urllib.parse import parse_qs

from flask_babel import force_locale

from community.accounts.erasing import Gone
from community.accounts.queries import get_actor
from community.content.queries import list_audience_ids
from community.core.db import db, writing
from community.ideas import actions_exports
from community.ideas.models_triage import IdeaExport
from community.ideas.queries_exports import list_unwritten, read_lines
from community.ideas.queries_triage import count_matching
from community.ideas.triage_terms import Look, look_of
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can

log = logging.getLogger(__name__)


def write_exports() -> int:
    """Write every file that is not whole, as whoever asked for it sees the ideas; how many."""
    waiting = list_unwritten()
    for export_id, author_id, locale in waiting:
        try:
            with force_locale(locale):
                _write(export_id, get_actor(author_id, list_audience_ids))
        except (
            Exception
        ):  # what went wrong is tried again in the next minute; the others need not wait
            log.exception("file of ideas not written", extra={"export": export_id})
            db.session.rollback()
            with writing():
                actions_exports.fail_old(export_id)
    return len(waiting)


def _write(export_id: int, actor: Actor) -> None:
    if not can(actor, Permission.IDEA_TRIAGE):
        with writing():
            actions_exports.give_up(export_id)
        return
    export = db.session.get_one(IdeaExport, export_id, populate_existing=True)
    look, after = _look(export.query), export.cursor
    total = count_matching(actor, look)
    goes_on = True
    while goes_on:
        lines = read_lines(actor, look, after)
        with writing():
            is_kept = actions_exports.write_part(export_id, after, lines, total=total)
        goes_on, after = is_kept and lines.older is not None, lines.older


def _look(query: str) -> Look:
    return look_of({name: said[0] for name, said in parse_qs(query).items()}, ())


def forget_exports() -> None:
    """Remove the files whose day is over."""
    with writing():
        actions_exports.forget_exports()


def forget_files(_gone: Gone, _cursor: int) -> None:
    """Any file may name him, in its rows or in its title: all go, and can be ordered again."""
    with writing():
        actions_exports.forget_exports(timedelta())
