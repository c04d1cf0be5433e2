"""Questions that ask the same lead to one; their followers come along, and go back when it is undone."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member, MemberCapability
from community.content import actions as content
from community.content.models import (
    Follow,
    FollowState,
    Link,
    TargetKind,
)
from community.content.models_carried import CarriedFollow
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import Role
from community.questions import actions_states
from community.questions.models import Question
from community.questions.states import CloseReason, QuestionState
from tests.makers import actor_of, make_area, make_member, make_organisation, make_question
from tests.questions.stories import close, fresh
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def mark(question: Question, root: Question, by: Member | None = None) -> Member:
    by = by or make_member("Al", Role.AGENT)
    close(by, question, CloseReason.DUPLICATE, duplicate_of_id=root.id)
    return by


def undo(question: Question, by: Member) -> None:
    actor = actor_of(by)
    with writing():
        actions_states.reopen(actor, question)


def follow(member: Member, question: Question, state: FollowState = FollowState.FOLLOWING) -> None:
    actor = actor_of(member)
    with writing():
        content.follow(actor, TargetKind.SUBJECT, question.id, state=state)


def unfollow(member: Member, question: Question) -> None:
    actor = actor_of(member)
    with writing():
        content.unfollow(actor, TargetKind.SUBJECT, question.id)


def followers(question: Question) -> set[int]:
    statement = select(Follow.member_id).where(
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == question.id,
        Follow.state == FollowState.FOLLOWING,
    )
    return set(db.session.scalars(statement))


def told(member: Member) -> int:
    mine = select(func.count()).where(
        Notification.member_id == member.id, Notification.kind == Kind.QUESTION_DUPLICATE
    )
    db.session.rollback()
    return db.session.scalar(mine) or 0


@pytest.mark.long
def test_both_sides_name_each_other(client: PortalClient) -> None:
    root = make_question(title="How do I cancel an invoice?")
    again = make_question(title="Can an invoice be taken back?")
    page = f"/questions/{root.id}-{root.slug}"
    assert "Also asked as" not in client.get(page).text
    mark(again, root)
    assert "Can an invoice be taken back?" in client.get(page).text
    assert "How do I cancel an invoice?" in client.get(f"/questions/{again.id}-{again.slug}").text


@pytest.mark.long
def test_a_duplicate_that_few_may_see_is_not_named_to_others(client: PortalClient) -> None:
    asker = make_member(organisation=make_organisation())
    root, secret = make_question(), make_question(asker, "A secret of ours?", is_private=True)
    mark(secret, root)
    page = f"/questions/{root.id}-{root.slug}"
    assert "A secret of ours?" not in client.get(page).text
    assert "A secret of ours?" in client.sign_in(asker).get(page).text


@pytest.mark.long
def test_followers_come_along_and_each_hears_once(app: Flask, drain: Worker) -> None:
    root, again = make_question(), make_question()
    fan, both = make_member(), make_member()
    for question in (root, again):
        follow(both, question)
    follow(fan, again)
    agent = mark(again, root)
    drain()
    undo(again, agent)
    mark(again, root, agent)
    drain()
    assert {fan.id, both.id, again.author_id} <= followers(root)
    assert [told(one) for one in (fan, both, agent)] == [1, 1, 0]


@pytest.mark.long
def test_undo_takes_back_exactly_those_whom_the_merge_led_on(
    app: Flask, clock: time_machine.Traveller
) -> None:
    root, again = make_question(), make_question()
    led, own, left, deaf = (make_member() for _ in range(4))
    for member in (led, own, left, deaf):
        follow(member, again)
    follow(own, root)
    follow(deaf, root, FollowState.MUTED)
    before = followers(root)
    agent = mark(again, root)
    assert followers(root) == before | {led.id, left.id, again.author_id}
    clock.shift(60)
    unfollow(left, root)
    follow(left, root)
    undo(again, agent)
    assert followers(root) == before | {left.id}
    assert {led.id, own.id, left.id, deaf.id} <= followers(again)
    assert db.session.scalars(select(CarriedFollow)).all() == []


@pytest.mark.long
def test_who_unfollowed_is_not_led_on_again_by_an_undo(app: Flask) -> None:
    root, again, fan = make_question(), make_question(), make_member()
    follow(fan, again)
    agent = mark(again, root)
    unfollow(fan, root)
    undo(again, agent)
    assert fan.id not in followers(root)


@pytest.mark.long
def test_whom_two_merges_led_on_stays_while_one_stands(
    app: Flask, clock: time_machine.Traveller
) -> None:
    root, first, second, fan = make_question(), make_question(), make_question(), make_member()
    for question in (first, second):
        follow(fan, question)
    agent = mark(first, root)
    clock.shift(60)
    mark(second, root, agent)
    undo(first, agent)
    assert fan.id in followers(root)
    undo(second, agent)
    assert fan.id not in followers(root)


def chain(*questions: Question, clock: time_machine.Traveller) -> Member:
    """Each is marked as a duplicate of the next, a minute after the one before."""
    agent = make_member("Al", Role.AGENT)
    for one, other in itertools.pairwise(questions):
        mark(one, other, agent)
        clock.shift(60)
    return agent


@pytest.mark.long
def test_undo_leads_back_whom_two_merges_led_two_steps(
    app: Flask, clock: time_machine.Traveller
) -> None:
    leaf, middle, root = make_question(), make_question(), make_question()
    led, own = make_member(), make_member()
    follow(led, leaf)
    follow(own, leaf)
    follow(own, middle)
    before = followers(root)
    agent = chain(leaf, middle, root, clock=clock)
    assert {led.id, own.id} <= followers(root)
    undo(leaf, agent)
    assert followers(middle) == {middle.author_id, own.id}
    assert followers(root) == before | {middle.author_id, own.id}
    undo(middle, agent)
    assert followers(root) == before
    assert db.session.scalars(select(CarriedFollow)).all() == []


@pytest.mark.long
def test_undo_in_the_middle_of_a_chain_leaves_no_mark_at_its_end(
    app: Flask, clock: time_machine.Traveller
) -> None:
    first, second, third, last = (make_question() for _ in range(4))
    fan, left = make_member(), make_member()
    follow(fan, first)
    follow(left, first)
    agent = chain(first, second, third, last, clock=clock)
    unfollow(left, last)
    follow(left, last)  # of his own now
    undo(second, agent)
    assert {first.author_id, fan.id, left.id} <= followers(second)
    assert followers(third) == {third.author_id}
    assert followers(last) == {last.author_id, third.author_id, left.id}
    marks = select(CarriedFollow.from_id, CarriedFollow.to_id).distinct()
    assert {tuple(row) for row in db.session.execute(marks)} == {
        (first.id, second.id),
        (third.id, last.id),
    }


@pytest.mark.long
def test_nothing_is_a_duplicate_of_a_duplicate_whichever_came_first(app: Flask) -> None:
    leaf, middle, root = make_question(), make_question(), make_question()
    agent = mark(leaf, middle)
    mark(middle, root, agent)
    assert fresh(leaf).duplicate_of_id == fresh(middle).duplicate_of_id == root.id
    undo(middle, agent)
    assert fresh(leaf).duplicate_of_id == middle.id
    assert fresh(middle).duplicate_of_id is None
    undo(leaf, agent)
    assert db.session.scalars(select(Link)).all() == []


def test_a_ring_of_duplicates_is_refused(app: Flask) -> None:
    first, second = make_question(), make_question()
    mark(first, second)
    with pytest.raises(Invalid, match="other question"):
        mark(second, first)


def make_expert(area_id: int) -> Member:
    expert = make_member("Eve")
    with writing() as rows:
        rows.add_all(
            MemberCapability(
                member_id=expert.id, capability=one, product_area_id=area_id, source="badge"
            )
            for one in ("verify", "duplicates")
        )
    return expert


@pytest.mark.long
def test_experts_mark_duplicates_of_their_area_and_close_nothing_else(app: Flask) -> None:
    area, other = make_area(), make_area("mobile")
    expert = make_expert(area.id)
    root, mine, far = (
        make_question(),
        make_question(product_area_id=area.id),
        make_question(product_area_id=other.id),
    )
    mark(mine, root, expert)
    undo(mine, expert)
    assert fresh(mine).state is QuestionState.OPEN
    with pytest.raises(NotAllowed):
        mark(far, root, expert)
    with pytest.raises(NotAllowed):
        close(expert, mine, CloseReason.OFF_TOPIC, text="Not here.")


@pytest.mark.long
def test_an_expert_marks_and_undoes_from_the_page(sign_in: SignIn) -> None:
    area = make_area()
    root, again = make_question(), make_question(product_area_id=area.id)
    client = sign_in(make_expert(area.id))
    path = f"/questions/{again.id}"
    form = client.get(f"{path}/close").text
    assert "asked before" in form
    assert "off_topic" not in form
    sent = {"reason": "duplicate", "duplicate_of": "nothing", "text": ""}
    for wrong in ("nothing", "9" * 18):
        refused = client.post(f"{path}/close", data=sent | {"duplicate_of": wrong})
        assert refused.status_code == 422
    assert (
        client.post(f"{path}/close", data=sent | {"duplicate_of": str(root.id)}).status_code == 303
    )
    assert "It is no duplicate after all" in client.get(f"{path}-{again.slug}").text
    assert client.post(f"{path}/reopen").status_code == 303
    assert fresh(again).duplicate_of_id is None


@pytest.mark.long
def test_a_member_without_standing_is_offered_neither(sign_in: SignIn) -> None:
    root, again = make_question(), make_question()
    mark(again, root)
    client = sign_in(make_member())
    assert "no duplicate after all" not in client.get(f"/questions/{again.id}-{again.slug}").text
    assert client.post(f"/questions/{again.id}/reopen").status_code == 403
    assert client.get(f"/questions/{root.id}/close").status_code == 403
