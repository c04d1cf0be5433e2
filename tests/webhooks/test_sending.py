"""Public events arrive signed, once, and are tried again when they do not; a bad receiver keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from community.content import actions as content
from community.content import actions_comments
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import actions_statuses as statuses
from community.notifications.kinds import Kind
from community.notifications.queries import list_notifications
from community.policies.actor import SYSTEM, Role
from community.questions import actions_answers
from community.webhooks import tasks
from community.webhooks.actions import replay, rotate_secret, try_endpoint
from community.webhooks.catalogue import WAITS, WebhookEvent
from community.webhooks.models import (
    MessageState,
    OffReason,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)
from community.webhooks.tasks import deliver_webhooks
from tests.ideas.living import make_release
from tests.ideas.stories import merge, undo
from tests.makers import (
    actor_of,
    make_answer,
    make_article,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
    status,
)
from tests.services.receiver import Receiver
from tests.services.worker import Worker
from tests.uptime.stories import make_component, report

Messages = Callable[[], list[WebhookMessage]]
New = Callable[..., WebhookEndpoint]


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether the reference library takes the message for one of ours that is not old."""
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def later(wait: timedelta) -> int:
    with time_machine.travel(now() + wait, tick=False):
        return deliver_webhooks()


@pytest.mark.long
def test_a_message_is_signed(endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker) -> None:
    question = make_question(title="What of soil?")
    drain()
    [(headers, body)] = receiver.requests
    assert verify(endpoint.secret, headers, body)
    assert not verify(endpoint.secret, headers, body + b" ")
    told = receiver.body()
    assert (told["type"], set(told)) == ("question.asked", {"type", "timestamp", "data"})
    assert (
        told["data"]["question"]["url"]
        == f"http://localhost/questions/{question.id}-{question.slug}"
    )
    assert len(body) < 20_000


@pytest.mark.long
def test_each_public_event_is_told(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker
) -> None:
    asker, manager = make_member(), actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    question = make_question(asker)
    answer, idea, words = make_answer(question), make_idea(), prose()
    commenter, accepting = actor_of(make_member()), actor_of(asker)
    with writing() as session:
        actions_answers.accept_answer(accepting, answer)
        on = session.get_one(Subject, idea.id)
        actions_comments.add_comment(commenter, on, words, lang="en")
        statuses.change_status(manager, idea, status("planned"), words, lang="en")
        statuses.answer_officially(manager, idea, words, lang="en")
    make_article()
    make_release()
    drain()
    assert set(receiver.types) == {
        "question.asked",
        "answer.posted",
        "answer.accepted",
        "comment.posted",
        "idea.proposed",
        "idea.status_changed",
        "idea.answered",
        "release.published",
        "article.published",
    }
    assert len(receiver.types) == 9


@pytest.mark.long
def test_merges_and_incidents_are_told(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker
) -> None:
    report(make_component())
    child, root = make_idea(), make_idea(title="Print all on one page")
    merge(child, root)
    drain()
    undo(child)
    drain()
    said = {one: receiver.body(place)["data"] for place, one in enumerate(receiver.types)}
    assert said["incident.updated"]["incident"]["title"] == "Orders stand still"
    assert said["incident.updated"]["update"]["text"] == "We look into it."
    assert said["idea.merged"]["into"]["id"] == root.id
    assert said["idea.unmerged"]["out_of"]["id"] == root.id


@pytest.mark.long
def test_a_merge_that_is_undone_or_of_ideas_that_few_see_is_not_told(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker
) -> None:
    child, root = make_idea(), make_idea(title="Print all on one page")
    report(make_component("backstage", grants=("staff",)), grants=("staff",))
    merge(child, root)
    undo(child)
    with writing() as session:
        staff = content.intern_audience(["staff"])
        for idea in (child, root):
            content.change_audience(session.get_one(Subject, idea.id), staff)
    merge(child, root)
    drain()
    assert receiver.types == []


@pytest.mark.long
def test_only_chosen_events_are_told(new_endpoint: New, receiver: Receiver, drain: Worker) -> None:
    new_endpoint(events=[WebhookEvent.IDEA_PROPOSED])
    make_question()
    make_idea()
    drain()
    assert receiver.types == ["idea.proposed"]


