"""Days off from elsewhere: public holidays by country, and days of an iCalendar file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from community.core.i18n import LOCALES
from community.service_levels.calendars import Holiday

LONGEST_DAYS_IN_A_ROW = 60
MOST_DAYS = 400
DURATION = re.compile(r"\+?P(\d{1,4})([DW])$")
LANGUAGES = {"en": ("en_US", "en_GB"), "fr": ("fr", "fr_FR", "fr_CA")}


class DayFault(StrEnum):
    """Why an entry of an iCalendar file is not taken."""

    NO_DATE = "no_date"
    HAS_TIME = "has_time"
    REPEATS = "repeats"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    NOT_ICALENDAR = "not_icalendar"


@dataclass(frozen=True, slots=True)
class FaultyDay:
    """An entry that was not taken: its line in the file and what it is called."""

    line: int
    fault: DayFault
    name: str = ""


@lru_cache(maxsize=1)
def list_countries() -> dict[str, list[str]]:
    """Country (ISO 3166) → its regions that have holidays of their own."""
    return dict(holidays.list_supported_countries(include_aliases=False))


def holidays_of(country: str, region: str, years: Iterable[int]) -> tuple[Holiday, ...]:
    """The public holidays of a country, or of one of its regions, in order of time, with a name in each language.

    KeyError for an unknown country or region.
    """
    regions = list_countries()[country]
    if region and region not in regions:
        raise KeyError(region)
    spoken = holidays.list_localized_countries().get(country, ())
    found = {
        locale: holidays.country_holidays(
            country,
            subdiv=region or None,
            years=list(years),
            language=next((one for one in LANGUAGES[locale] if one in spoken), None),
        )
        for locale in LOCALES
    }
    return tuple(
        Holiday(day, {locale: str(names[day])[:80] for locale, names in found.items()})
        for day in sorted(found[LOCALES[0]])
    )


def read_icalendar(content: str) -> tuple[list[Holiday], list[FaultyDay]]:
    """The whole days of an iCalendar file (RFC 5545), and the entries that are none, with their lines."""
    days: dict[date, Holiday] = {}
    faults: list[FaultyDay] = []
    if "BEGIN:VCALENDAR" not in content.upper():
        return [], [FaultyDay(1, DayFault.NOT_ICALENDAR)]
    for line, event in _events(content):
        if event.get("STATUS", ("", ""))[1].upper() == "CANCELLED":
            continue
        name = _words(event.get("SUMMARY", ("", ""))[1])
        found = _days_of(event)
        if isinstance(found, DayFault):
            faults.append(FaultyDay(line, found, name))
            continue
        for day in found:
            days.setdefault(day, Holiday(day, dict.fromkeys(LOCALES, name or day.isoformat())))
        if len(days) > MOST_DAYS:
            return [], [*faults, FaultyDay(line, DayFault.TOO_MANY, name)]
    return [days[day] for day in sorted(days)], faults


def _lines(content: str) -> Iterator[tuple[int, str]]:
    """Lines with the number they begin at; a line that begins with a space goes on from the one before."""
    number, said = 0, ""
    for at, line in enumerate(content.splitlines(), 1):
        if line[:1] in (" ", "\t"):
            said += line[1:]
            continue
        if said:
            yield number, said
        number, said = at, line
    if said:
        yield number, said


def _events(content: str) -> Iterator[tuple[int, dict[str, tuple[str, str]]]]:
    """Each event with its line: property → (parameters, value), without what stands inside it (an alarm)."""
    inside: list[str] = []
    start = 0
    event: dict[str, tuple[str, str]] = {}
    for number, line in _lines(content):
        head, _colon, value = line.partition(":")
        name, _semicolon, parameters = head.partition(";")
        name = name.strip().upper()
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside[-1] == "VEVENT":
                start, event = number, {}
        elif name == "END" and inside:
            if inside.pop() == "VEVENT":
                yield start, event
        elif inside and inside[-1] == "VEVENT":
            event[name] = (parameters.upper(), value.strip())


def _days_of(event: dict[str, tuple[str, str]]) -> list[date] | DayFault:
    if "RRULE" in event or "RDATE" in event:
        return DayFault.REPEATS
    parameters, said = event.get("DTSTART", ("", ""))
    if "T" in said and "VALUE=DATE" not in parameters.split(";"):
        return DayFault.HAS_TIME
    first, length = _date(said), _length(event)
    if first is None or length is None:
        return DayFault.NO_DATE
    if length > min(LONGEST_DAYS_IN_A_ROW, (date.max - first).days + 1):
        return DayFault.TOO_LONG
    return [first + timedelta(days=number) for number in range(max(length, 1))]


def _length(event: dict[str, tuple[str, str]]) -> int | None:
    """How many days it takes, by its end (the day after the last) or its duration; None for what is neither."""
    if "DURATION" in event:
        said = DURATION.match(event["DURATION"][1].upper())
        return int(said[1]) * (7 if said[2] == "W" else 1) if said else None
    if "DTEND" not in event:
        return 1
    first, last = _date(event.get("DTSTART", ("", ""))[1]), _date(event["DTEND"][1])
    return (last - first).days if first and last else None


def _date(said: str) -> date | None:
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:])) if len(said) == 8 else None
    except ValueError:
        return None


def _words(said: str) -> str:
    plain = said.replace("\\n", " ").replace("\\N", " ")
    for mark in ",;\\":
        plain = plain.replace(f"\\{mark}", mark)
    return " ".join(plain.replace("\x00", "").replace("|", "/").split())[:80]
