"""Who follows a board, an area or a member hears of a new idea once, as soon as he may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FollowState, Subject, TargetKind
from community.content.queries import find_follow, is_shown
from community.core.db import writing
from community.core.mail import Letter
from community.curation import actions_ideas as curation
from community.ideas import actions as ideas
from community.ideas.actions_splitting import split_idea
from community.ideas.models import Board
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications.kinds import Kind
from community.policies.actor import Actor, Role
from tests.ideas.living import support
from tests.makers import (
    actor_of,
    make_area,
    make_board,
    make_idea,
    make_member,
    make_question,
    prose,
)
from tests.notifications.following import button_of, follow, follow_in_vain_and_let_go, told
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
MUTED = FollowState.MUTED


@pytest.fixture
def fan(app: Flask) -> Member:
    """A member who follows the board."""
    member = make_member("Fay")
    follow(member, TargetKind.BOARD, make_board().id)
    return member


def test_a_new_idea_is_told_once_however_many_follows_bring_it(
    app: Flask, restless_drain: Worker, postman: list[Letter], *, fan: Member
) -> None:
    area, author = make_area(), make_member()
    with writing() as rows:
        rows.get_one(Board, make_board().id).product_area_id = area.id
    of_area, of_author = make_member(), make_member()
    for one, kind, key in (
        (fan, TargetKind.AREA, area.id),
        (of_area, TargetKind.AREA, area.id),
        (of_author, TargetKind.MEMBER, author.id),
        (author, TargetKind.BOARD, make_board().id),
    ):
        follow(one, kind, key)
    make_idea(author)
    restless_drain()
    assert told(fan) == told(of_area) == told(of_author) == [Kind.IDEA_PROPOSED]
    assert (told(author), postman) == ([], [])


def test_who_muted_the_board_or_the_author_hears_nothing(
    app: Flask, drain: Worker, *, fan: Member
) -> None:
    author, other = make_member(), make_member()
    follow(fan, TargetKind.MEMBER, author.id, MUTED)
    follow(other, TargetKind.MEMBER, author.id)
    follow(other, TargetKind.BOARD, make_board().id, MUTED)
    make_idea(author)
    drain()
    assert told(fan) == told(other) == []


def test_what_waits_for_a_moderator_is_told_when_it_is_released(
    app: Flask, drain: Worker, *, fan: Member
) -> None:
    with writing() as rows:
        rows.get_one(Board, make_board().id).is_moderated = True
    idea = make_idea()
    drain()
    assert (is_shown(idea.id), told(fan)) == (False, [])
    actor = actor_of(make_member("Mo", Role.MODERATOR))
    with writing() as rows:
        moderation.release(actor, rows.get_one(Subject, idea.id), KeepReason.FINE)
    drain()
    assert told(fan) == [Kind.IDEA_PROPOSED]


def test_who_cannot_see_the_idea_hears_nothing_of_it(app: Flask, drain: Worker) -> None:
    with writing():
        audience = content.intern_audience(["staff"])
    board, author = make_board("inside", audience), make_member("Al", Role.AGENT)
    colleague, stranger = make_member("Bo", Role.AGENT), make_member()
    for one in (colleague, stranger):
        follow(one, TargetKind.BOARD, board.id)
        follow(one, TargetKind.MEMBER, author.id)
    actor, words = actor_of(author), prose()
    with writing():
        ideas.propose(actor, board, "Print on both sides", words, lang="en")
    drain()
    assert (told(colleague), told(stranger)) == ([Kind.IDEA_PROPOSED], [])


def test_the_past_is_told_to_nobody(app: Flask, drain: Worker, *, fan: Member) -> None:
    historic = Actor(name="Import", is_system=True, is_historic=True)
    author, board, words = make_member(), make_board(), prose()
    with writing():
        ideas.propose(historic, board, "Print both sides", words, lang="en", author_id=author.id)
    drain()
    assert told(fan) == []


def test_whom_the_idea_names_and_whose_question_it_is_made_of_hears_that_alone(
    app: Flask, drain: Worker, *, fan: Member
) -> None:
    asker = make_member()
    follow(asker, TargetKind.BOARD, make_board().id)
    question, board = make_question(asker), make_board()
    actor, words = actor_of(make_member("Al", Role.AGENT)), prose(f"As @{fan.handle} said.")
    with writing():
        curation.make_idea(actor, question, board, "Take back paid ones", prose=words, lang="en")
    drain()
    assert (told(fan), told(asker)) == ([Kind.MENTIONED], [Kind.IDEA_MADE])


def test_whose_vote_came_along_with_a_part_hears_that_alone(
    app: Flask, drain: Worker, *, fan: Member
) -> None:
    other, actor = make_member(), actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    follow(other, TargetKind.BOARD, make_board().id)
    idea, words = make_idea(), prose()
    support(idea, fan)
    drain()
    with writing():
        split_idea(actor, idea, "Print three of them", words, member_ids=[fan.id])
    drain()
    assert told(fan) == [Kind.IDEA_PROPOSED, Kind.IDEA_SPLIT]
    assert told(other) == [Kind.IDEA_PROPOSED, Kind.IDEA_PROPOSED]


def test_a_board_is_followed_from_its_page_and_stands_with_all_that_one_follows(
    app: Flask, sign_in: SignIn
) -> None:
    member, board = make_member(), make_board()
    client, path = sign_in(member), f"/topics/board/{board.id}/follow"
    assert 'aria-pressed="false"' in button_of(client, "/ideas/product", path)
    assert client.post(path).status_code == 303
    assert find_follow(actor_of(member), TargetKind.BOARD, board.id) is FollowState.FOLLOWING
    assert 'aria-pressed="true"' in button_of(client, "/ideas/product", path)
    assert 'href="/ideas/product"' in client.get("/following").text.split("<main")[1]
    assert client.post(path, data={"withdraw": "1"}).status_code == 303
    assert find_follow(actor_of(member), TargetKind.BOARD, board.id) is None


def test_a_board_that_one_does_not_see_cannot_be_followed_and_has_no_name(
    app: Flask, sign_in: SignIn
) -> None:
    with writing():
        audience = content.intern_audience(["staff"])
    member, board = make_member(), make_board("inside", audience)
    path = f"/topics/board/{board.id}/follow"
    follow_in_vain_and_let_go(sign_in(member), member, TargetKind.BOARD, board.id, path)
