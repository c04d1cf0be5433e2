"""A promise whose deadline became better is still one promise: the team is warned of it once."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.policies.actor import Role
from community.questions import actions_severity
from community.service_levels.models import Promise
from community.service_levels.tasks import mark_due_promises
from community.service_levels.terms import PromiseKind
from tests.makers import actor_of, make_member, make_organisation, make_question
from tests.service_levels.stories import publish_demo


def test_of_a_promise_that_became_better_the_team_is_warned_once(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    clock.shift(
        timedelta(days=2)
    )  # on Wednesday: a weekend lies between the warning and the deadline
    question = make_question(
        make_member(organisation=make_organisation(plan="premium")), severity="L2"
    )
    mine = (Promise.subject_id == question.id, Promise.kind == PromiseKind.RESOLUTION)
    promise = db.session.scalars(select(Promise).where(*mine)).one()
    clock.move_to(warned := promise.warn_at)
    mark_due_promises()
    actor = actor_of(make_member("Al", Role.AGENT))
    with writing():
        actions_severity.change_severity(actor, question, "L1", "It stops us.")
    db.session.refresh(promise)
    assert promise.warn_at > warned
    clock.move_to(promise.warn_at)
    mark_due_promises()
    warnings = select(OutboxEvent.payload).where(OutboxEvent.name == "PromiseWarned")
    told = [payload["promise_id"] for payload in db.session.scalars(warnings)]
    assert told.count(promise.id) == 1
