"""What reviews of recognition found and mended: each of these was once otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.content import actions as content
from community.content.models import Subject, TargetKind, Vote
from community.core.db import db, writing
from community.policies.actor import SYSTEM, VISITOR
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.recognition import actions_rings, queries
from community.recognition.actions_badges import change_badge, create_badge
from community.recognition.badge_facts import BadgeFacts
from community.recognition.models import Award, Badge, Metric, Tier
from community.recognition.models_rings import RingCase
from community.recognition.queries_badges import get_badge, list_chips, list_holders
from community.recognition.queries_experts import list_experts
from community.recognition.queries_rings import list_unsettled_votes, list_votes_within
from tests.makers import actor_of, make_answer, make_area, make_member, make_question, prose
from tests.recognition.credentials import change, make_award
from tests.services.client import PortalClient
from tests.services.worker import Worker

WORDS = {"en": "Steady", "fr": "Régulier"}
FACTS = BadgeFacts(
    name=WORDS, rule=WORDS, tier=Tier.BRONZE, metric=Metric.ACCEPTED_ANSWERS, threshold=1
)
Act = Callable[..., object]


def badge(key: str) -> Badge:
    return db.session.scalars(select(Badge).where(Badge.key == key)).one()


def held(member: Member) -> list[str]:
    db.session.rollback()
    return sorted(one.badge_key for one in queries.list_awards(VISITOR, member.id))


def do(member: Member, act: Act, *things: object) -> None:
    actor = actor_of(member)
    with writing():
        act(actor, *things)


def started(drain: Worker) -> tuple[Member, Answer]:
    """A member who has done the three steps of the start list, and the answer that he voted for."""
    member, answer = make_member(), make_answer(make_question())
    with writing():
        db.session.get_one(Member, member.id).bio = "I grow tulips."
    do(member, content.follow, TargetKind.SUBJECT, answer.question_id)
    do(member, answers.vote_helpful, answer)
    drain()
    return member, answer


@pytest.mark.long
def test_a_first_vote_that_is_taken_back_is_no_step(app: Flask, drain: Worker) -> None:
    member, answer = started(drain)
    assert held(member) == ["welcome"]
    do(member, answers.withdraw_helpful, answer)
    drain()
    assert held(member) == []


@pytest.mark.long
def test_a_first_vote_that_is_void_is_no_step(app: Flask, drain: Worker) -> None:
    member, answer = started(drain)
    with writing():
        votes = list_votes_within([member.id, answer.author_id or 0])
        actions_rings.open_case([member.id, answer.author_id or 0], votes)
    settle_open_cases()
    drain()
    assert held(member) == []


def settle_open_cases() -> None:
    for case in db.session.scalars(select(RingCase)).all():
        for subject_id, vote_ids in list_unsettled_votes(case.id).items():
            with writing():
                actions_rings.settle_votes(case, subject_id, vote_ids)


def test_a_vote_under_the_key_of_one_that_was_taken_back_is_not_void(
    app: Flask, drain: Worker
) -> None:
    voter, other = make_member(), make_member()
    answer = make_answer(make_question())
    do(voter, answers.vote_helpful, answer)
    ring = [voter.id, answer.author_id or 0]
    with writing():
        actions_rings.open_case(ring, list_votes_within(ring))
    vote_id = db.session.scalars(select(Vote.id)).one()
    do(voter, answers.withdraw_helpful, answer)
    do(other, answers.vote_helpful, answer)
    with writing():  # as SQLite may do by itself
        db.session.scalars(select(Vote)).one().id = vote_id
    settle_open_cases()
    assert db.session.scalars(select(Vote.voided_at)).all() == [None]


@pytest.mark.long
def test_a_question_that_moves_takes_the_votes_on_it_along(app: Flask, drain: Worker) -> None:
    area, author = make_area(), make_member()
    facts = replace(FACTS, metric=Metric.SAME_QUESTION_VOTES, product_area_id=area.id)
    with writing():
        create_badge(SYSTEM, "wanted", facts, behind_us=True)
    question = make_question(author)
    do(make_member(), questions.vote_same_question, question)
    drain()
    assert held(author) == []
    actor, words, details = actor_of(author), prose(question.body), Details(product_area_id=area.id)
    with writing():
        questions.edit_question(actor, question, question.title, words, details=details)
    drain()
    assert held(author) == ["wanted"]


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, grants=["verify"]),
        replace(FACTS, is_active=False),
        replace(FACTS, position=9),
    ],
)
def test_what_does_not_touch_the_rule_lets_all_deeds_count_on(
    app: Flask, facts: BadgeFacts
) -> None:
    with writing():
        create_badge(SYSTEM, "steady", FACTS, behind_us=True)
        change_badge(SYSTEM, "steady", facts, behind_us=False)
    assert badge("steady").counts_from is None


def test_the_suspended_stand_among_no_holders(app: Flask) -> None:
    member = make_member()
    make_award(member)
    assert [one.person.id for one in list_holders(VISITOR, badge("first-answer")).items] == [
        member.id
    ]
    with writing():
        suspend(SYSTEM, member.id, "A pause.")
    assert list_holders(VISITOR, badge("first-answer")).items == []
    assert list_chips([member.id], None) == {}


@pytest.mark.long
def test_of_a_private_badge_nothing_is_said_beside_a_suggested_expert(
    app: Flask, drain: Worker
) -> None:
    area, expert, fan = make_area(), make_member(), make_member()
    do(fan, answers.vote_helpful, make_answer(make_question(product_area_id=area.id), expert))
    drain()
    with writing():
        create_badge(SYSTEM, "of-area", replace(FACTS, product_area_id=area.id), behind_us=False)
    award = make_award(expert, "of-area")
    subject = db.session.get_one(Subject, make_question(product_area_id=area.id).id)
    assert [(one.person.id, one.is_recognised) for one in list_experts(subject)] == [
        (expert.id, True)
    ]
    change(award, is_public=False)
    assert [(one.person.id, one.is_recognised) for one in list_experts(subject)] == [
        (expert.id, False)
    ]


def test_an_award_leads_to_its_badge_while_that_rests(client: PortalClient) -> None:
    make_award(make_member())
    with writing():
        badge("first-answer").is_active = False
        badge("pillar").is_active = False
    assert get_badge("first-answer").key == "first-answer"
    assert client.get("/badges/first-answer").status_code == 200
    assert client.get("/badges/pillar").status_code == 404


@pytest.mark.long
def test_an_award_that_ends_is_no_longer_on_kept_pages(client: PortalClient, drain: Worker) -> None:
    asker, author = make_member(), make_member("Rosa Blom")
    answer = make_answer(make_question(asker), author)
    do(asker, answers.accept_answer, answer)
    drain()
    assert "Rosa Blom" in client.get("/badges/first-answer").text
    do(asker, answers.withdraw_acceptance, db.session.get_one(Answer, answer.id))
    drain()
    assert "Rosa Blom" not in client.get("/badges/first-answer").text
    assert db.session.scalars(select(Award.revoked_at)).one() is not None
    assert db.session.scalars(select(Question.accepted_answer_id)).one() is None
