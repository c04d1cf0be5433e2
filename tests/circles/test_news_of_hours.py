"""What is told of live hours: that they move, are cancelled, begin soon; once, to those who follow and are inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.circles.tasks import remind_of_hours
from community.core.errors import Conflict
from community.core.mail import Letter
from community.notifications.kinds import Kind
from tests.circles.stories import (
    SECRET,
    ask_in,
    change_hour,
    end_badge,
    hour_path,
    make_circle,
    make_expert,
    make_manager,
    plan_hour,
    told,
    vote,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
SOON = timedelta(minutes=30)


def test_moving_it_is_told_to_those_who_follow(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    circle, manager = make_circle(), make_manager()
    asker, silent = make_expert(circle), make_expert(circle)
    hour = plan_hour(circle, manager)
    ask_in(hour, asker)
    drain()
    assert told(asker) == told(silent) == [Kind.HOUR_PLANNED]
    change_hour(hour, make_manager(), title="Only a better title of it")
    drain()
    assert told(asker) == [Kind.HOUR_PLANNED]
    change_hour(hour, make_manager(), starts_at=hour.starts_at + timedelta(days=1))
    drain()
    assert told(asker) == [Kind.HOUR_MOVED, Kind.HOUR_PLANNED]
    assert told(silent) == [Kind.HOUR_PLANNED]
    assert told(manager) == [Kind.HOUR_MOVED]
    letter = [one for one in postman if one.to == asker.email][-1]
    assert hour.starts_at.strftime("%H:%M") in letter.subject
    assert hour.sequence == 2


def test_cancelling_it_is_told_and_ends_it(app: Flask, sign_in: SignIn, drain: Worker) -> None:
    circle, manager = make_circle(), make_manager()
    asker = make_expert(circle)
    hour = plan_hour(circle, manager)
    asked = ask_in(hour, asker)
    here = hour_path(circle, hour)
    assert sign_in(asker).get(f"{here}/cancel").status_code == 403
    sent = {"reason": "The plane is late."}
    assert sign_in(manager).post(f"{here}/cancel", data=sent).status_code == 303
    drain()
    assert Kind.HOUR_CANCELLED in told(asker)
    assert "The plane is late." in sign_in(asker).get(here).text
    assert sign_in(manager).post(f"{here}/cancel", data=sent).status_code == 409
    with pytest.raises(Conflict):
        vote(hour, asked, make_expert(circle))
    with pytest.raises(Conflict):
        change_hour(hour, manager)


@pytest.mark.long
def test_one_is_reminded_once_and_again_when_it_moves(
    app: Flask, drain: Worker, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    asker, silent = make_expert(circle), make_expert(circle)
    hour = plan_hour(circle, manager, starts_in=timedelta(hours=3))
    ask_in(hour, asker)
    reminded = []
    for shift in (0, 119, 2, 2):
        clock.shift(timedelta(minutes=shift))
        reminded.append(remind_of_hours())
    assert reminded == [0, 0, 1, 0]
    change_hour(hour, manager, starts_at=hour.starts_at + timedelta(hours=3))
    assert remind_of_hours() == 0
    clock.shift(timedelta(hours=3))
    assert remind_of_hours() == 1
    drain()
    assert told(asker).count(Kind.HOUR_NEAR) == 2
    assert Kind.HOUR_NEAR not in told(silent)


def test_nobody_is_reminded_of_a_circle_that_he_left(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    circle, manager = make_circle(), make_manager()
    asker = make_expert(circle)
    hour = plan_hour(circle, manager, starts_in=SOON)
    ask_in(hour, asker)
    end_badge(asker)
    assert remind_of_hours() == 1
    drain()
    assert SECRET not in str([letter.subject for letter in postman if letter.to == asker.email])
    assert told(asker) == []
