"""Every case that the clock must get right, as the domain states them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.service_levels.calendars import (
    Calendar,
    CalendarFault,
    Holiday,
    Target,
    Unit,
    Window,
    find_fault,
    week_of,
)
from community.service_levels.clock import Pause, deadline, elapsed, is_covered, opening
from community.service_levels.explanation import Row, RowKind, row_from_json

PARIS = "Europe/Paris"
WEEKDAYS = range(5)
OFFICE = Calendar(week_of([(540, 1020)], WEEKDAYS))
EARLY = Calendar(week_of([(480, 1020)], WEEKDAYS))
LUNCH = Calendar(week_of([(540, 720), (780, 1020)], WEEKDAYS))
NIGHTS = Calendar(week_of([(1320, 360)], WEEKDAYS))
LONG_WEEK = Calendar(week_of([(0, 1440)], WEEKDAYS))
ROUND_THE_CLOCK = Calendar(week_of([(0, 1440)], range(7)))
TUESDAYS = Calendar((Window(1, 540, 1020),))


def local(text: str, zone: str = PARIS, *, fold: int = 0) -> datetime:
    """An instant written as local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def hours(amount: float) -> Target:
    """A target in business hours."""
    return Target(round(amount * 60), Unit.BUSINESS_MINUTES)


def days(amount: int) -> Target:
    """A target in business days."""
    return Target(amount, Unit.BUSINESS_DAYS)


def with_holidays(calendar: Calendar, *dates: str) -> Calendar:
    """The same hours with days off."""
    off = tuple(Holiday(date.fromisoformat(text), {"en": "Feast"}) for text in dates)
    return Calendar(calendar.windows, off, calendar.zone)


# 20 November 2026 is a Friday.
@pytest.mark.parametrize(
    ("calendar", "start", "target", "due"),
    [
        (OFFICE, "2026-11-20T16:30", hours(1), "2026-11-23T09:30"),
        (EARLY, "2026-11-20T16:00", hours(4), "2026-11-23T11:00"),
        (LUNCH, "2026-11-18T11:30", hours(1), "2026-11-18T13:30"),
        (NIGHTS, "2026-11-18T23:30", hours(2), "2026-11-19T01:30"),
        (NIGHTS, "2026-11-20T23:00", hours(8), "2026-11-23T23:00"),
        (LONG_WEEK, "2026-11-18T23:30", hours(1), "2026-11-19T00:30"),
        (LONG_WEEK, "2026-11-20T23:30", hours(1), "2026-11-23T00:30"),
        (TUESDAYS, "2026-11-18T12:00", hours(1), "2026-11-24T10:00"),
        (TUESDAYS, "2026-11-17T16:30", hours(1), "2026-11-24T09:30"),
        (OFFICE, "2026-11-20T16:30", days(1), "2026-11-23T16:30"),
        (OFFICE, "2026-11-20T16:30", days(20), "2026-12-18T16:30"),
        (NIGHTS, "2026-11-18T23:00", days(1), "2026-11-19T23:00"),
        (OFFICE, "2026-11-20T16:00", hours(1), "2026-11-20T17:00"),
        (OFFICE, "2026-11-21T12:00", hours(2), "2026-11-23T11:00"),
    ],
)
def test_a_deadline_falls_where_the_hours_say(
    calendar: Calendar, start: str, target: Target, due: str
) -> None:
    assert deadline(local(start), target, calendar, PARIS).due_at == local(due)


def test_a_calendar_without_a_window_is_refused() -> None:
    assert find_fault(Calendar(())) is CalendarFault.NEVER_OPENS
    with pytest.raises(ValueError, match="opens"):
        deadline(local("2026-11-20T16:30"), hours(1), Calendar(()), PARIS)
    assert find_fault(TUESDAYS) is None


