"""What administrators type, and what is made of it."""

import pytest

from community.service_levels.calendars import Calendar, Target, Window
from community.service_levels.catalogue import demo_menu
from community.service_levels.notation import (
    read_amount,
    read_holidays,
    read_percent,
    read_tiers,
    read_windows,
    windows_of,
    write_amount,
    write_holidays,
    write_percent,
    write_tiers,
    write_windows,
)
from community.service_levels.terms import business_days, business_hours, days, hours, minutes


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("30 min", minutes(30)),
        ("4h", hours(4)),
        ("180 d", days(180)),
        ("2 BH", business_hours(2)),
        (" 1  bd ", business_days(1)),
    ],
)
def test_an_amount_is_a_number_and_a_unit(text: str, target: Target) -> None:
    assert read_amount(text) == target
    again = read_amount(write_amount(target))
    assert again == target


@pytest.mark.parametrize(
    "text", ["", "2", "bh", "-1 h", "1.5 h", "999999 h", "2 weeks", "２ h ours"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert read_amount(text) is None


def test_every_amount_of_the_demo_survives_the_form() -> None:
    for _plan, term in demo_menu((2026,)).all_targets():
        assert read_amount(write_amount(term.target)) == term.target


def test_hours_stand_one_line_for_days_that_share_them() -> None:
    text = "mon-tue 09:00-12:00, 13:00 – 17:00\n\nFri 22:00-06:00\nsam 00:00-24:00"
    assert read_windows(text) == [
        [Window(0, 540, 720), Window(0, 780, 1020), Window(1, 540, 720), Window(1, 780, 1020)],
        [Window(4, 1320, 360)],
        [Window(5, 0, 1440)],
    ]
    assert [window.weekday for window in windows_of("sat-mon 09:00-12:00")] == [5, 6, 0]
    assert Calendar(windows_of("24/7")).never_closes


@pytest.mark.parametrize(
    "line",
    ["monday 09:00-17:00", "mon 9-17", "mon 09:61-17:00", "x", "mon-xyz 09:00-17:00", "mon 09:00-"],
)
def test_a_line_that_is_no_hours_is_none(line: str) -> None:
    assert read_windows(line) == [None]


def test_credits_and_percentages_are_read_to_the_thousandth() -> None:
    assert [read_percent(text) for text in ("99.95", "99,9 %", "100")] == [99_950, 99_900, 100_000]
    assert [read_percent(text) for text in ("100.1", "-1", "99.9999", "x")] == [None] * 4
    assert write_percent(99_950) == "99.95"
    tiers = [one for one in read_tiers("99.9: 10\n95 = 50 %") if one]
    assert [(one.below, one.percent) for one in tiers] == [(99_900, 10), (95_000, 50)]
    assert read_tiers(write_tiers(tiers)) == tiers
    assert read_tiers("99.9 ten") == [None]


def test_days_off_have_a_name_in_each_language() -> None:
    (found, nameless, wrong) = read_holidays(
        "2026-12-25 Christmas Day | Noël\n2026-12-26\n2026-02-30 No day"
    )
    assert found is not None
    assert found.names == {"en": "Christmas Day", "fr": "Noël"}
    assert nameless is not None
    assert nameless.names["fr"] == "2026-12-26"
    assert wrong is None


@pytest.mark.parametrize("key", list(demo_menu((2026,)).calendars))
def test_hours_survive_the_form(key: str) -> None:
    calendar = demo_menu((2026,)).calendar(key)
    off = tuple(one for one in read_holidays(write_holidays(calendar)) if one)
    again = Calendar(windows_of(write_windows(calendar)), off, calendar.zone)
    assert again.as_json() == calendar.as_json()
