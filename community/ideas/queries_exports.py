"""Reads of the table of ideas as a file: the next lines of one that is being written, and the parts of one that is."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.i18n import local
from community.core.spreadsheet import MARK, csv_lines
from community.ideas.models_triage import ExportState, IdeaExport, IdeaExportPart
from community.ideas.queries_plans import PlanPart, list_plan_parts
from community.ideas.queries_triage import (
    SegmentPart,
    TriageRow,
    list_segment_parts,
    list_triage,
)
from community.ideas.triage_terms import Look
from community.policies.actor import Actor
from community.service_levels.queries import PromiseChip, list_chips
from community.service_levels.terms import PromiseKind

PART = 500
KEPT_FOR = timedelta(days=1)
HEADER = (
    *("id", "title", "board", "status", "area", "assignee", "votes", "people", "organisations"),
    *("value", "segments", "critical", "important", "nice to have", "reach counted"),
    *("reach", "impact", "confidence", "effort", "rice", "trending", "proposed", "last answer"),
    *("as of", "answer due", "promise", "plans"),
)


@dataclass(frozen=True)
class Lines:
    """The next part of a file: how many ideas it holds, and where the one after it begins (None: it is the last)."""

    text: str
    count: int
    older: str | None


def get_export(actor: Actor, export_id: int) -> IdeaExport:
    """One's own file; NotFound for another's, and for one whose day is over."""
    export = db.session.get(IdeaExport, export_id)
    is_mine = export is not None and export.author_id == actor.member_id
    if export is None or not is_mine or export.created_at < now() - KEPT_FOR:
        raise NotFound
    return export


def list_unwritten() -> list[tuple[int, int, str]]:
    """(file, who asked for it, language) of those that are not whole, the first first."""
    statement = select(IdeaExport.id, IdeaExport.author_id, IdeaExport.locale)
    statement = statement.where(IdeaExport.state == ExportState.RUNNING).order_by(IdeaExport.id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def read_lines(actor: Actor, look: Look, after: str | None) -> Lines:
    """The lines after this idea, as the actor sees the table; the first ones with their header.

    In the order in which ideas were proposed, which nothing changes while the file is written: each stands in it once.
    """
    page = list_triage(actor, replace(look, sort="age", is_low_first=True), after, size=PART)
    ids = [row.id for row in page.items]
    parts, plans = list_segment_parts(ids), list_plan_parts(ids)
    chips = list_chips(ids, PromiseKind.IDEA_RESPONSE)
    text = csv_lines(
        (
            *_line(row, parts.get(row.id, [])),
            *_promised(chips.get(row.id)),
            _paid(plans.get(row.id)),
        )
        for row in page.items
    )
    begin = MARK + csv_lines([HEADER]) if after is None else ""
    return Lines(begin + text, len(page.items), page.older)


def whole_file(export_id: int) -> str:
    """All parts of a file, one after the other: some 20 MB for 100,000 ideas."""
    statement = select(IdeaExportPart.lines).where(IdeaExportPart.export_id == export_id)
    return "".join(db.session.scalars(statement.order_by(IdeaExportPart.ideas_before)))


def _line(row: TriageRow, parts: list[SegmentPart]) -> tuple[str | int | None, ...]:
    segments = "; ".join(f"{local(one.name)} {one.value}" for one in parts)
    area = local(row.area_name) if row.area_name else None
    places = (row.board_slug, row.status_key, area, row.assignee_handle)
    counts = (row.supporters, row.people, row.organisations, row.value, segments)
    weights = (row.critical, row.important, row.nice_to_have, row.reach)
    reckoned = (row.reach_said, _number(row.impact), row.confidence, _number(row.effort))
    scores = (_number(row.rice), _number(row.trending))
    days = tuple(map(_day, (row.created_at, row.answered_at, row.as_of)))
    return (row.id, row.title, *places, *counts, *weights, *reckoned, *scores, *days)


def _promised(chip: PromiseChip | None) -> tuple[str | None, ...]:
    """When an official answer is or was due, and how that promise stands."""
    return (_day(chip.due_at), chip.state.value) if chip else (None, None)


def _paid(parts: list[PlanPart] | None) -> str:
    return "; ".join(f"{one.plan_key or '-'} {one.value}" for one in parts or ())


def _number(number: float | None) -> str | None:
    return None if number is None else f"{number:.6g}" if number < 10**6 else f"{number:.0f}"


def _day(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
