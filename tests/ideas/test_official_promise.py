"""An idea that enough people support is promised an official answer: opened by the vote, kept, missed, void."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import FlagReason, Subject, Visibility, Vote
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import actions, actions_on_behalf, actions_splitting, actions_voting
from community.ideas.actions_on_behalf import Wish
from community.ideas.actions_promises import owe_again, void_promise
from community.ideas.actions_supporters import set_voided
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications import queries as notification_queries
from community.notifications.kinds import Kind
from community.policies.actor import SYSTEM, Role
from community.service_levels.models import EndedBy, Promise, PromiseState, VoidReason
from community.service_levels.queries import Look, find_chip
from community.service_levels.tasks import mark_due_promises
from community.service_levels.terms import PromiseKind
from tests.ideas.living import answer, decide, manager, support
from tests.ideas.stories import merge, undo
from tests.makers import actor_of, make_idea, make_member, make_organisation, prose
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

Clock = time_machine.Traveller
BOUND = 10


def promise_of(idea: Idea) -> Promise | None:
    db.session.rollback()
    statement = select(Promise).where(Promise.subject_id == idea.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()


def promised(idea: Idea) -> Promise:
    found = promise_of(idea)
    assert found is not None
    assert found.kind is PromiseKind.IDEA_RESPONSE
    return found


def popular_idea(*fans: Member) -> Idea:
    """An idea that has just reached the bound of the demo's menu."""
    idea = make_idea()
    support(idea, *fans, *(make_member() for _ in range(BOUND - 1 - len(fans))))
    return idea


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: Clock) -> None:
    publish_demo()


@pytest.mark.long
def test_the_vote_that_reaches_the_bound_opens_the_promise(app: Flask) -> None:
    idea = make_idea()
    support(idea, *(make_member() for _ in range(BOUND - 2)))
    assert promise_of(idea) is None
    support(idea, make_member())
    promise = promised(idea)
    assert promise.state is PromiseState.RUNNING
    assert (promise.target_amount, promise.organisation_id) == (20, None)


@pytest.mark.long
def test_the_best_plan_among_its_people_counts_and_stays_if_votes_fall(app: Flask) -> None:
    fan = make_member(organisation=make_organisation(plan="enterprise"))
    idea = popular_idea(fan)
    assert promised(idea).target_amount == 10
    with writing():
        actions_voting.withdraw_vote(actor_of(fan), idea)
    assert (promised(idea).target_amount, promised(idea).state) == (10, PromiseState.RUNNING)
    support(idea, fan)
    assert db.session.query(Promise).filter_by(subject_id=idea.id).count() == 1


def test_a_better_plan_that_comes_later_changes_nothing(app: Flask) -> None:
    idea = popular_idea()
    support(idea, make_member(organisation=make_organisation(plan="enterprise")))
    assert promised(idea).target_amount == 20


@pytest.mark.long
def test_the_authors_plan_counts_too(app: Flask) -> None:
    idea = make_idea(make_member(organisation=make_organisation(plan="enterprise")))
    support(idea, *(make_member() for _ in range(BOUND - 1)))
    assert promised(idea).target_amount == 10


@pytest.mark.parametrize("act", [answer, lambda idea, by: decide(idea, "planned", by=by)])
@pytest.mark.long
def test_an_answer_or_a_decision_of_the_team_keeps_it(
    app: Flask, clock: Clock, act: Callable[..., object]
) -> None:
    idea, pia = popular_idea(), manager()
    clock.shift(timedelta(days=21))
    act(idea, by=pia)
    promise = promised(idea)
    assert (promise.state, promise.ended_by) == (PromiseState.MET, EndedBy.TEAM)
    assert promise.ended_by_id == pia.id


@pytest.mark.long
def test_a_quick_answer_is_more_than_promised(app: Flask) -> None:
    idea = popular_idea()
    answer(idea)
    assert promised(idea).state is PromiseState.EXCEEDED


@pytest.mark.long
def test_what_was_answered_before_is_promised_nothing(app: Flask) -> None:
    idea = make_idea()
    answer(idea)
    support(idea, *(make_member() for _ in range(BOUND)))
    assert promise_of(idea) is None


@pytest.mark.long
def test_it_is_warned_of_missed_at_its_minute_and_answered_late(
    app: Flask, clock: Clock, drain: Worker
) -> None:
    idea, pia, agent = popular_idea(), manager(), make_member("Ann", Role.AGENT)
    clock.move_to(promised(idea).warn_at + timedelta(seconds=1))
    mark_due_promises()
    drain()
    clock.move_to(promised(idea).due_at + timedelta(minutes=1))
    mark_due_promises()
    drain()
    assert promised(idea).state is PromiseState.MISSED
    news = [row.kind for row in notification_queries.list_notifications(actor_of(pia)).items]
    assert news == [Kind.PROMISE_MISSED, Kind.PROMISE_WARNED]
    assert notification_queries.list_notifications(actor_of(agent)).items == []
    clock.shift(timedelta(days=1))
    decide(idea, "planned")
    chip = find_chip(idea.id, PromiseKind.IDEA_RESPONSE)
    assert chip is not None
    assert (chip.look, chip.late_at) == (Look.LATE, now())


