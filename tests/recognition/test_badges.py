"""Badges: earned once, with the post that shows it, told to their holder, seen by those who see the post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.core.db import db, writing
from community.core.mail import Letter
from community.ideas import actions_voting as voting
from community.notifications import queries as notifications
from community.notifications.kinds import Kind
from community.policies.actor import VISITOR
from community.questions import actions_answers as answers
from community.recognition import queries, queries_badges, tasks
from community.recognition.catalogue import install_badges
from community.recognition.models import Award, Badge
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def held(member: Member) -> list[str]:
    return [award.badge_key for award in queries.list_awards(VISITOR, member.id)]


def accept(asker: Member, author: Member) -> None:
    answer, actor = make_answer(make_question(asker), author), actor_of(asker)
    with writing():
        answers.accept_answer(actor, answer)


@pytest.mark.long
def test_a_first_accepted_answer_makes_a_badge_with_its_evidence(app: Flask, drain: Worker) -> None:
    asker, author = make_member(), make_member()
    accept(asker, author)
    accept(asker, author)
    drain()
    [award] = queries.list_awards(VISITOR, author.id)
    assert award.badge_key == "first-answer"
    assert award.evidence_path is not None
    assert award.evidence_path.startswith("/questions/")


@pytest.mark.long
def test_three_helpful_votes_make_a_nice_answer(app: Flask, drain: Worker) -> None:
    author = make_member()
    answer = make_answer(make_question(), author)
    for _ in range(3):
        assert held(author) == []
        voter = actor_of(make_member())
        with writing():
            answers.vote_helpful(voter, answer)
        drain()
    assert held(author) == ["nice-answer"]


@pytest.mark.long
def test_five_supporters_make_a_spark(app: Flask, drain: Worker) -> None:
    author = make_member()
    idea = make_idea(author)
    for _ in range(4):
        fan = actor_of(make_member())
        with writing():
            voting.vote(fan, idea)
    drain()
    assert held(author) == ["spark"]


@pytest.mark.long
def test_an_authors_own_vote_makes_no_answer_nice(app: Flask, drain: Worker) -> None:
    author = make_member()
    answer = make_answer(make_question(), author)
    nice = db.session.scalars(select(Badge).where(Badge.key == "nice-answer")).one()
    for voter, number in ((author, 0), (make_member(), 1), (make_member(), 2)):
        actor = actor_of(voter)
        with writing():
            answers.vote_helpful(actor, answer)
        way = queries_badges.list_progress(actor_of(author), [nice])[nice.id]
        assert way.number == number
    drain()
    assert held(author) == []


@pytest.mark.long
def test_the_holder_is_told_once(app: Flask, drain: Worker, postman: list[Letter]) -> None:
    asker, author = make_member(), make_member()
    accept(asker, author)
    drain()
    tasks.recount()
    drain()
    told = [row.kind for row in notifications.list_notifications(actor_of(author)).items]
    assert told.count(Kind.BADGE_AWARDED) == 1


def test_installing_again_keeps_what_administrators_changed(app: Flask) -> None:
    with writing() as session:
        session.scalars(select(Badge).where(Badge.key == "spark")).one().threshold = 7
    with writing():
        install_badges()
    assert db.session.scalars(select(Badge.threshold).where(Badge.key == "spark")).one() == 7


@pytest.mark.long
def test_a_private_award_is_seen_by_its_holder_alone(app: Flask, drain: Worker) -> None:
    asker, author = make_member(), make_member()
    accept(asker, author)
    drain()
    with writing() as session:
        session.scalars(select(Award)).one().is_public = False
    assert held(author) == []
    assert len(queries.list_awards(actor_of(author), author.id)) == 1


@pytest.mark.long
def test_the_pages_show_rule_progress_and_holders(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    asker, author = make_member(), make_member("Rosa Blom")
    accept(asker, author)
    drain()
    assert "An answer of yours was accepted." in client.get("/badges").text
    assert "Rosa Blom" in client.get("/badges/first-answer").text
    profile = client.get(f"/members/{author.handle}").text
    assert "First answer" in profile
    assert "+15" in sign_in(author).get("/account/reputation").text
    assert client.get("/badges/no-such-badge").status_code == 404
