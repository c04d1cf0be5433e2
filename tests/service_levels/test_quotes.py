"""Texts quote the menu: what each name says, in both languages, and what is wrong with the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from community.service_levels.catalogue import demo_menu
from community.service_levels.queries_quotes import list_quotable
from community.service_levels.quotes import (
    VALUES,
    QuoteFault,
    fill,
    fill_words,
    find_faults,
    quote,
)
from tests.service_levels.stories import publish_demo

HANDBOOK = Path(__file__).parents[2] / "docs" / "writing.md"
MENU = demo_menu((2026,))
SAID = [
    ("first_response:premium:L2", "2 business hours"),
    ("first_response:community", "2 business days"),
    ("next_response:enterprise:L1", "1 hour"),
    ("resolution:premium:L3", "10 business days"),
    ("hours:premium:L1", "Day and night, every day"),
    ("hours:standard", "Monday to Friday, 9 to 17 where you are"),
    ("idea_answer:enterprise", "10 business days"),
    ("idea_votes:premium", "10 votes"),
    ("verification:community", "180 days"),
    ("uptime:premium", "99.90 %"),
    ("credit:premium", "below 99.90 %: 10 %, below 99.00 %: 25 %, below 95.00 %: 50 %"),
    ("claim_window:enterprise", "30 days"),
    ("claim_decision:enterprise", "5 business days"),
    ("tokens:premium", "3"),
    ("plan:enterprise", "Enterprise"),
    ("price:community", "Free"),
]


@pytest.mark.parametrize(("written", "value"), SAID)
def test_each_name_says_what_the_menu_promises(app: Flask, written: str, value: str) -> None:
    with force_locale("en"):
        assert quote(written, MENU).text == value


def test_every_name_is_proved_above() -> None:
    assert {written.partition(":")[0] for written, _ in SAID} == set(VALUES)


def test_values_speak_the_language_of_the_text(app: Flask) -> None:
    with force_locale("fr"):
        assert fill("<p>{{ tokens:premium }}, {{plan:enterprise}}</p>", MENU) == (
            "<p>3, Entreprise</p>"
        )
        assert quote("uptime:premium", MENU).text.startswith("99,90")


def test_placeholders_are_filled_in_text_and_left_in_code_and_attributes(app: Flask) -> None:
    html = '<p title="{{ plan:premium }}">{{ plan:premium }} <code>{{ plan:premium }}</code></p>'
    with force_locale("en"):
        assert fill(html, MENU) == html.replace(">{{ plan:premium }} ", ">Premium ")


def test_what_nobody_knows_stays_as_it_was_written(app: Flask) -> None:
    text = "{{ plan:gold }} {{ user.name }} {{ first_response:premium:L9 }}"
    with force_locale("en"):
        assert fill_words(text, MENU) == fill(text, MENU) == text
        assert fill_words(text, None) == text
        assert fill_words("{{ uptime:community }}", MENU) == "(not promised)"


FAULTY = [
    ("{{ first_respons:premium }}", QuoteFault.UNKNOWN_NAME, "first_response"),
    ("{{ first_response:gold:L2 }}", QuoteFault.UNKNOWN_PLAN, "enterprise"),
    ("{{ first_response }}", QuoteFault.UNKNOWN_PLAN, "enterprise"),
    ("{{ first_response:premium:L9 }}", QuoteFault.UNKNOWN_SEVERITY, "L4"),
    ("{{ uptime:premium:L1 }}", QuoteFault.UNKNOWN_SEVERITY, "–"),
    ("{{ uptime:standard }}", QuoteFault.NOT_PROMISED, ""),
    ("{{ user name }}", QuoteFault.NOT_WRITTEN_SO, ""),
    ("{{ first_response:premium }", QuoteFault.NOT_WRITTEN_SO, ""),
]


@pytest.mark.parametrize(("written", "fault", "known"), FAULTY)
def test_a_fault_says_its_place_and_what_there_is(
    app: Flask, written: str, fault: QuoteFault, known: str
) -> None:
    text = f"# Head\n\nSome words\nand *then* {written} of it.\n"
    with force_locale("en"):
        [found] = find_faults(text, MENU)
        assert (found.line, found.column, found.quoted.fault) == (4, 12, fault)
        assert "Line 4, column 12" in found.sentence
        assert known in found.sentence


def test_places_are_found_in_lists_tables_and_twice_in_a_line(app: Flask) -> None:
    text = "- a\n- b {{ x:y }} {{ x:y }}\n\n| h |\n|-|\n| {{ z:z }} |\n"
    found = [(one.line, one.column) for one in find_faults(text, MENU)]
    assert found == [(2, 5), (2, 15), (6, 3)]


def test_sound_placeholders_and_braces_in_code_are_no_faults(app: Flask) -> None:
    text = "{{ plan:premium }} `{{ user }}`\n\n```\n{{ user }}\n```\n\n    {{ user }}\n"
    assert list(find_faults(text, MENU)) == []


def test_the_editors_help_lists_every_name_with_what_it_says_today(app: Flask) -> None:
    assert list_quotable() == []
    publish_demo()
    with force_locale("en"):
        examples = list_quotable()
        assert [one.name for one in examples] == list(VALUES)
        assert all(one.value == fill_words(one.written, MENU) for one in examples)


def test_the_handbook_lists_every_name() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .* \| (yes|–) \|$", HANDBOOK.read_text(), re.MULTILINE)
    assert rows == [(name, "yes" if one.by_severity else "–") for name, one in VALUES.items()]
