"""Each minute: planned changes of status and releases, ideas of published releases, and questions to supporters."""

import logging
from collections.abc import Callable
from functools import partial

from community.core.clock import now
from community.core.db import db, writing
from community.ideas.actions import first_status
from community.ideas.actions_releases import publish_scheduled, ship_idea
from community.ideas.actions_schedule import make_scheduled
from community.ideas.actions_verdicts import ask_supporters
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.models_life import ScheduledChange
from community.ideas.queries_releases_desk import ToShip, list_due_releases, list_to_ship
from community.ideas.queries_schedule import list_due
from community.ideas.queries_texts import filled_in, values_of

log = logging.getLogger(__name__)


def make_due_changes() -> int:
    """Make every planned change whose minute has come; how many that were.

    Each in a transaction of its own that asks again, so that two workers and a crash make none twice and lose none.
    """
    at, made, after = now(), 0, 0
    while due := list_due(at, after):
        db.session.rollback()
        made += sum(_try(partial(_make, one), "planned change not made", one) for one in due)
        after = due[-1]
    db.session.rollback()
    return made


def _make(scheduled_id: int) -> bool:
    scheduled = db.session.get_one(ScheduledChange, scheduled_id)
    idea = db.session.get_one(Idea, scheduled.idea_id)
    status = db.session.get_one(IdeaStatus, scheduled.to_status_id)
    values = values_of([idea], status, scheduled.lang)[idea.id]
    prose = filled_in(scheduled.body, values)
    with writing():
        return make_scheduled(scheduled_id, prose)


def publish_due_releases() -> int:
    """Publish every draft whose minute has come, each in a transaction of its own; how many that were."""
    due = list_due_releases(now())
    db.session.rollback()
    return sum(_try(partial(_publish, one), "release not published", one) for one in due)


def _publish(release_id: int) -> bool:
    with writing():
        return publish_scheduled(release_id)


def ship_releases() -> int:
    """Ship the ideas of published releases, one a transaction; how many that were."""
    shipped = after = 0
    while waiting := list_to_ship(after):
        for one in waiting:
            shipped += _try(partial(_ship, one), "idea not shipped", one.row_id)
        after = waiting[-1].row_id
    db.session.rollback()
    return shipped


def _ship(one: ToShip) -> bool:
    status = first_status(Meaning.SHIPPED)
    values = values_of([one.idea], status, one.lang, release=one.release_name)[one.idea.id]
    prose = filled_in(one.body, values)
    with writing():
        return ship_idea(one.row_id, prose, lang=one.lang, idea_id=one.idea.id)


def _try(deed: Callable[[], bool], fault: str, row_id: int) -> bool:
    try:
        return deed()
    except Exception:  # one that cannot be done must not keep the others waiting
        log.exception(fault, extra={"row": row_id})
        db.session.rollback()
        return False


def ask_about_shipped() -> int:
    """Ask the supporters of what was shipped some days ago whether it solves their problem; about how many ideas."""
    with writing():
        return ask_supporters()
