"""Whether a reply is the team's is decided when it is written: what its author becomes later changes no clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.actions_members import set_roles
from community.accounts.models import Member
from community.content.models import FlagReason, Subject
from community.core.db import writing
from community.importing.actions import IMPORTER
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import SYSTEM, Role
from community.questions.actions_answers import answer
from community.service_levels.models import EndedBy, PromiseState
from tests.makers import (
    actor_of,
    let_verify,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.questions.stories import (
    FIRST,
    SOLUTION,
    accept,
    agent,
    comment,
    promise_of,
)
from tests.service_levels.stories import publish_demo
from tests.services.worker import Worker

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def menu(app: Flask) -> None:
    publish_demo()


def become(member: Member, role: Role | None, area_id: int) -> None:
    """Somebody of staff, or an expert of the area."""
    if role is None:
        let_verify(member, area_id)
    else:
        with writing():
            set_roles(SYSTEM, member.id, [role])


@pytest.mark.parametrize("role", [Role.EDITOR, None])
def test_an_answer_of_a_customer_stays_one_when_he_joins_the_team(
    clock: time_machine.Traveller, drain: Worker, role: Role | None
) -> None:
    area = make_area()
    asker, peer = make_member(organisation=make_organisation(plan="enterprise")), make_member()
    question = make_question(asker, severity="L2", product_area_id=area.id)
    due = promise_of(question, SOLUTION).due_at
    clock.shift(HOUR)
    make_answer(question, peer)
    drain()
    clock.shift(timedelta(days=2))
    become(peer, role, area.id)
    clock.shift(HOUR)
    comment(asker, question.id)
    drain()
    assert promise_of(question, SOLUTION).due_at == due


@pytest.mark.parametrize("is_comment", [False, True])
def test_a_reply_of_the_team_stays_one_when_its_author_leaves_it(
    clock: time_machine.Traveller, drain: Worker, is_comment: bool
) -> None:
    question, aga = make_question(make_member()), agent()
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    clock.shift(HOUR)
    reply = comment(aga, question.id) if is_comment else make_answer(question, aga)
    drain()
    kept_at = promise_of(question, FIRST).ended_at
    with writing():
        set_roles(SYSTEM, aga.id, [])
    clock.shift(HOUR)
    with writing() as rows:
        moderation.hide(moderator, rows.get_one(Subject, reply.id), FlagReason.SPAM)
    drain()
    assert promise_of(question, FIRST).state is PromiseState.RUNNING
    with writing() as rows:
        moderation.restore(moderator, rows.get_one(Subject, reply.id), KeepReason.MISTAKE)
    drain()
    promise = promise_of(question, FIRST)
    assert promise.state in (PromiseState.MET, PromiseState.EXCEEDED)
    assert promise.ended_at == kept_at


def test_an_answer_that_was_imported_without_an_author_is_not_the_teams(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member(organisation=make_organisation(plan="enterprise"))
    question = make_question(asker, severity="L2")
    clock.shift(HOUR)
    with writing():
        found = answer(IMPORTER, question, prose(), lang="en")
    accept(asker, found)
    drain()
    assert promise_of(question, SOLUTION).ended_by is EndedBy.COMMUNITY
