"""What stories of articles and questions share."""

from __future__ import annotations

import pytest
from flask import Flask

from community.core.db import get_locked, writing
from community.questions import actions_answers
from community.questions.models import Answer, Question
from tests.makers import (
    actor_of,
    make_answer,
    make_member,
    make_question,
)


@pytest.fixture
def solved(app: Flask) -> tuple[Question, Answer]:
    """A question with an accepted answer."""
    asker = make_member("Ada Asker")
    question = make_question(asker, "How do I print two notes?", body="On *one* page.")
    answer = make_answer(question, make_member("Ben Baker"), body="Choose **two** pages a sheet.")
    actor = actor_of(asker)
    with writing():
        actions_answers.accept_answer(actor, get_locked(Answer, answer.id))
    return question, answer
