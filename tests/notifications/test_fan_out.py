"""Everybody concerned hears once, in his language and by his channel, and nobody else hears at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FlagReason, FollowState, Subject, TargetKind
from community.core import outbox
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.outbox import OutboxEvent
from community.ideas import actions as ideas
from community.ideas import actions_statuses
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications import actions, queries, tasks
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Fanout, Notification
from community.policies.actor import Role
from tests.ideas.living import support
from tests.makers import actor_of, make_idea, make_member, prose, status
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def decide(idea: Idea, text: str = "We begin in spring.") -> Member:
    manager, words = make_member("Pia", Role.PRODUCT_MANAGER), prose(text)
    actor = actor_of(manager)
    with writing():
        actions_statuses.change_status(actor, idea, status("planned"), words, lang="en")
    return manager


def told(member: Member) -> list[Kind]:
    return [row.kind for row in queries.list_notifications(actor_of(member)).items]


@pytest.mark.long
def test_each_supporter_hears_once_by_portal_and_mail(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    author, fan = make_member(), make_member()
    idea = make_idea(author)
    support(idea, fan)
    decide(idea)
    drain()
    assert told(fan) == told(author) == [Kind.IDEA_STATUS]
    assert sorted(letter.to for letter in postman) == sorted([str(author.email), str(fan.email)])


@pytest.mark.long
def test_whoever_decides_hears_nothing_of_it(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    manager = decide(make_idea())
    drain()
    assert told(manager) == []
    assert str(manager.email) not in [letter.to for letter in postman]


def test_the_letter_speaks_the_readers_language(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    reader = make_member("Claire", locale="fr")
    decide(make_idea(reader))
    drain()
    assert postman[0].subject.startswith("Prévue")
    assert "We begin in spring." in postman[0].text


@pytest.mark.long
def test_who_muted_the_idea_hears_nothing(app: Flask, drain: Worker, postman: list[Letter]) -> None:
    author, fan = make_member(), make_member()
    idea, actor = make_idea(author), actor_of(fan)
    support(idea, fan)
    with writing():
        content.follow(actor, TargetKind.SUBJECT, idea.id, state=FollowState.MUTED)
    decide(idea)
    drain()
    assert told(fan) == []
    assert [letter.to for letter in postman] == [author.email]


def test_news_of_what_one_did_for_oneself_alone_is_soon_done(
    app: Flask,
    drain: Worker,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    manager = make_member("Pia", Role.PRODUCT_MANAGER)
    idea, actor, words = make_idea(manager), actor_of(manager), prose("We begin in spring.")
    drain()
    with writing():
        actions_statuses.change_status(actor, idea, status("planned"), words, lang="en")
    outbox.deliver(db.session.scalars(select(func.max(OutboxEvent.id))).one())
    with statements() as seen:
        assert tasks.fan_out() == 0
    assert len(seen) <= 12
    newest = db.session.scalars(select(Fanout).order_by(Fanout.id.desc())).first()
    assert newest is not None
    assert (newest.kind, newest.told, newest.done_at is None) == (Kind.IDEA_STATUS, 0, False)


@pytest.mark.long
def test_a_choice_decides_the_channel(app: Flask, drain: Worker, postman: list[Letter]) -> None:
    fan = make_member()
    idea, actor = make_idea(fan), actor_of(fan)
    with writing():
        actions.choose(actor, {(Kind.IDEA_STATUS, Channel.EMAIL): False})
    decide(idea)
    drain()
    assert told(fan) == [Kind.IDEA_STATUS]
    assert postman == []


@pytest.mark.long
def test_who_no_longer_sees_it_is_not_told(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    fan = make_member()
    idea = make_idea()
    support(idea, fan)
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, idea.id), staff)
    decide(idea)
    drain()
    assert told(fan) == []
    assert str(fan.email) not in [letter.to for letter in postman]


@pytest.mark.long
def test_what_is_hidden_later_leaves_the_list(app: Flask, drain: Worker) -> None:
    fan, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    idea = make_idea()
    support(idea, fan)
    decide(idea)
    drain()
    with writing():
        ideas.delete_idea(moderator, idea)
    assert told(fan) == []


@pytest.mark.long
def test_telling_again_tells_nobody_twice(app: Flask, drain: Worker, postman: list[Letter]) -> None:
    fan = make_member()
    decide(make_idea(fan))
    drain()
    with writing() as session:
        fanout = session.scalars(select(Fanout).where(Fanout.kind == Kind.IDEA_STATUS)).one()
        fanout.done_at, fanout.cursor = None, 0
    tasks.fan_out()
    drain()
    assert told(fan) == [Kind.IDEA_STATUS]
    assert len(postman) == 1


@pytest.mark.long
def test_many_are_told_in_batches(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 3)
    idea = make_idea()
    support(idea, *(make_member() for _ in range(7)))
    decide(idea)
    drain()
    count = (
        select(func.count()).select_from(Notification).where(Notification.kind == Kind.IDEA_STATUS)
    )
    assert db.session.scalars(count).one() == 8


@pytest.mark.long
def test_the_bell_rings_and_falls_silent(app: Flask, drain: Worker, sign_in: SignIn) -> None:
    fan = make_member()
    idea = make_idea(fan)
    decide(idea)
    drain()
    client = sign_in(fan)
    notification = queries.list_notifications(actor_of(fan)).items[0]
    assert actor_of(fan).unread == 1
    answer = client.post(f"/notifications/{notification.id}/open")
    assert answer.location.startswith(f"/ideas/product/{idea.id}-")
    assert actor_of(fan).unread == 0


@pytest.mark.long
def test_nobody_opens_what_others_were_told(app: Flask, drain: Worker, sign_in: SignIn) -> None:
    fan = make_member()
    decide(make_idea(fan))
    drain()
    notification = queries.list_notifications(actor_of(fan)).items[0]
    assert sign_in(make_member()).post(f"/notifications/{notification.id}/open").status_code == 404


@pytest.mark.long
def test_each_notification_says_why_it_came_and_how_to_stop_it(
    app: Flask, drain: Worker, sign_in: SignIn
) -> None:
    fan = make_member()
    idea = make_idea(fan)
    decide(idea)
    drain()
    client = sign_in(fan)
    page = client.get("/notifications").text
    assert "because you proposed, support or follow this idea" in page
    assert "/preferences/notifications#group-ideas" in page
    notification = queries.list_notifications(actor_of(fan)).items[0]
    assert client.post(f"/notifications/{notification.id}/mute").status_code == 303
    decide_again = make_member("Pim", Role.PRODUCT_MANAGER)
    manager, words = actor_of(decide_again), prose()
    with writing():
        actions_statuses.change_status(manager, idea, status("beta"), words, lang="en")
    drain()
    assert told(fan) == [Kind.IDEA_STATUS]
    assert sign_in(make_member()).post(f"/notifications/{notification.id}/mute").status_code == 404


@pytest.mark.long
def test_what_cannot_be_told_keeps_nothing_else_waiting(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fan, first, second = make_member(), make_idea(), make_idea()
    support(first, fan)
    support(second, fan)
    told_batch = tasks._tell_batch

    def stumble(fanout_id: int) -> int:
        if db.session.get_one(Fanout, fanout_id).thread_id == first.id:
            raise ValueError("cannot be told")
        return told_batch(fanout_id)

    monkeypatch.setattr(tasks, "_tell_batch", stumble)
    decide(first)
    decide(second)
    drain()
    assert told(fan) == [Kind.IDEA_STATUS]
    monkeypatch.undo()
    tasks.fan_out()
    assert told(fan) == [Kind.IDEA_STATUS] * 2


@pytest.mark.long
def test_the_author_hears_of_each_hiding(app: Flask, drain: Worker) -> None:
    author, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    idea = make_idea(author)
    for hidings in (1, 2):
        subject = db.session.get_one(Subject, idea.id)
        with writing():
            moderation.hide(moderator, subject, FlagReason.OTHER)
        drain()
        assert told(author).count(Kind.POST_HIDDEN) == hidings
        with writing():
            moderation.restore(moderator, subject, KeepReason.MISTAKE)
        drain()


@pytest.mark.long
def test_what_one_takes_away_oneself_is_told_to_nobody_whatever_was_hidden_before(
    app: Flask, drain: Worker
) -> None:
    author, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    idea = make_idea(author)
    subject = db.session.get_one(Subject, idea.id)
    with writing():
        moderation.hide(moderator, subject, FlagReason.OTHER)
    drain()
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    with writing():
        ideas.delete_idea(actor_of(author), idea)
    drain()
    drain.forget_receipts(list(db.session.scalars(select(OutboxEvent.id))))
    app.extensions["portal_queue"].deliver(list(db.session.scalars(select(OutboxEvent.id))))
    drain()
    mine = select(func.count()).where(Notification.member_id == author.id)
    assert db.session.scalar(mine) == 1
