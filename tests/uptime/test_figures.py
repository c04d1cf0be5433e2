"""Uptime exactly: figures worked out by hand, and every minute counted by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from community.service_levels.catalogue import demo_menu
from community.service_levels.terms import UptimeTerms
from community.uptime.figures import (
    Announced,
    Outage,
    Reckoning,
    Source,
    credit_for,
    is_below,
    reckon,
    shown,
)
from community.uptime.months import Month, month_of, months_between, read_month
from community.uptime.spans import Span
from tests.uptime.agreement import differences, engine
from tests.uptime.brute_force import Case

SEED = 20261129
NOVEMBER = Month(2026, 11)
START = datetime(2026, 11, 10, 12, tzinfo=UTC)


def terms_of(plan: str) -> UptimeTerms:
    found = demo_menu((2026,)).find_plan(plan)
    assert found is not None
    assert found.uptime is not None
    return found.uptime


def down(minutes: int, start: datetime = START, component: int = 1) -> Outage:
    return Outage(component, Span(start, start + timedelta(minutes=minutes)), Source.INCIDENT)


def month(*outages: Outage) -> Reckoning:
    cut = (Outage(1, met, one.source) for one in outages if (met := one.span.meet(NOVEMBER.span)))
    return reckon(NOVEMBER.span, cut)


# November has 30 × 1,440 = 43,200 minutes.
@pytest.mark.parametrize(
    ("minutes", "exact", "seen", "premium", "enterprise"),
    [
        (0, Fraction(1), 100_000, 0, 0),
        (60, Fraction(43_140, 43_200), 99_860, 10, 10),
        (450, Fraction(42_750, 43_200), 98_950, 25, 30),
        (3_000, Fraction(40_200, 43_200), 93_050, 50, 100),
        (43, Fraction(43_157, 43_200), 99_900, 0, 10),  # 99.9004… %: Premium's promise is kept
        (44, Fraction(43_156, 43_200), 99_890, 10, 10),  # 99.8981… %: and here it is not
        (21, Fraction(43_179, 43_200), 99_950, 0, 0),
        (22, Fraction(43_178, 43_200), 99_940, 0, 10),
    ],
)
def test_minutes_down_of_a_month_of_thirty_days(
    minutes: int, exact: Fraction, seen: int, premium: int, enterprise: int
) -> None:
    uptime = month(down(minutes)).uptime if minutes else month().uptime
    assert uptime == exact
    assert shown(uptime) == seen
    assert credit_for(uptime, terms_of("premium").credits) == premium
    assert credit_for(uptime, terms_of("enterprise").credits) == enterprise


def test_uptime_is_compared_unrounded_and_shown_rounded_down() -> None:
    nearly = Fraction(99_899_999, 100_000_000)
    assert is_below(nearly, 99_900)
    assert shown(nearly) == 99_890
    assert not is_below(Fraction(999, 1000), 99_900)


def test_what_overlaps_counts_once() -> None:
    found = month(down(60), down(60, START + timedelta(minutes=30)), down(10))
    assert found.down == timedelta(minutes=90)


def test_a_month_has_its_part_of_what_crosses_its_ends() -> None:
    before = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    after = datetime(2026, 11, 30, 23, 50, tzinfo=UTC)
    found = month(down(60, before), down(60, after))
    assert found.down == timedelta(minutes=30 + 10)


def at_night(minutes: int, announced_before: timedelta, **more: datetime) -> Reckoning:
    """Maintenance from 02:00 in Paris on, which the demo's plans allow until 05:00."""
    start = datetime(2026, 11, 11, 1, tzinfo=UTC)
    outage = Outage(1, Span(start, start + timedelta(minutes=minutes)), Source.MAINTENANCE)
    told = Announced(frozenset({1}), outage.span, start - announced_before, 7, **more)
    return reckon(NOVEMBER.span, [outage], [told], terms=terms_of("premium").exclusion)


def test_maintenance_is_left_out_when_it_was_announced_long_enough_before() -> None:
    three_days = timedelta(days=3)
    assert at_night(60, three_days).down == timedelta()
    assert at_night(60, three_days).left_out[0].length == timedelta(hours=1)
    assert at_night(60, three_days - timedelta(seconds=1)).down == timedelta(hours=1)


def test_only_the_hours_that_the_plan_allows_are_left_out() -> None:
    assert at_night(240, timedelta(days=4)).down == timedelta(hours=1)


def test_a_window_that_was_moved_before_it_began_leaves_nothing_out() -> None:
    start = datetime(2026, 11, 11, 1, tzinfo=UTC)
    moved = at_night(60, timedelta(days=4), replaced_at=start - timedelta(hours=1))
    prolonged = at_night(60, timedelta(days=4), replaced_at=start + timedelta(minutes=5))
    assert moved.down == timedelta(hours=1)
    assert prolonged.down == timedelta()


def test_without_terms_all_maintenance_counts() -> None:
    outage = down(60)
    told = Announced(frozenset({1}), outage.span, START - timedelta(days=30), 7)
    assert reckon(NOVEMBER.span, [outage], [told]).down == timedelta(hours=1)


def test_months_follow_each_other_over_the_year() -> None:
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
    assert [one.key for one in months_between(Month(2026, 11), Month(2027, 1))] == [
        "2026-11",
        "2026-12",
        "2027-01",
    ]
    assert month_of(datetime(2026, 12, 1, 0, 30, tzinfo=UTC).astimezone()) == Month(2026, 12)
    assert [read_month(key) for key in ("2026-11", "2026-13", "1999-01", "2026-1", "٢٠٢٦-١١")] == [
        NOVEMBER,
        None,
        None,
        None,
        None,
    ]


def test_the_arithmetic_agrees_with_counting_by_hand() -> None:
    assert differences(120, SEED) == []


@pytest.mark.prove
def test_the_arithmetic_agrees_with_counting_by_hand_many_times() -> None:
    assert differences(20_000, SEED + 1) == []


def test_arithmetic_that_forgets_overlaps_is_found_out() -> None:
    def forgetful(case: Case) -> Reckoning:
        return engine(Case(**{**vars(case), "downs": case.downs[:1]}))

    assert differences(60, SEED, forgetful)


def test_arithmetic_that_leaves_out_any_maintenance_is_found_out() -> None:
    def generous(case: Case) -> Reckoning:
        return engine(Case(**{**vars(case), "notice": 0, "windows": ()}))

    assert differences(60, SEED, generous)
