"""The menu promises that each article is verified again within so many days."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.articles import actions_life, queries_desk
from community.articles.models import Article
from community.core.clock import now
from community.core.db import db, writing
from community.policies.actor import Role
from community.service_levels import tasks as promise_tasks
from community.service_levels.models import Promise, PromiseState
from community.service_levels.terms import PromiseKind
from tests.makers import actor_of, make_article, make_member, translate_article
from tests.service_levels.stories import publish_demo
from tests.services.worker import Worker

S = PromiseState


def verify(article: Article, locale: str = "en") -> None:
    actor = actor_of(make_member("", Role.AGENT))
    found = queries_desk.get_article(actor, article.id)
    with writing():
        actions_life.verify(actor, found, locale)


def archive(article: Article, *, back: bool = False) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    found = queries_desk.get_article(actor, article.id)
    with writing():
        (actions_life.unarchive if back else actions_life.archive)(actor, found)


def states() -> list[PromiseState]:
    db.session.rollback()
    statement = select(Promise.state).where(Promise.kind == PromiseKind.ARTICLE_VERIFICATION)
    return list(db.session.scalars(statement.order_by(Promise.ordinal)))


@pytest.fixture(autouse=True)
def menu(app: Flask) -> None:
    publish_demo()


def test_a_published_article_is_promised_a_check(drain: Worker) -> None:
    article = make_article()
    drain()
    assert states() == [S.RUNNING]
    promise = db.session.scalars(select(Promise)).one()
    assert round((promise.due_at - promise.started_at) / timedelta(days=1)) == 180
    assert promise.subject_id == article.id


def test_a_draft_is_promised_nothing(drain: Worker) -> None:
    make_article(is_published=False)
    drain()
    assert states() == []


@pytest.mark.long
def test_a_check_keeps_the_promise_and_begins_the_next(drain: Worker) -> None:
    article = make_article()
    drain()
    verify(article)
    assert states() == [S.MET, S.RUNNING]
    verify(article)
    assert states() == [S.MET, S.MET, S.RUNNING]


@pytest.mark.long
def test_another_language_does_not_keep_it(drain: Worker) -> None:
    article = make_article()
    translate_article(article)
    drain()
    verify(article, "fr")
    assert states() == [S.RUNNING]


@pytest.mark.long
def test_a_check_that_comes_too_late_is_told_so(drain: Worker) -> None:
    article = make_article()
    drain()
    with time_machine.travel(now() + timedelta(days=181), tick=False):
        promise_tasks.mark_due_promises()
        assert states() == [S.MISSED]
        verify(article)
        assert states() == [S.MISSED, S.RUNNING]


@pytest.mark.long
def test_an_archived_article_is_owed_no_check_until_it_comes_back(drain: Worker) -> None:
    article = make_article()
    drain()
    archive(article)
    drain()
    assert states() == [S.VOID]
    archive(article, back=True)
    drain()
    assert states() == [S.RUNNING]


def test_told_twice_it_is_promised_once(restless_drain: Worker) -> None:
    make_article()
    restless_drain()
    assert states() == [S.RUNNING]
