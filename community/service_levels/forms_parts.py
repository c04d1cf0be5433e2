"""The shape of what administrators type about plans, severities and uptime."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from community.core.forms import Form, Line, Text, choices, text
from community.core.i18n import LOCALES, TIME_ZONES
from community.service_levels.calendars import Calendar, Unit
from community.service_levels.forms import PartForm
from community.service_levels.notation import (
    read_amount,
    read_percent,
    read_tiers,
    read_windows,
    windows_of,
    write_amount,
    write_percent,
    write_tiers,
    write_windows,
)
from community.service_levels.terms import (
    ExclusionTerms,
    Menu,
    PlanTerms,
    SeverityTerms,
    UptimeTerms,
    minutes,
)

NEEDED = InputRequired(_l("Please fill this in."))
KEY = Regexp(
    "^[A-Za-z0-9][A-Za-z0-9_-]*$", message=_l("Letters, digits, hyphens and underscores only.")
)
MOST_LINES = 400
WINDOWS_HELP = _l(
    "One line for days with the same hours: mon-fri 09:00-12:00, 13:00-17:00. Or: 22:00-06:00, 18:00-24:00, 24/7."
)


def words_of(form: Form, name: str) -> dict[str, str]:
    """Language → what was typed in the fields name_en, name_fr, …."""
    return {locale: text(form[f"{name}_{locale}"]) for locale in LOCALES}


def values_of(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Words as the fields name_en, name_fr, … show them."""
    return {f"{name}_{locale}": words.get(locale, "") for locale in LOCALES}


def check_lines(field: Field, read: list[Any]) -> None:
    """ValidationError with the number of the first line that cannot be read."""
    if len(read) > MOST_LINES:
        raise ValidationError(_("That is more than %(most)s lines.", most=MOST_LINES))
    for number, found in enumerate(read, 1):
        if found is None:
            raise ValidationError(_("Line %(number)s cannot be read.", number=number))


class NameFields(Form):
    """What it is called."""

    name_en = Line(_l("Name in English"), [NEEDED, Length(max=80)])
    name_fr = Line(_l("Name in French"), [NEEDED, Length(max=80)])


class NewPlanForm(NameFields):
    """A plan to add."""

    key = Line(
        _l("Key"),
        [NEEDED, Length(max=40), KEY],
        description=_l("Addresses and articles name it by this; it never changes."),
    )
    like = SelectField(
        _l("Begins as a copy of"),
        description=_l("It stands behind this plan in the order; every promise can be changed."),
    )


class AboutForm(PartForm, NameFields):
    """What a plan is called and costs, and its place."""

    summary_en = Line(_l("One sentence in English"), [Length(max=200)])
    summary_fr = Line(_l("One sentence in French"), [Length(max=200)])
    price_en = Line(_l("Price in English words"), [Length(max=80)])
    price_fr = Line(_l("Price in French words"), [Length(max=80)])
    position = IntegerField(
        _l("Place in the order"),
        [NEEDED, NumberRange(1, 50)],
        description=_l("From the cheapest plan on; a later one may only promise more."),
    )
    is_default = BooleanField(_l("For everyone who has no other plan"))
    tokens_a_month = IntegerField(_l("Service tokens a month"), [NEEDED, NumberRange(0, 1000)])
    idea_votes = IntegerField(
        _l("Votes from which an idea gets an official response"), [NEEDED, NumberRange(1, 100_000)]
    )

    @classmethod
    def of_plan(cls, menu: Menu, plan: PlanTerms, seen: str) -> "AboutForm":
        """The form as it was sent, else with what the draft says."""
        return cls.of_request(
            **values_of("name", plan.name),
            **values_of("summary", plan.summary),
            **values_of("price", plan.price),
            position=[one.key for one in menu.plans].index(plan.key) + 1,
            is_default=plan.is_default,
            tokens_a_month=plan.tokens_a_month,
            idea_votes=plan.idea_votes,
            seen=seen,
        )


