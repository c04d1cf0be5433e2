"""Calendar months in UTC, by which uptime is promised."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from community.uptime.spans import Span

_KEY = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, from its first second in UTC up to that of the next."""

    year: int
    number: int

    @property
    def starts_at(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant of the next month."""
        return self.next.starts_at

    @property
    def span(self) -> Span:
        """The whole month."""
        return Span(self.starts_at, self.ends_at)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before it."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    @property
    def first_day(self) -> date:
        """Its first day, as which tables keep it."""
        return date(self.year, self.number, 1)

    @property
    def key(self) -> str:
        """As it stands in addresses: 2026-11."""
        return f"{self.year:04d}-{self.number:02d}"


def month_of(at: datetime | date) -> Month:
    """The month of an instant in UTC, or of a day."""
    day = at.astimezone(UTC) if isinstance(at, datetime) else at
    return Month(day.year, day.month)


def read_month(key: str) -> Month | None:
    """The month that an address names, in this century; None for anything else."""
    found = _KEY.fullmatch(key)
    return Month(int(found[1]), int(found[2])) if found else None


def months_between(first: Month, last: Month) -> list[Month]:
    """The months from one to another, both with them; none when the last comes first."""
    months = []
    while first <= last:
        months.append(first)
        first = first.next
    return months
