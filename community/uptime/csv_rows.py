"""Measured downtime as a table of text: which columns there are, and what is wrong with a row."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid

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


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be taken, and why."""

    line: int
    reference: str
    reason: LazyString


def read_rows(
    text: str, components: Mapping[str, int], now: datetime
) -> tuple[list[Measured], list[Refused]]:
    """The rows of the table, and those that cannot be taken with the reason; Invalid for what is no such table."""
    lines = _lines(text)
    taken: list[Measured] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    for number, cells in lines:
        found = _read(number, cells, components, now)
        if isinstance(found, Measured) and found.reference in seen:
            found = Refused(number, found.reference, _TWICE)
        if isinstance(found, Measured):
            seen.add(found.reference)
            taken.append(found)
        else:
            refused.append(found)
    return taken, refused


def _lines(text: str) -> list[tuple[int, dict[str, str]]]:
    text = text.removeprefix("\ufeff").replace("\x00", "")
    try:
        rows = list(_cells(text))
    except csv.Error as error:
        raise Invalid(_l("This is no table with columns separated by commas."), "file") from error
    if not rows:
        raise Invalid(_l("There is nothing in this file."), field="file")
    head = [cell.strip().lower() for cell in rows[0][1]]
    if missing := [column for column in COLUMNS if column not in head]:
        columns = ", ".join(missing)
        raise Invalid(_l("These columns are missing: %(columns)s.", columns=columns), "file")
    if len(rows) > MOST_ROWS + 1:
        raise Invalid(_l("At most %(most)d lines at once.", most=MOST_ROWS), field="file")
    return [(number, dict(zip(head, cells, strict=False))) for number, cells in rows[1:]]


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _read(
    line: int, cells: Mapping[str, str], components: Mapping[str, int], now: datetime
) -> Measured | Refused:
    reference = cells.get("reference", "").strip()[:120]
    if any(column not in cells for column in COLUMNS):
        return Refused(line, reference, _FEW)
    if not reference:
        return Refused(line, "", _REFERENCE)
    component_id = components.get(cells["component"].strip())
    if component_id is None:
        return Refused(line, reference, _COMPONENT)
    starts_at, ends_at = _instant(cells["starts_at"]), _instant(cells["ends_at"])
    if starts_at is None or ends_at is None:
        return Refused(line, reference, _TIME)
    if reason := _fault(starts_at, ends_at, now):
        return Refused(line, reference, reason)
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
