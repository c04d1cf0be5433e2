"""Drafts are bounded: in size, in number, in time; also when two windows write at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community import site_settings
from community.accounts.models import Member
from community.content import actions_unsent
from community.content.models_unsent import Place, Purpose, UnsentText
from community.content.queries_unsent import MOST_KEPT
from community.content.tasks_unsent import forget_unsent
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.markup import MAX_BODY_BYTES
from tests.content.test_unsent import keep, kept
from tests.makers import actor_of, make_member, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]
SignIn = Callable[[Member], PortalClient]
NewClient = Callable[[], PortalClient]
ASK = Place(Purpose.QUESTION)
SCRIPT = {"HX-Request": "true"}


def test_too_long_a_text_is_refused_in_the_form_and_beside_it(sign_in: SignIn) -> None:
    member, long = make_member(), "é" * (MAX_BODY_BYTES // 2 + 1)
    client = sign_in(member)
    beside = client.post("/drafts", data={"keeps": "idea", "body": long}, headers=SCRIPT)
    assert (beside.status_code, "This text is too long" in beside.text) == (200, True)
    page = client.post("/questions/ask", data={"title": "T", "body": long, "then": "keep"})
    assert (page.status_code, "This text is too long" in page.text) == (422, True)
    assert long in page.text
    assert kept(member) == []


@pytest.mark.long
def test_only_so_many_are_kept(app: Flask) -> None:
    member = make_member()
    for number in range(MOST_KEPT):
        keep(member, Place(Purpose.ANSWER, number + 1))
    with pytest.raises(Invalid, match="Fifty drafts"):
        keep(member)
    keep(member, Place(Purpose.ANSWER, 1), "Other words")
    assert len(kept(member)) == MOST_KEPT


def test_two_windows_at_once_keep_one_draft_and_no_more_than_may_be(app: Flask) -> None:
    member = make_member()
    for number in range(MOST_KEPT - 1):
        keep(member, Place(Purpose.ANSWER, number + 1))

    def window(place: Place) -> bool:
        with app.app_context():
            try:
                return keep(member, place) is not None
            except Invalid:
                return False

    places = [ASK, ASK, Place(Purpose.IDEA), Place(Purpose.IDEA)]
    with ThreadPoolExecutor(4) as windows:
        done = list(windows.map(window, places))
    assert sum(done) == 2
    assert len(kept(member)) == MOST_KEPT


def test_the_worker_forgets_what_is_old_and_what_was_sent(
    app: Flask, clock: time_machine.Traveller
) -> None:
    member = make_member()
    keep(member, Place(Purpose.ANSWER, 1))
    keep(member, Place(Purpose.ANSWER, 2))
    actor = actor_of(member)
    with writing():
        site_settings.change(draft_days=3)
        actions_unsent.note_sent(actor, Place(Purpose.ANSWER, 2))
    clock.shift(timedelta(days=2))
    keep(member)
    assert forget_unsent() == 1
    clock.shift(timedelta(days=1, minutes=1))
    assert forget_unsent() == 1
    assert [one.purpose for one in kept(member)] == [Purpose.QUESTION]


def test_drafts_go_with_their_member(app: Flask) -> None:
    member = make_member()
    keep(member)
    with writing() as rows:
        rows.delete(rows.get_one(Member, member.id))
    assert db.session.scalar(select(func.count()).select_from(UnsentText)) == 0


@pytest.mark.parametrize(
    "form", [{}, {"keeps": "x"}, {"keeps": "answer", "keeps_about": "9" * 30, "body": "\x00"}]
)
def test_what_is_no_form_of_ours_changes_nothing(sign_in: SignIn, form: dict[str, str]) -> None:
    member = make_member()
    assert sign_in(member).post("/drafts", data=form).status_code in (200, 422)
    assert kept(member) == []


def test_the_page_takes_as_many_statements_at_any_size(
    sign_in: SignIn, statements: Counting
) -> None:
    member, counts = make_member(), []
    client = sign_in(member)
    client.get("/")  # the settings are read once a process after a change
    for _time in range(2):
        keep(member, Place(Purpose.ANSWER, make_question().id))
        with statements() as asked:
            assert client.get("/drafts").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
