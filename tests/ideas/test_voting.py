"""Supporting an idea: once, taken back, and only while its status allows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_comments
from community.content.models import Follow, Subject, TargetKind, Vote
from community.core.db import db, get_locked, writing
from community.core.errors import Conflict, Gone, NotAllowed, SignInNeeded
from community.ideas import actions, actions_statuses
from community.ideas import actions_voting as voting
from community.ideas.models import Idea
from community.policies.actor import VISITOR, Actor, Role
from tests.ideas.stories import merge, pair, support, take_back
from tests.makers import actor_of, make_idea, make_member, prose, status
from tests.services.client import PortalClient


def count_votes(idea: Idea) -> int:
    statement = select(func.count()).select_from(Vote).where(Vote.subject_id == idea.id)
    return db.session.scalars(statement).one()


def test_an_author_supports_the_idea_from_the_start(app: Flask) -> None:
    idea = make_idea()
    db.session.refresh(idea)
    assert (idea.supporter_count, idea.supporters, count_votes(idea)) == (1, 1, 1)


def test_a_second_click_changes_nothing(app: Flask) -> None:
    idea, fan = make_idea(), actor_of(make_member())
    for expected in (True, False):
        with writing():
            assert voting.vote(fan, idea) is expected
    db.session.refresh(idea)
    assert idea.supporter_count == count_votes(idea) == 2


def test_a_vote_taken_back_is_gone_and_can_be_cast_again(app: Flask) -> None:
    idea, fan = make_idea(), actor_of(make_member())
    for act in (voting.vote, voting.withdraw_vote, voting.withdraw_vote, voting.vote):
        with writing():
            act(fan, idea)
    db.session.refresh(idea)
    assert idea.supporter_count == count_votes(idea) == 2


def follows(member: Member, *ideas: Idea) -> list[bool]:
    mine = select(Follow.target_id).where(Follow.member_id == member.id)
    found = set(db.session.scalars(mine))
    return [idea.id in found for idea in ideas]


def test_what_one_follows_for_a_vote_alone_goes_with_it(app: Flask) -> None:
    idea, fan = make_idea(), make_member()
    support(idea, fan)
    assert follows(fan, idea) == [True]
    take_back(idea, fan)
    assert follows(fan, idea) == [False]


def press_follow(actor: Actor, idea: Idea) -> None:
    content.follow(actor, TargetKind.SUBJECT, idea.id)


def write_under(actor: Actor, idea: Idea) -> None:
    on = db.session.get_one(Subject, idea.id)
    actions_comments.add_comment(actor, on, prose("We would need it too."), lang="en")


@pytest.mark.parametrize("deed", [press_follow, write_under])
@pytest.mark.parametrize("is_before", [True, False])
def test_what_one_follows_of_ones_own_stays_without_the_vote(
    app: Flask, deed: Callable[[Actor, Idea], None], *, is_before: bool
) -> None:
    idea, fan = make_idea(), make_member()
    actor = actor_of(fan)
    for act in (deed, voting.vote) if is_before else (voting.vote, deed):
        with writing():
            act(actor, idea)
    take_back(idea, fan)
    assert follows(fan, idea) == [True]


def test_votes_that_were_merged_take_along_what_they_led_to(app: Flask) -> None:
    (child, root, both), one = pair(), make_member()
    support(child, one)
    merge(child, root)
    assert follows(one, child, root) == follows(both, child, root) == [True, True]
    take_back(root, one)
    take_back(root, both)
    assert follows(one, child, root) == follows(both, child, root) == [False, False]


def test_a_shipped_idea_takes_no_votes(app: Flask) -> None:
    idea, manager = make_idea(), actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    text = prose("It is there since Monday.")
    with writing():
        actions_statuses.change_status(manager, idea, status("shipped"), text, lang="en")
    fan = actor_of(make_member())
    with pytest.raises(Conflict), writing():
        voting.vote(fan, idea)


def test_a_visitor_is_asked_to_sign_in(app: Flask) -> None:
    idea = make_idea()
    with pytest.raises(SignInNeeded), writing():
        voting.vote(VISITOR, idea)


def test_nobody_votes_for_what_is_hidden(app: Flask) -> None:
    idea, moderator, fan = (
        make_idea(),
        actor_of(make_member("Mo", Role.MODERATOR)),
        actor_of(make_member()),
    )
    with writing():
        actions.delete_idea(moderator, idea)
    with pytest.raises(Gone), writing():
        voting.vote(fan, idea)


@pytest.mark.parametrize(
    ("has_own_vote", "imported", "may"),
    [(True, 0, True), (True, 1, False), (False, 1, True), (False, 83, False)],
)
def test_an_author_takes_away_an_idea_that_nobody_else_supports_here_or_where_it_came_from(
    app: Flask, *, has_own_vote: bool, imported: int, may: bool
) -> None:
    author = make_member()
    idea, actor = make_idea(author), actor_of(author)
    with writing():
        get_locked(Idea, idea.id).votes_imported = imported
    if not has_own_vote:
        take_back(idea, author)
    with nullcontext() if may else pytest.raises(NotAllowed), writing():
        actions.delete_idea(actor, idea)
    db.session.rollback()
    assert db.session.get_one(Subject, idea.id).is_visible is not may


def test_the_page_votes_and_takes_back(
    client: PortalClient, sign_in: Callable[[Member], PortalClient]
) -> None:
    idea = make_idea()
    sign_in(make_member())
    assert client.post(f"/ideas/{idea.id}/vote").status_code == 303
    fragment = client.post(f"/ideas/{idea.id}/vote/withdraw", headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in fragment.text
    db.session.expire_all()
    assert db.session.get_one(Idea, idea.id).supporter_count == 1


def test_a_visitors_click_changes_nothing_and_leads_to_sign_in(client: PortalClient) -> None:
    idea = make_idea()
    answer = client.post(f"/ideas/{idea.id}/vote")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?intent=")
    assert count_votes(idea) == 1


def test_the_button_that_comes_back_shows_the_vote(
    sign_in: Callable[[Member], PortalClient],
) -> None:
    idea, script = make_idea(), {"HX-Request": "true"}
    client = sign_in(make_member())
    assert ">2 votes<" in client.post(f"/ideas/{idea.id}/vote", headers=script).text
    assert ">1 vote<" in client.post(f"/ideas/{idea.id}/vote/withdraw", headers=script).text
