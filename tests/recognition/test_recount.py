"""Whatever happens in whatever order: the ledger is what a count from nothing finds, and standing is its sum."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from community.accounts.models import Member
from community.content.models import Vote
from community.core.db import db, writing
from community.questions import actions_answers as answers
from community.recognition import recount
from community.recognition.models import LedgerEntry
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.recognition.history import (
    History,
    credited_by_hand,
    earned_by_hand,
    earned_in_the_ledger,
)
from tests.services.worker import Worker


def assert_all_agree() -> None:
    """The ledger against the rows, the credits against the entries, standing against their sum."""
    assert earned_in_the_ledger() == earned_by_hand()
    shown = {one.id: one.reputation for one in db.session.scalars(select(Member)) if one.reputation}
    assert shown == {member: points for member, points in credited_by_hand().items() if points}
    assert recount.compare().is_clean


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.prove)])
def test_a_random_history_ends_as_a_count_from_nothing(
    app: Flask, drain: Worker, seed: int
) -> None:
    history = History(seed)
    history.live(200, every=8, drain=drain)
    assert history.done["done"] > 80
    assert_all_agree()
    entries = db.session.scalars(select(LedgerEntry.id)).all()
    assert recount.mend().is_clean
    assert db.session.scalars(select(LedgerEntry.id)).all() == entries


@pytest.mark.long
def test_what_may_earn_is_listed_in_pieces_each_once(app: Flask, drain: Worker) -> None:
    History(3).live(60, every=20, drain=drain)
    whole, after, pieces = recount.list_some(recount.earning(), 0, 1_000), 0, []
    while some := recount.list_some(recount.earning(), after, 2):
        pieces += some
        after = some[-1]
    assert pieces == whole == sorted(set(whole))
    assert len(whole) > 5


def one_vote(drain: Worker) -> Member:
    author, voter = make_member(), actor_of(make_member())
    answer = make_answer(make_question(), author)
    with writing():
        answers.vote_helpful(voter, answer)
    drain()
    return author


@pytest.mark.long
def test_what_is_missing_or_stands_for_nothing_is_found_and_mended(
    app: Flask, drain: Worker
) -> None:
    author, other = one_vote(drain), one_vote(drain)
    with writing() as session:
        session.execute(delete(LedgerEntry).where(LedgerEntry.member_id == author.id))
        kept = select(LedgerEntry.subject_id).where(LedgerEntry.member_id == other.id)
        session.execute(delete(Vote).where(Vote.subject_id.in_(kept)))
    found = recount.compare()
    assert (found.missing, found.surplus, found.members) == (1, 1, 1)
    assert recount.mend() == found
    assert recount.compare().is_clean
    assert [actor_of(one).reputation for one in (author, other)] == [10, 0]


@pytest.mark.long
def test_a_wrong_sum_is_found_and_mended_by_the_command(app: Flask, drain: Worker) -> None:
    author = one_vote(drain)
    with writing() as session:
        session.execute(update(Member).where(Member.id == author.id).values(reputation=900))
    run = app.test_cli_runner().invoke
    checked = run(args=["reputation", "check"])
    assert checked.exit_code == 1
    assert "members with other points       1 found" in checked.output
    assert run(args=["reputation", "check", "--fix"]).exit_code == 0
    assert run(args=["reputation", "check"]).exit_code == 0
    db.session.rollback()
    assert actor_of(author).reputation == 10


@pytest.mark.long
def test_an_entry_that_was_tampered_with_is_named(app: Flask, drain: Worker) -> None:
    one_vote(drain)
    with writing() as session:
        session.execute(update(LedgerEntry).values(credited=11))
    assert recount.compare().wrong == 1
