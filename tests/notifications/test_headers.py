"""Each kind of letter carries what mail programs need: an identity, a thread, ways out, where it comes back to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.mail_outbox import Recipient, post
from community.ideas import actions_statuses as ideas
from community.notifications import tasks
from community.notifications.actions import keep_habits, mark_read, prefer, tell
from community.notifications.catalogue import KINDS
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Notification
from community.notifications.quiet import quiet_ends
from community.notifications.tasks import send_waiting
from community.policies.actor import Role
from tests.architecture.tree import ROOT
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose, status
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
# Whom these concern is found by topics; their letter is the same.
BY_TOPIC = (
    Kind.QUESTION_ASKED,
    Kind.MEMBER_POSTED,
    Kind.IDEA_PROPOSED,
    Kind.ARTICLE_ADDED,
    Kind.HOUR_PLANNED,
    Kind.IDEA_VERDICT,
    Kind.PROMISE_ESCALATED,
)
ON_THE_STATUS_PAGE = (Kind.INCIDENT_UPDATED, Kind.MAINTENANCE_UPDATED)
NAMES_SOMETHING = (
    Kind.IDEA_STATUS,
    Kind.CIRCLE_ENTERED,
    Kind.CIRCLE_LEFT,
    *ON_THE_STATUS_PAGE,
)
BY_MAIL = [
    kind
    for kind, about in KINDS.items()
    if Channel.EMAIL in about.channels and kind not in BY_TOPIC
]
NEEDED = ("Message-ID", "Date", "List-Id", "List-Unsubscribe", "References", "In-Reply-To")
ACCOUNT = sorted(
    folder.name
    for folder in (ROOT / "community" / "templates" / "emails").iterdir()
    if folder.is_dir() and folder.name not in ("notification", "digest", "article_digest")
)


@pytest.mark.long
def test_news_of_each_kind(app: Flask, drain: Worker, postman: list[Letter]) -> None:
    reader = make_member("Ada", *(set(Role) - {Role.MEMBER}))
    question = make_question(reader, title="What of soil?")
    drain()
    for kind in BY_MAIL:
        postman.clear()
        tell_of(kind, reader, question.id)
        drain()
        [letter] = [one for one in postman if one.to == reader.email]
        assert faults_of(letter) == [], kind


def tell_of(kind: Kind, reader: Member, question_id: int) -> None:
    """One news of this kind for the reader, by mail."""
    with writing():
        prefer(reader.id, kind, Channel.EMAIL, is_on=True)
        tell(
            f"test:{kind}",
            kind,
            subject_id=question_id,
            thread_id=question_id,
            actor_id=None,
            words={
                "title": {"en": "Print"} if kind in ON_THE_STATUS_PAGE else "What of soil?",
                "path": "/questions/1",
                "badge": {"en": "Spark"},
                "status": {"en": "Planned"} if kind in NAMES_SOMETHING else "outdated",
                "member_id": reader.id,
                "to": [reader.id],
                "number": 1,
                "more": 0,
                "tasks": [],
            },
        )


def faults_of(letter: Letter) -> list[str]:
    """What a letter of news lacks."""
    message = letter.message()
    parts = [part.get_content_type() for part in message.iter_parts()]
    sound = {
        "Subject": letter.subject.strip(),
        "words": "None" not in letter.text,
        "Auto-Submitted": message["Auto-Submitted"] == "auto-generated",
        "One-Click": message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click",
        "Return-Path": str(letter.return_path).startswith("inbox+b-"),
        "parts": parts == ["text/plain", "text/html"],
        **{name: message[name] for name in NEEDED},
    }
    return [name for name, is_sound in sound.items() if not is_sound]


@pytest.mark.parametrize("template", ACCOUNT)
def test_letters_that_one_asked_for(
    app: Flask, drain: Worker, postman: list[Letter], template: str
) -> None:
    words = {
        "name": "Ada",
        "link": "https://x.example",
        "reason": "No.",
        "text": "",
        "email": "a@x",
        "title": "Labels by route",
        "source": "A call",
    }
    with writing():
        post(Recipient(address="ada@x.example", locale="fr"), template, words)
    drain()
    message = postman[0].message()
    assert message["Message-ID"]
    assert message["Date"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None


def decide(reader: Member, drain: Worker) -> None:
    idea, manager, text = (
        make_idea(reader),
        actor_of(make_member("Pia", Role.PRODUCT_MANAGER)),
        prose(),
    )
    with writing():
        ideas.change_status(manager, idea, status("planned"), text, lang="en")
    drain()


@pytest.fixture
def sleeper(app: Flask) -> Member:
    """Somebody in New York with quiet hours from 22 to 7."""
    member = make_member("Sam")
    actor = actor_of(member)
    with writing() as session:
        keep_habits(actor, {}, (22, 7))
        session.merge(member).time_zone = "Europe/Paris"
    return member


@pytest.mark.long
def test_news_wait_for_the_morning_and_a_new_password_does_not(
    sleeper: Member, drain: Worker, postman: list[Letter]
) -> None:
    with time_machine.travel(NIGHT, tick=False):
        decide(sleeper, drain)
        with writing():
            post(Recipient(address="sam@x.example", locale="en"), "no_account", {})
        drain()
        assert [letter.to for letter in postman] == ["sam@x.example"]
    with time_machine.travel(NIGHT + timedelta(hours=7), tick=False):
        assert send_waiting() == 1
        drain()
    assert postman[-1].to == sleeper.email
    assert send_waiting() == 0


@pytest.mark.long
def test_news_wait_for_the_morning_however_many_are_told(
    sleeper: Member, drain: Worker, postman: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 1)  # the worker has gone on beyond him by then
    with time_machine.travel(NIGHT, tick=False):
        decide(sleeper, drain)
    with time_machine.travel(NIGHT + timedelta(hours=7), tick=False):
        assert send_waiting() == 1
        drain()
    assert postman[-1].to == sleeper.email


@pytest.mark.long
def test_what_was_read_in_the_night_is_not_mailed_in_the_morning(
    sleeper: Member, drain: Worker, postman: list[Letter]
) -> None:
    with time_machine.travel(NIGHT, tick=False):
        decide(sleeper, drain)
        actor = actor_of(sleeper)
        with writing():
            mark_read(actor)
    with time_machine.travel(NIGHT + timedelta(hours=8), tick=False):
        assert send_waiting() == 0
    assert db.session.scalars(select(Notification.mail_due_at)).all() == [None]
    assert postman == []


@pytest.mark.long
def test_what_one_may_not_see_in_the_morning_is_not_mailed(sleeper: Member, drain: Worker) -> None:
    with time_machine.travel(NIGHT, tick=False):
        decide(sleeper, drain)
        with writing() as session:
            session.execute(update(Member).values(suspended_at=now()))
    with time_machine.travel(NIGHT + timedelta(hours=8), tick=False):
        assert send_waiting() == 0


@pytest.mark.parametrize(
    ("at", "first", "last", "ends"),
    [
        ("2026-11-24T21:59", 22, 7, None),
        ("2026-11-24T22:00", 22, 7, "2026-11-25T07:00"),
        ("2026-11-25T06:59", 22, 7, "2026-11-25T07:00"),
        ("2026-11-25T07:00", 22, 7, None),
        ("2026-11-25T12:30", 12, 14, "2026-11-25T14:00"),
        ("2026-11-25T12:30", None, None, None),
    ],
)
def test_quiet_hours_end(at: str, first: int | None, last: int | None, ends: str | None) -> None:
    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    zone = ZoneInfo("UTC")
    assert quiet_ends(instant(at), zone, first, last) == (instant(ends) if ends else None)


@pytest.mark.long
def test_quiet_hours_are_kept_by_the_form(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    page = "/preferences/notifications"
    assert client.post(page, data={"quiet_from": "22", "quiet_until": "7"}).status_code == 303
    assert '<option value="22" selected>' in client.get(page).text
    for sent in (
        {"quiet_from": "22"},
        {"quiet_from": "9", "quiet_until": "9"},
        {"quiet_from": "x"},
    ):
        answer = client.post(page, data={**sent, "comment_posted:weekly": "1"})
        assert answer.status_code == 422
        assert 'name="comment_posted:weekly" value="1" checked' in answer.text


@pytest.mark.long
def test_no_letters_at_all_holds_for_kinds_to_come(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    reader = make_member()
    make_answer(make_question(reader))
    drain()
    link = next(line for line in postman[0].text.splitlines() if "No more letters at all" in line)
    path = "/" + link.rsplit(": ", 1)[1].split("/", 3)[3]
    assert client.post(path).status_code == 200
    decide(reader, drain)
    assert len(postman) == 1
