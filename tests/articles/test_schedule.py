"""What is scheduled is published by the worker, once, at its minute."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from community.articles import actions_life, tasks_publishing
from community.articles.actions import write_draft
from community.articles.actions_publishing import publish_scheduled
from community.articles.lifecycle import Step
from community.articles.models import Article, ArticleRevision
from community.articles.queries_review import DeskView, list_due, list_making
from community.articles.states import RevisionState
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.outbox import OutboxEvent
from community.policies.actor import Actor, Role
from tests.articles.team import Team, draft, notes, translation, words
from tests.makers import actor_of, make_member

S = RevisionState


@pytest.fixture
def team(app: Flask) -> Team:
    return Team()


def set_archived(team: Team, is_archived: bool) -> None:
    act = actions_life.archive if is_archived else actions_life.unarchive
    actor = actor_of(team.writer)
    with writing() as session:
        act(actor, session.get_one(Article, team.article.id))


def test_the_worker_publishes_at_the_minute_and_not_before(team: Team) -> None:
    at = now() + timedelta(hours=2)
    team.act(team.writer, "schedule", at)
    assert tasks_publishing.publish_due() == 0
    with time_machine.travel(at, tick=False):
        assert tasks_publishing.publish_due() == 1
        assert tasks_publishing.publish_due() == 0
    kept = translation(team.article)
    assert kept.is_live
    assert notes(team)[-1] == (Step.PUBLISH, "")


@pytest.mark.long
def test_a_crash_between_two_texts_loses_none(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Team()
    at = now() + timedelta(hours=2)
    for one in (team, other):
        one.act(one.writer, "schedule", at)
    real, fails = publish_scheduled, [True]

    def publish_or_fail(revision_id: int) -> bool:
        done = real(revision_id)
        if fails and fails.pop():
            raise RuntimeError("the database went away")
        return done

    monkeypatch.setattr(tasks_publishing, "publish_scheduled", publish_or_fail)
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        assert tasks_publishing.publish_due() == 1
        assert [translation(one.article).is_live for one in (team, other)] == [False, True]
        assert tasks_publishing.publish_due() == 1
    assert translation(team.article).is_live


def test_the_past_is_refused_and_so_is_what_nobody_will_live_to_see(team: Team) -> None:
    for at in (now() - timedelta(minutes=1), now(), now() + timedelta(days=4000)):
        with pytest.raises(Invalid) as refused:
            team.act(team.writer, "schedule", at)
        assert refused.value.field == "publish_at"


def test_a_schedule_is_moved_and_cancelled(team: Team) -> None:
    first = now() + timedelta(hours=2)
    team.act(team.writer, "schedule", first)
    team.act(team.writer, "schedule", first + timedelta(hours=2))
    with time_machine.travel(first + timedelta(minutes=1)):
        assert tasks_publishing.publish_due() == 0
    team.act(team.writer, "cancel_schedule")
    assert (draft(team).state, draft(team).publish_at) == (S.DRAFT, None)
    with time_machine.travel(first + timedelta(hours=3)):
        assert tasks_publishing.publish_due() == 0


def test_cancelling_keeps_an_approval(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "approve")
    team.act(team.writer, "schedule", now() + timedelta(hours=2))
    team.act(team.writer, "cancel_schedule")
    assert (draft(team).state, draft(team).approved_by_id) == (S.APPROVED, team.reviewer.id)


@pytest.mark.parametrize("state", [S.DRAFT, S.APPROVED])
def test_archiving_takes_the_schedule_back_and_keeps_the_words(team: Team, state: S) -> None:
    if state is S.APPROVED:
        team.act(team.writer, "submit")
        team.act(team.reviewer, "approve")
    at = now() + timedelta(hours=2)
    team.act(team.writer, "schedule", at)
    set_archived(team, True)
    assert (draft(team).state, draft(team).publish_at) == (state, None)
    assert notes(team)[-1] == (Step.CANCEL, "")
    said = select(AuditEntry).where(AuditEntry.act == "article.cancel")
    assert len(db.session.scalars(said).all()) == 1
    set_archived(team, False)
    with time_machine.travel(at, tick=False):
        assert tasks_publishing.publish_due() == 0


def test_what_is_scheduled_of_an_archived_article_is_not_published(team: Team) -> None:
    at = now() + timedelta(hours=2)
    set_archived(team, True)
    team.act(team.writer, "schedule", at)
    assert list_due(at) == []
    with time_machine.travel(at, tick=False), writing():
        assert not publish_scheduled(draft(team).id)
    set_archived(team, False)
    assert list_due(at) == [draft(team).id]


def test_what_is_scheduled_is_not_changed(team: Team) -> None:
    team.act(team.writer, "schedule", now() + timedelta(hours=2))
    with pytest.raises(Invalid):
        team.write(team.writer, "Sneaked in.")
    assert draft(team).body != "Sneaked in."


def test_the_scheduled_stand_in_the_order_of_their_minutes(team: Team) -> None:
    late, soon = Team(), Team()
    late.act(late.writer, "schedule", now() + timedelta(days=2))
    soon.act(soon.writer, "schedule", now() + timedelta(days=1))
    found = list_making(actor_of(team.writer), DeskView.SCHEDULED).items
    assert [row.article_id for row in found] == [soon.article.id, late.article.id]


def test_an_import_of_newer_words_ends_a_schedule(team: Team) -> None:
    team.act(team.writer, "schedule", now() + timedelta(hours=2))
    importer = Actor(member_id=make_member().id, is_historic=True, roles=frozenset({Role.ADMIN}))
    with writing():
        write_draft(importer, team.article, "en", words("From the old site."))
    assert (draft(team).state, draft(team).publish_at) == (S.DRAFT, None)


def test_two_workers_publish_a_text_once(app: Flask, team: Team) -> None:
    team.act(team.writer, "schedule", now() + timedelta(hours=2))
    with writing() as session:
        session.execute(update(ArticleRevision).values(publish_at=now() - timedelta(minutes=1)))

    def work() -> int:
        with app.app_context():
            return tasks_publishing.publish_due()

    with ThreadPoolExecutor(4) as workers:
        done = [worker.result() for worker in [workers.submit(work) for _one in range(4)]]
    assert sum(done) == 1
    told = select(OutboxEvent).where(OutboxEvent.name == "ArticlePublished")
    assert len(db.session.scalars(told).all()) == 1
