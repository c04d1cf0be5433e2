"""After shipping: supporters are asked once, a look changes nothing, and too few yes send the idea back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community import site_settings
from community.accounts.models import Member
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.core.mail import Letter
from community.ideas import tasks_life
from community.ideas.models import Idea, Meaning
from community.ideas.models_life import Verdict
from community.ideas.queries_roadmap import list_shipped_for
from community.notifications import queries as notification_queries
from community.notifications.kinds import Kind
from tests.ideas.living import answer, decide, manager, meaning_of, say, support
from tests.ideas.stories import merge
from tests.makers import actor_of, make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Clock = time_machine.Traveller


def told(member: Member, kind: Kind) -> int:
    rows = notification_queries.list_notifications(actor_of(member)).items
    return [row.kind for row in rows].count(kind)


def shipped(*fans: Member) -> Idea:
    idea = make_idea()
    support(idea, *fans)
    decide(idea, "shipped", "It is there since Monday.")
    return idea


def count_verdicts() -> int:
    return db.session.scalars(select(func.count()).select_from(Verdict)).one()


@pytest.mark.long
def test_supporters_are_asked_once_after_some_days(
    app: Flask, clock: Clock, drain: Worker, postman: list[Letter]
) -> None:
    fan, quick = make_member(), make_member()
    idea = shipped(fan, quick)
    assert tasks_life.ask_about_shipped() == 0
    clock.shift(timedelta(days=2))
    say(idea, quick, solves=True)
    clock.shift(timedelta(days=1))
    assert [tasks_life.ask_about_shipped() for _ in range(2)] == [1, 0]
    drain()
    assert [told(one, Kind.IDEA_VERDICT) for one in (fan, quick)] == [1, 0]
    letter = next(one for one in postman if one.to == fan.email and "Does it solve" in one.subject)
    assert f"/ideas/{idea.id}/solved" in letter.text


@pytest.mark.long
def test_what_went_back_before_is_not_asked_about(app: Flask, clock: Clock, drain: Worker) -> None:
    fan = make_member()
    idea = shipped(fan)
    decide(idea, "under_review", "It was not ready.")
    clock.shift(timedelta(days=3))
    assert tasks_life.ask_about_shipped() == 0
    drain()
    assert told(fan, Kind.IDEA_VERDICT) == 0


def test_a_look_changes_nothing_and_the_form_says_what_it_kept(sign_in: SignIn) -> None:
    fan = make_member()
    idea, client = shipped(fan), sign_in(fan)
    assert "It is there since Monday." in client.get(f"/ideas/{idea.id}/solved").text
    assert count_verdicts() == 0
    refused = client.post(f"/ideas/{idea.id}/solved", data={"body": "It prints upside down."})
    assert refused.status_code == 422
    assert "It prints upside down." in refused.text
    for _ in range(2):
        data = {"solves": "no", "body": "It prints upside down."}
        assert client.post(f"/ideas/{idea.id}/solved", data=data).status_code == 303
    assert count_verdicts() == 1
    assert "You have answered" in client.get(f"/ideas/{idea.id}/solved").text


def test_product_managers_read_the_answers_and_nobody_else(
    client: PortalClient, sign_in: SignIn
) -> None:
    fan = make_member("Flora")
    idea = shipped(fan)
    say(idea, fan, solves=False, body="It prints upside down.")
    sign_in(manager())
    page = client.get(f"/desk/ideas/{idea.id}/verdicts").text
    assert "It prints upside down." in page
    assert "0 of 1 say yes (0 %)" in page
    sign_in(make_member())
    assert client.get(f"/desk/ideas/{idea.id}/verdicts").status_code == 403
    assert "upside down" not in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text


def test_only_supporters_of_what_is_shipped_judge(app: Flask) -> None:
    fan = make_member()
    idea = shipped(fan)
    with pytest.raises(NotAllowed):
        say(idea, make_member(), solves=True)
    with pytest.raises(Conflict):
        say(make_idea(fan, "Sort orders by street"), fan, solves=True)


@pytest.mark.long
def test_whoever_wanted_an_idea_that_was_merged_into_it_judges_and_is_thanked(
    app: Flask, clock: Clock, drain: Worker, sign_in: SignIn
) -> None:
    bob, root, child = make_member(), make_idea(), make_idea()
    support(child, bob)
    merge(child, root)
    with pytest.raises(Conflict):
        answer(child)  # it would be read and heard by nobody
    decide(root, "shipped", "It is there since Monday.")
    clock.shift(timedelta(days=4))
    tasks_life.ask_about_shipped()
    drain()
    assert told(bob, Kind.IDEA_VERDICT) == 1
    reply = sign_in(bob).post(f"/ideas/{root.id}/solved", data={"solves": "yes"})
    assert (reply.status_code, count_verdicts()) == (303, 1)
    assert [one.id for one in list_shipped_for(actor_of(bob), bob.id)] == [root.id]


def answer_all(idea: Idea, fans: list[Member], yes: int) -> None:
    for number, fan in enumerate(fans):
        say(idea, fan, solves=number < yes)


@pytest.mark.long
def test_under_half_of_ten_it_goes_back_with_its_votes_and_managers_hear(
    app: Flask, drain: Worker
) -> None:
    fans, pia = [make_member() for _ in range(10)], manager()
    idea = shipped(*fans)
    answer_all(idea, fans[:9], yes=4)
    assert meaning_of(idea) is Meaning.SHIPPED
    say(idea, fans[9], solves=False)
    assert meaning_of(idea) is Meaning.UNDER_REVIEW
    assert idea.supporter_count == 11
    drain()
    assert told(pia, Kind.IDEA_UNSOLVED) == 1
    assert told(fans[0], Kind.IDEA_STATUS) == 2
    support(idea, make_member())


@pytest.mark.long
def test_half_is_enough_and_nine_are_too_few(app: Flask) -> None:
    fans = [make_member() for _ in range(10)]
    idea = shipped(*fans)
    answer_all(idea, fans[:9], yes=0)
    assert meaning_of(idea) is Meaning.SHIPPED
    other = make_idea(title="Sort orders by street")
    support(other, *fans)
    decide(other, "shipped")
    answer_all(other, fans, yes=5)
    assert meaning_of(other) is Meaning.SHIPPED


@pytest.mark.long
def test_shipped_again_it_is_asked_again(app: Flask, clock: Clock, drain: Worker) -> None:
    fan = make_member()
    with writing():
        site_settings.change(idea_verdicts_needed=1, idea_verdict_days=0)
    idea = shipped(fan)
    say(idea, fan, solves=False)
    assert meaning_of(idea) is Meaning.UNDER_REVIEW
    clock.shift(timedelta(minutes=1))
    decide(idea, "shipped", "Now it prints the right way up.")
    tasks_life.ask_about_shipped()
    drain()
    assert told(fan, Kind.IDEA_VERDICT) == 1
    assert say(idea, fan, solves=True)
    assert meaning_of(idea) is Meaning.SHIPPED
