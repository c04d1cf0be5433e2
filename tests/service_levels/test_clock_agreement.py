"""The engine against counting minute by minute; `make prove` takes more cases."""

from community.service_levels.clock import Deadline
from tests.service_levels.agreement import (
    differences,
    differences_of_changes,
    differences_of_opening,
    engine,
)
from tests.service_levels.brute_force import Case
from tests.service_levels.far import far_differences

SEED = 20261122


def test_the_engine_agrees_with_counting_by_hand() -> None:
    compared, found = differences(2_000, SEED)
    assert found == []
    assert compared == 2_000


def test_a_better_target_from_a_later_instant_agrees_with_counting_by_hand() -> None:
    assert differences_of_changes(300, SEED) == []


def test_deadlines_ten_years_ahead_agree_with_counting_by_hand() -> None:
    year, found = far_differences(3, SEED)
    assert found == []
    assert year >= 2035


def test_open_now_agrees_with_counting_by_hand() -> None:
    assert differences_of_opening(300, SEED) == []


def test_an_engine_that_forgets_holidays_is_found_out() -> None:
    def forgetful(case: Case) -> Deadline:
        return engine(Case(**{**vars(case), "holidays": ()}))

    assert differences(200, SEED, forgetful)[1]


def test_an_engine_that_loses_a_minute_at_midnight_is_found_out() -> None:
    def careless(case: Case) -> Deadline:
        windows = tuple((day, start, min(end, 1_439)) for day, start, end in case.windows)
        return engine(Case(**{**vars(case), "windows": windows}))

    assert differences(200, SEED, careless)[1]
