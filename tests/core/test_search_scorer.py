"""The one formula that orders what both engines find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.core.search_engine.frequencies import BITS, pack, unpack
from community.core.search_engine.port import Candidate, FieldCounts, Found, Held, Wanted
from community.core.search_engine.scorer import FIRST, LITTLE, is_far, rank

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LENGTHS = FieldCounts(title=5, summary=10, headings=5, tags=2, body=100, replies=50)


def make_candidate(number: int, *counts: FieldCounts | None, **facts: Any) -> Candidate:
    """A year-old English article that holds the asked words so often."""
    then = int((NOW - timedelta(days=365)).timestamp())
    values: dict[str, Any] = {
        "key": f"{number}:en",
        "subject_id": number,
        "kind": "article",
        "lang": "en",
        "area_id": 0,
        "lengths": LENGTHS,
        "held": tuple(one and Held(one) for one in counts or (FieldCounts(body=1),)),
        "created_at": then,
        "updated_at": then,
        "votes": 0,
        "accepted": False,
        "trust": 0.0,
    }
    return Candidate(**{**values, **facts})


def order(
    *candidates: Candidate, lang: str = "en", weights: tuple[float, ...] = (1.0,)
) -> list[int]:
    asked = tuple(Wanted(weight, {f"word{place}": 1.0}) for place, weight in enumerate(weights))
    found = Found(candidates, asked, LENGTHS)
    return [one.candidate.subject_id for one in rank(found, NOW, lang)]


def test_a_word_in_the_title_counts_more_than_in_headings_and_body() -> None:
    title = make_candidate(1, FieldCounts(title=1))
    headings = make_candidate(2, FieldCounts(headings=1))
    assert order(make_candidate(3), headings, title) == [1, 2, 3]


def test_often_counts_more_but_less_each_time() -> None:
    asked = (Wanted(1.0, {"word": 1.0}),)
    found = Found(
        tuple(make_candidate(one, FieldCounts(body=one)) for one in (1, 2, 3)), asked, LENGTHS
    )
    third, second, first = (one.score for one in rank(found, NOW))
    assert third - second < second - first


def test_a_short_text_counts_more_than_a_long_one() -> None:
    long = make_candidate(2, lengths=LENGTHS._replace(body=1000))
    assert order(long, make_candidate(1)) == [1, 2]


def test_a_rare_word_counts_more_than_a_frequent_one() -> None:
    once = FieldCounts(body=1)
    rare, frequent = make_candidate(1, once, None), make_candidate(2, None, once)
    assert order(frequent, rare, weights=(5.0, 1.0)) == [1, 2]


def test_all_words_once_beat_one_word_often() -> None:
    all_, one = (FieldCounts(body=1),) * 2, (FieldCounts(body=2), None)
    assert order(make_candidate(2, *one), make_candidate(1, *all_), weights=(1.0, 1.0)) == [1, 2]


def test_the_share_counts_words_that_stand_nowhere_and_changes_no_score() -> None:
    once = FieldCounts(body=1)
    asked = (Wanted(3.0, {"print": 1.0}), Wanted(1.0, {"notes": 1.0}))
    candidates = (make_candidate(1, once, once), make_candidate(2, once, None))
    whole = rank(Found(candidates, asked, LENGTHS), NOW)
    part = rank(Found(candidates, asked, LENGTHS, missing=4.0), NOW)
    assert [one.share for one in whole] == [1.0, 0.75]
    assert [one.share for one in part] == [0.5, 0.375]
    assert [one.score for one in whole] == [one.score for one in part]


def test_a_variant_holds_the_word() -> None:
    nearly = make_candidate(1, held=(Held(FieldCounts(body=1), truth=0.4),))
    (one,) = rank(Found((nearly,), (Wanted(3.0, {"receipt": 0.4}),), LENGTHS), NOW)
    assert one.share == 1.0


@pytest.mark.parametrize(
    ("shares", "far"),
    [
        ([], False),
        ([LITTLE], False),
        ([LITTLE - 0.01], True),
        ([0.1] * (FIRST - 1) + [1.0], False),
        ([0.1] * FIRST + [1.0], True),
    ],
)
def test_hits_are_far_where_none_of_the_first_holds_much(shares: list[float], far: bool) -> None:
    assert is_far(shares) is far


@pytest.mark.parametrize(
    "facts",
    [
        {"trust": 1.0},
        {"accepted": True},
        {"votes": 50},
        {"updated_at": int(NOW.timestamp())},
    ],
    ids=["trust", "acceptance", "votes", "freshness"],
)
def test_facts_order_texts_that_fit_alike(facts: dict[str, Any]) -> None:
    assert order(make_candidate(9), make_candidate(1, **facts)) == [1, 9]


def test_no_fact_outweighs_a_text_that_fits_much_better() -> None:
    facts = {"trust": 1.0, "accepted": True, "votes": 1000}
    praised = make_candidate(1, **facts, updated_at=int(NOW.timestamp()))
    assert order(praised, make_candidate(2, FieldCounts(title=1))) == [2, 1]


def test_the_readers_language_comes_first() -> None:
    french = make_candidate(2, key="2:fr", lang="fr-CA", votes=10)
    assert order(french, make_candidate(1)) == [1, 2]
    assert order(french, make_candidate(1), lang="fr") == [2, 1]


def test_equals_stand_newest_first() -> None:
    assert order(make_candidate(1), make_candidate(3), make_candidate(2)) == [3, 2, 1]


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank(Found(), NOW) == []


@given(some.tuples(*(some.integers(0, (1 << int(bits)) - 1) for bits in BITS)))
def test_counts_survive_packing_into_a_32_bit_float(counts: tuple[int, ...]) -> None:
    packed = pack(FieldCounts(*counts))
    assert packed < 2**24
    assert tuple(unpack(packed)) == counts


def test_counts_that_do_not_fit_are_the_most_that_do() -> None:
    many = FieldCounts(9999, 9999, 9999, 9999, 9999, 9999)
    most = unpack(pack(many))
    assert all(count == (1 << int(bits)) - 1 for count, bits in zip(most, BITS, strict=True))
