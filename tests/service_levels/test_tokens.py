"""Service tokens: granted once, used on a question, given back, and never below zero."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.actions import belong
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed, NotFound
from community.core.outbox import record
from community.events import BadgeAwarded
from community.policies.actor import SYSTEM, Role
from community.recognition.models import Award, Badge
from community.service_levels import actions_tokens, tasks_tokens
from community.service_levels.actions_tokens import (
    earn_token,
    give_tokens,
    settle_token,
    use_token,
)
from community.service_levels.models import PromiseState, ServiceTokenEntry
from community.service_levels.queries_tokens import balance_of
from community.service_levels.tasks import mark_due_promises
from community.service_levels.tasks_tokens import grant_tokens
from tests.makers import make_member, make_question
from tests.service_levels.stories import (
    ask,
    make_organisation,
    make_person,
    paris,
    promise_on,
    publish_demo,
)
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.worker import Worker

MONDAY = paris("2026-03-02T10:00")


@pytest.fixture(autouse=True)
def in_march(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()
    clock.move_to(MONDAY)


def give(organisation: int, amount: int = 1) -> None:
    with writing():
        give_tokens(SYSTEM, organisation, amount, "After the long evening.")


def ledger_of(organisation: int) -> list[tuple[str, int, int]]:
    db.session.rollback()
    statement = select(
        ServiceTokenEntry.reason, ServiceTokenEntry.amount, ServiceTokenEntry.balance
    ).where(ServiceTokenEntry.organisation_id == organisation)
    rows = db.session.execute(statement.order_by(ServiceTokenEntry.number))
    return [(row.reason.value, row.amount, row.balance) for row in rows]


def test_a_month_grants_what_the_plan_says_exactly_once(clock: time_machine.Traveller) -> None:
    standard, premium = make_organisation("standard"), make_organisation("premium")
    enterprise = make_organisation("enterprise")
    for _again in range(2):
        grant_tokens()
    clock.move_to(MONDAY + timedelta(days=31))
    grant_tokens()
    assert ledger_of(standard) == [("granted", 1, 1), ("granted", 1, 2)]
    assert ledger_of(premium) == [("granted", 3, 3), ("granted", 3, 6)]
    assert ledger_of(enterprise) == []


def test_a_crash_on_the_way_grants_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    customers = [make_organisation("standard") for _one in range(5)]
    monkeypatch.setattr("community.service_levels.actions_tokens.BATCH", 2)
    grant, calls = actions_tokens.grant_some, []

    def crash(month: str, after: int) -> int | None:
        calls.append(after)
        found = grant(month, after)
        if len(calls) == 2:
            raise OSError("the worker is gone")  # with its transaction
        return found

    monkeypatch.setattr(tasks_tokens, "grant_some", crash)
    with pytest.raises(OSError, match="gone"):
        grant_tokens()
    assert [len(ledger_of(one)) for one in customers] == [1, 1, 0, 0, 0]
    grant_tokens()
    assert [ledger_of(one) for one in customers] == [[("granted", 1, 1)]] * 5


def test_a_token_lifts_a_question_to_the_next_plan() -> None:
    organisation = make_organisation("standard")
    asker = make_person("ada", organisation=organisation)
    question = ask(asker, severity="L2", organisation=organisation)
    before = promise_on(question).due_at
    give(organisation)
    with writing():
        use_token(asker, promise_on(question).id)
    promise = promise_on(question)
    assert (before, promise.due_at) == (MONDAY + timedelta(hours=6), MONDAY + timedelta(hours=2))
    assert promise.due_unraised_at == before
    assert sum(row.seconds for row in promise.explanation) == promise.target_seconds == 7200
    assert ledger_of(organisation) == [("given", 1, 1), ("used", -1, 0)]


def test_a_token_is_not_spent_where_it_does_not_help(clock: time_machine.Traveller) -> None:
    standard, enterprise = make_organisation("standard"), make_organisation("enterprise")
    give(standard, 3)
    give(enterprise)
    ada, eve = (
        make_person("ada", organisation=standard),
        make_person("eve", organisation=enterprise),
    )
    same = promise_on(ask(ada, severity="L4", organisation=standard)).id
    late = promise_on(ask(ada, severity="L2", organisation=standard)).id
    highest = promise_on(ask(eve, severity="L1", organisation=enterprise)).id
    clock.move_to(MONDAY + timedelta(hours=3))
    for actor, promise_id, words in (
        (ada, same, "no earlier"),
        (ada, late, "passed already"),
        (eve, highest, "no plan above|time runs"),
    ):
        with pytest.raises(Conflict, match=words), writing():
            use_token(actor, promise_id)
    assert (balance_of(standard), balance_of(enterprise)) == (3, 1)


@pytest.mark.long
def test_only_the_askers_organisation_uses_its_tokens(client: PortalClient) -> None:
    organisation, others = make_organisation("standard"), make_organisation("premium")
    asker = make_person("ada", organisation=organisation)
    question = ask(asker, severity="L2", organisation=organisation)
    give(organisation)
    promise_id = promise_on(question).id
    stranger, agent = make_person("bea", organisation=others), make_person("gus", Role.AGENT)
    for actor in (stranger, agent):
        with pytest.raises(NotAllowed), writing():
            use_token(actor, promise_id)
    assert (
        client.sign_in(stranger.member_id or 0).get(f"/promises/{promise_id}/token").status_code
        == 404
    )
    colleague = make_person("cleo", organisation=organisation)
    mine = client.sign_in(colleague.member_id or 0)
    assert "Use one token" in mine.get(f"/promises/{promise_id}/token").text
    assert mine.post(f"/promises/{promise_id}/token").status_code == 303
    assert "Premium" in mine.get(f"/promises/{promise_id}").text
    refused = mine.post(f"/promises/{promise_id}/token")
    assert refused.status_code == 409
    assert "used on this question already" in refused.text
    own = promise_on(ask(make_person("dora"))).id
    with pytest.raises(NotFound), writing():
        use_token(asker, own)


def test_who_may_not_see_the_terms_reads_nothing_of_a_token(client: PortalClient) -> None:
    organisation = make_organisation("standard")
    asker = make_person("ada", organisation=organisation)
    question = ask(asker, severity="L2", organisation=organisation)
    give(organisation)
    with writing():
        use_token(asker, promise_on(question).id)
    page = client.get(f"/promises/{promise_on(question).id}").text
    assert "Premium" not in page
    assert "token" not in page


def test_a_token_is_given_back_once_when_the_promise_is_missed(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    organisation = make_organisation("standard")
    asker = make_person("ada", organisation=organisation)
    question = ask(asker, severity="L2", organisation=organisation)
    give(organisation)
    with writing():
        use_token(asker, promise_on(question).id)
    clock.move_to(MONDAY + timedelta(hours=3))
    mark_due_promises()
    drain()
    with writing():
        settle_token(promise_on(question).id)
    assert promise_on(question).state is PromiseState.MISSED
    assert ledger_of(organisation) == [("given", 1, 1), ("used", -1, 0), ("returned", 1, 1)]


def test_a_badge_that_grants_it_earns_one_for_the_organisation(drain: Worker) -> None:
    organisation, holder = make_organisation("standard"), make_member()
    with writing() as session:
        belong(holder.id, organisation)
        badge = session.scalars(select(Badge).where(Badge.key == "pillar")).one()
        badge.grants = ["service_token"]
        award = Award(badge_id=badge.id, member_id=holder.id, awarded_at=now())
        session.add(award)
    for _twice in range(2):
        with writing():
            record(
                BadgeAwarded(
                    award_id=award.id, member_id=holder.id, badge_key="pillar", badge_name={}
                )
            )
        drain()
    alone = make_member().id
    with writing():
        assert not earn_token(alone, award.id + 1)
    assert ledger_of(organisation) == [("earned", 1, 1)]


def prove_at_once(portal: Portal, new_client: Callable[[], PortalClient], times: int) -> None:
    """Each time two colleagues use the last token on two questions in the same moment."""
    organisation = make_organisation("standard")
    askers = [make_person(one, organisation=organisation) for one in ("ada", "bea")]
    browsers = [new_client().sign_in(asker.member_id or 0) for asker in askers]
    for _time in range(times):
        give(organisation)
        promises = [
            promise_on(ask(asker, severity="L2", organisation=organisation)).id for asker in askers
        ]
        start = Barrier(2)

        def post(place: int, promises: list[int] = promises, start: Barrier = start) -> int:
            start.wait(10)
            try:
                return browsers[place].post(f"/promises/{promises[place]}/token").status_code
            finally:
                portal.page_cache.close()  # this thread's own connections

        with ThreadPoolExecutor(2) as people:
            assert sorted(people.map(post, (0, 1))) == [303, 409]
        db.session.rollback()
        assert balance_of(organisation) == 0
    assert min(balance for _reason, _amount, balance in ledger_of(organisation)) == 0


@pytest.mark.long
def test_two_who_use_the_last_token_at_once_use_one(
    portal: Portal,
    new_client: Callable[[], PortalClient],
) -> None:
    prove_at_once(portal, new_client, 5)


@pytest.mark.prove
def test_two_who_use_the_last_token_at_once_use_one_a_hundred_times(
    portal: Portal,
    new_client: Callable[[], PortalClient],
) -> None:
    prove_at_once(portal, new_client, 100)


@pytest.mark.long
def test_the_way_to_a_token_stands_at_the_question(client: PortalClient) -> None:
    organisation = make_organisation("standard")
    asker = make_member()
    with writing():
        belong(asker.id, organisation)
    question = make_question(asker, organisation_id=organisation, severity="L2")
    page = client.sign_in(asker).get(f"/questions/{question.id}-{question.slug}").text
    assert "/token" in page
    page = client.sign_in(make_member()).get(f"/questions/{question.id}-{question.slug}").text
    assert "/token" not in page
