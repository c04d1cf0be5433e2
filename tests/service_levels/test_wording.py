"""The menu's words in both languages."""

from collections.abc import Iterator

import pytest
from flask import Flask

from community.service_levels.calendars import Calendar, Target, Window, week_of
from community.service_levels.terms import business_days, business_hours, days, hours, minutes
from community.service_levels.wording import (
    hours_text,
    length_text,
    moment_text,
    percent_text,
    target_text,
)
from tests.service_levels.stories import paris


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/services/en"):
        yield


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (minutes(30), "30 minutes"),
        (hours(1), "1 hour"),
        (hours(24), "24 hours"),
        (days(180), "180 days"),
        (business_hours(2), "2 business hours"),
        (Target(90, business_hours(1).unit), "90 business minutes"),
        (business_days(1), "1 business day"),
    ],
)
def test_amounts_read_as_people_say_them(target: Target, words: str) -> None:
    assert target_text(target) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1_800, "30 min"), (5_400, "1 h 30 min"), (176_400, "2 days 1 h"), (30, "less than a minute")],
)
def test_lengths_are_short(seconds: int, words: str) -> None:
    assert length_text(seconds) == words


def test_uptime_is_never_rounded() -> None:
    assert percent_text(99_950) == "99.95 %"
    assert percent_text(99_999) == "99.999 %"
    assert percent_text(99_000) == "99.00 %"


def test_days_with_the_same_hours_stand_together() -> None:
    calendar = Calendar((*week_of([(540, 720), (780, 1020)], range(4)), Window(4, 540, 1440)))
    assert hours_text(calendar) == ["Mon – Thu 09:00 – 12:00, 13:00 – 17:00", "Fri 09:00 – 24:00"]
    assert hours_text(Calendar(week_of([(0, 1440)], range(7)))) == ["Day and night, every day"]


def test_an_instant_is_told_in_the_given_zone() -> None:
    at = paris("2025-12-24T23:30")
    assert moment_text(at, "Asia/Tokyo") == "Thu 25 Dec 2025, 07:30"


def test_french_readers_see_their_own_numbers(app: Flask) -> None:
    with app.test_request_context("/services/fr"):
        assert moment_text(paris("2025-12-24T23:30"), "Europe/Paris").startswith("mer. 24 déc.")
