"""An award ends, is renewed, is taken back and restored, and takes what it grants along."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member, MemberCapability
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.notifications.kinds import Kind
from community.notifications.models import Fanout
from community.policies.actor import VISITOR, Role
from community.policies.permission import Permission
from community.policies.registry import can
from community.questions import actions_answers as answers
from community.questions.models import Answer
from community.recognition import queries, tasks, tasks_badges
from community.recognition.actions_badges import restore_award, revoke_award
from community.recognition.catalogue import install_area_badges
from community.recognition.models import Award, Badge
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.services.worker import Worker

YEAR = timedelta(days=365)


def make_expert(drain: Worker, expert: Member, area_id: int) -> Award:
    """An expert of the area by one answer that somebody found helpful."""
    answer_in(area_id, expert)
    drain()
    badge = select(Badge.id).where(Badge.product_area_id == area_id, Badge.tier == "gold")
    return db.session.scalars(select(Award).where(Award.badge_id.in_(badge))).one()


def answer_in(area_id: int, author: Member) -> Answer:
    answer = make_answer(make_question(product_area_id=area_id), author)
    voter = actor_of(make_member())
    with writing():
        answers.vote_helpful(voter, answer)
    return answer


@pytest.fixture
def area_id(app: Flask) -> int:
    """An area whose experts need one answer with points."""
    area = make_area()
    with writing() as session:
        install_area_badges()
        for badge in session.scalars(select(Badge).where(Badge.product_area_id == area.id)):
            badge.threshold = 1 if badge.tier == "gold" else 75
    return area.id


def may(member: Member, at: datetime | None = None) -> set[str]:
    with as_of(at or now()):
        return {name for name, _area in actor_of(member).capabilities}


def told(kind: Kind) -> list[str]:
    return list(db.session.scalars(select(Fanout.source).where(Fanout.kind == kind)))


@pytest.mark.long
def test_an_expert_may_verify_and_mark_duplicates_in_the_area_alone(
    drain: Worker, area_id: int
) -> None:
    expert, other = make_member(), make_area("mobile")
    make_expert(drain, expert, area_id)
    actor = actor_of(expert)
    assert may(expert) == {"verify", "duplicates", "circle"}
    assert f"circle:{area_id}" in actor.grants
    for place, expected in ((area_id, True), (other.id, False)):
        question = make_question(product_area_id=place)
        answer = make_answer(question)
        answer.product_area_id = place  # type: ignore[attr-defined]  # as the page's row has it
        assert can(actor, Permission.QUESTION_MARK_DUPLICATE, question) is expected
        assert can(actor, Permission.ANSWER_VERIFY, answer) is expected


@pytest.mark.long
def test_what_a_badge_grants_ends_with_the_award(drain: Worker, area_id: int) -> None:
    expert = make_member()
    award = make_expert(drain, expert, area_id)
    assert award.expires_at is not None
    assert may(expert, award.expires_at - timedelta(minutes=1))
    assert not may(expert, award.expires_at)
    with as_of(award.expires_at + timedelta(hours=1)):
        tasks_badges.settle_ending_awards()
        assert queries.list_awards(VISITOR, expert.id) == []
    assert db.session.scalars(select(MemberCapability)).all() == []


@pytest.mark.long
def test_going_on_renews_an_award_and_what_it_grants(drain: Worker, area_id: int) -> None:
    expert = make_member()
    award = make_expert(drain, expert, area_id)
    first, later = award.expires_at, now() + timedelta(days=300)
    with as_of(later):
        answer_in(area_id, expert)
        drain()
    db.session.expire_all()
    assert first is not None
    assert award.expires_at is not None
    assert award.expires_at - first > timedelta(days=299)
    assert may(expert, first + timedelta(days=1)) == {"verify", "duplicates", "circle"}
    assert len(told(Kind.BADGE_AWARDED)) == 1
    assert tasks.recount() == 0


@pytest.mark.long
def test_its_holder_is_told_once_a_fortnight_before_the_end(drain: Worker, area_id: int) -> None:
    award = make_expert(drain, make_member(), area_id)
    assert award.expires_at is not None
    for days, expected in ((15, 0), (13, 1), (12, 1)):
        with as_of(award.expires_at - timedelta(days=days)):
            tasks_badges.settle_ending_awards()
            drain()
        assert len(told(Kind.BADGE_ENDING)) == expected


@pytest.mark.long
def test_what_is_earned_again_after_its_end_is_told_again(drain: Worker, area_id: int) -> None:
    expert = make_member()
    award = make_expert(drain, expert, area_id)
    with as_of(now() + YEAR * 2):
        answer_in(area_id, expert)
        drain()
        assert len(queries.list_awards(VISITOR, expert.id)) == 1
    db.session.expire_all()
    assert award.awarded_at > now() + YEAR
    assert len(told(Kind.BADGE_AWARDED)) == 2


@pytest.mark.long
def test_a_revoked_award_is_held_nowhere_and_told_with_its_reason(
    drain: Worker, area_id: int
) -> None:
    expert, admin = make_member(), actor_of(make_member("Ada", Role.ADMIN))
    award = make_expert(drain, expert, area_id)
    with writing():
        revoke_award(admin, award.id, "The votes were bought.")
    drain()
    assert queries.list_awards(actor_of(expert), expert.id) == []
    assert not may(expert)
    assert db.session.scalars(select(Fanout.words).where(Fanout.kind == Kind.BADGE_REVOKED)).one()[
        "excerpt"
    ] == ("The votes were bought.")
    answer_in(area_id, expert)
    drain()
    tasks.recount()
    assert queries.list_awards(actor_of(expert), expert.id) == []
    assert not may(expert)


@pytest.mark.long
def test_a_restored_award_is_held_again_with_what_it_grants(drain: Worker, area_id: int) -> None:
    expert, admin = make_member(), actor_of(make_member("Ada", Role.ADMIN))
    award = make_expert(drain, expert, area_id)
    with pytest.raises(Conflict), writing():
        restore_award(admin, award.id)
    with writing():
        revoke_award(admin, award.id, "By mistake.")
    drain()
    with pytest.raises(Conflict), writing():
        revoke_award(admin, award.id, "Twice.")
    with writing():
        restore_award(admin, award.id)
    drain()
    assert len(queries.list_awards(VISITOR, expert.id)) == 1
    assert may(expert) == {"verify", "duplicates", "circle"}


@pytest.mark.long
def test_only_administrators_take_awards_back(drain: Worker, area_id: int) -> None:
    award = make_expert(drain, make_member(), area_id)
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with pytest.raises(NotAllowed), writing():
        revoke_award(moderator, award.id, "No.")
    with pytest.raises(NotAllowed), writing():
        restore_award(moderator, award.id)
