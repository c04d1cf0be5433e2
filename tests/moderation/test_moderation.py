"""Flags and posts that wait: who decides, what follows, and what can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_comments
from community.content.addresses import comment_path
from community.content.models import Comment, Flag, FlagReason, FlagState, Subject, Visibility
from community.content.queries import kept_totals
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.core.outbox import OutboxEvent
from community.ideas import actions as ideas
from community.ideas.models import Idea
from community.moderation import actions, queries, tasks
from community.moderation.reasons import KeepReason
from community.policies.actor import Actor, Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions import queries_lists
from community.questions.actions_states import close, reopen
from community.questions.models import Answer, Question
from community.questions.queries_lists import Filters
from community.questions.states import CloseReason, QuestionState
from community.service_levels.models import Promise, PromiseState
from tests.makers import (
    actor_of,
    make_answer,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def moderator() -> Actor:
    return actor_of(make_member("Mo", Role.MODERATOR))


def subject_of(row: Question | Answer | Comment | Idea) -> Subject:
    return db.session.get_one(Subject, row.id)


def flag(row: Question | Answer, reason: FlagReason = FlagReason.SPAM) -> None:
    member, subject = actor_of(make_member()), subject_of(row)
    with writing():
        content.flag(member, subject, reason, "Look at this.")


def hide(row: Question | Answer | Comment | Idea, reason: FlagReason = FlagReason.SPAM) -> None:
    actor, subject = moderator(), subject_of(row)
    with writing():
        actions.hide(actor, subject, reason, "We sell no watches here.")


def restore(row: Question | Answer | Comment | Idea) -> None:
    actor, subject = moderator(), subject_of(row)
    with writing():
        actions.restore(actor, subject, KeepReason.MISTAKE)


def events() -> list[str]:
    return list(db.session.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def listed(actor: Actor) -> list[int]:
    return [row.id for row in queries_lists.list_questions(actor, Filters()).items]


def test_a_member_flags_from_the_page_once(sign_in: SignIn) -> None:
    question = make_question()
    client = sign_in(make_member())
    for _turn in range(2):
        answer = client.post(f"/subjects/{question.id}/flag", data={"reason": "rude", "note": "Hm"})
        assert answer.status_code == 303
    flags = db.session.scalars(select(Flag)).all()
    assert [(one.reason, one.note) for one in flags] == [(FlagReason.RUDE, "Hm")]


def test_the_queue_shows_what_was_flagged_and_what_waits(sign_in: SignIn) -> None:
    flagged, held = make_question(), make_question(body="See https://example.org")
    flag(flagged)
    page = sign_in(make_member("Mo", Role.MODERATOR)).get("/desk/flags").text
    assert f"case-{flagged.id}" in page
    assert f"case-{held.id}" in page
    assert "Look at this." in page


def test_nobody_but_moderators_comes_to_the_queue(sign_in: SignIn) -> None:
    for roles in ((), (Role.AGENT,), (Role.EDITOR,)):
        assert sign_in(make_member("X", *roles)).get("/desk/flags").status_code == 403


def test_hiding_upholds_the_flags_and_tells_the_author(app: Flask) -> None:
    question = make_question()
    flag(question)
    hide(question)
    assert subject_of(question).visibility is Visibility.HIDDEN
    assert db.session.scalars(select(Flag.state)).one() is FlagState.UPHELD
    assert {"SubjectHidden", "FlagUpheld"} <= set(events())
    assert listed(actor_of(make_member())) == []
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "subject.hidden")).one()
    assert entry.details == {"reason": "spam", "flags": 1}


def test_hiding_spam_voids_the_promise_and_the_total(app: Flask) -> None:
    publish_demo()
    question = make_question()
    hide(question)
    assert db.session.scalars(select(Promise.state)).one() is PromiseState.VOID
    assert kept_totals(["questions"])[("questions", "open")] == 0


def test_what_was_hidden_by_mistake_is_owed_its_answer_again(app: Flask) -> None:
    publish_demo()
    question = make_question()
    hide(question)
    restore(question)
    assert db.session.scalars(select(Promise.state)).one() is PromiseState.RUNNING


def test_a_restored_duplicate_is_owed_nothing_until_it_is_reopened(app: Flask) -> None:
    publish_demo()
    other, question = make_question(), make_question()
    agent = actor_of(make_member("Al", Role.AGENT))
    with writing():
        close(agent, question, CloseReason.DUPLICATE, duplicate_of_id=other.id)
    hide(question)
    restore(question)
    state = select(Promise.state).where(Promise.subject_id == question.id)
    assert db.session.scalars(state).one() is PromiseState.VOID
    with writing():
        reopen(agent, question)
    assert db.session.scalars(state).one() is PromiseState.RUNNING


def test_what_stands_beneath_a_hidden_question_goes_and_comes_with_it(app: Flask) -> None:
    question = make_question()
    answer, other = make_answer(question), make_answer(question)
    hide(other, FlagReason.RUDE)
    hide(question)
    assert subject_of(answer).visibility is Visibility.HIDDEN
    restore(question)
    assert subject_of(answer).visibility is Visibility.VISIBLE
    assert subject_of(other).visibility is Visibility.HIDDEN


def test_a_post_that_went_along_is_not_restored_alone(app: Flask) -> None:
    question = make_question()
    answer = make_answer(question)
    hide(question)
    with pytest.raises(Conflict, match="comes along"):
        restore(answer)


def test_hiding_an_answer_takes_it_from_the_count_and_ends_its_acceptance(app: Flask) -> None:
    asker = make_member()
    question = make_question(asker)
    answer = make_answer(question)
    with writing():
        answers.accept_answer(actor_of(asker), answer)
    hide(answer)
    row = db.session.get_one(Question, question.id)
    assert (row.answer_count, row.state, row.accepted_answer_id) == (0, QuestionState.OPEN, None)
    restore(answer)
    assert db.session.get_one(Question, question.id).state is QuestionState.ANSWERED


def test_dismissing_leaves_the_post_as_it_is(app: Flask) -> None:
    question = make_question()
    flag(question)
    actor, subject = moderator(), subject_of(question)
    with writing():
        actions.dismiss(actor, subject, KeepReason.FINE)
    assert subject_of(question).is_visible
    assert db.session.scalars(select(Flag.state)).one() is FlagState.DISMISSED
    with pytest.raises(Conflict, match="in the meantime"), writing():
        actions.dismiss(actor, subject, KeepReason.FINE)


def test_a_released_post_is_seen_counted_and_told(app: Flask) -> None:
    question = make_question(body="See https://example.org")
    assert "QuestionAsked" not in events()
    actor, subject = moderator(), subject_of(question)
    with writing():
        actions.release(actor, subject, KeepReason.FINE)
    assert kept_totals(["questions"])[("questions", "open")] == 1
    assert {"QuestionAsked", "SubjectShown"} <= set(events())
    assert listed(actor_of(make_member())) == [question.id]


def test_a_released_answer_makes_the_question_answered(app: Flask) -> None:
    question = make_question()
    answer = make_answer(question, body="See https://example.org")
    actor, subject = moderator(), subject_of(answer)
    with writing():
        actions.release(actor, subject, KeepReason.FINE)
    assert db.session.get_one(Question, question.id).state is QuestionState.ANSWERED


def test_a_member_cannot_moderate(app: Flask) -> None:
    question, member = make_question(), actor_of(make_member())
    subject = subject_of(question)
    with pytest.raises(NotAllowed, match="moderators"), writing():
        actions.hide(member, subject, FlagReason.SPAM)


def test_an_idea_can_be_hidden_and_restored(app: Flask) -> None:
    idea, actor = make_idea(), moderator()
    subject = db.session.get_one(Subject, idea.id)
    with writing():
        actions.hide(actor, subject, FlagReason.OTHER)
    with writing():
        actions.restore(actor, subject, KeepReason.MISTAKE)
    assert db.session.get_one(Subject, idea.id).is_visible


def test_moderators_decide_from_the_page(sign_in: SignIn) -> None:
    question = make_question()
    flag(question)
    client = sign_in(make_member("Mo", Role.MODERATOR))
    sent = {"reason": "rude", "words": "Please be kind."}
    client.post(f"/desk/flags/{question.id}/hide", data=sent)
    page = client.get("/desk/flags?show=removed").text
    assert "Please be kind." in page
    client.post(f"/desk/flags/{question.id}/restore", data={"reason": "mistake"})
    assert subject_of(question).is_visible


def test_a_comment_that_was_removed_is_restored(app: Flask) -> None:
    question, member, words = make_question(), actor_of(make_member()), prose("Me too.")
    subject = subject_of(question)
    with writing():
        comment = actions_comments.add_comment(member, subject, words, lang="en")
    hide(comment)
    place = queries.list_places([comment.id])[comment.id]
    address = f"/questions/{question.id}-{question.slug}"
    assert place.address == comment_path(address, question.id, comment.id)
    assert place.text == "Me too."


def test_other_organisations_private_questions_stay_private(app: Flask) -> None:
    asker = make_member(organisation=make_organisation())
    question = make_question(asker, is_private=True)
    with writing():
        content.flag(actor_of(asker), subject_of(question), FlagReason.OTHER)
    assert [case.id for case in queries.list_cases(moderator()).items] == [question.id]
    assert queries.list_cases(actor_of(make_member())).items == []
    assert [queries.count_waiting(one) for one in (moderator(), actor_of(make_member()))] == [1, 0]


def test_what_was_deleted_is_purged_after_thirty_days(
    app: Flask, clock: time_machine.Traveller
) -> None:
    asker = make_member()
    gone, kept = make_question(asker), make_question()
    make_answer(gone)
    with writing():
        questions.delete_question(moderator_in(gone), gone)
    clock.shift(timedelta(days=29))
    assert tasks.purge_deleted() == 0
    clock.shift(timedelta(days=2))
    assert tasks.purge_deleted() == 1
    db.session.rollback()
    left = db.session.scalars(select(func.count()).select_from(Subject)).one()
    assert left == 1
    assert db.session.get(Question, kept.id) is not None


def moderator_in(_question: Question) -> Actor:
    return Actor(member_id=None, is_system=True)


def test_a_purged_idea_leaves_nothing(app: Flask, clock: time_machine.Traveller) -> None:
    author = make_member()
    idea = make_idea(author)
    with writing():
        ideas.delete_idea(actor_of(author), idea)
    clock.shift(timedelta(days=31))
    assert tasks.purge_deleted() == 1
    assert db.session.get(Subject, idea.id) is None
