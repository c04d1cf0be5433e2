"""The start list: ticked from what is there, put away by one click, with a badge that goes with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles.actions_life import rate
from community.articles.models import Translation
from community.content import actions as content
from community.content.models import TargetKind
from community.core.db import writing
from community.home.queries_start import OF_BADGE, Step, get_start_list
from community.ideas import actions_voting as ideas
from community.notifications import actions as notifications
from community.notifications.kinds import Channel, Kind
from community.notifications.stopping import Stop
from community.recognition.queries_start import find_start_badge
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_article,
    make_idea,
    make_member,
    make_question,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
TITLE = "Your first quarter of an hour"


def done(member: Member) -> set[Step]:
    found = get_start_list(actor_of(member))
    return {step for step, is_done in found.done.items() if is_done}


def fill_in(member: Member, **facts: str) -> None:
    with writing() as rows:
        row = rows.get_one(Member, member.id)
        for name, value in facts.items():
            setattr(row, name, value)


def follow(
    member: Member, key: int, kind: TargetKind = TargetKind.AREA, *, ends: bool = False
) -> None:
    actor = actor_of(member)
    act = content.unfollow if ends else content.follow
    with writing():
        act(actor, kind, key)


def vote(member: Member) -> int:
    """Whoever votes for an idea follows it."""
    actor, idea = actor_of(member), make_idea()
    with writing():
        ideas.vote(actor, idea)
    return idea.id


@pytest.mark.long
def test_each_step_is_ticked_by_what_one_did(app: Flask) -> None:
    member, article, area = make_member(), make_article(), make_area()
    assert done(member) == set()
    fill_in(member, picture_key="a.png")
    assert done(member) == {Step.PROFILE, Step.PICTURE}
    actor = actor_of(member)
    with writing() as rows:
        text = rows.scalars(select(Translation).where(Translation.article_id == article.id)).one()
        rate(actor, text, was_helpful=True)
        notifications.choose(actor, {(Kind.BADGE_AWARDED, Channel.EMAIL): False})
    follow(member, area.id)
    make_answer(make_question(), member)
    assert done(member) == set(Step) - {Step.VOTE}
    vote(member)
    assert get_start_list(actor_of(member)).is_finished


def test_what_is_taken_back_is_to_do_again(app: Flask) -> None:
    member, area = make_member(), make_area()
    follow(member, area.id)
    assert Step.FOLLOW in done(member)
    follow(member, area.id, ends=True)
    assert done(member) == set()
    follow(member, area.id)
    fill_in(member, bio="I grow ferns.")
    assert done(member) == {Step.PROFILE, Step.FOLLOW}


@pytest.mark.long
def test_the_badge_counts_its_three_steps_and_goes_with_the_last_follow(
    app: Flask, drain: Worker
) -> None:
    member, area = make_member(), make_area()
    fill_in(member, bio="I grow ferns.")
    idea_id = vote(member)
    follow(member, area.id)
    drain()
    assert {Step.PROFILE, Step.VOTE, Step.FOLLOW} == set(OF_BADGE) == done(member)
    badge = find_start_badge(member.id)
    assert badge is not None
    assert badge.is_held
    follow(member, area.id, ends=True)
    drain()
    assert Step.FOLLOW in done(member)
    follow(member, idea_id, TargetKind.SUBJECT, ends=True)
    drain()
    gone = find_start_badge(member.id)
    assert gone is not None
    assert not gone.is_held


def test_muting_the_last_thing_from_a_letter_takes_it_as_well(app: Flask, drain: Worker) -> None:
    member, idea = make_member(), make_idea()
    fill_in(member, bio="I grow ferns.")
    actor = actor_of(member)
    with writing():
        ideas.vote(actor, idea)
        content.follow(actor, TargetKind.SUBJECT, idea.id)
    drain()
    held = find_start_badge(member.id)
    assert held is not None
    assert held.is_held
    with writing():
        notifications.unsubscribe(Stop(member.id, thread_id=idea.id))
    drain()
    gone = find_start_badge(member.id)
    assert gone is not None
    assert not gone.is_held


@pytest.mark.long
def test_the_card_goes_step_by_step_and_can_be_put_away(
    app: Flask, client: PortalClient, sign_in: SignIn
) -> None:
    assert TITLE not in client.get("/").text
    member, other = make_member(), make_member()
    page = sign_in(member).get("/").text
    assert TITLE in page
    assert "0 of 7 done" in page
    sign_in(member).post("/preferences/notifications", data={})
    assert "1 of 7 done" in client.get("/").text
    client.post("/start/put-away")
    assert TITLE not in client.get("/").text
    assert TITLE in client.get("/start").text
    assert TITLE in sign_in(other).get("/").text
    sign_in(member).post("/start/take-out")
    assert TITLE in client.get("/").text


def test_it_is_nobody_elses_and_asks_little(
    app: Flask,
    client: PortalClient,
    sign_in: SignIn,
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    assert client.get("/start").status_code == 303
    member = make_member()
    actor = actor_of(member)
    with statements() as seen:
        get_start_list(actor)
    assert len(seen) == 2
    assert sign_in(member).get("/start").status_code == 200
