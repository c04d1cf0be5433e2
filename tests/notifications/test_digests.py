"""The letter of a day and of a week: at one's own hour, never empty, nothing twice, nothing that one has read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.actions_members import remove_from_organisation
from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FollowState, ProductArea, Subject, TargetKind, VoteKind
from community.core.db import writing
from community.core.mail import Letter
from community.ideas import actions_statuses as ideas
from community.notifications.actions import keep_habits, mark_read, prefer
from community.notifications.kinds import Channel, Kind
from community.notifications.tasks_reading import looks_until, send_digests
from community.policies.actor import SYSTEM, Role
from community.questions.actions_doubts import doubt
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
    status,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def area(app: Flask) -> ProductArea:
    return make_area()


def reader_of(
    area: ProductArea, kind: Kind | None = None, *, locale: str = "en", zone: str = "UTC"
) -> Member:
    """A member who follows the area, and asked for a section of the weekly letter."""
    member = make_member("Claire" if locale == "fr" else "", locale=locale)
    actor = actor_of(member)
    with writing() as session:
        content.follow(actor, TargetKind.AREA, area.id)
        if kind is not None:
            prefer(member.id, kind, Channel.WEEKLY, is_on=True)
        session.merge(member).time_zone = zone
    return member


def asked_on(at: datetime, drain: Worker, area: ProductArea, title: str = "What of soil?") -> int:
    with time_machine.travel(at, tick=False):
        question = make_question(title=title, product_area_id=area.id)
        drain()
    return question.id


def send(at: datetime, drain: Worker) -> int:
    with time_machine.travel(at, tick=False):
        sent = send_digests()
        drain()
    return sent


@pytest.mark.long
def test_what_i_follow_comes_once_on_monday(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader = reader_of(area)
    asked_on(SUNDAY, drain, area)
    assert postman == []
    assert [send(MONDAY + DAY * one, drain) for one in (0, 1, 7)] == [1, 0, 0]
    assert [letter.to for letter in postman] == [reader.email]
    assert postman[0].subject == "New question: What of soil?"
    assert "/questions/" in postman[0].text
    assert "List-Unsubscribe" in postman[0].headers


@pytest.mark.long
def test_what_i_might_answer_comes_where_i_asked_for_it_and_stands_there_once(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader = reader_of(area, Kind.QUESTION_DIGEST)
    with writing():
        for channel in Channel:
            prefer(reader.id, Kind.QUESTION_ASKED, channel, is_on=False)
    asked_on(SUNDAY, drain, area)
    with time_machine.travel(SUNDAY, tick=False):
        make_answer(make_question(title="What about seeds?", product_area_id=area.id))
        drain()
    assert [send(MONDAY + DAY * one, drain) for one in (0, 1, 7)] == [1, 0, 0]
    assert postman[-1].subject == "1 question in your areas waits for an answer"
    assert "What of soil?" in postman[-1].text
    assert "What about seeds?" not in postman[-1].text


@pytest.mark.long
def test_a_question_that_is_news_is_not_said_a_second_time(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader_of(area, Kind.QUESTION_DIGEST)
    asked_on(SUNDAY, drain, area)
    assert send(MONDAY, drain) == 1
    assert postman[0].text.count("What of soil?") == 1


@pytest.mark.long
def test_what_was_read_in_the_portal_makes_no_letter(
    app: Flask, drain: Worker, *, area: ProductArea
) -> None:
    actor = actor_of(reader_of(area))
    asked_on(SUNDAY, drain, area)
    with writing():
        mark_read(actor)
    assert send(MONDAY, drain) == 0


def test_what_was_mailed_at_once_makes_no_letter(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader = reader_of(area)
    with writing():
        prefer(reader.id, Kind.QUESTION_ASKED, Channel.EMAIL, is_on=True)
    asked_on(SUNDAY, drain, area)
    assert len(postman) == 1
    assert send(MONDAY, drain) == 0


@pytest.mark.long
def test_what_was_hidden_or_muted_meanwhile_is_left_out(
    app: Flask, drain: Worker, *, area: ProductArea
) -> None:
    actor = actor_of(reader_of(area))
    hidden, muted = (asked_on(SUNDAY, drain, area, f"What of {one}?") for one in ("a", "b"))
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, hidden), staff)
        content.follow(actor, TargetKind.SUBJECT, muted, state=FollowState.MUTED)
    assert send(MONDAY, drain) == 0


@pytest.mark.parametrize("leaves", [False, True])
@pytest.mark.long
def test_who_left_an_organisation_reads_no_title_of_it_in_a_letter(
    app: Flask, drain: Worker, postman: list[Letter], *, leaves: bool
) -> None:
    mill = make_organisation("Mill")
    asker, helper, other = (make_member(organisation=mill) for _ in range(3))
    with time_machine.travel(SUNDAY, tick=False):
        title = "Our secret merger"
        answer = make_answer(
            make_question(asker, title=title, organisation_id=mill.id, is_private=True), helper
        )
        actor = actor_of(other)
        with writing():
            doubt(actor, answer, VoteKind.DOES_NOT_WORK, "It fails in the north.")
        drain()
    postman.clear()
    if leaves:
        with writing():
            remove_from_organisation(SYSTEM, helper.id, mill.id)
    send(MONDAY, drain)
    letters = [letter.text for letter in postman if letter.to == helper.email]
    assert any(title in text for text in letters) is not leaves


@pytest.mark.long
def test_daily_letters_come_in_the_morning_of_ones_own_zone(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader = reader_of(area, locale="fr", zone="America/New_York")
    with writing():
        prefer(reader.id, Kind.QUESTION_ASKED, Channel.DAILY, is_on=True)
        prefer(reader.id, Kind.QUESTION_ASKED, Channel.WEEKLY, is_on=False)
    asked_on(MONDAY - timedelta(hours=1), drain, area)
    assert send(MONDAY, drain) == 0
    assert send(MONDAY + timedelta(hours=4), drain) == 1
    assert postman[0].text.startswith("Bonjour Claire")


@pytest.mark.long
def test_what_was_shipped_rides_along_and_makes_no_letter_alone(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    other, fan = reader_of(area), reader_of(area, Kind.IDEAS_SHIPPED)
    manager, text = actor_of(make_member("Pia", Role.PRODUCT_MANAGER)), prose()
    with time_machine.travel(SUNDAY, tick=False):
        idea = make_idea(title="Greenhouse alarms")
        with writing():
            ideas.change_status(manager, idea, status("shipped"), text, lang="en")
        drain()
    postman.clear()
    send(MONDAY, drain)
    subjects = {letter.to: letter.subject for letter in postman}
    assert subjects[str(fan.email)] == "1 idea was shipped"
    assert other.email not in subjects


@pytest.mark.long
def test_one_click_stops_the_letters_of_the_week_alone(
    client: PortalClient, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader_of(area)
    asked_on(SUNDAY, drain, area)
    send(MONDAY, drain)
    path = "/" + postman[0].headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert "letters of the week" in client.get(path).text
    assert client.post(path).status_code == 200
    asked_on(SUNDAY + WEEK, drain, area, "Another one?")
    assert send(MONDAY + WEEK, drain) == 0


@pytest.mark.long
def test_a_digest_waits_for_the_end_of_quiet_hours(
    app: Flask, drain: Worker, *, area: ProductArea
) -> None:
    actor = actor_of(reader_of(area))
    with writing():
        keep_habits(actor, {}, (22, 10))
    asked_on(SUNDAY, drain, area)
    assert [send(MONDAY + timedelta(hours=one), drain) for one in (0, 1)] == [0, 1]


@pytest.mark.parametrize(
    ("local", "channel", "until"),
    [
        ("2026-11-23T06:59", Channel.DAILY, None),
        ("2026-11-23T07:00", Channel.DAILY, "2026-11-23T07:00"),
        ("2026-11-23T23:00", Channel.DAILY, "2026-11-23T07:00"),
        ("2026-11-25T12:00", Channel.WEEKLY, "2026-11-23T07:00"),
        ("2026-11-26T00:00", Channel.WEEKLY, None),
    ],
)
def test_each_hour_has_its_digest(local: str, channel: Channel, until: str | None) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None
    assert looks_until(at, channel) == expected
