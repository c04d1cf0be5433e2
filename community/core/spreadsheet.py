"""Tables for spreadsheet programs, which take a cell for a formula by its first character."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """The table as CSV with a byte order mark, so that accents survive; no cell of it is run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(one) for one in header])
    writer.writerows([cell(one) for one in row] for row in rows)
    return "\ufeff" + out.getvalue()


def cell(value: str | int | None) -> str | int:
    """A number as it is; a text that a program could run begins with an apostrophe (OWASP, CSV injection)."""
    if isinstance(value, int) or value is None:
        return "" if value is None else value
    text = value.replace("\x00", " ")
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