@pytest.mark.parametrize(
    ("calendar", "fault"),
    [
        (Calendar((Window(0, 540, 540),)), CalendarFault.BAD_WINDOW),
        (Calendar((Window(7, 540, 600),)), CalendarFault.BAD_WINDOW),
        (Calendar((Window(0, 540, 1441),)), CalendarFault.BAD_WINDOW),
        (Calendar((Window(0, 540, 700), Window(0, 600, 900))), CalendarFault.OVERLAP),
        (Calendar((Window(6, 1320, 360), Window(0, 300, 600))), CalendarFault.OVERLAP),
        (with_holidays(OFFICE, "2026-12-25", "2026-12-25"), CalendarFault.HOLIDAY_TWICE),
        (Calendar(OFFICE.windows, zone="Europe/Nowhere"), CalendarFault.UNKNOWN_ZONE),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(
    calendar: Calendar, fault: CalendarFault
) -> None:
    assert find_fault(calendar) is fault


@pytest.mark.parametrize("calendar", [OFFICE, LUNCH, NIGHTS, LONG_WEEK, ROUND_THE_CLOCK])
def test_a_sound_calendar_has_no_fault(calendar: Calendar) -> None:
    assert find_fault(calendar) is None


def test_a_holiday_on_monday_is_skipped_and_told() -> None:
    found = deadline(
        local("2026-11-20T16:30"), hours(1), with_holidays(OFFICE, "2026-11-23"), PARIS
    )
    assert found.due_at == local("2026-11-24T09:30")
    (holiday,) = [row for row in found.rows if row.kind is RowKind.HOLIDAY]
    assert holiday.words == {"en": "Feast"}
    assert (holiday.starts_at, holiday.ends_at) == (
        local("2026-11-23T00:00"),
        local("2026-11-24T00:00"),
    )


def test_a_holiday_on_a_day_without_hours_is_not_worth_a_row() -> None:
    calendar = with_holidays(OFFICE, "2026-11-21")
    found = deadline(local("2026-11-20T16:30"), hours(1), calendar, PARIS)
    assert [row.kind for row in found.rows] == [RowKind.COUNTED, RowKind.CLOSED, RowKind.COUNTED]


def test_a_holiday_inside_a_pause_is_counted_once() -> None:
    pause = Pause(local("2026-11-19T12:00"), local("2026-11-24T12:00"))
    calendar = with_holidays(OFFICE, "2026-11-23")
    found = deadline(local("2026-11-19T11:00"), hours(3), calendar, PARIS, pauses=[pause])
    assert found.due_at == local("2026-11-24T14:00")
    assert [row.kind for row in found.rows] == [RowKind.COUNTED, RowKind.PAUSED, RowKind.COUNTED]


def test_pauses_that_overlap_are_one_pause() -> None:
    pauses = [
        Pause(local("2026-11-18T10:00"), local("2026-11-18T12:00")),
        Pause(local("2026-11-18T11:00"), local("2026-11-18T13:00")),
    ]
    found = deadline(local("2026-11-18T09:00"), hours(2), OFFICE, PARIS, pauses=pauses)
    assert found.due_at == local("2026-11-18T14:00")


def test_a_pause_stops_time_by_the_clock_too() -> None:
    pause = Pause(local("2026-11-21T10:00"), local("2026-11-21T12:00"))
    target = Target(24 * 60, Unit.CLOCK_MINUTES)
    found = deadline(local("2026-11-20T20:00"), target, OFFICE, PARIS, pauses=[pause])
    assert found.due_at == local("2026-11-21T22:00")


def test_time_by_the_clock_needs_no_hours_and_knows_no_holiday() -> None:
    target = Target(24 * 60, Unit.CLOCK_MINUTES)
    calendar = with_holidays(OFFICE, "2026-11-21")
    assert deadline(local("2026-11-20T20:00"), target, calendar, PARIS).due_at == local(
        "2026-11-21T20:00"
    )


# Paris: 02:00 → 03:00 on 29 March 2026, 03:00 → 02:00 on 25 October 2026.
@pytest.mark.parametrize(
    ("zone", "start", "hours_", "due"),
    [
        (PARIS, "2026-03-29T01:00", 2, "2026-03-29T04:00"),
        (PARIS, "2026-10-25T01:00", 4, "2026-10-25T04:00"),
        ("Australia/Lord_Howe", "2026-04-05T01:00", 2, "2026-04-05T02:30"),
        ("Australia/Lord_Howe", "2026-10-04T01:00", 2, "2026-10-04T03:30"),
        ("Pacific/Apia", "2011-12-29T23:00", 2, "2011-12-31T01:00"),
        ("America/Havana", "2026-10-31T23:00", 3, "2026-11-01T01:00"),
    ],
)
def test_a_change_of_clocks_costs_and_gives_real_minutes(
    zone: str, start: str, hours_: int, due: str
) -> None:
    began, falls = local(start, zone), local(due, zone)
    found = deadline(began, hours(hours_), ROUND_THE_CLOCK, zone)
    assert found.due_at == falls == began + timedelta(hours=hours_)
    assert elapsed(began, hours(1), ROUND_THE_CLOCK, zone, until=falls) == hours_ * 3_600


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    calendar = Calendar(week_of([(150, 180)], [6]))  # Sundays 02:30 to 03:00
    began = local("2026-10-25T00:00")
    assert elapsed(began, hours(1), calendar, PARIS, until=began + timedelta(days=1)) == 3_600


def test_an_hour_that_never_comes_is_not_waited_for() -> None:
    calendar = Calendar(week_of([(150, 180)], [6]))
    found = deadline(local("2026-03-28T12:00"), hours(0.5), calendar, PARIS)
    assert found.due_at == local("2026-04-05T03:00")


def test_the_day_that_never_was_in_apia_holds_no_hours() -> None:
    # 29 December 2011 was a Thursday, the Friday after it was skipped.
    found = deadline(local("2011-12-29T16:30", "Pacific/Apia"), hours(1), OFFICE, "Pacific/Apia")
    assert found.due_at == local("2012-01-02T09:30", "Pacific/Apia")


def test_a_business_day_is_the_length_of_that_calendars_day() -> None:
    assert OFFICE.seconds_of(days(1)) == 8 * 3_600
    assert NIGHTS.seconds_of(days(1)) == 8 * 3_600
    assert LONG_WEEK.seconds_of(days(1)) == 24 * 3_600


def test_days_of_different_length_add_up_to_the_week() -> None:
    short_friday = Calendar((*week_of([(540, 1020)], range(4)), Window(4, 540, 720)))
    assert short_friday.seconds_of(days(1)) == 7 * 3_600
    assert short_friday.seconds_of(days(5)) == short_friday.week_seconds
    found = deadline(local("2026-11-16T10:00"), days(5), short_friday, PARIS)
    assert found.due_at == local("2026-11-23T10:00")


def test_the_team_is_warned_when_four_fifths_are_used_up() -> None:
    found = deadline(local("2026-11-20T16:30"), hours(1), OFFICE, PARIS)
    assert found.warn_at == local("2026-11-23T09:18")


def test_a_warning_is_found_inside_weeks_that_were_skipped() -> None:
    found = deadline(local("2026-05-04T09:00"), days(100), OFFICE, PARIS)
    assert RowKind.WEEKS in {row.kind for row in found.rows}
    assert found.due_at == local("2026-09-18T17:00")
    assert found.warn_at == local("2026-08-21T17:00")


def test_the_rows_follow_each_other_and_add_up() -> None:
    found = deadline(local("2026-11-20T16:30"), hours(1), OFFICE, PARIS)
    assert found.rows == (
        Row(RowKind.COUNTED, local("2026-11-20T16:30"), local("2026-11-20T17:00"), 1_800, {}),
        Row(RowKind.CLOSED, local("2026-11-20T17:00"), local("2026-11-23T09:00"), 0, {}),
        Row(RowKind.COUNTED, local("2026-11-23T09:00"), local("2026-11-23T09:30"), 1_800, {}),
    )
    assert tuple(row_from_json(row.as_json()) for row in found.rows) == found.rows


def test_open_now_says_when_it_closes() -> None:
    now = opening(OFFICE, PARIS, local("2026-11-20T15:00"))
    assert now.is_open
    assert now.changes_at == local("2026-11-20T17:00")


def test_closed_now_says_when_it_opens() -> None:
    now = opening(with_holidays(OFFICE, "2026-11-23"), PARIS, local("2026-11-20T17:00"))
    assert not now.is_open
    assert now.changes_at == local("2026-11-24T09:00")


def test_hours_that_meet_at_midnight_do_not_close_there() -> None:
    assert opening(LONG_WEEK, PARIS, local("2026-11-17T12:00")).changes_at == local(
        "2026-11-21T00:00"
    )
    assert opening(NIGHTS, PARIS, local("2026-11-17T23:00")).changes_at == local("2026-11-18T06:00")


def test_round_the_clock_never_changes_until_a_holiday() -> None:
    at = local("2026-11-17T12:00")
    assert opening(ROUND_THE_CLOCK, PARIS, at).changes_at is None
    feast = with_holidays(ROUND_THE_CLOCK, "2026-12-25")
    assert opening(feast, PARIS, at).changes_at == local("2026-12-25T00:00")
    assert not opening(Calendar(()), PARIS, at).is_open


def test_elapsed_counts_nothing_before_the_start() -> None:
    start = local("2026-11-20T16:30")
    assert elapsed(start, hours(1), OFFICE, PARIS, until=start - timedelta(hours=1)) == 0
    assert elapsed(start, hours(1), OFFICE, PARIS, until=local("2026-11-23T09:10")) == 40 * 60


def test_only_business_targets_ask_whether_the_hours_cover_an_answer() -> None:
    saturday = local("2026-11-21T12:00")
    assert not is_covered(hours(1), OFFICE, PARIS, saturday)
    assert is_covered(hours(1), OFFICE, PARIS, local("2026-11-20T12:00"))
    assert is_covered(Target(60, Unit.CLOCK_MINUTES), OFFICE, PARIS, saturday)
