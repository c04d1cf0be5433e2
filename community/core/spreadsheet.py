"""Tables for spreadsheet programs, which take a cell for a formula by its first character."""

import csv
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """The table as CSV with a byte order mark, so that accents survive; no cell of it is run as a formula."""
    return MARK + csv_lines([header, *rows])


def csv_lines(rows: Iterable[Sequence[str | int | None]]) -> str:
    """A part of such a table: its first one begins with the mark and the header."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(one) for one in row] for row in rows)
    return out.getvalue()


def cell(value: str | int | None) -> str | int:
    """A number as it is; a text that a program could run begins with an apostrophe (OWASP, CSV injection)."""
    if isinstance(value, int) or value is None:
        return "" if value is None else value
    text = value.replace("\x00", " ")
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
