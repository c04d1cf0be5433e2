"""Tables that people send as CSV: their lines by column, or what is wrong with the whole."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid

Lines = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that cannot be taken, what it calls its thing (empty when it says nothing), and why."""

    line: int
    key: str
    reason: LazyString | str


def read_table(text: str, needed: Sequence[str], most: int) -> Lines:
    """(line, column → cell) of each line that holds something; Invalid on `file` for what is no such table.

    Columns are in small letters; a short line lacks its last ones.
    """
    text = text.removeprefix("\ufeff").replace("\x00", "")
    try:
        rows = list(_cells(text))
    except csv.Error as error:
        raise Invalid(_l("This is no table with columns separated by commas."), "file") from error
    if not rows:
        raise Invalid(_l("There is nothing in this file."), field="file")
    head = [cell.strip().lower() for cell in rows[0][1]]
    if missing := [column for column in needed if column not in head]:
        columns = ", ".join(missing)
        raise Invalid(_l("These columns are missing: %(columns)s.", columns=columns), "file")
    if len(rows) > most + 1:
        raise Invalid(_l("At most %(most)d lines at once.", most=most), field="file")
    return [(number, dict(zip(head, cells, strict=False))) for number, cells in rows[1:]]


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells
