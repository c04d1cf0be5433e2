"""Reading a document closely: its best section counts, and words that stand as they were asked."""

from __future__ import annotations

from community.core.search_engine.frequencies import analyse, sections_of
from community.core.search_engine.passages import passage_scorer
from community.core.search_engine.port import Wanted
from tests.contracts.search_documents import make_document
from tests.core.test_search_scorer import make_candidate

ASKED = (Wanted(2.0, {"print": 1.0}), Wanted(2.0, {"label": 1.0, "sticker": 0.4}))


def score(title: str, body: str, *headings: str) -> float:
    stream = analyse(make_document(1, title, body, headings=headings)).stream
    return passage_scorer(ASKED)(make_candidate(1)._replace(stream=stream))


def test_both_words_in_one_section_beat_the_same_words_in_two() -> None:
    together = score("Till", "Start\nPaper\nPrint it on a label\nEnd\nPaper", "Start", "End")
    apart = score("Till", "Start\nPrint it on paper\nEnd\nPaper label", "Start", "End")
    assert together > apart


def test_neighbours_beat_words_that_stand_apart() -> None:
    filler = "and then after some more paper has been put in again"
    assert score("Till", f"print label {filler}") > score("Till", f"print {filler} label")


def test_title_and_heading_count_for_the_section_below_them() -> None:
    text = "Paper\nPut the label in"
    assert score("Print", text, "Paper") > score("Till", text, "Paper")
    assert score("Till", "Print\nPut the label in", "Print") > score("Till", text, "Paper")


def test_a_variant_counts_for_less() -> None:
    assert score("Till", "print label") > score("Till", "print sticker") > score("Till", "print")


def test_a_candidate_without_its_tokens_has_no_passage() -> None:
    assert passage_scorer(ASKED)(make_candidate(1)) == 0.0


def test_sections_begin_at_the_lines_that_are_headings_in_their_order() -> None:
    document = make_document(1, "T", "Intro\nOne\nfirst\nTwo\nsecond\nOne", headings=("One", "Two"))
    assert sections_of(document) == [("", "Intro"), ("One", "first"), ("Two", "second\nOne")]
