"""The page of a live hour: it renews itself only where something is new, and asks no more the more is said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Vote, VoteKind
from community.core.db import db
from tests.circles.stories import (
    ask_in,
    hour_path,
    make_circle,
    make_expert,
    make_manager,
    plan_hour,
    vote,
)
from tests.makers import make_member
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
SOON = timedelta(minutes=30)


def test_the_page_renews_itself_only_where_something_is_new(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    expert = make_expert(circle)
    hour = plan_hour(circle, manager, starts_in=SOON)
    asked = ask_in(hour, manager, "Who is there?")
    path = f"{hour_path(circle, hour)}/now?state=planned"
    client = sign_in(expert)
    first = client.get(path)
    tag = first.headers["ETag"]
    assert "Who is there?" in first.text
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.text) == (304, "")
    vote(hour, asked, expert)
    assert list(db.session.scalars(select(Vote.kind))) == [VoteKind.WANTS_ANSWER]
    fresh = client.get(path, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != tag
    clock.shift(SOON)
    begun = client.get(path, headers={"If-None-Match": fresh.headers["ETag"]})
    assert begun.status_code == 204
    assert begun.headers["HX-Refresh"] == "true"
    assert sign_in(make_member()).get(path).status_code == 404


def test_there_are_no_comments_in_an_hour(app: Flask, sign_in: SignIn) -> None:
    circle, manager = make_circle(), make_manager()
    hour = plan_hour(circle, manager)
    answer = sign_in(manager).post(f"/subjects/{hour.id}/comments", data={"body": "Hello there."})
    assert answer.status_code == 409


def test_the_page_asks_no_more_the_more_is_asked(
    app: Flask, sign_in: SignIn, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    circle, manager = make_circle(), make_manager()
    hour = plan_hour(circle, manager)
    client = sign_in(manager)
    counts = []
    for _more in range(2):
        for number in range(3):
            ask_in(hour, make_expert(circle), f"What about number {number}?")
        client.get(hour_path(circle, hour))
        with statements() as seen:
            client.get(hour_path(circle, hour))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16
    path = f"{hour_path(circle, hour)}/now"
    tag = client.get(path).headers["ETag"]
    with statements() as seen:
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert len(seen) <= 5
