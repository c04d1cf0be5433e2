"""The menu as customers compare it: a table of plans, their hours now, and an explanation in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from community.core.i18n import local
from community.service_levels.presentation_hours import PlanHours, hours_of
from community.service_levels.terms import (
    ANY_SEVERITY,
    CREDIT,
    EXCLUSION,
    TOKENS,
    UPTIME,
    Menu,
    PlanTerms,
    PromiseKind,
    TargetTerms,
    UptimeTerms,
)
from community.service_levels.wording import (
    exclusion_lines,
    kind_text,
    line_text,
    percent_text,
    target_text,
)

# Lines that go by another name in addresses than the promise that they say.
SHORT_KEYS = {PromiseKind.IDEA_RESPONSE: "ideas", PromiseKind.CLAIM_DECISION: "claim"}
FIRST = "first"
OF_KEYS = {key: kind.value for kind, key in SHORT_KEYS.items()}


@dataclass(frozen=True, slots=True)
class CellLine:
    """Words of a cell, and what the public record is narrowed to for how they were kept; empty without a clock."""

    words: str
    kept: Mapping[str, str] = field(default_factory=dict)


Cell = tuple[CellLine, ...]
NOTHING: Cell = (CellLine("–"),)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the comparison: what is promised, and the words of each plan's cell."""

    key: str
    title: str
    note: str
    cells: tuple[Cell, ...]

    @property
    def line(self) -> str:
        """What it says something of (`terms.LINES`)."""
        is_first = self.key.startswith(f"{FIRST}-")
        return PromiseKind.FIRST_RESPONSE.value if is_first else OF_KEYS.get(self.key, self.key)

    @property
    def is_list(self) -> bool:
        """Whether the lines of a cell stand side by side, none of them a remark on the first."""
        return self.key in (*PromiseKind, CREDIT)


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


def line_of(kind: PromiseKind, severity: str | None) -> str:
    """The line of the comparison that says this promise, as its address names it."""
    if kind is PromiseKind.FIRST_RESPONSE and severity:
        return f"{FIRST}-{severity}"
    return SHORT_KEYS.get(kind, kind.value)


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
        _row(menu, UPTIME, line_text(UPTIME), _uptime_cell),
        _row(
            menu,
            CREDIT,
            line_text(CREDIT),
            _credit_cell,
            note=_("Of the month’s price, when uptime was less."),
        ),
        _row(menu, EXCLUSION, line_text(EXCLUSION), _exclusion_cell),
        _row(menu, "claim", _("How to claim"), _claim_cell),
        _row(
            menu,
            TOKENS,
            line_text(TOKENS),
            _tokens,
            note=_("Each lifts one question to the next plan."),
        ),
    ]
    return [row for row in rows if any(cell != NOTHING for cell in row.cells)]


def _row(
    menu: Menu,
    key: str,
    title: str,
    cell: Callable[[PlanTerms], Cell],
    *,
    note: str = "",
) -> TableRow:
    return TableRow(key, title, note, tuple(cell(plan) or NOTHING for plan in menu.plans))


def _first_responses(menu: Menu) -> list[TableRow]:
    title = kind_text(PromiseKind.FIRST_RESPONSE)
    return [
        TableRow(
            f"{FIRST}-{severity.key}",
            f"{title}{_(':')} {local(severity.name)}",
            "",
            tuple(_response_cell(plan, severity.key) for plan in menu.plans),
        )
        for severity in menu.severities
    ]


def _target(plan: PlanTerms, term: TargetTerms, *, before: str = "") -> CellLine:
    """A target with the record of how this plan kept it."""
    kept = {"kind": term.kind.value, "plan": plan.key}
    if term.severity:
        kept["severity"] = term.severity
    return CellLine(f"{before}{target_text(term.target)}", kept)


def _plain(*words: str) -> Cell:
    return tuple(map(CellLine, words))


def _response_cell(plan: PlanTerms, severity: str) -> Cell:
    term = plan.find_target(PromiseKind.FIRST_RESPONSE, severity)
    if term is None:
        return NOTHING
    of_all = _plain(_("whatever the severity")) if term.severity == ANY_SEVERITY else ()
    return (_target(plan, term), *of_all)


def _kind_row(menu: Menu, kind: PromiseKind, note: str = "") -> TableRow:
    return _row(menu, kind.value, kind_text(kind), lambda plan: _kind_cell(plan, kind), note=note)


def _kind_cell(plan: PlanTerms, kind: PromiseKind) -> Cell:
    return tuple(
        _target(plan, term, before=f"{term.severity}{_(':')} " if term.severity else "")
        for term in plan.targets
        if term.kind is kind
    )


def _idea_cell(plan: PlanTerms) -> Cell:
    term = plan.find_target(PromiseKind.IDEA_RESPONSE, None)
    if term is None:
        return ()
    bound = ngettext("from %(num)s vote on", "from %(num)s votes on", plan.idea_votes)
    return (_target(plan, term), CellLine(str(bound)))


def _uptime_cell(plan: PlanTerms) -> Cell:
    return _plain(percent_text(plan.uptime.objective)) if plan.uptime else ()


def _credit_cell(plan: PlanTerms) -> Cell:
    return _plain(*credit_lines(plan.uptime)) if plan.uptime else ()


def credit_lines(uptime: UptimeTerms) -> tuple[str, ...]:
    """What is credited below which uptime, one line each."""
    return tuple(
        _("below %(uptime)s: %(percent)s %%", uptime=percent_text(tier.below), percent=tier.percent)
        for tier in uptime.credits
    )


def _exclusion_cell(plan: PlanTerms) -> Cell:
    return _plain(*exclusion_lines(plan.uptime.exclusion)) if plan.uptime else ()


def _claim_cell(plan: PlanTerms) -> Cell:
    decided = plan.find_target(PromiseKind.CLAIM_DECISION, None)
    if plan.uptime is None or decided is None:
        return ()
    days = plan.uptime.claim_window_days
    within = ngettext(
        "within %(num)s day after the month ends",
        "within %(num)s days after the month ends",
        days,
    )
    in_time = _("decided in %(time)s", time=target_text(decided.target))
    return (CellLine(str(within)), CellLine(in_time, _target(plan, decided).kept))


def _tokens(plan: PlanTerms) -> Cell:
    return _plain(str(plan.tokens_a_month)) if plan.tokens_a_month else ()
