"""What the pages of badges say: the rule, how far one is and until when, what counted, who holds it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import FlagReason, Subject
from community.core import paging
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.policies.actor import VISITOR, Role
from community.questions import actions_answers as answers
from community.questions.models import Answer
from community.recognition import queries_badges
from community.recognition.catalogue import install_area_badges
from community.recognition.models import Award, Badge
from community.recognition.queries_badges import get_badge, list_chips, list_progress
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def lower(key: str, threshold: int) -> None:
    with writing() as session:
        session.scalars(select(Badge).where(Badge.key == key)).one().threshold = threshold


def answered(author: Member, title: str, area_id: int | None = None) -> Answer:
    """An answer that somebody found helpful."""
    answer = make_answer(make_question(title=title, product_area_id=area_id), author)
    voter = actor_of(make_member())
    with writing():
        answers.vote_helpful(voter, answer)
    return answer


def award(badge: Badge, member: Member, *, is_public: bool = True) -> None:
    with writing() as session:
        row = Award(badge_id=badge.id, member_id=member.id, awarded_at=now())
        row.is_public = is_public
        session.add(row)


@pytest.fixture
def area_id(app: Flask) -> int:
    """Billing, with its badges."""
    area = make_area()
    with writing():
        install_area_badges()
    return area.id


@pytest.mark.long
def test_progress_says_what_is_missing_where_and_until_when(
    drain: Worker, sign_in: SignIn, area_id: int
) -> None:
    author = make_member()
    first = now() - timedelta(days=100)
    with as_of(first):
        answered(author, "How do I bill twice?", area_id)
    answered(author, "How do I bill once?", area_id)
    answered(author, "How do I bill elsewhere?")
    drain()
    way = list_progress(actor_of(author), [get_badge("billing-apprentice")])
    [progress] = way.values()
    assert (progress.number, progress.missing) == (2, 3)
    assert progress.until is not None
    assert abs(progress.until - (first + timedelta(days=365))) < timedelta(minutes=1)
    page = sign_in(author).get("/badges/billing-apprentice").text
    assert f"3 more answers that earn points in Billing by {progress.until:%B}" in page
    assert "How do I bill twice?" in page
    assert "How do I bill elsewhere?" not in page
    assert "3 more answers that earn points in Billing" in sign_in(author).get("/badges").text


@pytest.mark.long
def test_progress_on_one_post_is_that_of_the_best(
    drain: Worker, sign_in: SignIn, client: PortalClient
) -> None:
    author = make_member()
    best = answered(author, "How do I water?")
    answered(author, "How do I sow?")
    voter = actor_of(make_member())
    with writing():
        answers.vote_helpful(voter, best)
    drain()
    page = sign_in(author).get("/badges/nice-answer").text
    assert "1 more helpful vote on your best answer" in page
    assert "How do I water?" in page
    assert "How do I sow?" not in page
    client.sign_out()
    assert "Your progress" not in client.get("/badges/nice-answer").text


@pytest.mark.long
def test_what_the_reader_may_not_see_is_no_evidence(drain: Worker, client: PortalClient) -> None:
    lower("nice-answer", 1)
    answer = answered(make_member("Rosa Blom"), "How do I hide?")
    drain()
    assert "How do I hide?" in client.get("/badges/nice-answer").text
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, answer.id), FlagReason.RUDE)
    assert "How do I hide?" not in client.get("/badges/nice-answer").text


def test_holders_come_by_pages_and_only_those_who_let_it_be_seen(app: Flask) -> None:
    badge = get_badge("pillar")
    people = [make_member(f"Holder {number}") for number in range(paging.SIZE + 2)]
    for number, one in enumerate(people):
        award(badge, one, is_public=number != 0)
    first = queries_badges.list_holders(VISITOR, badge)
    second = queries_badges.list_holders(VISITOR, badge, first.older)
    names = [one.person.name for one in (*first.items, *second.items)]
    assert names == [one.name for one in reversed(people[1:])]
    assert second.older is None


@pytest.mark.long
def test_the_badges_of_the_area_stand_beside_the_name_of_whoever_answered(
    portal: Portal, drain: Worker, client: PortalClient, area_id: int, statements: Counting
) -> None:
    author, other = make_member(), make_area("mobile")
    with writing():
        install_area_badges()
    here, there = (make_question(product_area_id=one) for one in (area_id, other.id))
    for question in (here, there):
        make_answer(question, author)
    drain()
    for key in ("billing-apprentice", "billing-practitioner", "billing-expert"):
        award(get_badge(key), author)
    portal.forget_pages()
    page = client.get(f"/questions/{here.id}-{here.slug}").text
    assert "Billing expert" in page
    assert "Billing practitioner" in page
    assert "Billing apprentice" not in page  # two at most, the highest
    assert "Billing expert" not in client.get(f"/questions/{there.id}-{there.slug}").text


def test_chips_take_one_statement_and_none_without_an_area(
    app: Flask, area_id: int, statements: Counting
) -> None:
    people = [make_member() for _ in range(3)]
    award(get_badge("billing-expert"), people[0])
    award(get_badge("billing-expert"), people[1], is_public=False)
    ids = [one.id for one in people]
    list_chips(ids, area_id)  # the site's language is read once
    with statements() as seen:
        assert list(list_chips(ids, area_id)) == [people[0].id]
        assert list_chips(ids, None) == {}
    assert len(seen) == 1


@pytest.mark.long
def test_the_pages_take_few_statements_whatever_one_did(
    portal: Portal, drain: Worker, sign_in: SignIn, area_id: int, statements: Counting
) -> None:
    author = make_member()
    client = sign_in(author)
    found = []
    for _ in range(2):
        for number in range(6):
            answered(author, f"How do I do number {number}?", area_id)
        drain()
        counts = []
        for path in ("/badges", "/badges/billing-apprentice"):
            portal.forget_pages()
            client.get(path)
            portal.forget_pages()
            with statements() as seen:
                assert client.get(path).status_code == 200
            counts.append(len(seen))
        found.append(counts)
    assert found[0] == found[1], found
    assert max(found[0]) <= 9, found


@pytest.mark.long
def test_the_profile_tells_badges_with_their_evidence(drain: Worker, client: PortalClient) -> None:
    lower("nice-answer", 1)
    author = make_member()
    answered(author, "How do I prune?")
    drain()
    page = client.get(f"/members/{author.handle}").text
    assert "Nice answer" in page
    assert "How do I prune?" in page
    assert db.session.scalars(select(Award.member_id)).all() == [author.id]
