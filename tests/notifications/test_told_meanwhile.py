"""What changes while a batch that was composed waits to be written: nobody is told who may not be any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.actions_members import suspend
from community.content import actions as content
from community.content.models import FlagReason, FollowState, Subject, TargetKind
from community.core.db import db, writing
from community.core.mail import Letter
from community.moderation import actions as moderation
from community.notifications import tasks
from community.notifications.kinds import Kind
from community.notifications.letters import Reader
from community.notifications.models import Fanout, Notification
from community.policies.actor import Role
from tests.ideas.living import decide, support
from tests.makers import actor_of, make_idea, make_member
from tests.services.worker import Worker


def heard_of_status() -> list[int]:
    """Whom the worker wrote it to, also where nobody is shown it any more."""
    rows = select(Notification.member_id).where(Notification.kind == Kind.IDEA_STATUS)
    return list(db.session.scalars(rows.order_by(Notification.member_id)))


def meanwhile(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Others change this once a batch has been composed, before it is written."""
    compose, changes = tasks._compose, [change]

    def compose_and_wait(fanout: Fanout, readers: list[Reader]) -> tasks.News:
        news = compose(fanout, readers)
        if changes:
            with writing():
                changes.pop()()
        return news

    monkeypatch.setattr(tasks, "_compose", compose_and_wait)


@pytest.mark.parametrize("way", ["hidden", "moved"])
@pytest.mark.long
def test_what_is_taken_from_view_before_the_news_are_written_is_told_to_nobody(
    app: Flask, drain: Worker, postman: list[Letter], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    fan, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    idea = make_idea()
    support(idea, fan)

    def take_away() -> None:
        subject = db.session.get_one(Subject, idea.id)
        if way == "hidden":
            moderation.hide(moderator, subject, FlagReason.OTHER)
        else:
            content.change_audience(subject, content.intern_audience(["staff"]))

    decide(idea, "planned")
    meanwhile(monkeypatch, take_away)
    drain()
    assert fan.id not in heard_of_status()
    assert str(fan.email) not in [letter.to for letter in postman]


@pytest.mark.long
def test_who_may_hear_nothing_any_more_is_left_out_and_the_others_are_told(
    app: Flask, drain: Worker, postman: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    author, gone, deaf = make_member(), make_member(), make_member()
    idea, admin, muting = (
        make_idea(author),
        actor_of(make_member("Ada", Role.ADMIN)),
        actor_of(deaf),
    )
    support(idea, gone, deaf)

    def leave() -> None:
        suspend(admin, gone.id, "Advertises.")
        content.follow(muting, TargetKind.SUBJECT, idea.id, state=FollowState.MUTED)

    decide(idea, "planned")
    meanwhile(monkeypatch, leave)
    drain()
    assert heard_of_status() == [author.id]
    letters = [letter.to for letter in postman]
    assert str(author.email) in letters
    assert str(deaf.email) not in letters
