"""The hours of a plan in words, and whether somebody is there now."""

from dataclasses import dataclass
from datetime import datetime

from community.core.i18n import local
from community.service_levels.calendars import Calendar
from community.service_levels.clock import Opening, opening
from community.service_levels.terms import CalendarTerms, Menu, PlanTerms, PromiseKind
from community.service_levels.wording import hours_text


@dataclass(frozen=True, slots=True)
class PlanHours:
    """Hours of a plan, for which severities they count, and whether somebody is there now."""

    severities: str
    name: str
    lines: tuple[str, ...]
    zone: str | None
    now: Opening


def hours_of(menu: Menu, plan: PlanTerms, zone: str, at: datetime) -> list[PlanHours]:
    """The hours of a plan's first responses, each calendar once, read in the viewer's zone where they are his."""
    grouped: dict[str, list[str]] = {}
    for term in plan.targets:
        if term.kind is PromiseKind.FIRST_RESPONSE:
            grouped.setdefault(term.calendar_key, []).append(term.severity)
    return [
        _hours(menu.calendars[key], severities if len(grouped) > 1 else [], zone, at)
        for key, severities in grouped.items()
    ]


def _hours(terms: CalendarTerms, severities: list[str], zone: str, at: datetime) -> PlanHours:
    calendar: Calendar = terms.calendar
    return PlanHours(
        severities=", ".join(one for one in severities if one),
        name=local(terms.name),
        lines=tuple(hours_text(calendar)),
        zone=None if calendar.never_closes else calendar.zone,
        now=opening(calendar, calendar.zone_for(zone), at),
    )
