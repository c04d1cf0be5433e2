"""What the asker adds to the question is his reply, and an agent takes back what the team asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.db import writing
from community.policies.actor import Role
from community.questions import actions, tasks
from community.questions.drafts import Details
from community.questions.models import Question
from community.questions.states import CloseReason, QuestionState
from tests.makers import actor_of, make_area, make_member, make_question, make_version, prose
from tests.questions.stories import ask_back, fresh
from tests.questions.test_silence import CLOSE, reminders
from tests.services.client import PortalClient
from tests.services.worker import Worker


def change(question: Question, asker: Member, **details: Any) -> None:
    actor, words = actor_of(asker), prose(fresh(question).body)
    with writing():
        actions.edit_question(actor, question, question.title, words, details=Details(**details))


@pytest.mark.long
def test_who_adds_it_to_the_question_is_neither_reminded_nor_closed(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, area = make_member(), make_area()
    version = make_version(area)
    question = make_question(asker, product_area_id=area.id)
    ask_back(question)
    change(question, asker, product_area_id=area.id)
    assert fresh(question).state is QuestionState.NEEDS_INFO  # nothing was added
    change(question, asker, product_area_id=area.id, product_version_id=version.id)
    assert fresh(question).state is QuestionState.OPEN
    clock.shift(CLOSE + timedelta(hours=1))
    tasks.follow_silence()
    drain()
    assert (fresh(question).state, reminders(asker)) == (QuestionState.OPEN, 0)


def test_what_was_closed_over_silence_opens_when_its_asker_adds_something(
    app: Flask, clock: time_machine.Traveller
) -> None:
    asker, area = make_member(), make_area()
    question = make_question(asker)
    ask_back(question)
    clock.shift(CLOSE + timedelta(hours=1))
    tasks.follow_silence()
    assert fresh(question).close_reason is CloseReason.NO_REPLY
    change(question, asker, product_area_id=area.id)
    assert fresh(question).state is QuestionState.OPEN


@pytest.mark.long
def test_an_agent_takes_back_what_the_team_asked_from_the_page(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    asker = make_member()
    question, words = make_question(asker), "No more information is needed"
    path, back = f"/questions/{question.id}-{question.slug}", f"/questions/{question.id}"
    ask_back(question)
    assert words not in client.sign_in(asker).get(path).text
    assert client.post(f"{back}/information/withdraw").status_code == 403
    client.sign_in(make_member("Al", Role.AGENT))
    assert words in client.get(path).text
    assert client.post(f"{back}/information/withdraw").status_code == 303
    assert fresh(question).state is QuestionState.OPEN
    assert words not in client.get(path).text
    assert client.post(f"{back}/information/withdraw").status_code == 409
    clock.shift(CLOSE)
    tasks.follow_silence()
    assert fresh(question).state is QuestionState.OPEN
