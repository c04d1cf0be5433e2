"""What stories of triage begin with: ideas with customers behind them, and orders for many."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from community.accounts.models import Member, Organisation, Segment, SegmentMembership
from community.content import actions_views
from community.content.models_views import Desk
from community.core.db import db, writing
from community.ideas import actions_bulk, actions_exports, tasks_exports
from community.ideas.models import Idea
from community.ideas.models_triage import BulkChange, BulkRow, RowState
from community.ideas.triage_terms import look_of
from tests.ideas.living import manager, support
from tests.makers import actor_of, make_idea, make_member, make_organisation


def customer(name: str, value: int, segment: Segment | None = None) -> Organisation:
    """An organisation that pays so much a year, in a segment."""
    made = make_organisation(name)
    with writing() as rows:
        rows.get_one(Organisation, made.id).annual_value = value
        if segment is not None:
            rows.add(SegmentMembership(segment_id=segment.id, organisation_id=made.id))
    return made


def make_segment(key: str = "big") -> Segment:
    """A segment without a rule of its own."""
    with writing() as rows:
        segment = Segment(key=key, name={"en": key.title(), "fr": key.title()}, rule={})
        rows.add(segment)
    return segment


def wanted_by(title: str, *customers: Organisation) -> Idea:
    """An idea that one member of each supports."""
    idea = make_idea(title=title)
    support(idea, *(make_member(organisation=one) for one in customers))
    return idea


def order(ideas: list[Idea], what: Mapping[str, Any]) -> BulkChange:
    """A product manager orders it."""
    actor, rows = actor_of(manager()), dict.fromkeys(idea.id for idea in ideas)
    with writing():
        return actions_bulk.start_bulk(actor, what, rows)


def order_file(member: Member) -> None:
    """A product manager orders the table of ideas as a file, and the worker writes it."""
    actor = actor_of(member)
    with writing():
        actions_exports.start_export(actor, look_of({}, ()), "en")
    tasks_exports.write_exports()


def status_order(key: str, text: str = "We look at {{ title }}.") -> dict[str, Any]:
    """A change of status with its text."""
    return {"status": key, "text": text, "lang": "en", "reason": None}


def keep_view(name: str = "Rich first", query: str = "sort=-value") -> None:
    """A product manager keeps a view for the team."""
    actor = actor_of(manager())
    with writing():
        actions_views.save_view(actor, Desk.IDEAS, name, query, is_shared=True)


# What a form sends that leaves everything alone.
ALONE = dict.fromkeys(
    ("status", "text", "reason", "way_round", "due_at", "assignee", "area", "board"), ""
)


def outcome(bulk: BulkChange) -> list[tuple[RowState, str]]:
    db.session.rollback()
    rows = select(BulkRow.state, BulkRow.why).where(BulkRow.bulk_id == bulk.id)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(BulkRow.id))]


def parts(idea: Idea) -> dict[str, object]:
    db.session.rollback()
    return actions_bulk.parts_of(db.session.get_one(Idea, idea.id, populate_existing=True))


def back(bulk: BulkChange, text: str = "It is {{ status }} again.") -> BulkChange:
    actor = actor_of(manager())
    with writing():
        return actions_bulk.undo_bulk(actor, bulk, text=text, lang="en")


def sent_file(lines: str, **more: str) -> dict[str, object]:
    return {"file": (io.BytesIO(lines.encode()), "ideas.csv"), "lang": "en", **more}
