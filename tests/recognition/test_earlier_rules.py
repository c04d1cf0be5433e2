"""What an earlier rule of a badge earned stays when the rule changes, and goes when what earned it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import FlagReason, Subject
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import SYSTEM, VISITOR, Actor, Role
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question
from community.recognition import queries
from community.recognition.actions_badges import change_badge, create_badge
from community.recognition.badge_facts import BadgeFacts
from community.recognition.models import Award, Badge, EarlierRule, Metric, Tier
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.services.worker import Worker

Undo = Callable[[Answer], None]
WORDS = {"en": "Steady", "fr": "Régulier"}
ONE = BadgeFacts(
    name=WORDS, rule=WORDS, tier=Tier.BRONZE, metric=Metric.ACCEPTED_ANSWERS, threshold=1
)
LOVED = replace(ONE, metric=Metric.HELPFUL_VOTES, is_repeatable=True)


def make(facts: BadgeFacts) -> None:
    with writing():
        create_badge(SYSTEM, "steady", facts, behind_us=True)


def change(drain: Worker, facts: BadgeFacts, *, behind_us: bool = False) -> None:
    with writing():
        change_badge(SYSTEM, "steady", facts, behind_us=behind_us)
    drain()


def holds(member: Member) -> bool:
    db.session.rollback()
    return "steady" in [one.badge_key for one in queries.list_awards(VISITOR, member.id)]


def accepted(author: Member) -> Answer:
    asker = make_member()
    answer, actor = make_answer(make_question(asker), author), actor_of(asker)
    with writing():
        answers.accept_answer(actor, answer)
    return answer


def moderator() -> Actor:
    return actor_of(make_member("Mo", Role.MODERATOR))


def hide(answer: Answer) -> None:
    by = moderator()
    with writing():
        moderation.hide(by, db.session.get_one(Subject, answer.id), FlagReason.RUDE)


def show(answer: Answer) -> None:
    by = moderator()
    with writing():
        moderation.restore(by, db.session.get_one(Subject, answer.id), KeepReason.MISTAKE)


def withdraw(answer: Answer) -> None:
    asked = db.session.get_one(Question, answer.question_id)
    asker = actor_of(db.session.get_one(Member, asked.author_id))
    with writing():
        answers.withdraw_acceptance(asker, answer)


@pytest.mark.long
@pytest.mark.parametrize("undo", [hide, withdraw])
def test_it_goes_when_what_earned_it_goes(app: Flask, drain: Worker, undo: Undo) -> None:
    make(ONE)
    author = make_member()
    answer = accepted(author)
    drain()
    change(drain, replace(ONE, threshold=3))
    accepted(author)  # one of three under the rule in force
    drain()
    assert holds(author)
    undo(answer)
    drain()
    assert not holds(author)


@pytest.mark.long
def test_it_comes_back_with_what_had_earned_it(app: Flask, drain: Worker) -> None:
    make(LOVED)
    author, fan = make_member(), actor_of(make_member())
    answer = make_answer(make_question(), author)
    with writing():
        answers.vote_helpful(fan, answer)
    drain()
    change(drain, replace(LOVED, threshold=3))
    hide(answer)
    drain()
    assert not holds(author)
    show(answer)
    drain()
    assert holds(author)


@pytest.mark.long
def test_each_of_those_that_its_rule_needed_counts(app: Flask, drain: Worker) -> None:
    make(replace(ONE, threshold=2))
    author, other = make_member(), make_member()
    first, *_others = [accepted(one) for one in (author, other) for _ in range(2)]
    drain()
    change(drain, replace(ONE, threshold=9))
    change(drain, replace(ONE, threshold=10))
    withdraw(first)
    drain()
    assert (holds(author), holds(other)) == (False, True)


@pytest.mark.long
def test_a_rule_that_counted_something_else_is_asked_by_its_own_measure(
    app: Flask, drain: Worker
) -> None:
    make(ONE)
    author = make_member()
    answer = accepted(author)
    drain()
    change(drain, replace(LOVED, threshold=9))
    change(drain, replace(LOVED, threshold=8))
    assert holds(author)
    withdraw(answer)
    drain()
    assert not holds(author)


@pytest.mark.long
def test_votes_on_a_post_that_are_taken_back_take_it_along(app: Flask, drain: Worker) -> None:
    make(LOVED)
    author, fan = make_member(), actor_of(make_member())
    loved, other = make_answer(make_question(), author), make_answer(make_question(), author)
    with writing():
        answers.vote_helpful(fan, loved)
    drain()
    change(drain, replace(LOVED, threshold=2))
    with writing():
        answers.vote_helpful(fan, other)
    drain()
    assert holds(author)
    with writing():
        answers.withdraw_helpful(fan, loved)
    drain()
    assert not holds(author)


@pytest.mark.long
def test_what_the_rule_in_force_calls_for_too_stays_with_newer_evidence(
    app: Flask, drain: Worker, clock: time_machine.Traveller
) -> None:
    make(ONE)
    author = make_member()
    answer = accepted(author)
    drain()
    clock.shift(60)
    change(drain, replace(ONE, threshold=2))
    clock.shift(60)
    newest = [accepted(author) for _ in range(2)][1]
    drain()
    hide(answer)
    drain()
    assert holds(author)
    award = db.session.scalars(select(Award).join(Badge).where(Badge.key == "steady")).one()
    assert award.evidence_id == newest.id


@pytest.mark.long
def test_counting_all_anew_forgets_earlier_rules(app: Flask, drain: Worker) -> None:
    make(ONE)
    accepted(make_member())
    drain()
    change(drain, replace(ONE, threshold=2))
    assert [one.threshold for one in db.session.scalars(select(EarlierRule))] == [1]
    change(drain, replace(ONE, threshold=2), behind_us=True)
    assert db.session.scalars(select(EarlierRule)).all() == []
