"""Customers as a table of text: which columns there are, and what is wrong with a line."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.core.csv_reading import RefusedLine, read_table
from community.core.errors import Invalid
from community.importing.source_values import EARLIEST

NEEDED = ("external_id", "name")
KNOWN = (*NEEDED, "country", "annual_value", "plan", "starts_on", "ends_on", "menu_version")
FIELD = "field:"
MOST_ROWS, MOST_VALUE = 20_000, 10**15
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_FEW = _l("This line has too few columns.")
_ID = _l("An id is needed: the one of your customer system.")
_NAME = _l("A name of at most 200 characters is needed.")
_COUNTRY = _l("A country is two letters, for example FR.")
_VALUE = _l("An annual value is a whole number, without currency.")
_PLAN = _l("There is no plan with this key in the menu.")
_DATE = _l("A day is written as 2026-11-03.")
_NOT_OURS = _l("Please choose a moment of our time.")
_NO_START = _l("A plan needs the day from which it holds.")
_NO_PLAN = _l("Days and a version need a plan.")
_ORDER = _l("The end must come after the beginning.")
_VERSION = _l("There is no published menu with this number that has the plan.")
_DIFFERS = _l("An earlier line says something else of this organisation.")
_TWICE = _l("An earlier line says this already.")
_FIELD_LONG = _l("A field holds at most 200 characters.")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """That a customer has a plan for a time, at the version that it signed if one is named."""

    key: str
    starts_at: datetime
    ends_at: datetime | None
    menu_number: int | None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A line of the table; `facts` holds what it says: None for an empty cell, nothing for a column that is away."""

    line: int
    external_id: str
    facts: Mapping[str, str | int | None]
    fields: Mapping[str, str | None]
    plan: PlanRow | None


class _Fault(Exception):
    def __init__(self, reason: LazyString) -> None:
        self.reason = reason


def read_customers(
    text: str, versions: Collection[tuple[str, int | None]], *, most: int = MOST_ROWS
) -> tuple[list[CustomerRow], list[RefusedLine]]:
    """The lines that can be taken and those that cannot; Invalid for what is no such table.

    `versions` are the plans there are: (key, number of the menu), the number None for the menu in force.
    """
    taken: dict[str, list[CustomerRow]] = {}
    refused: list[RefusedLine] = []
    lines = read_table(text, NEEDED, most)
    _check_columns(lines[0][1] if lines else {})
    for number, cells in lines:
        external_id = (cells.get("external_id") or "").strip()[:120]
        try:
            row = _read(number, external_id, cells, versions)
            _compare(row, taken.get(external_id, []))
        except _Fault as fault:
            refused.append(RefusedLine(number, external_id, fault.reason))
        else:
            taken.setdefault(external_id, []).append(row)
    return [row for rows in taken.values() for row in rows], refused


def _check_columns(cells: Mapping[str, str]) -> None:
    odd = [one for one in cells if one not in KNOWN and not one.startswith(FIELD)]
    if odd:
        raise Invalid(
            _l(
                "These columns are not known: %(columns)s. A field of your own is written as field:name.",
                columns=", ".join(odd)[:200],
            ),
            "file",
        )


def _compare(row: CustomerRow, earlier: list[CustomerRow]) -> None:
    if earlier and (earlier[0].facts, earlier[0].fields) != (row.facts, row.fields):
        raise _Fault(_DIFFERS)
    if any(one.plan == row.plan for one in earlier):
        raise _Fault(_TWICE)


def _read(
    line: int,
    external_id: str,
    cells: Mapping[str, str],
    versions: Collection[tuple[str, int | None]],
) -> CustomerRow:
    if any(column not in cells for column in NEEDED):
        raise _Fault(_FEW)
    if not external_id:
        raise _Fault(_ID)
    facts: dict[str, str | int | None] = {"name": _name(cells["name"])}
    if "country" in cells:
        facts["country"] = _country(cells["country"])
    if "annual_value" in cells:
        facts["annual_value"] = _value(cells["annual_value"])
    fields = {
        column.removeprefix(FIELD): cell.strip() or None
        for column, cell in cells.items()
        if column.startswith(FIELD)
    }
    if any(len(value or "") > 200 for value in fields.values()):
        raise _Fault(_FIELD_LONG)
    return CustomerRow(line, external_id, facts, fields, _plan(cells, versions))


def _name(cell: str) -> str:
    name = cell.strip()
    if not 1 <= len(name) <= 200:
        raise _Fault(_NAME)
    return name


def _country(cell: str) -> str | None:
    country = cell.strip().upper()
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise _Fault(_COUNTRY)
    return country or None


def _value(cell: str) -> int | None:
    value = cell.strip()
    if not value:
        return None
    if not re.fullmatch("[0-9]{1,16}", value) or int(value) > MOST_VALUE:
        raise _Fault(_VALUE)
    return int(value)


def _plan(cells: Mapping[str, str], versions: Collection[tuple[str, int | None]]) -> PlanRow | None:
    key = (cells.get("plan") or "").strip()
    starts_at, ends_at = _instant(cells.get("starts_on")), _instant(cells.get("ends_on"))
    number = (cells.get("menu_version") or "").strip()
    if not key:
        if starts_at or ends_at or number:
            raise _Fault(_NO_PLAN)
        return None
    if starts_at is None:
        raise _Fault(_NO_START)
    if ends_at is not None and ends_at <= starts_at:
        raise _Fault(_ORDER)
    menu_number = int(number) if re.fullmatch("[0-9]{1,6}", number) else None
    if number and (menu_number is None or (key, menu_number) not in versions):
        raise _Fault(_VERSION)
    if not number and (key, None) not in versions:
        raise _Fault(_PLAN)
    return PlanRow(key, starts_at, ends_at, menu_number)


def _instant(cell: str | None) -> datetime | None:
    """The day's beginning in UTC, as where administrators type it."""
    text = (cell or "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise _Fault(_DATE)
    if day < EARLIEST.date():
        raise _Fault(_NOT_OURS)
    return datetime.combine(day, time.min, tzinfo=UTC)
