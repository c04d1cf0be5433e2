"""What stands beneath a hidden post goes with it, waits with it and comes back with it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions_comments
from community.content.models import Comment, FlagReason, Visibility
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.ideas.models import Idea
from community.moderation import actions
from community.moderation.reasons import KeepReason
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.questions.models import Answer, Question
from community.questions.states import QuestionState
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose
from tests.moderation.test_moderation import hide, moderator, restore, subject_of
from tests.services.worker import Worker


def comment_on(row: Question | Answer | Idea, body: str = "Me too.") -> Comment:
    member, subject, words = actor_of(make_member()), subject_of(row), prose(body)
    with writing():
        return actions_comments.add_comment(member, subject, words, lang="en")


def release(row: Answer | Comment) -> None:
    actor, subject = moderator(), subject_of(row)
    with writing():
        actions.release(actor, subject, KeepReason.FINE)


def kinds_told(member: Member) -> list[Kind]:
    statement = select(Notification.kind).where(Notification.member_id == member.id)
    return list(db.session.scalars(statement.order_by(Notification.id)))


@pytest.mark.long
@pytest.mark.parametrize("by_author", [True, False])
def test_comments_go_with_a_removed_idea_and_exactly_those_come_back(
    app: Flask, drain: Worker, by_author: bool
) -> None:
    author = make_member()
    idea = make_idea(author)
    kept, gone = comment_on(idea), comment_on(idea)
    hide(gone, FlagReason.RUDE)
    if by_author:
        with writing():
            ideas.delete_idea(actor_of(author), idea)
    else:
        hide(idea)
    drain()
    assert subject_of(kept).visibility is Visibility.HIDDEN
    restore(idea)
    drain()
    assert [subject_of(one).is_visible for one in (kept, gone)] == [True, False]
    db.session.expire_all()
    assert db.session.get_one(Idea, idea.id).comment_count == 1


def test_a_comment_restored_beneath_a_hidden_idea_appears_with_it(app: Flask) -> None:
    idea = make_idea()
    comment = comment_on(idea)
    hide(comment, FlagReason.RUDE)
    hide(idea)
    restore(comment)
    assert not subject_of(comment).is_visible
    restore(idea)
    assert subject_of(comment).is_visible


def test_an_answer_restored_beneath_a_hidden_question_appears_with_its_comments(app: Flask) -> None:
    question = make_question()
    answer = make_answer(question)
    comment = comment_on(answer)
    hide(answer)
    hide(question)
    restore(answer)
    assert [subject_of(one).is_visible for one in (answer, comment)] == [False, False]
    restore(question)
    assert [subject_of(one).is_visible for one in (answer, comment)] == [True, True]
    row = db.session.get_one(Question, question.id)
    assert (row.answer_count, row.state) == (1, QuestionState.ANSWERED)


def test_an_answer_released_beneath_a_hidden_question_waits_for_it(app: Flask) -> None:
    question = make_question()
    answer = make_answer(question, body="See https://example.org")
    hide(question)
    release(answer)
    assert not subject_of(answer).is_visible
    restore(question)
    assert subject_of(answer).is_visible


@pytest.mark.long
def test_what_was_released_beneath_a_hidden_question_is_told_once_when_that_returns(
    app: Flask, drain: Worker
) -> None:
    asker = make_member()
    question = make_question(asker)
    held = make_answer(question, body="See https://example.org")
    told, comment = make_answer(question), comment_on(question, "See https://example.org")
    drain()
    hide(question)
    for row in (held, comment):
        release(row)
    drain()
    assert kinds_told(asker) == [Kind.ANSWER_POSTED, Kind.POST_HIDDEN]
    restore(question)
    drain()
    fresh = kinds_told(asker)[2:]
    assert sorted(fresh) == [Kind.ANSWER_POSTED, Kind.COMMENT_POSTED]
    assert [subject_of(row).visibility_reason for row in (held, told, comment)] == [None] * 3
