"""Leaderboards: counted by the worker, read as of an instant; who wants none stands on none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.core import paging
from community.core.clock import now
from community.core.db import db, writing
from community.policies.actor import SYSTEM, Role
from community.questions.models import Question
from community.recognition import queries_leaderboards as queries
from community.recognition import tasks_leaderboards as tasks
from community.recognition.facts import Fact
from community.recognition.ledger import append, refresh_standing
from community.recognition.models_leaderboards import (
    WHOLE,
    Leaderboard,
    LeaderboardPlace,
    Period,
)
from community.recognition.points import Reason
from tests.makers import actor_of, make_area, make_member, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def question(app: Flask) -> Question:
    """What all points of these stories are for."""
    return make_question()


def earn(
    member: Member, question: Question, shipped: int = 1, *, at: datetime | None = None
) -> None:
    """So many times 25 points."""
    before = db.session.scalar(select(func.count()).select_from(LeaderboardPlace)) or 0
    with writing():
        for number in range(shipped):
            source = f"test:{member.id}:{at}:{before}:{number}"
            fact = Fact(source, member.id, Reason.IDEA_SHIPPED, question.id, at or now())
            append(fact)
        refresh_standing([member.id])


def ranks(period: Period = Period.WEEK, area_id: int = WHOLE) -> dict[str, int]:
    """name → rank on the board as it stands."""
    db.session.rollback()
    board = queries.find_board(period, area_id)
    assert board is not None
    return {one.person.name: one.rank for one in queries.list_places(board).items}


@pytest.mark.long
def test_who_has_as_many_points_has_the_same_rank(question: Question) -> None:
    for name, times in (("Ada", 3), ("Bo", 2), ("Cy", 2), ("Di", 1)):
        earn(make_member(name), question, times)
    tasks.count_leaderboards()
    assert ranks() == {"Ada": 1, "Bo": 2, "Cy": 2, "Di": 4}


def test_staff_stand_apart(question: Question) -> None:
    agent = make_member("Al", Role.AGENT)
    earn(agent, question, 5)
    earn(make_member("Ada"), question)
    tasks.count_leaderboards()
    assert ranks() == {"Ada": 1}
    board = queries.find_board(Period.WEEK, WHOLE)
    assert board is not None
    assert [one.person.name for one in queries.list_team(board)] == ["Al"]


@pytest.mark.long
def test_who_opts_out_is_on_no_list_at_once_and_after_counting(
    question: Question, sign_in: SignIn
) -> None:
    ada, bo = make_member("Ada"), make_member("Bo")
    earn(ada, question)
    earn(bo, question, 2)
    tasks.count_leaderboards()
    client = sign_in(ada)
    sent = {"name": "Ada", "handle": ada.handle, "locale": "en", "time_zone": "UTC"}
    client.post("/account", data={**sent, "is_off_leaderboards": "y"})
    assert ranks() == {"Bo": 1}
    assert "That is you." not in client.get("/leaderboard").text
    tasks.count_leaderboards()
    assert db.session.scalars(select(LeaderboardPlace.member_id).distinct()).all() == [bo.id]
    client.post("/account", data=sent)
    tasks.count_leaderboards()
    assert ranks() == {"Bo": 1, "Ada": 2}


def test_the_suspended_and_the_erased_are_not_listed(question: Question) -> None:
    people = [make_member(name) for name in ("Ada", "Bo", "Cy")]
    for one in people:
        earn(one, question)
    tasks.count_leaderboards()
    with writing() as session:
        suspend(SYSTEM, people[0].id, "Spam.")
        session.get_one(Member, people[1].id).erased_at = now()
    assert ranks() == {"Cy": 1}
    tasks.count_leaderboards()
    assert ranks() == {"Cy": 1}


def test_an_area_counts_what_was_earned_in_it(app: Flask) -> None:
    area = make_area()
    inside, outside = make_question(product_area_id=area.id), make_question()
    ada, bo = make_member("Ada"), make_member("Bo")
    earn(ada, inside)
    earn(bo, outside, 4)
    tasks.count_leaderboards()
    assert ranks(area_id=area.id) == {"Ada": 1}
    assert ranks() == {"Bo": 1, "Ada": 2}


@pytest.mark.parametrize(
    ("period", "first"),
    [
        (Period.WEEK, date(2026, 11, 23)),
        (Period.MONTH, date(2026, 11, 1)),
        (Period.YEAR, date(2026, 1, 1)),
        (Period.ALL, date.min),
    ],
)
def test_periods_begin_on_days_of_utc(period: Period, first: date) -> None:
    assert queries.begin_of(period, date(2026, 11, 29)) == first
    assert queries.begin_of(Period.WEEK, date(2026, 11, 23)) == date(2026, 11, 23)


def test_the_last_minute_of_sunday_belongs_to_the_old_week(question: Question) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    earn(make_member("Ada"), question, at=monday - timedelta(minutes=1))
    earn(make_member("Bo"), question, at=monday)
    with time_machine.travel(monday + timedelta(days=2), tick=False):
        tasks.count_leaderboards()
    assert ranks() == {"Bo": 1}
    assert ranks(Period.MONTH) == {"Ada": 1, "Bo": 1}


@pytest.mark.long
def test_my_neighbours_are_the_five_around_me(question: Question) -> None:
    people = [make_member(f"P{number}") for number in range(9)]
    for number, one in enumerate(people):
        earn(one, question, 9 - number)
    tasks.count_leaderboards()
    board = queries.find_board(Period.WEEK, WHOLE)
    assert board is not None
    seen = [
        "".join(one.person.name[1] for one in queries.list_neighbours(actor_of(member), board))
        for member in (people[0], people[4], people[8], make_member())
    ]
    assert seen == ["01234", "23456", "45678", ""]


def test_counting_again_changes_no_place_and_leaves_no_old_ones(question: Question) -> None:
    earn(make_member("Ada"), question)
    tasks.count_leaderboards()
    before = ranks()
    with writing() as session:  # as a crash in the middle of counting leaves it
        board = session.scalars(select(Leaderboard)).first()
        assert board is not None
        member_id = make_place(board)
    tasks.count_leaderboards()
    assert ranks() == before
    assert db.session.scalar(select(func.count()).select_from(LeaderboardPlace)) == len(Period)
    assert member_id


def make_place(board: Leaderboard) -> int:
    """A place of a generation that was never finished."""
    member_id = db.session.scalars(select(Member.id)).first() or 0
    key = {"board_id": board.id, "generation": board.generation + 1, "member_id": member_id}
    db.session.add(LeaderboardPlace(**key, is_staff=False, rank=1, points=9))
    return member_id


def test_who_reads_while_a_count_ends_sees_no_empty_board(question: Question) -> None:
    ada = make_member("Ada")
    earn(ada, question)
    tasks.count_leaderboards()
    board = queries.find_board(Period.WEEK, WHOLE)
    assert board is not None
    db.session.expunge(board)  # read by a page before the next count ends
    tasks.count_leaderboards()
    db.session.rollback()
    assert [one.person.name for one in queries.list_places(board).items] == ["Ada"]
    assert [one.person.name for one in queries.list_neighbours(actor_of(ada), board)] == ["Ada"]


@pytest.mark.long
def test_the_page_says_as_of_when_and_leads_on(
    question: Question, client: PortalClient, sign_in: SignIn
) -> None:
    assert "Nobody has points here yet" in client.get("/leaderboard?period=month").text
    for number in range(paging.SIZE + 1):
        earn(make_member(f"P{number}"), question, at=now())
    tasks.count_leaderboards()
    page = sign_in(make_member("Zoe")).get("/leaderboard").text
    assert "As of" in page
    assert "after=" in page
    assert client.get("/leaderboard?period=odd&area=none&after=x").status_code == 200


def test_the_page_costs_few_statements(
    question: Question, client: PortalClient, sign_in: SignIn, statements: Counting
) -> None:
    ada = make_member("Ada")
    earn(ada, question)
    tasks.count_leaderboards()
    for most, browser in ((5, client), (8, sign_in(ada))):
        browser.get("/leaderboard")
        with statements() as seen:
            browser.get(f"/leaderboard?period=month&most={most}")
        assert len(seen) <= most
