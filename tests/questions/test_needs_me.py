"""What needs a member: his areas and tags, the nearest deadline first, and never an empty page without advice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member, MemberCapability
from community.content import actions as content
from community.content.actions_comments import add_comment
from community.content.models import FollowState, ProductAreaOwner, Subject, TargetKind
from community.content.queries import find_tag
from community.content.queries_follows import list_followed_topics
from community.core.db import db, writing
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions.actions_clocks import settle_clocks
from community.questions.models import Question
from community.questions.queries_lists import Filters, Tab
from community.questions.queries_needs_me import list_needing
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def follow(member: Member, kind: TargetKind, key: int, state: FollowState | None = None) -> None:
    actor = actor_of(member)
    with writing():
        content.follow(actor, kind, key, state=state or FollowState.FOLLOWING)


def needs(member: Member) -> list[str]:
    page = list_needing(actor_of(member), Filters(tab=Tab.NEEDS_ME))
    return [row.title for row in page.items]


def ask(name: str, **details: Any) -> Any:
    return make_question(title=f"What about {name}?", **details)


def follower_of_area(**details: Any) -> Member:
    member = make_member("", **details)
    area = make_area()
    follow(member, TargetKind.AREA, area.id)
    return member


@pytest.mark.long
def test_areas_that_one_owns_follows_or_knows_and_followed_tags(app: Flask) -> None:
    member = make_member("Al", Role.AGENT)
    owned, known, followed, other = (make_area(key) for key in ("a", "b", "c", "d"))
    with writing() as session:
        session.add(ProductAreaOwner(product_area_id=owned.id, member_id=member.id))
        session.add(
            MemberCapability(
                member_id=member.id, capability="verify", product_area_id=known.id, source="test"
            )
        )
    follow(member, TargetKind.AREA, followed.id)
    for name, area in [("one", owned), ("two", known), ("three", followed), ("no", other)]:
        ask(name, product_area_id=area.id)
    tagged = ask("tagged", tags=("tax",))
    tag = find_tag("tax")
    assert tag is not None
    follow(member, TargetKind.TAG, tag.id)
    assert sorted(needs(member)) == sorted(
        f"What about {name}?" for name in ("one", "two", "three", "tagged")
    )
    follow(member, TargetKind.SUBJECT, tagged.id, FollowState.MUTED)
    assert "What about tagged?" not in needs(member)


@pytest.mark.long
def test_what_has_a_good_answer_or_mine_needs_me_no_longer(app: Flask) -> None:
    member, voter, agent = make_member(), make_member(), make_member("Al", Role.AGENT)
    area = make_area()
    follow(member, TargetKind.AREA, area.id)
    helped, official, mine, weak = (
        ask(name, product_area_id=area.id) for name in ("helped", "official", "mine", "weak")
    )
    make_question(member, title="What did I ask?", product_area_id=area.id)
    made = {one.id: make_answer(one) for one in (helped, official, weak)}
    make_answer(mine, member)
    fan, staff = actor_of(voter), actor_of(agent)
    with writing():
        answers.vote_helpful(fan, made[helped.id])
    with writing():
        answers.mark_official(staff, made[official.id])
    assert needs(member) == ["What about weak?"]


@pytest.mark.long
def test_a_near_deadline_comes_first_then_the_oldest_without_an_answer(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    member = follower_of_area()
    area_id = actor_area(member)
    premium = make_member(organisation=make_organisation(plan="premium"))
    for name in ("first", "second"):
        ask(name, product_area_id=area_id)
        clock.shift(timedelta(seconds=5))
    make_answer(ask("answered", product_area_id=area_id))
    make_question(premium, title="What is urgent?", severity="L1", product_area_id=area_id)
    order = ["What is urgent?", "What about first?", "What about second?", "What about answered?"]
    assert needs(member) == order
    paged: list[str] = []
    cursor: str | None = None
    for _ in order:
        page = list_needing(actor_of(member), Filters(tab=Tab.NEEDS_ME), cursor, size=1)
        paged += [row.title for row in page.items]
        cursor = page.older
    assert (paged, cursor) == (order, None)


def reply(question: Question) -> None:
    """The asker writes again, and the worker has read it."""
    asker = actor_of(db.session.get_one(Member, question.author_id))
    with writing():
        on = db.session.get_one(Subject, question.id)
        add_comment(asker, on, prose("It does not work yet."), lang="en")
        db.session.flush()
        settle_clocks(db.session.get_one(Question, question.id))


@pytest.mark.long
def test_the_next_reply_and_the_solution_come_near_too(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    agent, area = make_member("Al", Role.AGENT), make_area()
    follow(agent, TargetKind.AREA, area.id)
    premium = make_member(organisation=make_organisation(plan="premium"))
    ask("nothing near", product_area_id=area.id)
    clock.shift(timedelta(minutes=1))
    urgent = make_question(premium, title="What else?", severity="L1", product_area_id=area.id)
    clock.shift(timedelta(minutes=1))
    answer, fan = make_answer(urgent, agent), actor_of(make_member())
    with writing():
        answers.vote_helpful(fan, answer)
    assert needs(agent) == ["What about nothing near?"]  # it is for the asker to say
    clock.shift(timedelta(minutes=1))
    reply(urgent)
    assert needs(agent) == ["What else?", "What about nothing near?"]
    clock.shift(timedelta(minutes=1))
    make_answer(urgent, agent)
    assert needs(agent) == ["What about nothing near?"]


def test_of_several_promises_of_a_question_the_nearest_counts_once(
    app: Flask, clock: time_machine.Traveller, statements: Counting
) -> None:
    publish_demo()
    member, area = make_member(), make_area()
    follow(member, TargetKind.AREA, area.id)
    premium = make_member(organisation=make_organisation(plan="premium"))
    for name in ("one", "two"):
        # The first reply is due in an hour, the solution in a day.
        make_question(premium, title=f"What is {name}?", severity="L1", product_area_id=area.id)
        clock.shift(timedelta(minutes=1))
    actor = actor_of(member)
    with statements() as seen:
        page = list_needing(actor, Filters(tab=Tab.NEEDS_ME))
    assert [row.title for row in page.items] == ["What is one?", "What is two?"]
    assert len(seen) <= 3, str(seen)


def actor_area(member: Member) -> int:
    return list_followed_topics(actor_of(member))[0][0].id


@pytest.mark.long
def test_only_staff_read_the_deadline(sign_in: SignIn) -> None:
    publish_demo()
    agent, member = make_member("Al", Role.AGENT), make_member()
    area = make_area()
    for one in (agent, member):
        follow(one, TargetKind.AREA, area.id)
    ask("soil", product_area_id=area.id)
    assert "Team answers by" in sign_in(agent).get("/questions?tab=needs_me").text
    page = sign_in(member).get("/questions?tab=needs_me").text
    assert "What about soil?" in page
    assert "Team answers by" not in page


def test_an_empty_list_says_what_to_follow(sign_in: SignIn) -> None:
    member = make_member()
    client = sign_in(member)
    assert "What do you know about?" in client.get("/questions?tab=needs_me").text
    follow(member, TargetKind.AREA, make_area().id)
    assert "Nothing needs you" in client.get("/questions?tab=needs_me").text


def test_what_one_may_not_see_needs_him_not(app: Flask) -> None:
    member = follower_of_area()
    asker = make_member(organisation=make_organisation())
    make_question(asker, product_area_id=actor_area(member), is_private=True)
    assert needs(member) == []


def test_visitors_sign_in_first(client: PortalClient) -> None:
    assert client.get("/questions?tab=needs_me").status_code == 401
    assert "needs_me" not in client.get("/questions").text


@pytest.mark.parametrize("after", ["%25", "WzEsMl0", "e30", "WyJ4IiwxLDEsMV0"])
def test_a_mangled_address_is_no_fault(sign_in: SignIn, after: str) -> None:
    client = sign_in(follower_of_area())
    assert client.get(f"/questions?tab=needs_me&after={after}").status_code == 200


@pytest.mark.long
@pytest.mark.parametrize("roles", [(), (Role.AGENT,)])
def test_the_list_takes_few_statements(
    sign_in: SignIn, statements: Counting, roles: tuple[Role, ...]
) -> None:
    member, asker, area = make_member("Al", *roles), make_member(), make_area()
    follow(member, TargetKind.AREA, area.id)
    for number in range(25):
        make_question(asker, title=f"How do I do {number}?", product_area_id=area.id, tags=("one",))
    client = sign_in(member)
    client.get("/")
    with statements() as seen:
        assert "How do I do 0?" in client.get("/questions?tab=needs_me").text
    assert len(seen) <= 8, seen