@pytest.mark.long
def test_what_is_private_never_leaves(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker
) -> None:
    garden = make_organisation("Garden", plan="premium")
    asker = make_member(organisation=garden)
    question = make_question(asker, organisation_id=garden.id, is_private=True)
    make_answer(question, make_member("", Role.AGENT))
    drain()
    assert receiver.requests == []


@pytest.mark.long
def test_what_was_hidden_before_it_left_is_withdrawn(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, messages: Messages
) -> None:
    receiver.answer = (500, {})
    question = make_question()
    drain()
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, question.id), staff)
    later(timedelta(minutes=1))
    assert len(receiver.requests) == 1
    assert [one.state for one in messages()] == [MessageState.WITHDRAWN]


@pytest.mark.long
def test_a_message_is_tried_again_under_its_id_with_growing_waits(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, messages: Messages
) -> None:
    receiver.answer = (500, {})
    make_question()
    drain()
    at = now()
    for wait in WAITS[:3]:
        due = messages()[0].due_at
        assert wait * 0.9 < due - at < wait * 1.2 + timedelta(seconds=5)
        at = due + timedelta(seconds=1)
        with time_machine.travel(at, tick=False):
            assert deliver_webhooks() == 1
    receiver.answer = (204, {})
    with time_machine.travel(at + timedelta(days=1), tick=False):
        assert deliver_webhooks() == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.requests}) == 1
    assert [one.state for one in messages()] == [MessageState.DONE]
    statuses = db.session.scalars(select(WebhookAttempt.status).order_by(WebhookAttempt.id)).all()
    assert statuses == [500, 500, 500, 500, 204]


@pytest.mark.long
def test_after_the_last_attempt_it_has_failed_and_a_dead_endpoint_is_switched_off(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, messages: Messages
) -> None:
    admin = make_member("Root", Role.ADMIN)
    receiver.answer = (500, {})
    make_question()
    drain()
    at = now()
    for _attempt in WAITS:
        at = messages()[0].due_at + timedelta(hours=12)
        with time_machine.travel(at, tick=False):
            deliver_webhooks()
    assert len(receiver.requests) == len(WAITS) + 1
    assert [one.state for one in messages()] == [MessageState.FAILED]
    assert db.session.get_one(WebhookEndpoint, endpoint.id).off_reason is OffReason.FAILING
    drain()
    assert Kind.WEBHOOK_STOPPED in [row.kind for row in list_notifications(actor_of(admin)).items]


@pytest.mark.long
def test_both_secrets_sign_for_a_day(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker
) -> None:
    former = endpoint.secret
    with writing():
        fresh = rotate_secret(SYSTEM, endpoint)
    with writing():
        try_endpoint(SYSTEM, endpoint)
    drain()
    headers, body = receiver.requests[-1]
    assert verify(former, headers, body)
    assert verify(fresh, headers, body)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        with writing():
            try_endpoint(SYSTEM, endpoint)
        drain()
        headers, body = receiver.requests[-1]
        assert not verify(former, headers, body)
        assert verify(fresh, headers, body)


@pytest.mark.long
def test_a_message_can_be_sent_again_while_it_is_public(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, messages: Messages
) -> None:
    question = make_question()
    drain()
    with writing():
        replay(SYSTEM, messages()[0])
    drain()
    first, second = (headers["webhook-id"] for headers, _body in receiver.requests)
    assert first == second
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, question.id), staff)
    with pytest.raises(Exception, match="no longer public"), writing():
        replay(SYSTEM, messages()[0])


@pytest.mark.long
def test_a_crash_after_the_receiver_took_it_repeats_it_under_its_id(
    app: Flask,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    drain: Worker,
) -> None:
    def crash(*_arguments: object) -> None:
        raise KeyboardInterrupt

    make_question()
    app.extensions["portal_queue"].huey.flush()
    with writing():
        try_endpoint(SYSTEM, endpoint)
    app.extensions["portal_queue"].huey.flush()
    monkeypatch.setattr(tasks, "_note", crash)
    with pytest.raises(KeyboardInterrupt):
        deliver_webhooks()
    monkeypatch.undo()
    assert deliver_webhooks() == 0  # it is held for a minute
    later(timedelta(seconds=61))
    ids = [headers["webhook-id"] for headers, _body in receiver.requests]
    assert len(ids) == 2
    assert ids[0] == ids[1]
