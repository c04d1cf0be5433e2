"""A hundred thousand deadlines against counting by hand, with an engine that must be found out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.service_levels.clock import Deadline
from tests.service_levels.agreement import (
    differences,
    differences_of_changes,
    differences_of_opening,
    engine,
)
from tests.service_levels.brute_force import Case
from tests.service_levels.far import far_differences

pytestmark = pytest.mark.prove
SEED = 4711
Note = Callable[[str, object], None]


@pytest.mark.parametrize("part", range(4))
def test_a_hundred_thousand_deadlines_agree_with_counting_by_hand(
    part: int, record_property: Note
) -> None:
    compared, found = differences(20_000, SEED + part)
    found += differences_of_changes(5_000, SEED + part)
    record_property(
        "figure", f"clock, part {part + 1} of 4: {compared + 5_000} cases, {len(found)} differences"
    )
    assert found == []


def test_two_hundred_deadlines_ten_years_ahead_agree(record_property: Note) -> None:
    year, found = far_differences(200, SEED)
    record_property("figure", f"clock: 200 deadlines up to {year}, {len(found)} differences")
    assert found == []


def test_two_thousand_openings_agree_with_counting_by_hand(record_property: Note) -> None:
    found = differences_of_opening(2_000, SEED)
    record_property("figure", f"opening hours: 2000 cases, {len(found)} differences")
    assert found == []


def test_a_clock_that_adds_local_time_across_a_change_is_found_out(
    record_property: Note,
) -> None:
    def naive(case: Case) -> Deadline:
        answer = engine(case)
        before, after = (case.at(case.start), answer.due_at)
        moved = _offset(case, before) - _offset(case, after)
        return Deadline(answer.due_at + moved, answer.warn_at, answer.target_seconds, answer.rows)

    found = differences(1_000, SEED, naive)[1]
    record_property("figure", f"clock, control: {len(found)} differences in 1000 cases")
    assert found


def _offset(case: Case, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(case.zone)).utcoffset() or timedelta()
