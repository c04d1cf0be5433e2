"""A table of ideas that somebody filled in, read into orders; every fault is said with its line; pure."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid, Sentence
from community.ideas.bulk_terms import MOST_ROWS

LARGEST: Final = 300_000
NOBODY: Final = "nobody"
READ: Final = (
    *("assignee", "reach", "impact", "confidence", "effort"),
    *("status", "reason", "alternative", "text"),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line; the first line is the head."""

    line: int
    why: Sentence


@dataclass(frozen=True)
class ReadTable:
    """Idea → what is to be set of it, by words of the file; and what could not be read."""

    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_table(text: str) -> ReadTable:
    """The rows of a CSV with a head, separated by commas or semicolons; Invalid for no such table."""
    head = text.split("\n", 1)[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    table = ReadTable()
    try:
        names = [one.strip().casefold() for one in next(reader, [])]
        if "id" not in names or not set(names) & set(READ):
            raise Invalid(
                _l("The first line names the columns: id, and at least one that is to be changed."),
                field="file",
            )
        for cells in reader:
            _take(table, reader.line_num, dict(zip(names, cells, strict=False)))
    except csv.Error as error:
        raise Invalid(_l("This is not a CSV file."), field="file") from error
    if len(table.rows) > MOST_ROWS:
        raise Invalid(_l("At most %(most)s ideas at a time.", most=MOST_ROWS), field="file")
    return table


def _take(table: ReadTable, line: int, cells: Mapping[str, str]) -> None:
    if not any(one.strip() for one in cells.values()):
        return
    said = cells.get("id", "").strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        table.faults.append(Fault(line, _l("There is no number of an idea.")))
    elif int(said) in table.rows:
        table.faults.append(Fault(line, _l("This idea stands in the file twice.")))
    else:
        wanted = {name: plain(cells.get(name, "")) for name in READ}
        table.rows[int(said)] = {name: value for name, value in wanted.items() if value}
        table.lines[int(said)] = line


def plain(cell: str) -> str:
    """A cell without spaces around and without the apostrophe that kept a program from running it."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@|%" else text


def number(said: str, name: str) -> float:
    """A number with a point or a comma; Invalid on the column's name."""
    try:
        return float(said.replace(",", "."))
    except ValueError as error:
        raise Invalid(_l("“%(said)s” is no number.", said=said[:40]), field=name) from error


def whole(said: str, name: str) -> int:
    """A whole number; Invalid on the column's name."""
    found = number(said.removesuffix("%").strip(), name)
    if not found.is_integer() or abs(found) > 2**53:
        raise Invalid(_l("“%(said)s” is no whole number.", said=said[:40]), field=name)
    return int(found)
