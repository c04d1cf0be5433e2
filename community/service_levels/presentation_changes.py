"""What differs between two versions of the menu, in words: by plan and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from community.core.i18n import LOCALES, NAMES, local
from community.service_levels.calendars import Calendar
from community.service_levels.presentation import credit_lines
from community.service_levels.terms import (
    CalendarTerms,
    FloorTerms,
    Menu,
    PlanTerms,
    SeverityTerms,
    TargetTerms,
    UptimeTerms,
    Words,
)
from community.service_levels.wording import (
    date_text,
    exclusion_lines,
    hours_text,
    kind_text,
    line_text,
    percent_text,
    target_text,
)

Lines = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A line that reads otherwise; without a before it is new, without an after it is gone."""

    line: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A plan, a severity or some hours in which something changed, with the lines that did."""

    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    lines: Lines


def changes_between(before: Menu | None, after: Menu) -> list[ChangedPart]:
    """What the second menu says otherwise than the first (None: all of it is new), in the order of the page."""
    old, new = _parts(before) if before else {}, _parts(after)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        part = new.get(key) or old[key]
        changes = tuple(_changes(_lines_of(old.get(key)), _lines_of(new.get(key))))
        if changes:
            found.append(ChangedPart(part.title, changes))
    return found


def _lines_of(part: _Part | None) -> Lines:
    return part.lines if part else {}


def _changes(before: Lines, after: Lines) -> Iterator[Change]:
    for line in [*after, *(line for line in before if line not in after)]:
        old, new = before.get(line, ""), after.get(line, "")
        if old != new:
            yield Change(line, old, new)


def _parts(menu: Menu) -> dict[str, _Part]:
    parts = {
        f"plan:{plan.key}": _Part(local(plan.name), _plan_lines(menu, plan, place))
        for place, plan in enumerate(menu.plans, 1)
    }
    parts |= {
        f"severity:{one.key}": _Part(local(one.name), _severity_lines(one, place))
        for place, one in enumerate(menu.severities, 1)
    }
    parts |= {
        f"hours:{key}": _Part(_("Hours: %(name)s", name=local(one.name)), _hours_lines(one))
        for key, one in menu.calendars.items()
    }
    parts["floors"] = _Part(_("The floor"), _floor_lines(menu))
    return parts | {"articles": _Part(_("Help articles"), _article_lines(menu))}


def _plan_lines(menu: Menu, plan: PlanTerms, place: int) -> Lines:
    lines = {
        **_worded(_("Name"), plan.name),
        **_worded(_("In one sentence"), plan.summary),
        **_worded(_("Price"), plan.price),
        _("Place in the order"): str(place),
        _("For everyone who has no other plan"): _("yes") if plan.is_default else _("no"),
        _("Service tokens a month"): str(plan.tokens_a_month),
        _("Votes from which an idea gets an official response"): str(plan.idea_votes),
    }
    for term in plan.targets:
        lines[f"{kind_text(term.kind)} {term.severity}".strip()] = _term_text(menu, term)
    return {**lines, **(_uptime_lines(plan.uptime) if plan.uptime else {})}


def _term_text(menu: Menu, term: TargetTerms | FloorTerms) -> str:
    return f"{target_text(term.target)} ({local(menu.calendars[term.calendar_key].name)})"


def _uptime_lines(uptime: UptimeTerms) -> Lines:
    days = ngettext("%(num)s day", "%(num)s days", uptime.claim_window_days)
    return {
        _("Uptime a month (UTC)"): percent_text(uptime.objective),
        **_worded(_("What uptime covers"), uptime.covers),
        _("Credit"): "; ".join(credit_lines(uptime)),
        _("Time to claim"): str(days),
        _("Maintenance left out"): ", ".join(exclusion_lines(uptime.exclusion)),
    }


def _severity_lines(severity: SeverityTerms, place: int) -> Lines:
    return {
        **_worded(_("Name"), severity.name),
        **_worded(_("What it means"), severity.definition),
        _("Place in the order"): str(place),
    }


def _hours_lines(terms: CalendarTerms) -> Lines:
    calendar = terms.calendar
    return {
        **_worded(_("Name"), terms.name),
        _("Hours"): "; ".join(hours_text(Calendar(calendar.windows))),
        _("Time zone"): calendar.zone or _("The customer’s own"),
        **{
            _("Day off: %(name)s", name=date_text(one.day)): local(one.names)
            for one in calendar.closed_days.values()
        },
    }


def _floor_lines(menu: Menu) -> Lines:
    lines = {kind_text(floor.kind): _term_text(menu, floor) for floor in menu.floors}
    return {**lines, _("The company’s time zone"): menu.zone}


def _article_lines(menu: Menu) -> Lines:
    """Articles by their number: who reads of the change may not be one of their readers."""
    return {
        line_text(line): _("Article %(number)s", number=number)
        for line, number in menu.articles.items()
    }


def _worded(line: str, words: Words | Mapping[str, str]) -> Lines:
    """A line for each language, so that a change of one of them is seen in all."""
    return {f"{line} ({NAMES[locale]})": words.get(locale, "") for locale in LOCALES}