@pytest.mark.long
def test_a_duplicate_is_owed_nothing_until_it_is_one_no_more(app: Flask) -> None:
    idea = popular_idea()
    decide(idea, "duplicate")
    assert (promised(idea).state, promised(idea).void_reason) == (
        PromiseState.VOID,
        VoidReason.DUPLICATE,
    )
    decide(idea, "open", "It is none after all.")
    assert promised(idea).state is PromiseState.EXCEEDED


@pytest.mark.long
def test_what_is_removed_is_owed_nothing_and_restored_it_is_again(app: Flask) -> None:
    idea, mo = popular_idea(), actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        actions.delete_idea(mo, idea)
    assert promised(idea).state is PromiseState.VOID
    with writing():
        moderation.restore(mo, db.session.get_one(Subject, idea.id), KeepReason.MISTAKE)
    assert db.session.get_one(Subject, idea.id).visibility is Visibility.VISIBLE
    assert promised(idea).state is PromiseState.RUNNING


@pytest.mark.long
def test_merging_ends_it_and_an_answer_meanwhile_is_found_when_it_is_undone(app: Flask) -> None:
    idea = popular_idea()
    with writing():
        void_promise(idea.id)
    assert promised(idea).void_reason is VoidReason.MERGED
    answer(idea)
    with writing():
        owe_again(idea.id)
    assert promised(idea).state is PromiseState.EXCEEDED


def hide(idea: Idea) -> None:
    with writing():
        moderation.hide(SYSTEM, db.session.get_one(Subject, idea.id), FlagReason.OTHER)


def restore(idea: Idea) -> None:
    with writing():
        moderation.restore(SYSTEM, db.session.get_one(Subject, idea.id), KeepReason.MISTAKE)


@pytest.mark.long
def test_what_was_merged_is_owed_nothing_when_it_is_shown_again(app: Flask) -> None:
    idea, root = popular_idea(), make_idea(title="Two labels on a page")
    merge(idea, root)
    hide(idea)
    restore(idea)
    assert promised(idea).state is PromiseState.VOID
    undo(idea)
    assert promised(idea).state is PromiseState.RUNNING


@pytest.mark.long
def test_a_merge_undone_while_it_is_hidden_is_owed_the_answer_once_it_is_shown(app: Flask) -> None:
    idea, root = popular_idea(), make_idea(title="Two labels on a page")
    merge(idea, root)
    hide(idea)
    undo(idea, make_member("Pia", Role.PRODUCT_MANAGER, Role.MODERATOR))
    assert promised(idea).state is PromiseState.VOID
    restore(idea)
    assert promised(idea).state is PromiseState.RUNNING


@pytest.mark.long
def test_a_duplicate_is_owed_nothing_when_it_is_shown_again(app: Flask) -> None:
    idea = popular_idea()
    decide(idea, "duplicate")
    hide(idea)
    restore(idea)
    assert promised(idea).state is PromiseState.VOID


@pytest.mark.long
def test_a_part_that_so_many_support_is_promised_an_answer(app: Flask) -> None:
    author = make_member(organisation=make_organisation(plan="enterprise"))
    idea, pia, words = make_idea(author), actor_of(manager()), prose()
    fans = [make_member() for _ in range(BOUND)]
    support(idea, *fans)
    for chosen, title in ((fans[1:], "Fold it in two"), (fans, "Print the second upside down")):
        with writing():
            part = actions_splitting.split_idea(
                pia, idea, title, words, member_ids=[one.id for one in chosen]
            )
        assert (promise_of(part) is None) is (len(chosen) < BOUND)
    assert promised(part).target_amount == 10


@pytest.mark.long
def test_votes_that_count_again_may_reach_the_bound(app: Flask) -> None:
    idea, (doubted, *others) = make_idea(), [make_member() for _ in range(BOUND - 1)]
    support(idea, doubted, *others[:-1])
    ring = list(db.session.scalars(select(Vote.id).where(Vote.member_id == doubted.id)))
    for is_voided in (True, False):
        with writing():
            set_voided(idea.id, ring, is_voided=is_voided)
        if is_voided:
            support(idea, others[-1])
            assert promise_of(idea) is None
    assert promised(idea).state is PromiseState.RUNNING


@pytest.mark.long
def test_the_plan_of_a_customer_whose_wish_was_noted_counts_too(app: Flask) -> None:
    make_organisation("Mill", plan="enterprise")
    idea, agent = make_idea(), actor_of(make_member("Ann", Role.AGENT))
    support(idea, *(make_member() for _ in range(BOUND - 2)))
    wish = Wish(email="a@mill.example", name="A", locale="en", source="A call", organisation="Mill")
    with writing():
        actions_on_behalf.vote_for(agent, idea, wish)
    assert promised(idea).target_amount == 10


@pytest.mark.long
def test_everybody_sees_the_time_and_only_some_the_plan(
    client: PortalClient, sign_in: Callable[[Member], PortalClient]
) -> None:
    fan = make_member(organisation=make_organisation(plan="enterprise"))
    idea = popular_idea(fan)
    page = client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    assert "Team answers by" in page
    assert "Enterprise" not in page
    explained = f"/promises/{promised(idea).id}"
    assert "Enterprise" not in client.get(explained).text
    assert "Enterprise" in sign_in(fan).get(explained).text


@pytest.mark.long
def test_before_the_first_menu_nothing_is_promised(app: Flask) -> None:
    db.session.rollback()
    with time_machine.travel("2025-06-02T09:00:00Z", tick=False):
        assert promise_of(popular_idea()) is None
