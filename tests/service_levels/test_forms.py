"""What administrators type, and what is made of it."""

import pytest

from community.service_levels.calendars import Calendar, Target, Window
from community.service_levels.catalogue import OFFICE, demo_menu
from community.service_levels.forms import (
    read_amount,
    read_holidays,
    read_windows,
    write_amount,
    write_holidays,
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


def test_windows_stand_one_a_line() -> None:
    text = "mon 09:00-12:00\nMon 13:00 – 17:00\n\nfri 22:00-06:00\nsat 00:00-24:00"
    assert read_windows(text) == [
        Window(0, 540, 720),
        Window(0, 780, 1020),
        Window(4, 1320, 360),
        Window(5, 0, 1440),
    ]


@pytest.mark.parametrize("line", ["monday 09:00-17:00", "mon 9-17", "mon 09:61-17:00", "x"])
def test_a_line_that_is_no_window_is_none(line: str) -> None:
    assert read_windows(line) == [None]


def test_days_off_have_a_name_in_each_language() -> None:
    (found, nameless, wrong) = read_holidays(
        "2026-12-25 Christmas Day | Noël\n2026-12-26\n2026-02-30 No day"
    )
    assert found is not None
    assert found.names == {"en": "Christmas Day", "fr": "Noël"}
    assert nameless is not None
    assert nameless.names["fr"] == "2026-12-26"
    assert wrong is None


def test_hours_survive_the_form() -> None:
    calendar = demo_menu((2026,)).calendar(OFFICE)
    windows = tuple(one for one in read_windows(write_windows(calendar)) if one)
    off = tuple(one for one in read_holidays(write_holidays(calendar)) if one)
    assert Calendar(windows, off, calendar.zone) == calendar
