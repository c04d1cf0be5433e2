"""How rows are read and locked: no transaction where one would only cost, no lock that holds nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select, text

from community.accounts.models import Member
from community.core.db import db, get_locked, lock, writing
from tests.makers import make_member
from tests.services.statements import Statements

READS = 12


def test_a_page_that_is_read_often_is_planned_once(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        assert db.session.connection().in_transaction()  # a reader of the file needs one
        return
    for _ in range(READS):
        db.session.scalars(select(Member.bio, Member.name).where(Member.id == 1)).all()
        db.session.rollback()  # as at the end of a request
    plans = text(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT members.bio, members.name%'"
    )
    assert db.session.scalars(plans).one() == 1


def test_what_is_written_is_one_transaction_all_the_same(app: Flask) -> None:
    member = make_member("Ann")

    def fail_halfway() -> None:
        with writing():
            get_locked(Member, member.id).name = "Half done"
            db.session.flush()  # so that the statement has left when the fault comes
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    db.session.rollback()
    assert db.session.scalars(select(Member.name).where(Member.id == member.id)).one() == "Ann"


def test_a_lock_that_would_hold_nothing_is_refused(
    app: Flask, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    member = make_member()
    with statements() as seen, pytest.raises(RuntimeError, match="outside writing"):
        lock(member)
    assert len(seen) == 0
    with pytest.raises(RuntimeError, match="outside writing"):
        get_locked(Member, member.id)
