"""What stands beneath a hidden post goes with it, waits with it and comes back with it."""

from __future__ import annotations

import pytest
from flask import Flask

from community.content import actions_comments
from community.content.models import Comment, FlagReason, Visibility
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.ideas.models import Idea
from community.moderation import actions
from community.moderation.reasons import KeepReason
from community.questions.models import Answer, Question
from community.questions.states import QuestionState
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose
from tests.moderation.test_moderation import hide, moderator, restore, subject_of
from tests.services.worker import Worker


def comment_on(row: Question | Answer | Idea) -> Comment:
    member, subject, words = actor_of(make_member()), subject_of(row), prose("Me too.")
    with writing():
        return actions_comments.add_comment(member, subject, words, lang="en")


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
    actor, subject = moderator(), subject_of(answer)
    with writing():
        actions.release(actor, subject, KeepReason.FINE)
    assert not subject_of(answer).is_visible
    restore(question)
    assert subject_of(answer).is_visible
