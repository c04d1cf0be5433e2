"""A post that was hidden or removed while it waited is told of once: when others see it for the first time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions_comments
from community.content.models import Comment, TargetKind
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.ideas.models import Idea
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_board,
    make_member,
    make_question,
    prose,
)
from tests.moderation.test_moderation import hide, restore, subject_of
from tests.notifications.following import follow, told
from tests.services.client import PortalClient
from tests.services.worker import Worker

Post = Question | Answer | Comment | Idea
LINK = "See https://example.org"


def held_question(author: Member) -> tuple[Question, Member]:
    fan, area = make_member(), make_area()
    follow(fan, TargetKind.AREA, area.id)
    return make_question(author, body=LINK, product_area_id=area.id), fan


def held_answer(author: Member) -> tuple[Answer, Member]:
    asker = make_member()
    return make_answer(make_question(asker), author, body=LINK), asker


def held_comment(author: Member) -> tuple[Comment, Member]:
    asker = make_member()
    subject = subject_of(make_question(asker))
    with writing():
        row = actions_comments.add_comment(actor_of(author), subject, prose(LINK), lang="en")
    return row, asker


def held_idea(author: Member) -> tuple[Idea, Member]:
    fan, board = make_member(), make_board()
    follow(fan, TargetKind.BOARD, board.id)
    with writing():
        row = ideas.propose(actor_of(author), board, "Print two notes", prose(LINK), lang="en")
    return row, fan


def remove(author: Member, row: Post) -> None:
    """Take back one's own post."""
    acts: dict[type, Callable[..., object]] = {
        Question: questions.delete_question,
        Answer: answers.delete_answer,
        Comment: actions_comments.delete_comment,
        Idea: ideas.delete_idea,
    }
    with writing():
        acts[type(row)](actor_of(author), row)


HELD = [
    pytest.param(held_question, Kind.QUESTION_ASKED, id="question"),
    pytest.param(held_answer, Kind.ANSWER_POSTED, id="answer"),
    pytest.param(held_comment, Kind.COMMENT_POSTED, id="comment"),
    pytest.param(held_idea, Kind.IDEA_PROPOSED, id="idea"),
]


@pytest.mark.long
@pytest.mark.parametrize(("held", "kind"), HELD)
@pytest.mark.parametrize("by_author", [False, True], ids=["hidden", "removed"])
def test_it_is_told_once_when_it_comes_back(
    app: Flask,
    drain: Worker,
    held: Callable[[Member], tuple[Post, Member]],
    *,
    kind: Kind,
    by_author: bool,
) -> None:
    author = make_member()
    row, listener = held(author)
    if by_author:
        remove(author, row)
    else:
        hide(row)
    drain()
    assert told(listener) == []
    for _ in range(2):
        restore(row)
        drain()
        assert told(listener) == [kind]
        hide(row)
        drain()


def test_nobody_reads_that_nobody_was_told(
    app: Flask, drain: Worker, sign_in: Callable[[Member], PortalClient]
) -> None:
    author, moderator = make_member(), make_member("Mo", Role.MODERATOR)
    row, _asker = held_answer(author)
    hide(row)
    drain()
    for reader, page in ((author, "/notifications"), (moderator, "/desk/flags?show=removed")):
        text = sign_in(reader).get(page).text
        assert "We sell no watches here." in text
        assert "untold" not in text


def test_it_waits_for_what_it_stands_under(app: Flask, drain: Worker) -> None:
    row, asker = held_answer(make_member())
    question = db.session.get_one(Question, row.question_id)
    hide(row)
    hide(question)
    restore(row)
    drain()
    assert Kind.ANSWER_POSTED not in told(asker)
    restore(question)
    drain()
    assert told(asker).count(Kind.ANSWER_POSTED) == 1
