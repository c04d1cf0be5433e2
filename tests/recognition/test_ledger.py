"""Points come from what others made of one's posts, are read again from the rows, and are taken back by a line."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content.actions import change_visibility
from community.content.models import FlagReason, Subject, Visibility
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.ideas import actions_statuses
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import SYSTEM, Role
from community.policies.standing import level_of
from community.questions import actions_answers as answers
from community.questions.models import Answer
from community.recognition import ledger, recount, tasks
from community.recognition.models import LedgerEntry
from community.recognition.points import Reason, credited
from community.settings_catalogue import SiteSettings
from tests.makers import (
    actor_of,
    let_verify,
    make_answer,
    make_idea,
    make_member,
    make_question,
    prose,
    status,
)
from tests.services.worker import Worker


def points(member: Member) -> int:
    return actor_of(member).reputation


def helpful(answer: Answer, *voters: Member) -> None:
    for voter in voters:
        actor = actor_of(voter)
        with writing():
            answers.vote_helpful(actor, answer)


def accepted_answer() -> tuple[Member, Member, Answer]:
    asker, author = make_member(), make_member()
    answer = make_answer(make_question(asker), author)
    actor = actor_of(asker)
    with writing():
        answers.accept_answer(actor, answer)
    return asker, author, answer


@pytest.mark.long
def test_a_helpful_vote_earns_ten_and_is_taken_back_by_a_line(app: Flask, drain: Worker) -> None:
    author, voter = make_member(), make_member()
    answer = make_answer(make_question(), author)
    helpful(answer, voter)
    drain()
    assert points(author) == 10
    actor = actor_of(voter)
    with writing():
        answers.withdraw_helpful(actor, answer)
    drain()
    entries = db.session.scalars(select(LedgerEntry.credited).order_by(LedgerEntry.id)).all()
    assert points(author) == 0
    assert list(entries) == [10, -10]


def test_an_authors_own_vote_earns_nothing(app: Flask, drain: Worker) -> None:
    author = make_member()
    make_idea(author)
    drain()
    assert points(author) == 0


@pytest.mark.long
def test_an_accepted_answer_earns_both_sides(app: Flask, drain: Worker) -> None:
    asker, author, _answer = accepted_answer()
    drain()
    assert (points(author), points(asker)) == (15, 2)


@pytest.mark.long
def test_accepting_oneself_earns_nothing(app: Flask, drain: Worker) -> None:
    asker = make_member()
    answer, actor = make_answer(make_question(asker), asker), actor_of(asker)
    with writing():
        answers.accept_answer(actor, answer)
    drain()
    assert points(asker) == 0


@pytest.mark.long
def test_a_mark_on_ones_own_answer_earns_nothing(app: Flask, drain: Worker) -> None:
    first, second = (make_member(name, Role.AGENT) for name in ("Al", "Bo"))
    answer = make_answer(make_question(), first)
    for agent, expected in ((first, 0), (second, 15)):
        let_verify(agent)
        actor, author = actor_of(agent), actor_of(first)
        with writing():
            answers.mark_official(author, answer)
            answers.mark_verified(actor, answer, is_verified=False)
            answers.mark_verified(actor, answer)
        drain()
        assert points(first) == expected


@pytest.mark.long
def test_what_is_hidden_earns_nothing_until_it_is_shown_again(app: Flask, drain: Worker) -> None:
    _asker, author, answer = accepted_answer()
    drain()
    for visibility, expected in ((Visibility.HIDDEN, 0), (Visibility.VISIBLE, 15)):
        with writing() as session:
            change_visibility(SYSTEM, session.get_one(Subject, answer.id), visibility)
        drain()
        assert points(author) == expected


@pytest.mark.long
def test_an_upheld_flag_costs_until_moderators_take_it_back(app: Flask, drain: Worker) -> None:
    author, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    answer = make_answer(make_question(), author)
    helpful(answer, *(make_member() for _ in range(3)))
    flagger, subject = actor_of(make_member()), db.session.get_one(Subject, answer.id)
    with writing():
        content.flag(flagger, subject, FlagReason.RUDE)
    with writing():
        moderation.hide(moderator, subject, FlagReason.RUDE)
    drain()
    assert db.session.scalars(select(LedgerEntry.earned)).all().count(-20) == 1
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    drain()
    assert points(author) == 30


@pytest.mark.long
def test_an_answer_that_is_restored_under_a_hidden_question_costs_no_more(
    app: Flask, drain: Worker
) -> None:
    author, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    question = make_question()
    answer, flagger = make_answer(question, author), actor_of(make_member())
    subject = db.session.get_one(Subject, answer.id)
    with writing():
        content.flag(flagger, subject, FlagReason.SPAM)
    with writing():
        moderation.hide(moderator, subject, FlagReason.SPAM)
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, question.id), FlagReason.RUDE)
    drain()
    assert sum(db.session.scalars(select(LedgerEntry.earned))) == -100
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    drain()
    assert not subject.is_visible
    assert sum(db.session.scalars(select(LedgerEntry.earned))) == 0
    assert recount.compare().is_clean


@pytest.mark.long
def test_an_old_flag_that_is_delivered_again_costs_nothing_for_another_hiding(
    app: Flask, drain: Worker
) -> None:
    author, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    answer, flagger = make_answer(make_question(), author), actor_of(make_member())
    subject = db.session.get_one(Subject, answer.id)
    with writing():
        content.flag(flagger, subject, FlagReason.RUDE)
    for act, reason in (
        (moderation.hide, FlagReason.RUDE),
        (moderation.restore, KeepReason.MISTAKE),
        (moderation.hide, FlagReason.OTHER),
    ):
        with writing():
            act(moderator, subject, reason)  # type: ignore[arg-type]
        drain()
    drain.forget_receipts(list(db.session.scalars(select(OutboxEvent.id))))
    app.extensions["portal_queue"].deliver(list(db.session.scalars(select(OutboxEvent.id))))
    drain()
    assert sum(db.session.scalars(select(LedgerEntry.earned))) == 0


def test_a_shipped_idea_earns_its_author_twenty_five(app: Flask, drain: Worker) -> None:
    author, manager = make_member(), actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    idea, words = make_idea(author), prose("It is there.")
    with writing():
        actions_statuses.change_status(manager, idea, status("shipped"), words, lang="en")
    drain()
    assert points(author) == 25


@pytest.mark.long
def test_votes_of_a_day_earn_two_hundred_at_most(app: Flask, drain: Worker) -> None:
    author = make_member()
    answer = make_answer(make_question(), author)
    helpful(answer, *(make_member() for _ in range(22)))
    drain()
    assert points(author) == 200
    earned = db.session.scalars(select(LedgerEntry.earned)).all()
    assert sum(earned) == 220


@pytest.mark.long
def test_counting_again_changes_nothing(app: Flask, drain: Worker) -> None:
    _asker, author, answer = accepted_answer()
    helpful(answer, make_member(), make_member(), make_member())
    drain()
    before = db.session.scalars(select(LedgerEntry.id)).all()
    assert tasks.recount() == 0
    assert db.session.scalars(select(LedgerEntry.id)).all() == before
    assert points(author) == 45


@pytest.mark.long
def test_the_same_event_twice_is_one_entry(app: Flask, drain: Worker) -> None:
    author, voter = make_member(), make_member()
    answer = make_answer(make_question(), author)
    helpful(answer, voter)
    drain()
    with writing():
        entries = ledger.list_standing(answer.id)
        ledger.settle([], [])
    assert len(entries) == 1
    assert points(author) == 10


def test_the_cap_spares_what_is_accepted_and_never_what_costs() -> None:
    assert credited(Reason.ANSWER_HELPFUL, 10, 195, 200) == 5
    assert credited(Reason.ANSWER_HELPFUL, 10, 200, 200) == 0
    assert credited(Reason.ANSWER_ACCEPTED, 15, 200, 200) == 15
    assert credited(Reason.SPAM, -100, 0, 200) == -100


def test_levels_begin_where_the_domain_says() -> None:
    levels = [level_of(one, SiteSettings()) for one in (0, 9, 10, 100, 499, 500, 2000)]
    assert levels == [0, 0, 1, 2, 2, 3, 4]
