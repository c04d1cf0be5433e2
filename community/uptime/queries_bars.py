"""Ninety days, or a month, of the components that a reader may know of: two statements."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import select

from community.core.clock import now
from community.core.db import db
from community.policies.actor import Actor
from community.uptime.bars import Bars, Happening, bars_of, frame_until, quiet_bars, uptime_of
from community.uptime.models import Component, MeasuredDowntime
from community.uptime.months import Month
from community.uptime.queries import list_components, list_impacts_in
from community.uptime.queries_downtime import overlaps
from community.uptime.spans import Span
from community.uptime.states import Impact


def list_bars(actor: Actor) -> Mapping[int, Bars]:
    """Component → its bars of the last ninety days, with what the reader may know of."""
    frame = frame_until(now())
    quiet = quiet_bars(frame)
    found = bars_of(_happenings(actor, frame), frame)
    return _Bars(found, quiet)


class _Bars(dict[int, Bars]):
    """Bars by component; a component to which nothing happened has quiet ones."""

    def __init__(self, found: Mapping[int, Bars], quiet: Bars) -> None:
        super().__init__(found)
        self.quiet = quiet

    def __missing__(self, _component_id: int) -> Bars:
        return self.quiet


def list_uptime_of_month(actor: Actor, month: Month) -> list[tuple[Mapping[str, str], Fraction]]:
    """(name, uptime) of each component in a month, up to now, with nothing left out."""
    frame = Span(month.starts_at, min(month.ends_at, now()))
    if frame.starts_at >= frame.ends_at:
        return []
    mine: dict[int, list[Happening]] = {}
    for one in _happenings(actor, frame):
        mine.setdefault(one.component_id, []).append(one)
    return [(row.name, uptime_of(mine.get(row.id, ()), frame)) for row in list_components(actor)]


def _happenings(actor: Actor, frame: Span) -> list[Happening]:
    found = []
    for one in list_impacts_in(actor, frame):
        met = Span(one.starts_at, one.ends_at or max(frame.ends_at, one.starts_at)).meet(frame)
        if met is not None and (one.impact is not Impact.NONE or one.is_maintenance):
            found.append(Happening(one.component_id, one.impact, met, one.is_maintenance))
    return found + _measured(actor, frame)


def _measured(actor: Actor, frame: Span) -> list[Happening]:
    statement = (
        select(MeasuredDowntime.component_id, MeasuredDowntime.starts_at, MeasuredDowntime.ends_at)
        .join(Component, Component.id == MeasuredDowntime.component_id)
        .where(Component.audience_id.in_(sorted(actor.audience_ids)))
        .where(overlaps(MeasuredDowntime, frame))
    )
    met = [(row[0], Span(row[1], row[2]).meet(frame)) for row in db.session.execute(statement)]
    return [Happening(key, Impact.DOWN, span) for key, span in met if span is not None]
