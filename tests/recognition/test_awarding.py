"""The reckoning of badges: pure, and the same in whatever order deeds are told."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from community.recognition.awarding import Deed, Rule, reckon

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def deeds(*days: float) -> list[Deed]:
    return [Deed(day(one), number, number) for number, one in enumerate(days, 1)]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def test_the_deed_that_completes_the_number_is_the_evidence() -> None:
    [one] = reckon(Rule(3), deeds(1, 5, 9, 12), day(20)).earned
    assert (one.occasion, one.at, one.evidence_id, one.until) == (0, day(9), 3, None)
    assert reckon(Rule(3), deeds(1, 5), day(20)).earned == []


def test_what_is_told_in_another_order_or_twice_is_the_same() -> None:
    rule, told = Rule(4, window=days(30), valid=days(30)), deeds(1, 2, 3, 40, 50, 55, 56, 70, 100)
    first = reckon(rule, told, day(120))
    assert len(first.earned) == 1
    for seed in range(20):
        again = [*told, *told[:3]]
        random.Random(seed).shuffle(again)
        assert reckon(rule, again, day(120)).earned == first.earned


def test_only_what_lies_within_the_window_counts() -> None:
    rule = Rule(3, window=days(10))
    assert reckon(rule, deeds(0, 5, 10), day(10)).earned == []
    assert len(reckon(rule, deeds(0, 5, 9.9), day(10)).earned) == 1
    assert reckon(rule, deeds(0, 5, 12), day(16)).number == 1


def test_the_same_text_twice_counts_once() -> None:
    twice = [Deed(day(1), 7, 7), Deed(day(2), 7, 7)]
    assert reckon(Rule(2), twice, day(3)).earned == []


def test_an_award_is_renewed_by_what_one_goes_on_doing() -> None:
    rule = Rule(2, window=days(30), valid=days(30))
    [one] = reckon(rule, deeds(0, 10, 25), day(26)).earned
    assert (one.at, one.until) == (day(10), day(55))
    [one] = reckon(rule, deeds(0, 10), day(26)).earned
    assert one.until == day(40)


def test_an_award_goes_on_while_enough_still_counts_at_its_end() -> None:
    [one] = reckon(Rule(2, window=days(100), valid=days(30)), deeds(0, 10), day(11)).earned
    assert one.until == day(100)


def test_what_ended_is_earned_again_by_new_deeds_alone() -> None:
    rule = Rule(2, window=days(30), valid=days(30))
    [one] = reckon(rule, deeds(0, 10, 200, 210), day(211)).earned
    assert (one.at, one.until) == (day(210), day(240))
    [one] = reckon(rule, deeds(0, 10, 200), day(211)).earned
    assert (one.at, one.until) == (day(10), day(40))


def test_a_repeatable_badge_counts_anew_after_each_award() -> None:
    found = reckon(Rule(2, is_repeatable=True), deeds(1, 2, 3, 4, 5), day(9))
    assert [(one.occasion, one.at) for one in found.earned] == [(2, day(2)), (4, day(4))]
    assert found.number == 1
