"""The menu as customers compare it: a table of plans, their hours now, and an explanation in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from community.core.i18n import local
from community.service_levels.calendars import Calendar
from community.service_levels.clock import Opening, opening
from community.service_levels.terms import (
    ANY_SEVERITY,
    CalendarTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    UptimeTerms,
)
from community.service_levels.wording import (
    exclusion_lines,
    hours_text,
    kind_text,
    percent_text,
    target_text,
)

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class PlanHours:
    """Hours of a plan, for which severities they count, and whether somebody is there now."""

    severities: str
    name: str
    lines: tuple[str, ...]
    zone: str | None
    now: Opening


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the comparison: what is promised, and the words of each plan's cell."""

    key: str
    title: str
    note: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def is_list(self) -> bool:
        """Whether the lines of a cell stand side by side, none of them a remark on the first."""
        return self.key in (*PromiseKind, "credit")


@dataclass(frozen=True, slots=True)
class FloorLine:
    """The least that everyone is promised, in words."""

    title: str
    target: str
    hours: str


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A plan as the head of its column."""

    key: str
    name: str
    summary: str
    price: str
    hours: tuple[PlanHours, ...]


@dataclass(frozen=True, slots=True)
class MenuPage:
    """One version of the menu as it is shown at an instant."""

    menu: Menu
    plans: tuple[PlanColumn, ...]
    rows: tuple[TableRow, ...]
    floors: tuple[FloorLine, ...]
    covers: str

    @property
    def changes_at(self) -> datetime | None:
        """When somebody comes or goes next: nothing else changes by time alone."""
        openings = (hours.now for plan in self.plans for hours in plan.hours)
        return min((one.changes_at for one in openings if one.changes_at), default=None)


def menu_page(menu: Menu, zone: str, at: datetime) -> MenuPage:
    """Everything that the menu page shows, in the reader's language."""
    plans = tuple(
        PlanColumn(
            plan.key,
            local(plan.name),
            local(plan.summary),
            local(plan.price),
            tuple(hours_of(menu, plan, zone, at)),
        )
        for plan in menu.plans
    )
    covers = next((local(plan.uptime.covers) for plan in menu.plans if plan.uptime), "")
    return MenuPage(menu, plans, tuple(table_rows(menu)), tuple(floor_lines(menu)), covers)


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


def line_of(kind: PromiseKind, severity: str | None) -> str:
    """The line of the comparison that says this promise, as its address names it."""
    if kind is PromiseKind.FIRST_RESPONSE and severity:
        return f"first-{severity}"
    lines = {PromiseKind.IDEA_RESPONSE: "ideas", PromiseKind.CLAIM_DECISION: "claim"}
    return lines.get(kind, kind.value)


def floor_lines(menu: Menu) -> list[FloorLine]:
    """The floors in words."""
    return [
        FloorLine(
            kind_text(floor.kind),
            target_text(floor.target),
            local(menu.calendars[floor.calendar_key].name),
        )
        for floor in menu.floors
    ]


def table_rows(menu: Menu) -> list[TableRow]:
    """The lines of the comparison, without those in which no plan promises anything."""
    rows = [
        *_first_responses(menu),
        _kind_row(menu, PromiseKind.NEXT_RESPONSE, _("After each of your replies.")),
        _kind_row(
            menu, PromiseKind.RESOLUTION, _("Until it works again, or there is a way round.")
        ),
        _row(menu, "ideas", _("Ideas: official response"), _idea_cell),
        _kind_row(menu, PromiseKind.ARTICLE_VERIFICATION),
        _row(menu, "uptime", _("Uptime a month (UTC)"), _uptime_cell),
        _row(
            menu,
            "credit",
            _("Credit"),
            _credit_cell,
            note=_("Of the month’s price, when uptime was less."),
        ),
        _row(menu, "exclusion", _("Maintenance left out"), _exclusion_cell),
        _row(menu, "claim", _("How to claim"), _claim_cell),
        _row(
            menu,
            "tokens",
            _("Service tokens a month"),
            _tokens,
            note=_("Each lifts one question to the next plan."),
        ),
    ]
    return [row for row in rows if any(cell != (NOTHING,) for cell in row.cells)]


def _row(
    menu: Menu,
    key: str,
    title: str,
    cell: Callable[[PlanTerms], tuple[str, ...]],
    *,
    note: str = "",
) -> TableRow:
    return TableRow(key, title, note, tuple(cell(plan) or (NOTHING,) for plan in menu.plans))


def _first_responses(menu: Menu) -> list[TableRow]:
    title = kind_text(PromiseKind.FIRST_RESPONSE)
    return [
        TableRow(
            f"first-{severity.key}",
            f"{title}{_(':')} {local(severity.name)}",
            "",
            tuple(_response_cell(plan, severity.key) for plan in menu.plans),
        )
        for severity in menu.severities
    ]


def _response_cell(plan: PlanTerms, severity: str) -> tuple[str, ...]:
    term = plan.find_target(PromiseKind.FIRST_RESPONSE, severity)
    if term is None:
        return (NOTHING,)
    if term.severity == ANY_SEVERITY:
        return (target_text(term.target), _("whatever the severity"))
    return (target_text(term.target),)


def _kind_row(menu: Menu, kind: PromiseKind, note: str = "") -> TableRow:
    return _row(menu, kind.value, kind_text(kind), lambda plan: _kind_cell(plan, kind), note=note)


def _kind_cell(plan: PlanTerms, kind: PromiseKind) -> tuple[str, ...]:
    return tuple(
        f"{term.severity}{_(':')} {target_text(term.target)}"
        if term.severity
        else target_text(term.target)
        for term in plan.targets
        if term.kind is kind
    )


def _idea_cell(plan: PlanTerms) -> tuple[str, ...]:
    term = plan.find_target(PromiseKind.IDEA_RESPONSE, None)
    if term is None:
        return ()
    bound = ngettext("from %(num)s vote on", "from %(num)s votes on", plan.idea_votes)
    return (target_text(term.target), str(bound))


def _uptime_cell(plan: PlanTerms) -> tuple[str, ...]:
    return (percent_text(plan.uptime.objective),) if plan.uptime else ()


def _credit_cell(plan: PlanTerms) -> tuple[str, ...]:
    return credit_lines(plan.uptime) if plan.uptime else ()


def credit_lines(uptime: UptimeTerms) -> tuple[str, ...]:
    """What is credited below which uptime, one line each."""
    return tuple(
        _("below %(uptime)s: %(percent)s %%", uptime=percent_text(tier.below), percent=tier.percent)
        for tier in uptime.credits
    )


def _exclusion_cell(plan: PlanTerms) -> tuple[str, ...]:
    if plan.uptime is None:
        return ()
    return tuple(exclusion_lines(plan.uptime.exclusion))


def _claim_cell(plan: PlanTerms) -> tuple[str, ...]:
    decided = plan.find_target(PromiseKind.CLAIM_DECISION, None)
    if plan.uptime is None or decided is None:
        return ()
    days = plan.uptime.claim_window_days
    return (
        str(
            ngettext(
                "within %(num)s day after the month ends",
                "within %(num)s days after the month ends",
                days,
            )
        ),
        _("decided in %(time)s", time=target_text(decided.target)),
    )


def _tokens(plan: PlanTerms) -> tuple[str, ...]:
    return (str(plan.tokens_a_month),) if plan.tokens_a_month else ()
