"""Quiet hours end, and outside themselves, at each half hour of days in which clocks change or a day is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.notifications.quiet import quiet_ends

HALF_AN_HOUR, LONGEST = timedelta(minutes=30), timedelta(hours=26)
HOURS = ((22, 7), (0, 6), (23, 0), (1, 3), (2, 3), (20, 2), (9, 17))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Paris", "2026-03-27"),
        ("Europe/Paris", "2026-10-23"),
        ("Australia/Lord_Howe", "2026-04-03"),
        ("America/Santiago", "2026-09-04"),  # clocks leave midnight out
        ("Pacific/Apia", "2011-12-28"),  # and here a day
    ],
)
def test_quiet_hours_end_when_clocks_change(zone: str, day: str) -> None:
    here, begin = ZoneInfo(zone), datetime.fromisoformat(day).replace(tzinfo=UTC)
    ends = 0
    for at in (begin + place * HALF_AN_HOUR for place in range(4 * 48)):
        for first, last in HOURS:
            end = quiet_ends(at, here, first, last)
            if end is not None:
                assert at < end < at + LONGEST
                assert quiet_ends(end, here, first, last) is None
                ends += 1
    assert ends
