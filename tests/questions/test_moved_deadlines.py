"""What moves a deadline that was moved before counts on from there, and the lead hears in time."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.policies.actor import SYSTEM
from community.questions.models import Question
from community.service_levels.actions_tokens import give_tokens, use_token
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_member, make_organisation, make_question
from tests.questions.stories import FIRST, SOLUTION, agent, change_severity, promise_of
from tests.service_levels.stories import publish_demo


def question_of(plan: str, severity: str) -> Question:
    organisation = make_organisation(plan=plan)
    with writing():
        give_tokens(SYSTEM, organisation.id, 1, "A start.")
    return make_question(make_member(organisation=organisation), severity=severity)


def test_a_token_counts_from_the_beginning_and_the_lead_hears_in_time(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    question = question_of("standard", "L3")
    clock.shift(timedelta(minutes=10))
    change_severity(agent(), question, "L1")
    promise = promise_of(question, FIRST)
    assert promise.counts_from == now()
    with writing():
        asker = actor_of(db.session.get_one(Member, question.author_id))
        use_token(asker, promise.id)
    db.session.refresh(promise)
    assert promise.counts_from == promise.started_at
    assert promise.due_at == promise.started_at + timedelta(hours=1)
    assert promise.lead_at is not None
    assert promise.warn_at < promise.lead_at < promise.due_at


def test_of_a_promise_that_became_better_the_team_is_warned_once(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    clock.shift(
        timedelta(days=2)
    )  # on Wednesday: a weekend lies between the warning and the deadline
    question = question_of("premium", "L2")
    promise = promise_of(question, SOLUTION)
    clock.move_to(warned := promise.warn_at)
    mark_due_promises()
    change_severity(agent(), question, "L1")
    db.session.refresh(promise)
    assert promise.warn_at > warned
    clock.move_to(promise.warn_at)
    mark_due_promises()
    warnings = select(OutboxEvent.payload).where(OutboxEvent.name == "PromiseWarned")
    told = [payload["promise_id"] for payload in db.session.scalars(warnings)]
    assert told.count(promise.id) == 1
