"""What is not for everybody at first is told of when it is, once, and not before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from community.content import actions as content
from community.content.models import Subject, Visibility
from community.core.db import writing
from community.ideas import actions as ideas
from community.ideas import actions_statuses as statuses
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import Role
from community.webhooks.models import WebhookEndpoint
from tests.ideas.living import make_release
from tests.makers import actor_of, make_board, make_member, prose, status
from tests.services.receiver import Receiver
from tests.services.worker import Worker


def held_idea() -> Idea:
    author, board, words = actor_of(make_member()), make_board(), prose("See https://example.org")
    with writing():
        return ideas.propose(author, board, "Print two notes on a page", words, lang="en")


def release(idea: Idea) -> None:
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing() as session:
        moderation.release(moderator, session.get_one(Subject, idea.id), KeepReason.FINE)


def decide(idea: Idea) -> None:
    manager, words, planned = (
        actor_of(make_member("", Role.PRODUCT_MANAGER)),
        prose(),
        status("planned"),
    )
    with writing():
        statuses.change_status(manager, idea, planned, words, lang="en")


@pytest.mark.long
@pytest.mark.parametrize("let_go", [release, decide])
def test_an_idea_that_waited_is_told_of_once_it_is_shown(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, let_go: Callable[[Idea], None]
) -> None:
    idea, moderator = held_idea(), actor_of(make_member("Mo", Role.MODERATOR))
    drain()
    assert receiver.types == []
    let_go(idea)
    drain()
    for visibility in (Visibility.HIDDEN, Visibility.VISIBLE):
        with writing() as session:
            moderation.show_as(moderator, session.get_one(Subject, idea.id), visibility)
        drain()
    assert receiver.types.count("idea.proposed") == 1


@pytest.mark.long
def test_a_release_for_members_alone_is_not_told(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker
) -> None:
    with writing():
        members = content.intern_audience(["members"])
    make_release(audience_id=members)
    make_release(is_published=False)
    drain()
    assert receiver.types == []
