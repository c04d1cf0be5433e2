"""Measured downtime as a table of text: which columns there are, and what is wrong with a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.core.csv_reading import RefusedLine, read_table

COLUMNS = ("reference", "component", "starts_at", "ends_at")
MOST_ROWS = 20_000
LONGEST = timedelta(days=366)

_FEW = _l("This line has too few columns.")
_REFERENCE = _l("A reference is needed: the name that your monitor gives the downtime.")
_COMPONENT = _l("There is no component with this key.")
_TIME = _l("A time must be written as 2026-11-03T14:05:00Z, with its zone.")
_ORDER = _l("The end must come after the beginning.")
_FUTURE = _l("What has not happened yet cannot have been measured.")
_LONG = _l("More than a year is no downtime that was measured.")
_TWICE = _l("This reference stands in the table twice.")


@dataclass(frozen=True, slots=True)
class Measured:
    """A downtime as a monitor tells of it."""

    line: int
    reference: str
    component_id: int
    starts_at: datetime
    ends_at: datetime


def read_rows(
    text: str, components: Mapping[str, int], now: datetime
) -> tuple[list[Measured], list[RefusedLine]]:
    """The rows of the table, and those that cannot be taken with the reason; Invalid for what is no such table."""
    lines = read_table(text, COLUMNS, MOST_ROWS)
    taken: list[Measured] = []
    refused: list[RefusedLine] = []
    seen: set[str] = set()
    for number, cells in lines:
        found = _read(number, cells, components, now)
        if isinstance(found, Measured) and found.reference in seen:
            found = RefusedLine(number, found.reference, _TWICE)
        if isinstance(found, Measured):
            seen.add(found.reference)
            taken.append(found)
        else:
            refused.append(found)
    return taken, refused


def _read(
    line: int, cells: Mapping[str, str], components: Mapping[str, int], now: datetime
) -> Measured | RefusedLine:
    reference = cells.get("reference", "").strip()[:120]
    if any(column not in cells for column in COLUMNS):
        return RefusedLine(line, reference, _FEW)
    if not reference:
        return RefusedLine(line, "", _REFERENCE)
    component_id = components.get(cells["component"].strip())
    if component_id is None:
        return RefusedLine(line, reference, _COMPONENT)
    starts_at, ends_at = _instant(cells["starts_at"]), _instant(cells["ends_at"])
    if starts_at is None or ends_at is None:
        return RefusedLine(line, reference, _TIME)
    if reason := _fault(starts_at, ends_at, now):
        return RefusedLine(line, reference, reason)
    return Measured(line, reference, component_id, starts_at, ends_at)


def _fault(starts_at: datetime, ends_at: datetime, now: datetime) -> LazyString | None:
    if ends_at <= starts_at:
        return _ORDER
    if ends_at > now:
        return _FUTURE
    return _LONG if ends_at - starts_at > LONGEST else None


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
