"""The shape of what administrators type into the menu's editor."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, Field, SelectField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from community.core.forms import Form, Line, Text, choices
from community.core.i18n import TIME_ZONES, local
from community.service_levels.calendars import Calendar, Holiday, Target, Unit, Window
from community.service_levels.terms import Menu, PlanTerms, PromiseKind, TargetTerms
from community.service_levels.wording import kind_text

DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun)\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$"
)
AMOUNT = re.compile(r"^(\d{1,5})\s*(min|h|d|bmin|bh|bd)$")
UNITS = {
    "min": (1, Unit.CLOCK_MINUTES),
    "h": (60, Unit.CLOCK_MINUTES),
    "d": (1_440, Unit.CLOCK_MINUTES),
    "bmin": (1, Unit.BUSINESS_MINUTES),
    "bh": (60, Unit.BUSINESS_MINUTES),
    "bd": (1, Unit.BUSINESS_DAYS),
}
MOST_LINES = 400


def read_amount(text: str) -> Target | None:
    """`2 bh` as a target; None for what is no amount."""
    match = AMOUNT.match(" ".join(text.split()).lower())
    if match is None:
        return None
    factor, unit = UNITS[match[2]]
    return Target(int(match[1]) * factor, unit)


def write_amount(target: Target) -> str:
    """A target as it is typed: the largest unit in which it is whole."""
    for name in ("d", "h", "min", "bh", "bmin", "bd"):
        factor, unit = UNITS[name]
        if unit is target.unit and target.amount % factor == 0:
            return f"{target.amount // factor} {name}"
    raise AssertionError("every unit has a name")


def read_windows(text: str) -> list[Window | None]:
    """One window a line, `mon 09:00-17:00`; None for a line that is none."""
    return [_window(line) for line in _lines(text)]


def _window(line: str) -> Window | None:
    match = WINDOW.match(line.lower())
    if match is None:
        return None
    start, end = int(match[2]) * 60 + int(match[3]), int(match[4]) * 60 + int(match[5])
    if int(match[3]) > 59 or int(match[5]) > 59:
        return None
    return Window(DAY_KEYS.index(match[1]), start, end)


def write_windows(calendar: Calendar) -> str:
    """A calendar's windows as they are typed."""
    return "\n".join(
        f"{DAY_KEYS[w.weekday]} {w.start // 60:02d}:{w.start % 60:02d}-{w.end // 60:02d}:{w.end % 60:02d}"
        for w in sorted(calendar.windows)
    )


def read_holidays(text: str) -> list[Holiday | None]:
    """One day off a line, `2026-12-25 Christmas Day | Noël`; None for a line that is none."""
    return [_holiday(line) for line in _lines(text)]


def _holiday(line: str) -> Holiday | None:
    day, _space, words = line.partition(" ")
    english, _bar, french = (part.strip()[:80] for part in words.partition("|"))
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return Holiday(found, {"en": english or day, "fr": french or english or day})


def write_holidays(calendar: Calendar) -> str:
    """A calendar's days off as they are typed."""
    return "\n".join(
        f"{one.day.isoformat()} {one.names.get('en', '')} | {one.names.get('fr', '')}"
        for one in calendar.closed_days.values()
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class HoursForm(Form):
    """Windows, days off and zone of some hours."""

    windows = Text(
        _l("Windows"),
        [InputRequired(_l("Please give at least one window.")), Length(max=5_000)],
        description=_l(
            "One a line: mon 09:00-17:00. Several a day are fine, as are 22:00-06:00 and an end at 24:00."
        ),
    )
    holidays = Text(
        _l("Days off"),
        [Length(max=20_000)],
        description=_l("One a line: 2026-12-25 Christmas Day | Noël"),
    )
    zone = SelectField(
        _l("Time zone"),
        choices=choices([("", _l("The customer’s own")), *((name, name) for name in TIME_ZONES)]),
        description=_l("Whose clocks these hours are read on."),
    )

    def validate_windows(self, field: Field) -> None:
        """Each line must be a window."""
        _check_lines(field, read_windows(field.data or ""))

    def validate_holidays(self, field: Field) -> None:
        """Each line must be a date with its name."""
        _check_lines(field, read_holidays(field.data or ""))

    @classmethod
    def of_calendar(cls, calendar: Calendar) -> "HoursForm":
        """The form as it was sent, else with these hours."""
        return cls.of_request(
            windows=write_windows(calendar),
            holidays=write_holidays(calendar),
            zone=calendar.zone or "",
        )

    @property
    def calendar(self) -> Calendar:
        """What was typed, once the form is valid."""
        windows = (one for one in read_windows(self.windows.data or "") if one)
        off = (one for one in read_holidays(self.holidays.data or "") if one)
        return Calendar(tuple(windows), tuple(off), self.zone.data or None)


def _check_lines(field: Field, read: list[Any]) -> None:
    if len(read) > MOST_LINES:
        raise ValidationError(_("That is more than %(most)s lines.", most=MOST_LINES))
    for number, found in enumerate(read, 1):
        if found is None:
            raise ValidationError(_("Line %(number)s cannot be read.", number=number))


class Amount(Line):
    """A target as it is typed; `read_amount` says what it means."""

    def pre_validate(self, form: Any) -> None:
        """What is typed must be an amount."""
        if read_amount(self.data or "") is None:
            raise ValidationError(
                _(
                    "An amount looks like 30 min, 4 h, 2 bh (business hours) or 1 bd (business days)."
                )
            )


def targets_form(menu: Menu, plan: PlanTerms) -> Form:
    """A form with an amount and hours for each target of a plan, filled or as it was sent."""
    hours = choices((key, local(terms.name)) for key, terms in menu.calendars.items())
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    for term in plan.targets:
        name = field_name(term)
        word = f"{kind_text(term.kind)} {term.severity}".strip()
        fields[f"amount_{name}"] = Amount(word, [InputRequired(_l("Please give an amount."))])
        fields[f"hours_{name}"] = SelectField(_("Hours of: %(target)s", target=word), choices=hours)
        values |= {f"amount_{name}": write_amount(term.target), f"hours_{name}": term.calendar_key}
    kind: type[Form] = type("TargetsForm", (Form,), fields)
    return kind.of_request(**values)


def field_name(term: TargetTerms) -> str:
    """How the fields of a target are called."""
    return f"{term.kind.value}_{term.severity or 'any'}"


def changed_targets(
    form: Form, plan: PlanTerms
) -> dict[tuple[PromiseKind, str], tuple[Target, str]]:
    """What was typed for each target of the plan, once the form is valid."""
    changes = {}
    for term in plan.targets:
        target = read_amount(form[f"amount_{field_name(term)}"].data or "")
        if target:
            changes[term.kind, term.severity] = target, form[f"hours_{field_name(term)}"].data
    return changes


class PublishForm(Form):
    """When the draft comes into force."""

    effective_from = DateTimeLocalField(
        _l("In force from"),
        [Optional()],
        description=_l("In your time zone. Empty: from now on."),
    )
