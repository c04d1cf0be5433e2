"""Days off from elsewhere: holidays by country, and iCalendar files."""

import pytest

from community.service_levels.days_off import (
    DayFault,
    holidays_of,
    list_countries,
    read_icalendar,
)


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n"


def test_holidays_have_a_name_in_each_language() -> None:
    (first, *_rest) = holidays_of("FR", "", [2027])
    assert first.day.isoformat() == "2027-01-01"
    assert first.names == {"en": "New Year's Day", "fr": "Jour de l'an"}


def test_a_region_has_days_of_its_own() -> None:
    bavaria = {one.day for one in holidays_of("DE", "BY", [2027])}
    assert bavaria > {one.day for one in holidays_of("DE", "", [2027])}
    with pytest.raises(KeyError):
        holidays_of("DE", "XX", [2027])
    with pytest.raises(KeyError):
        holidays_of("XX", "", [2027])


@pytest.mark.parametrize("country", ["GB", "US", "JP", "CA", "IN", "BR"])
def test_each_country_has_holidays(country: str) -> None:
    assert country in list_countries()
    found = holidays_of(country, "", [2027, 2028])
    assert found
    assert all(one.names["en"] and one.names["fr"] for one in found)


def test_a_file_gives_its_whole_days() -> None:
    long = (
        "DTSTART;VALUE=DATE:20271224\r\nDTEND;VALUE=DATE:20271227\r\nSUMMARY:Winter\\, \r\n closed"
    )
    days, faults = read_icalendar(calendar(long, "DTSTART:20270501\r\nSUMMARY;LANGUAGE=de:Mai"))
    assert [one.day.isoformat() for one in days] == [
        "2027-05-01",
        "2027-12-24",
        "2027-12-25",
        "2027-12-26",
    ]
    assert days[1].names == {"en": "Winter, closed", "fr": "Winter, closed"}
    assert faults == []


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ("DTSTART:20270501T090000Z", DayFault.HAS_TIME),
        ("DTSTART;TZID=Europe/Paris:20270501T090000", DayFault.HAS_TIME),
        ("DTSTART;VALUE=DATE:20270501\nRRULE:FREQ=YEARLY", DayFault.REPEATS),
        ("DTSTART;VALUE=DATE:20270230", DayFault.NO_DATE),
        ("SUMMARY:x", DayFault.NO_DATE),
        ("DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270501", DayFault.TOO_LONG),
        ("DTSTART;VALUE=DATE:20270101\nDURATION:P9W", DayFault.TOO_LONG),
        ("DTSTART;VALUE=DATE:99991231\nDURATION:P2D", DayFault.TOO_LONG),
        ("DTSTART;VALUE=DATE:20270101\nDURATION:PT9H", DayFault.NO_DATE),
        ("DTEND;VALUE=DATE:20270101", DayFault.NO_DATE),
    ],
)
def test_an_entry_that_is_no_day_is_told_with_its_line(event: str, fault: DayFault) -> None:
    days, (faulty,) = read_icalendar(calendar("DTSTART;VALUE=DATE:20270714", event))
    assert [one.day.isoformat() for one in days] == ["2027-07-14"]
    assert (faulty.line, faulty.fault) == (5, fault)


def test_days_may_be_given_by_their_number() -> None:
    days, faults = read_icalendar(
        calendar("DTSTART;VALUE=DATE:20271224\nDURATION:P3D", "DTSTART:20280101\nDURATION:P1W")
    )
    assert (len(days), days[2].day.isoformat(), faults) == (10, "2027-12-26", [])


def test_what_is_cancelled_or_stands_inside_an_event_is_passed_over() -> None:
    alarm = "DTSTART;VALUE=DATE:20270714\nBEGIN:VALARM\nDTSTART:20270101T0900\nEND:VALARM"
    days, faults = read_icalendar(calendar(alarm, "DTSTART:20270715\nSTATUS:CANCELLED"))
    assert ([one.day.isoformat() for one in days], faults) == (["2027-07-14"], [])


@pytest.mark.parametrize(
    "text", ["", "END:VEVENT", "BEGIN:VCALENDAR\n:\n;\nEND:\nBEGIN:VEVENT\n\x00"]
)
def test_any_text_is_read_without_a_fault_of_ours(text: str) -> None:
    days, _faults = read_icalendar(text)
    assert days == []


def test_a_file_of_too_many_days_is_refused_whole() -> None:
    spans = [f"DTSTART:{year}0101\nDTEND:{year}0228" for year in range(2027, 2037)]
    days, faults = read_icalendar(calendar(*spans))
    assert (days, faults[-1].fault) == ([], DayFault.TOO_MANY)
