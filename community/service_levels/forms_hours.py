"""The shape of hours: windows, zone, days off, and where days off are taken from."""

from collections.abc import Iterable
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FileField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from community.core.errors import Invalid
from community.core.forms import Form, Line, Text, choices, text
from community.core.i18n import TIME_ZONES, locale
from community.service_levels.calendars import Calendar, Holiday
from community.service_levels.days_off import holidays_of, list_countries
from community.service_levels.forms import PartForm
from community.service_levels.forms_parts import (
    KEY,
    NEEDED,
    WINDOWS_HELP,
    NameFields,
    check_lines,
    values_of,
)
from community.service_levels.notation import (
    read_holidays,
    read_windows,
    windows_of,
    write_days,
    write_holidays,
    write_windows,
)
from community.service_levels.terms import CalendarTerms

MOST_YEARS = 5


class DaysFields(Form):
    """Days off, and where to take them from."""

    holidays = Text(
        _l("Days off"),
        [Length(max=40_000)],
        description=_l("One a line: 2026-12-25 Christmas Day | Noël"),
    )
    country = SelectField(_l("Country"), validate_choice=False)
    region = Line(
        _l("Region"),
        [Length(max=40)],
        description=_l("Its code, where it has days of its own, such as BY."),
    )
    first_year = IntegerField(_l("From the year"), [Optional(), NumberRange(1970, 2200)])
    last_year = IntegerField(_l("To the year"), [Optional(), NumberRange(1970, 2200)])
    file = FileField(
        _l("Calendar file (.ics)"), description=_l("Whole days are taken, each with its name.")
    )

    def validate_holidays(self, field: Field) -> None:
        """Each line must be a date with its name."""
        check_lines(field, read_holidays(text(field)))

    def offer_countries(self, year: int) -> None:
        """Offer the countries whose holidays are known, by name; and the years from this one on."""
        names = Locale.parse(locale()).territories
        known = sorted((names.get(code, code), code) for code in list_countries())
        self.country.choices = choices([("", "–"), *((code, name) for name, code in known)])
        self.first_year.data = self.first_year.data or year
        self.last_year.data = self.last_year.data or year + 2

    def add_holidays(self) -> int:
        """Add the country's holidays to what is typed; how many. Invalid on the field that is wrong."""
        for field in (self.first_year, self.last_year):
            if field.process_errors:
                raise Invalid(str(field.process_errors[0]), field.name)
        first, last = self.first_year.data or 0, self.last_year.data or 0
        if not 0 <= last - first < MOST_YEARS or not 1970 <= first <= 2200:
            raise Invalid(
                _("Please choose at most %(most)s years in a row.", most=MOST_YEARS), "last_year"
            )
        country, region = self.country.data or "", text(self.region)
        regions = list_countries().get(country)
        if regions is None:
            raise Invalid(_("Please choose a country."), "country")
        if region and region not in regions:
            raise Invalid(
                _(
                    "There is no such region. There are: %(known)s.",
                    known=", ".join(regions) or "–",
                ),
                "region",
            )
        return self.add_days(holidays_of(country, region, range(first, last + 1)))

    def add_days(self, days: Iterable[Holiday]) -> int:
        """Add days that are not there yet behind what is typed, whatever that is; how many."""
        typed = text(self.holidays)
        there = {line.strip()[:10] for line in typed.splitlines()}
        new = [one for one in days if one.day.isoformat() not in there]
        self.holidays.data = "\n".join(filter(None, [typed.rstrip(), write_days(new)]))
        return len(new)

    @property
    def days(self) -> tuple[Holiday, ...]:
        """The days off that were typed, once the form is valid."""
        return tuple(one for one in read_holidays(text(self.holidays)) if one)


class HoursForm(PartForm, NameFields, DaysFields):
    """Some hours, whole."""

    windows = Text(
        _l("Hours"),
        [InputRequired(_l("Please give at least one line of hours.")), Length(max=5_000)],
        description=WINDOWS_HELP,
    )
    zone = SelectField(
        _l("Time zone"),
        choices=choices([("", _l("The customer’s own")), *((name, name) for name in TIME_ZONES)]),
        description=_l("Whose clocks these hours are read on."),
    )

    def validate_windows(self, field: Field) -> None:
        """Each line must be hours."""
        check_lines(field, read_windows(text(field)))

    @classmethod
    def of_terms(cls, terms: CalendarTerms, seen: str) -> "HoursForm":
        """The form as it was sent, else with what the draft says."""
        return cls.of_request(**values_of("name", terms.name), **hours_values(terms), seen=seen)

    @property
    def calendar(self) -> Calendar:
        """What was typed, once the form is valid."""
        return Calendar(windows_of(text(self.windows)), self.days, self.zone.data or None)


class NewHoursForm(HoursForm):
    """Hours to add."""

    key = Line(_l("Key"), [NEEDED, Length(max=40), KEY], description=_l("Short; it never changes."))


class PublishedDaysForm(PartForm, DaysFields):
    """Days off ahead of hours that are published."""


def hours_values(terms: CalendarTerms) -> dict[str, Any]:
    """What the form of these hours holds."""
    calendar = terms.calendar
    return {
        "windows": write_windows(calendar),
        "holidays": write_holidays(calendar),
        "zone": calendar.zone or "",
    }
