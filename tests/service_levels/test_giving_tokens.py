"""Tokens are given with a reason and once for each form, and come and go as the promise that they lifted stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.policies.actor import SYSTEM, Role
from community.service_levels.actions import end_first_response
from community.service_levels.actions_running import run_on
from community.service_levels.actions_tokens import give_tokens, use_token
from community.service_levels.models import EndedBy, PromiseState
from community.service_levels.tasks import mark_due_promises
from community.service_levels.terms import PromiseKind
from tests.service_levels.forms_sent import fields_of
from tests.service_levels.stories import (
    ask,
    make_organisation,
    make_person,
    paris,
    promise_on,
    publish_demo,
)
from tests.service_levels.test_tokens import ledger_of
from tests.services.client import PortalClient
from tests.services.worker import Worker

SORRY = {"amount": "2", "reason": "For your patience"}


@pytest.fixture
def organisation(app: Flask, clock: time_machine.Traveller) -> int:
    publish_demo()
    clock.move_to(paris("2026-03-02T10:00"))
    return make_organisation("standard")


@pytest.fixture
def path(organisation: int) -> str:
    return f"/admin/organisations/{organisation}/tokens"


@pytest.fixture
def root(organisation: int, client: PortalClient) -> PortalClient:
    return client.sign_in(make_person("root", Role.ADMIN).member_id or 0)


@pytest.mark.long
def test_administrators_give_tokens_with_a_reason(
    root: PortalClient, organisation: int, path: str
) -> None:
    drawn = fields_of(root.get(path).text)
    assert root.post(path, data=drawn | {"amount": "2", "reason": " "}).status_code == 422
    assert root.post(path, data=drawn | {"amount": "200", "reason": "x"}).status_code == 422
    assert root.post(path, data=drawn | SORRY).status_code == 303
    assert "For your patience" in root.get(path).text
    assert ledger_of(organisation) == [("given", 2, 2)]
    root.sign_in(make_person("gus", Role.AGENT).member_id or 0)
    assert root.get(path).status_code == 403


@pytest.mark.long
def test_a_form_that_is_sent_twice_gives_once(
    root: PortalClient, organisation: int, path: str
) -> None:
    drawn = fields_of(root.get(path).text)
    for _click in range(2):
        assert root.post(path, data=drawn | SORRY).status_code == 303
    assert ledger_of(organisation) == [("given", 2, 2)]
    given = select(AuditEntry.id).where(AuditEntry.act == "tokens.given")
    assert len(db.session.scalars(given).all()) == 1
    again = fields_of(root.get(path).text)
    root.post(path, data=again | SORRY)
    assert ledger_of(organisation)[-1] == ("given", 2, 4)


@pytest.mark.long
def test_of_two_who_give_at_once_the_second_is_asked_and_may_give_as_well(
    root: PortalClient, new_client: Callable[[], PortalClient], organisation: int, path: str
) -> None:
    other = new_client().sign_in(make_person("rita", Role.ADMIN).member_id or 0)
    drawn = fields_of(other.get(path).text)
    root.post(path, data=fields_of(root.get(path).text) | SORRY)
    told = other.post(path, data=drawn | SORRY | {"reason": "For the long evening"})
    assert (told.status_code, "Tokens were given in the meantime" in told.text) == (422, True)
    kept = fields_of(told.text)
    assert (kept["amount"], kept["reason"]) == ("2", "For the long evening")
    assert other.post(path, data=kept).status_code == 303
    assert ledger_of(organisation) == [("given", 2, 2), ("given", 2, 4)]


def raised(organisation: int) -> int:
    """A question of the organisation whose token was used: two hours instead of six."""
    asker = make_person("ada", organisation=organisation)
    question = ask(asker, severity="L2", organisation=organisation)
    promise_id = promise_on(question).id
    with writing():
        give_tokens(SYSTEM, organisation, 1, "After the long evening.")
        use_token(asker, promise_id)
    return question


def answer_in_time(question: int) -> None:
    """A reply that stood there within the two hours is noted only now."""
    with writing():
        end_first_response(question, EndedBy.TEAM, at=now() - timedelta(hours=2))


def miss(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(hours=3))
    mark_due_promises()


def lose_reply(question: int) -> None:
    with writing():
        run_on(question, PromiseKind.FIRST_RESPONSE, by_customer=False)
    mark_due_promises()


@pytest.mark.long
def test_a_token_of_a_promise_that_was_kept_after_all_is_used(
    organisation: int, clock: time_machine.Traveller, restless_drain: Worker
) -> None:
    question = raised(organisation)
    miss(clock)
    restless_drain()
    assert ledger_of(organisation)[2:] == [("returned", 1, 1)]
    answer_in_time(question)
    restless_drain()
    assert promise_on(question).state is PromiseState.MET
    assert ledger_of(organisation)[2:] == [("returned", 1, 1), ("used", -1, 0)]
    lose_reply(question)  # the reply was removed
    restless_drain()
    assert ledger_of(organisation)[3:] == [("used", -1, 0), ("returned", 1, 1)]


def test_a_token_that_was_spent_elsewhere_meanwhile_makes_no_debt(
    organisation: int, clock: time_machine.Traveller, drain: Worker
) -> None:
    question = raised(organisation)
    miss(clock)
    drain()
    bea = make_person("bea", organisation=organisation)
    other = promise_on(ask(bea, severity="L2", organisation=organisation)).id
    with writing():
        use_token(bea, other)
    answer_in_time(question)
    drain()
    assert ledger_of(organisation)[2:] == [("returned", 1, 1), ("used", -1, 0)]


@pytest.mark.parametrize("seen", ["", "x", "-1", "1\n", "9" * 30])
def test_a_form_that_nobody_drew_gives_nothing(
    root: PortalClient, organisation: int, path: str, seen: str
) -> None:
    assert root.post(path, data=SORRY | {"seen": seen}).status_code == 422
    assert ledger_of(organisation) == []