class SeverityForm(PartForm, NameFields):
    """A severity with its definition and its place."""

    definition_en = Text(_l("Definition in English"), [NEEDED, Length(max=400)])
    definition_fr = Text(_l("Definition in French"), [NEEDED, Length(max=400)])
    position = IntegerField(
        _l("Place in the order"),
        [NEEDED, NumberRange(1, 50)],
        description=_l("From the most severe on."),
    )

    @classmethod
    def of_severity(cls, menu: Menu, severity: SeverityTerms, seen: str) -> "SeverityForm":
        """The form as it was sent, else with what the draft says."""
        return cls.of_request(
            **values_of("name", severity.name),
            **values_of("definition", severity.definition),
            position=[one.key for one in menu.severities].index(severity.key) + 1,
            seen=seen,
        )


class NewSeverityForm(SeverityForm):
    """A severity to add."""

    key = Line(
        _l("Key"),
        [NEEDED, Length(max=8), KEY],
        description=_l("Short, such as L1; it never changes."),
    )


class UptimeForm(PartForm):
    """The uptime that a plan promises, what it leaves out, and what it credits."""

    objective = Line(
        _l("Uptime a month, in percent"),
        [Length(max=8)],
        description=_l("Such as 99.95. Empty: the plan promises no uptime."),
    )
    covers_en = Text(_l("What it covers, in English"), [Length(max=400)])
    covers_fr = Text(_l("What it covers, in French"), [Length(max=400)])
    tiers = Text(
        _l("Credits"),
        [Length(max=1000)],
        description=_l(
            "One a line: below which uptime, how many percent of the month’s price. 99.9: 10 is ten percent below 99.9."
        ),
    )
    claim_window_days = IntegerField(
        _l("Days to claim, from the month’s end"), [NEEDED, NumberRange(0, 366)], default=0
    )
    leaves_out = BooleanField(_l("Announced maintenance is left out"))
    notice = Line(
        _l("Announced at least so long before"),
        [Length(max=20)],
        description=_l("Such as 3 d or 12 h."),
    )
    windows = Text(_l("Only within these hours"), [Length(max=2000)], description=WINDOWS_HELP)
    zone = SelectField(
        _l("Time zone of these hours"), choices=choices((name, name) for name in TIME_ZONES)
    )

    def validate_objective(self, field: Field) -> None:
        """A percentage, or nothing."""
        if field.data and not read_percent(field.data):
            raise ValidationError(_("A percentage looks like 99.9."))

    def validate_tiers(self, field: Field) -> None:
        """Each line must be a credit."""
        check_lines(field, read_tiers(text(field)))

    def validate_notice(self, field: Field) -> None:
        """Time by the clock, where maintenance is left out."""
        notice = read_amount(text(field))
        if field.data and (notice is None or notice.unit is not Unit.CLOCK_MINUTES):
            raise ValidationError(_("Please give minutes, hours or days: 30 min, 12 h or 3 d."))
        if self.leaves_out.data and not field.data:
            raise ValidationError(_("Please say how long before it must be announced."))

    def validate_windows(self, field: Field) -> None:
        """Each line must be hours."""
        check_lines(field, read_windows(text(field)))

    @classmethod
    def of_plan(cls, plan: PlanTerms, zone: str, seen: str) -> "UptimeForm":
        """The form as it was sent, else with what the draft says."""
        uptime = plan.uptime or UptimeTerms(0, {})
        left_out = uptime.exclusion
        return cls.of_request(
            objective=write_percent(uptime.objective) if plan.uptime else "",
            **values_of("covers", uptime.covers),
            tiers=write_tiers(uptime.credits),
            claim_window_days=uptime.claim_window_days,
            leaves_out=left_out is not None,
            notice=write_amount(minutes(left_out.notice_minutes)) if left_out else "",
            windows=write_windows(left_out.hours) if left_out and left_out.hours else "",
            zone=(left_out.hours.zone if left_out and left_out.hours else None) or zone,
            seen=seen,
        )

    @property
    def uptime(self) -> UptimeTerms | None:
        """What was typed, once the form is valid."""
        objective = read_percent(text(self.objective))
        if not objective:
            return None
        return UptimeTerms(
            objective,
            words_of(self, "covers"),
            tuple(one for one in read_tiers(text(self.tiers)) if one),
            self.claim_window_days.data or 0,
            self._exclusion(),
        )

    def _exclusion(self) -> ExclusionTerms | None:
        notice = read_amount(text(self.notice))
        if not self.leaves_out.data or notice is None:
            return None
        windows = windows_of(text(self.windows))
        return ExclusionTerms(
            notice.amount, Calendar(windows, (), self.zone.data) if windows else None
        )
