"""Boards with a budget, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Vote
from community.core.db import db, get_locked, writing
from community.ideas import queries_voting
from community.ideas.models import Board, Idea
from tests.makers import (
    actor_of,
    make_board,
    make_idea,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
SCRIPT = {"HX-Request": "true"}


def give_budget(votes: int | None) -> Board:
    board = make_board()
    with writing():
        get_locked(Board, board.id).vote_budget = votes
    return board


def ideas(count: int) -> list[Idea]:
    return [make_idea(title=f"An idea with the number {number}") for number in range(count)]


def left(member: Member) -> list[int]:
    db.session.rollback()
    return [one.left for one in queries_voting.list_budgets(actor_of(member))]


def the_vote(idea: Idea, member: Member) -> Vote | None:
    db.session.rollback()
    statement = select(Vote).where(Vote.subject_id == idea.id, Vote.member_id == member.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()
