"""Wishes that were asked as questions become ideas, and those who follow them come along."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import Follow, FollowState, LinkKind, Subject, TargetKind, Visibility
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.curation import actions_ideas
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import SYSTEM, Role
from community.questions.actions_states import reopen
from community.questions.models import Question
from community.questions.states import CloseReason
from tests.curation.readers import address, kinds_told
from tests.ideas.stories import merge, undo
from tests.makers import (
    actor_of,
    make_board,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.questions.stories import close
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

Counting = Callable[[], AbstractContextManager[Statements]]
WISH = "Could one print two notes on a page?"


def make_of(question: Question, member: Member | None = None) -> Idea:
    board, words = make_board(), prose()
    actor = actor_of(member or make_member("Al", Role.AGENT))
    with writing():
        return actions_ideas.make_idea(
            actor, question, board, "Print two notes", prose=words, lang="en"
        )


def follow(member: Member, question: Question, state: FollowState = FollowState.FOLLOWING) -> None:
    actor = actor_of(member)
    with writing():
        content.follow(actor, TargetKind.SUBJECT, question.id, state=state)


def followers(idea: Idea) -> set[int]:
    statement = select(Follow.member_id).where(
        Follow.target_id == idea.id, Follow.state == FollowState.FOLLOWING
    )
    return set(db.session.scalars(statement))


def told(member: Member) -> int:
    db.session.rollback()
    statement = select(Notification.kind).where(Notification.member_id == member.id)
    return list(db.session.scalars(statement)).count(Kind.IDEA_MADE)


@pytest.mark.long
def test_a_wish_becomes_an_idea_from_its_page_and_both_name_each_other(
    client: PortalClient,
) -> None:
    question, board = make_question(title=WISH, body="On *one* sheet."), make_board()
    client.sign_in(make_member("Pia", Role.PRODUCT_MANAGER))
    assert "Make an idea of it" in client.get(address(question)).text
    path = f"/questions/{question.id}/make-idea"
    form = client.get(path).text
    assert WISH in form
    assert "On *one* sheet." in form
    sent = {"title": "Print two notes", "body": "On *one* sheet.", "board": board.id, "lang": "en"}
    assert "Preview: not saved" in client.post(path, data=sent | {"then": "preview"}).text
    refused = client.post(path, data=sent | {"title": "Two"})
    assert refused.status_code == 422
    assert "On *one* sheet." in refused.text
    made = client.post(path, data=sent)
    assert made.status_code == 303
    client.sign_out()
    assert WISH in client.get(made.location).text
    page = client.get(address(question)).text
    assert "This became an idea" in page
    assert made.location in page


@pytest.mark.long
def test_followers_follow_the_idea_and_hear_of_it_once(app: Flask, restless_drain: Worker) -> None:
    asker, fan, agent = make_member(), make_member(), make_member("Al", Role.AGENT)
    question = make_question(asker, WISH)
    for member in (fan, agent):
        follow(member, question)
    deaf = make_member()
    follow(deaf, question, FollowState.MUTED)
    idea = make_of(question, agent)
    restless_drain()
    assert {asker.id, fan.id} <= followers(idea)
    assert deaf.id not in followers(idea)
    assert [told(one) for one in (asker, fan, deaf, agent)] == [1, 1, 0, 0]


@pytest.mark.long
def test_of_an_idea_that_waits_they_hear_once_it_is_released(app: Flask, drain: Worker) -> None:
    asker, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    idea = make_of(make_question(asker, WISH))
    subject = db.session.get_one(Subject, idea.id)
    with writing():
        content.change_visibility(moderator, subject, Visibility.PENDING)
    drain()
    assert told(asker) == 0
    with writing():
        moderation.release(moderator, subject, KeepReason.FINE)
    drain()
    assert told(asker) == 1


@pytest.mark.long
def test_an_idea_is_made_of_a_question_once_and_again_when_it_was_removed(
    app: Flask, client: PortalClient
) -> None:
    question, moderator = make_question(title=WISH), make_member("Mo", Role.MODERATOR)
    idea = make_of(question)
    with pytest.raises(Conflict, match="already"):
        make_of(question)
    client.sign_in(moderator)
    assert client.get(f"/questions/{question.id}/make-idea").status_code == 409
    assert client.post(f"/ideas/{idea.id}/delete").status_code == 303
    assert "This became an idea" not in client.sign_in(make_member()).get(address(question)).text
    assert make_of(question).id != idea.id


def test_members_need_to_be_trusted(client: PortalClient) -> None:
    asker = make_member()
    question = make_question(asker, WISH)
    for member in (asker, make_member(reputation=249)):
        with pytest.raises(NotAllowed, match=r"Making an idea of .* opens at 250 points"):
            make_of(question, member)
    path = f"/questions/{question.id}/make-idea"
    assert client.sign_in(asker).get(path).status_code == 403
    assert "Make an idea of it" not in client.get(address(question)).text
    assert client.sign_in(make_member(reputation=250)).get(path).status_code == 200


def test_no_idea_is_made_of_what_is_private(client: PortalClient) -> None:
    asker = make_member(organisation=make_organisation())
    question = make_question(asker, WISH, is_private=True)
    with pytest.raises(Conflict, match="private"):
        make_of(question)
    client.sign_in(make_member("Al", Role.AGENT))
    assert client.get(f"/questions/{question.id}/make-idea").status_code == 409
    assert Kind.IDEA_MADE not in kinds_told(asker.id)


def test_the_pages_of_both_take_few_statements(client: PortalClient, statements: Counting) -> None:
    question = make_question(title=WISH)
    idea = make_of(question)
    idea_page = f"/ideas/product/{idea.id}-{idea.slug}"
    for page in (address(question), idea_page):
        client.get(page)
        make_question()  # whatever happens ends the pages that are kept
        with statements() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 8, str(seen)


IDEA = "This became an idea"


def page_of(client: PortalClient, question: Question) -> str:
    return client.get(address(question)).text


@pytest.mark.long
def test_the_idea_of_a_duplicate_shows_on_the_root_until_that_is_undone(
    client: PortalClient,
) -> None:
    root, wish = make_question(title="Is there a way to save paper?"), make_question(title=WISH)
    idea, agent = make_of(wish), make_member("Al", Role.AGENT)
    assert IDEA not in page_of(client, root)
    close(agent, wish, CloseReason.DUPLICATE, duplicate_of_id=root.id)
    assert IDEA in page_of(client, root)
    assert address(root) in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    with pytest.raises(Conflict, match="already"):
        make_of(root)
    actor = actor_of(agent)
    with writing():
        reopen(actor, wish)
    assert IDEA not in page_of(client, root)
    assert IDEA in page_of(client, wish)
    assert address(root) not in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text


@pytest.mark.long
def test_a_merged_idea_shows_as_the_one_that_it_leads_to(client: PortalClient) -> None:
    question, parent = make_question(title=WISH), make_idea(title="Save paper everywhere")
    idea = make_of(question)
    merge(idea, parent)
    page = page_of(client, question)
    assert f"/ideas/product/{parent.id}-{parent.slug}" in page
    assert f"/ideas/product/{idea.id}-" not in page
    assert address(question) in client.get(f"/ideas/product/{parent.id}-{parent.slug}").text
    undo(idea)
    assert f"/ideas/product/{idea.id}-" in page_of(client, question)
    assert address(question) not in client.get(f"/ideas/product/{parent.id}-{parent.slug}").text


def test_two_ties_to_one_idea_are_one_link(client: PortalClient) -> None:
    question, parent = make_question(title=WISH), make_idea(title="Save paper everywhere")
    idea = make_of(question)
    with writing():
        content.link(SYSTEM, parent.id, question.id, LinkKind.RELATED)
    merge(idea, parent)
    assert page_of(client, question).count(parent.title) == 1
    assert client.get(f"/ideas/product/{parent.id}-{parent.slug}").text.count(WISH) == 2


def test_the_idea_names_whoever_asked(client: PortalClient) -> None:
    idea = make_of(make_question(make_member("Wilma Wish"), WISH), make_member("Al", Role.AGENT))
    assert "Wilma Wish" in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
