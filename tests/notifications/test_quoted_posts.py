"""News that quote another post bring no word of it once their reader does not see it any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.content.actions import change_audience, intern_audience
from community.content.models import FlagReason, Subject
from community.core.db import db, get_locked, writing
from community.core.mail import Letter
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.notifications.actions import prefer
from community.notifications.kinds import Channel, Kind
from community.notifications.queries import list_notifications
from community.notifications.tasks_reading import send_digests
from community.policies.actor import Role
from tests.ideas.stories import merge, support
from tests.ideas.test_splitting import split
from tests.makers import actor_of, make_idea, make_member
from tests.services.worker import Worker

ROOT, CHILD = "Print two notes on one page", "Print my secret notes"


def merged(fan: Member, author: Member | None = None) -> Idea:
    """An idea that the member supports, and that was merged into another."""
    child = make_idea(author, title=CHILD)
    support(child, fan)
    merge(child, make_idea(title=ROOT))
    return child


def hide(idea: Idea) -> None:
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, idea.id), FlagReason.RUDE)


def close(idea: Idea) -> None:
    """Let the team alone see it."""
    with writing():
        change_audience(get_locked(Subject, idea.id), intern_audience({"staff"}))


def quoted_to(member: Member) -> list[str]:
    """What stands beneath the news of the member."""
    return [row.words["excerpt"] for row in list_notifications(actor_of(member)).items]


@pytest.mark.parametrize("take_away", [hide, close])
def test_the_list_names_what_was_merged_for_those_who_see_it(
    app: Flask, drain: Worker, take_away: Callable[[Idea], None]
) -> None:
    fan, author = make_member(), make_member()
    child = merged(fan, author)
    drain()
    assert quoted_to(fan) == quoted_to(author) == [CHILD]
    take_away(child)
    drain()
    assert quoted_to(fan) == [""]
    assert CHILD in quoted_to(author)


@pytest.mark.parametrize("take_away", [hide, close])
def test_no_digest_names_what_its_reader_does_not_see(
    app: Flask,
    drain: Worker,
    postman: list[Letter],
    clock: time_machine.Traveller,
    *,
    take_away: Callable[[Idea], None],
) -> None:
    fan, other = make_member(), make_member()
    child = merged(fan)
    merged(other)
    drain()
    take_away(child)
    clock.shift(timedelta(days=7))
    send_digests()
    drain()
    texts = {letter.to: letter.html for letter in postman}
    assert [CHILD in texts[str(one.email)] for one in (fan, other)] == [False, True]
    assert ROOT in texts[str(fan.email)]


@pytest.mark.parametrize("take_away", [hide, close])
def test_no_letter_names_what_was_taken_away_before_it_was_written(
    app: Flask, drain: Worker, postman: list[Letter], *, take_away: Callable[[Idea], None]
) -> None:
    fan = make_member()
    with writing():
        prefer(fan.id, Kind.IDEA_MERGED, Channel.EMAIL, is_on=True)
    merged(fan)
    drain()
    take_away(merged(fan))
    drain()
    texts = [letter.text for letter in postman if letter.to == fan.email]
    assert [CHILD in text for text in texts] == [True, False]


def test_news_of_a_part_name_what_it_was_split_from_while_one_sees_that(
    app: Flask, drain: Worker
) -> None:
    fan, whole = make_member(), make_idea(title=CHILD)
    support(whole, fan)
    split(whole, fan)
    drain()
    assert quoted_to(fan) == [CHILD]
    hide(whole)
    assert quoted_to(fan) == [""]
