"""Two people act at once on a suggested edit, or one twice on a survey: the second finds what the first has done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.suggestions import SuggestionState
from community.core.db import db, get_locked, writing
from community.core.errors import Conflict, Invalid
from community.policies.actor import Actor, Role
from community.questions import actions_accepting, actions_answers, actions_surveys
from community.questions.actions_suggesting import Copy, reject_edit, suggest_edit
from community.questions.models import Answer, Question
from tests.makers import actor_of, make_answer, make_member, make_question, prose, revisions_of
from tests.questions.edits import BETTER, BODY, says, state
from tests.services.at_once import at_once


@pytest.fixture
def author(app: Flask) -> Member:
    return make_member("Otto")


@pytest.fixture
def answer(author: Member) -> Answer:
    return make_answer(make_question(), author, BODY)


@pytest.fixture
def edit_id(answer: Answer) -> int:
    actor, copy = actor_of(make_member("Mia", reputation=20)), Copy(None, prose(BETTER))
    with writing():
        return suggest_edit(actor, answer, copy, note="Better.").id


def accepting(actor: Actor, edit_id: int) -> Callable[[], None]:
    words = prose(BETTER)
    return lambda: actions_accepting.accept_edit(
        actor, edit_id, Copy(None, words), seen=1, looked_at=words.html
    )


@pytest.mark.long
def test_an_edit_is_accepted_once(
    app: Flask, author: Member, *, answer: Answer, edit_id: int
) -> None:
    by_author = accepting(actor_of(author), edit_id)
    by_staff = accepting(actor_of(make_member("Ann", Role.AGENT)), edit_id)
    done, refused = at_once(app, by_author, by_staff)
    assert done is None
    assert isinstance(refused, Conflict)
    assert len(revisions_of(answer.id)) == 1


@pytest.mark.long
def test_who_rejects_finds_that_it_was_accepted(app: Flask, author: Member, edit_id: int) -> None:
    staff = actor_of(make_member("Ann", Role.AGENT))
    done, refused = at_once(
        app, accepting(actor_of(author), edit_id), lambda: reject_edit(staff, edit_id, "No.")
    )
    assert (done, type(refused)) == (None, Conflict)
    assert state(edit_id) is SuggestionState.ACCEPTED


@pytest.mark.long
def test_an_edit_of_its_author_meanwhile_is_not_overwritten(
    app: Flask, author: Member, *, answer: Answer, edit_id: int
) -> None:
    actor, words, key = actor_of(author), prose("Entirely new words."), answer.id
    done, refused = at_once(
        app,
        lambda: actions_answers.edit_answer(actor, get_locked(Answer, key), words),
        accepting(actor_of(make_member("Ann", Role.AGENT)), edit_id),
    )
    assert (done, type(refused)) == (None, Invalid)
    assert says(answer) == "Entirely new words."


@pytest.mark.long
def test_a_survey_is_answered_once(app: Flask) -> None:
    asker = make_member("Ada")
    question = make_question(asker)
    answer, actor, key = make_answer(question), actor_of(asker), question.id
    with writing():
        actions_answers.accept_answer(actor, answer)

    def rate(satisfaction: int) -> Callable[[], None]:
        return lambda: actions_surveys.answer_survey(
            actor,
            db.session.get_one(Question, key),
            satisfaction=satisfaction,
            effort=None,
            comment="",
        )

    done, refused = at_once(app, rate(5), rate(1))
    assert (done, type(refused)) == (None, Conflict)
