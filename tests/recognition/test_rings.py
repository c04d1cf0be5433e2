"""A small group that votes for itself is found, and its votes count no longer until a moderator has looked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.admin.counters import COUNTERS, count_wrong
from community.content.models import Vote
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.core.mail import Letter
from community.ideas import actions_voting as voting
from community.notifications.models import Notification
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions.models import Answer
from community.recognition import actions_rings, tasks, tasks_rings
from community.recognition.models import LedgerEntry
from community.recognition.models_rings import RingCase, RingState, RingVote
from community.recognition.rings import Definition, Pairs, find_rings
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def lively(seed: int, *, people: int = 60, votes: int = 3000) -> Counter[tuple[int, int]]:
    """A week of a community with favourites: some write more, and some vote more, than others."""
    dice = random.Random(seed)
    weights = [1 / place for place in range(1, people + 1)]
    voters = dice.choices(range(people), weights, k=votes)
    authors = dice.choices(range(people), reversed_half(weights), k=votes)
    return Counter((one, other) for one, other in zip(voters, authors, strict=True) if one != other)


def reversed_half(weights: list[float]) -> list[float]:
    """Other people write than vote, by half."""
    return [one + other for one, other in zip(weights, reversed(weights), strict=True)]


def among(members: range, times: int) -> Pairs:
    """Everybody in a group votes so many times for everybody else."""
    return {(one, other): times for one in members for other in members if one != other}


@pytest.mark.parametrize("seed", range(20))
def test_a_lively_community_has_no_ring_and_a_planted_one_is_found(seed: int) -> None:
    pairs = lively(seed)
    assert find_rings(pairs, Definition()) == []
    planted = pairs | Counter(among(range(100, 104), 30))
    assert find_rings(planted, Definition()) == [frozenset(range(100, 104))]


@pytest.mark.parametrize(
    ("pairs", "rings"),
    [
        ({}, []),
        ({(1, 2): 5, (2, 1): 5, (3, 4): 1, (4, 5): 1, (5, 6): 1}, [{1, 2}]),
        ({(1, 2): 4, (2, 1): 5, (3, 4): 1, (4, 5): 1, (5, 6): 1}, []),
        # Fans of one helpful person: nothing comes back.
        ({(one, 9): 9 for one in range(5)} | {(20 + one, 40): 1 for one in range(9)}, []),
        # Round a circle.
        ({(1, 2): 6, (2, 3): 6, (3, 1): 6} | {(20 + one, 40): 1 for one in range(9)}, [{1, 2, 3}]),
        # Most of their votes go to others.
        ({(1, 2): 5, (2, 1): 5} | {(1, 30 + one): 1 for one in range(11)}, []),
        # Everybody votes much: that is the usual here.
        (among(range(4), 6), []),
    ],
)
def test_the_definition_case_by_case(pairs: Pairs, rings: list[set[int]]) -> None:
    assert find_rings(pairs, Definition()) == rings


def test_a_group_that_is_too_large_is_a_community() -> None:
    usual = {(100 + one, 200): 1 for one in range(200)}
    assert find_rings(usual | dict(among(range(8), 5)), Definition()) == [frozenset(range(8))]
    assert find_rings(usual | dict(among(range(9), 5)), Definition()) == []


def make_ring() -> tuple[Member, Member]:
    """Two members who vote five times for each other, beside others who vote once."""
    pair = make_member("Rex"), make_member("Ivy")
    for voter, author in (pair, pair[::-1]):
        question = make_question()
        for _ in range(4):
            vote(voter, make_answer(question, author))
        supporter, idea = actor_of(voter), make_idea(author)
        with writing():
            voting.vote(supporter, idea)
    for _ in range(4):
        vote(make_member(), make_answer(make_question()))
    return pair


def vote(voter: Member, answer: Answer) -> None:
    actor = actor_of(voter)
    with writing():
        answers.vote_helpful(actor, answer)


def points(*members: Member) -> list[int]:
    return [actor_of(one).reputation for one in members]


def counters_are_right() -> bool:
    return sum(count_wrong(one) for one in COUNTERS) == 0


@pytest.mark.long
def test_the_votes_of_a_ring_count_no_longer_and_nobody_hears_of_it(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    pair = make_ring()
    drain()
    assert points(*pair) == [42, 42]
    told = db.session.scalar(select(func.count()).select_from(Notification)), len(postman)
    assert tasks_rings.look_for_rings() == 10
    drain()
    assert points(*pair) == [0, 0]
    assert counters_are_right()
    assert db.session.scalar(select(func.count()).where(Vote.voided_at.is_not(None))) == 10
    assert told == (db.session.scalar(select(func.count()).select_from(Notification)), len(postman))


@pytest.mark.long
def test_looking_again_and_counting_again_change_nothing(app: Flask, drain: Worker) -> None:
    pair = make_ring()
    drain()
    tasks_rings.look_for_rings()
    drain()
    before = db.session.scalars(select(LedgerEntry.id)).all()
    assert tasks_rings.look_for_rings() == 0
    tasks.recount()
    drain()
    assert db.session.scalars(select(LedgerEntry.id)).all() == before
    assert len(db.session.scalars(select(RingCase)).all()) == 1
    assert points(*pair) == [0, 0]


@pytest.mark.long
def test_restored_votes_come_back_with_their_points_and_are_never_held_against_anybody(
    app: Flask, drain: Worker
) -> None:
    pair, moderator = make_ring(), actor_of(make_member("Mo", Role.MODERATOR))
    drain()
    tasks_rings.look_for_rings()
    drain()
    case = db.session.scalars(select(RingCase)).one()
    with writing():
        actions_rings.restore(moderator, case, "They work on one ticket together.")
    drain()
    assert tasks_rings.look_for_rings() == 0
    assert points(*pair) == [42, 42]
    assert counters_are_right()
    with pytest.raises(Conflict), writing():
        actions_rings.confirm(moderator, case, "Or is it one?")


@pytest.mark.prove
def test_a_day_at_its_limit_comes_back_whole(app: Flask, drain: Worker) -> None:
    pair, author = make_ring(), make_member()
    answer = make_answer(make_question(), pair[0])
    for _ in range(20):
        vote(make_member(), answer)
    drain()
    before = points(*pair, author)
    tasks_rings.look_for_rings()
    drain()
    case = db.session.scalars(select(RingCase)).one()
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        actions_rings.restore(moderator, case, "All is well.")
    drain()
    assert points(*pair, author) == before


@pytest.mark.prove
def test_a_confirmed_ring_that_goes_on_is_a_new_case_with_the_new_votes(
    app: Flask, drain: Worker
) -> None:
    pair, moderator = make_ring(), actor_of(make_member("Mo", Role.MODERATOR))
    tasks_rings.look_for_rings()
    case = db.session.scalars(select(RingCase)).one()
    with writing():
        actions_rings.confirm(moderator, case, "Ten votes within a minute.")
    assert tasks_rings.look_for_rings() == 0
    vote(pair[0], make_answer(make_question(), pair[1]))
    assert tasks_rings.look_for_rings() == 1
    drain()
    by_state = db.session.execute(
        select(RingCase.state, func.count())
        .join(RingVote, RingVote.case_id == RingCase.id)
        .group_by(RingCase.state)
    )
    assert {row[0]: row[1] for row in by_state} == {RingState.CONFIRMED: 10, RingState.PENDING: 1}
    assert points(*pair) == [0, 0]


@pytest.mark.prove
def test_a_voided_vote_that_is_taken_back_lowers_nothing_twice(app: Flask, drain: Worker) -> None:
    pair = make_ring()
    tasks_rings.look_for_rings()
    drain()
    voter = actor_of(pair[0])
    [answer_id, *_] = db.session.scalars(
        select(Vote.subject_id)
        .join(Answer, Answer.id == Vote.subject_id)
        .where(Vote.member_id == pair[0].id)
    )
    with writing():
        answers.withdraw_helpful(voter, db.session.get_one(Answer, answer_id))
    drain()
    assert counters_are_right()
    case = db.session.scalars(select(RingCase)).one()
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        actions_rings.restore(moderator, case, "All is well.")
    drain()
    assert counters_are_right()
    assert points(*pair) == [42, 32]


@pytest.mark.long
def test_moderators_see_the_evidence_and_decide_with_a_reason(
    sign_in: SignIn, drain: Worker
) -> None:
    make_ring()
    tasks_rings.look_for_rings()
    drain()
    case_id = db.session.scalars(select(RingCase.id)).one()
    client = sign_in(make_member("Mo", Role.MODERATOR))
    assert "10 votes among 2 members" in client.get("/desk/rings").text
    page = client.get(f"/desk/rings/{case_id}").text
    assert page.count("Rex") > 5
    without = client.post(f"/desk/rings/{case_id}", data={"then": "confirm", "reason": " "})
    assert without.status_code == 422
    sent = {"then": "confirm", "reason": "Ten votes within a minute."}
    assert client.post(f"/desk/rings/{case_id}", data=sent).status_code == 303
    assert "Ten votes within a minute." in client.get("/desk/rings?show=decided").text
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.target_kind == "ring"))
    assert list(acts) == ["ring.found", "ring.confirmed"]


@pytest.mark.long
def test_others_see_no_ring_and_decide_nothing(app: Flask, sign_in: SignIn, drain: Worker) -> None:
    pair = make_ring()
    tasks_rings.look_for_rings()
    case = db.session.scalars(select(RingCase)).one()
    client = sign_in(pair[0])
    assert client.get("/desk/rings").status_code == 403
    assert client.get(f"/desk/rings/{case.id}").status_code == 403
    member = actor_of(pair[0])
    with pytest.raises(NotAllowed), writing():
        actions_rings.restore(member, case, "We are friends.")
    assert sign_in(make_member("Mo", Role.MODERATOR)).get("/desk/rings/9999").status_code == 404
