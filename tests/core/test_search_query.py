"""What people type becomes words, phrases and exclusions; drafts become words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.core.search_engine.analysis import fold, stem, stems, telling_words
from community.core.search_engine.planning import (
    ENOUGH,
    MOST_READS,
    MOST_READS_OF_A_DRAFT,
    TELLING_WORDS,
    plan,
)
from community.core.search_engine.query import MAX_SLOTS, Query, draft, parse


def words(query: Query) -> list[str]:
    return list(query.words)


def test_words_lose_accents_case_and_stop_words() -> None:
    assert words(parse("How do I Close the TILL?", "en")) == ["close", "till"]
    assert words(parse("où sont les Données", "fr")) == ["donnees"]


def test_stop_words_are_kept_where_there_is_nothing_else() -> None:
    assert words(parse("who we are", "en")) == ["who", "we", "are"]


def test_a_word_is_looked_for_in_every_language_at_once() -> None:
    (slot,) = parse("informations", "en").slots
    assert {"inform", "informations"} <= set(slot.terms)


def test_accents_go_after_stemming() -> None:
    assert stem("données", "fr") == "don"
    assert set(stems("données", "fr")) == {"don", stem("donnees", "fr")}
    assert stem("données", "") == fold("données") == "donnees"
    assert stem("Straße", "de") == "strasse"


def test_phrases_exclusions_and_words_stand_apart() -> None:
    query = parse('print "two notes" -draft -"old page"', "en")
    assert words(query) == ["two", "notes", "print"]
    assert [slot.required for slot in query.slots] == [True, True, False]
    assert query.phrases[0][:1] == ("two note",)
    assert [slot.word for slot in query.without] == ["draft"]
    assert len(query.without_phrases) == 1


@pytest.mark.parametrize("typed", ["e-mail", "sign-in page", "2024-05-01"])
def test_a_hyphen_inside_a_word_excludes_nothing(typed: str) -> None:
    assert not parse(typed, "en").without


def test_an_open_quotation_is_a_phrase_to_the_end() -> None:
    assert parse('"two notes', "en").phrases


def test_the_last_word_is_a_beginning_only_while_one_types_it() -> None:
    assert parse("print no", "en", typing=True).slots[-1].prefix == "no"
    assert not any(slot.prefix for slot in parse("print no ", "en", typing=True).slots)
    assert not any(slot.prefix for slot in parse("print no", "en").slots)


def test_a_draft_has_no_operators_and_counts_its_words() -> None:
    query = draft('Printer -paper "blank" printers', "en")
    assert {slot.word: slot.times for slot in query.slots}["paper"] == 1
    assert not query.without
    assert not query.phrases


@given(some.text(max_size=2000), some.sampled_from(["", "en", "fr", "de"]), some.booleans())
def test_any_text_is_a_query(text: str, lang: str, typing: bool) -> None:
    query = parse(text, lang, typing=typing)
    assert len(query.slots) <= MAX_SLOTS
    assert all(term for slot in query.slots for term in slot.terms)
    draft(text, lang)


@given(some.text(max_size=500))
def test_a_token_holds_nothing_that_means_something_to_an_engine(text: str) -> None:
    tokens = {token for word in telling_words(text, "fr") for token in stems(word, "fr")}
    assert not any(set(token) & set("'\"\\%_&|!<>():* \x00") for token in tokens)


def test_a_plan_reads_the_rarest_words_first() -> None:
    query = parse("zeppelin printer", "en")
    steps = plan(query, {"zeppelin": 2, "printer": 900}, 1_000)
    assert [step.slot.word for step in steps.steps] == ["zeppelin", "printer"]
    assert steps.steps[0].weight > steps.steps[1].weight > 0


def test_frequent_words_only_refine_once_enough_is_found() -> None:
    query = parse("zeppelin printer", "en")
    few = plan(query, {"zeppelin": 2, "printer": 900}, 1_000)
    many = plan(query, {"zeppelin": ENOUGH, "printer": 90_000}, 100_000)
    assert (few.essential, many.essential) == (2, 1)


def test_a_required_word_that_stands_nowhere_ends_the_plan() -> None:
    assert not plan(parse('"zeppelin" printer', "en"), {"printer": 9}, 10).steps
    assert plan(parse("zeppelin printer", "en"), {"printer": 9}, 10).steps


def test_a_draft_is_asked_by_its_most_telling_words() -> None:
    query = draft(" ".join(f"word{number}" for number in range(100)), "en")
    frequencies = {f"word{number}": number + 1 for number in range(100)}
    chosen = plan(query, frequencies, 1_000)
    assert len(chosen.steps) == TELLING_WORDS
    assert max(read.documents for read in chosen.reads) == TELLING_WORDS


def test_each_term_that_is_read_has_a_bit_of_a_number_in_postgresql() -> None:
    assert max(MOST_READS, MOST_READS_OF_A_DRAFT) < 63
