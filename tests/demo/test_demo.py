"""The demo community: whole in both languages, made once, and never over somebody's own."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.articles.models import ArticleRevision, Translation
from community.articles.states import RevisionState, Staleness
from community.content.models import Subject, SubjectKind, Visibility
from community.core.clock import now
from community.core.db import db
from community.core.outbox import Delivery
from community.demo.moments import moment
from community.demo.reading import LOCALES, read_pages, read_threads, read_yaml
from community.demo.seed import PASSWORD, seed, sign_ins
from community.ideas.models import Idea, IdeaStatus, StatusChange
from community.questions.models import Question
from community.questions.states import QuestionState
from community.search.queries_deflection import sum_forms
from community.search.queries_report import Period, sum_figures
from community.service_levels.models import Promise, PromiseState
from tests.makers import make_member
from tests.services.portals import config_for_tests, new_app
from tests.services.worker import Worker

WEDNESDAY = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3w Tue 10:05", datetime(2026, 10, 27, 9, 5, tzinfo=UTC)),
        ("4w Tue 10:05", datetime(2026, 10, 20, 8, 5, tzinfo=UTC)),
        ("-1d 15:20", datetime(2026, 11, 17, 14, 20, tzinfo=UTC)),
        ("-3h", WEDNESDAY - timedelta(hours=3)),
        ("-100m", WEDNESDAY - timedelta(minutes=100)),
        ("2w", WEDNESDAY - timedelta(weeks=2)),
    ],
)
def test_moments_are_said_relative_to_today(said: str, meant: datetime) -> None:
    assert moment(said, WEDNESDAY) == meant


def test_a_moment_never_lies_in_the_future() -> None:
    assert moment("0w Fri 10:00", WEDNESDAY) < WEDNESDAY
    with pytest.raises(ValueError, match="no moment"):
        moment("tomorrow", WEDNESDAY)


def test_each_page_stands_in_both_languages() -> None:
    keys = Counter(page.key for page in read_pages())
    assert len(keys) >= 24
    assert set(keys.values()) == {len(LOCALES)}


def test_each_word_of_the_interface_is_there_in_both_languages() -> None:
    people = read_yaml("people.yaml")
    words = [one["name"] for one in people["areas"]] + list(people["tags"].values())
    for one in [*read_yaml("help/sections.yaml"), *read_yaml("ideas/boards.yaml")]:
        words += [one["name"], *(each["name"] for each in one.get("sections", ()))]
    assert [one for one in words if set(one) != set(LOCALES) or not all(one.values())] == []


def everybody_named() -> set[str]:
    """Each handle that a thread of the demo names."""
    named: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            named.update([value["by"]] if "by" in value else [])
            named.update(value.get("votes", {}), value.get("same", ()), value.get("helpful", ()))
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    for kind in ("questions", "ideas"):
        look([thread for _file, thread in read_threads(kind)])
    return named


def test_whoever_speaks_is_a_member() -> None:
    handles = {one["handle"] for one in read_yaml("people.yaml")["members"]}
    assert everybody_named() <= handles
    assert len(handles) >= 30


def test_nothing_happens_before_what_it_answers() -> None:
    def after(thread: dict[str, Any]) -> None:
        start = moment(thread["at"], WEDNESDAY)
        for name in ("comments", "answers", "statuses", "official"):
            later = thread.get(name, ())
            for one in later if isinstance(later, list) else ():
                assert moment(one["at"], WEDNESDAY) >= start, thread.get("title", one)
                after(one)

    for kind in ("questions", "ideas"):
        for _file, thread in read_threads(kind):
            after(thread)


def test_addresses_of_the_demo_can_belong_to_nobody() -> None:
    assert sign_ins()
    assert all(re.search(r"@[\w-]+\.example$", one.address) for one in sign_ins())


def test_a_portal_with_a_member_is_left_alone(app: Flask) -> None:
    make_member("Ann")
    assert seed() is None
    assert db.session.scalars(select(func.count(Question.id))).one() == 0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)])
def demo_app(
    request: pytest.FixtureRequest,
    demo_folder: Callable[[], Path],
    new_database: Callable[[str], str],
    tmp_path: Path,
) -> Iterator[Flask]:
    """The demo as `flask init --demo` made it on SQLite, or as it is made here on PostgreSQL."""
    if request.param == "sqlite":
        data = demo_folder() / "data"
        app = new_app(config_for_tests(f"sqlite:///{data}/portal.db", data))
    else:
        app = new_app(config_for_tests(new_database(request.param), tmp_path))
    with app.app_context():
        assert (seed() is None) == (request.param == "sqlite")
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_demo_is_a_whole_community(demo_app: Flask) -> None:
    assert {one.password for one in sign_ins()} == {PASSWORD}
    every_kind_is_there()
    promises_tell_every_story()
    questions_and_ideas_are_in_every_state()
    articles_are_published_in_both_languages()
    texts_are_on_their_way()
    Worker(demo_app)()
    it_was_searched()
    assert demo_app.extensions["portal_postman"].letters == []
    assert db.session.scalars(select(Delivery.error).where(Delivery.error.is_not(None))).all() == []


def texts_are_on_their_way() -> None:
    making = (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.SCHEDULED)
    states = set(db.session.scalars(select(ArticleRevision.state)))
    assert {*making, RevisionState.PUBLISHED, RevisionState.SUPERSEDED} <= states
    stale = select(Translation.id).where(Translation.staleness == Staleness.OUT_OF_DATE)
    assert db.session.scalars(stale).first() is not None


def every_kind_is_there() -> None:
    rows = db.session.execute(
        select(Subject.kind, func.count().label("number"))
        .where(Subject.visibility == Visibility.VISIBLE)
        .group_by(Subject.kind)
    )
    found = {row.kind: row.number for row in rows}
    assert found[SubjectKind.ARTICLE] >= 24
    assert found[SubjectKind.QUESTION] >= 40
    assert found[SubjectKind.IDEA] >= 29
    assert found[SubjectKind.ANSWER] > 35
    assert found[SubjectKind.COMMENT] > 25
    assert db.session.scalars(select(func.max(Subject.created_at))).one() < now()


def promises_tell_every_story() -> None:
    states = set(db.session.scalars(select(Promise.state)))
    assert states >= {
        PromiseState.MET,
        PromiseState.EXCEEDED,
        PromiseState.MISSED,
        PromiseState.RUNNING,
    }


def questions_and_ideas_are_in_every_state() -> None:
    states = set(db.session.scalars(select(Question.state)))
    assert states >= {QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.SOLVED}
    used = select(IdeaStatus.key).join(Idea, Idea.status_id == IdeaStatus.id)
    assert len(set(db.session.scalars(used))) >= 8
    assert db.session.scalars(select(func.count(StatusChange.id))).one() > 20


def articles_are_published_in_both_languages() -> None:
    rows = select(Translation.locale, ArticleRevision.html).join(
        ArticleRevision, ArticleRevision.id == Translation.published_revision_id
    )
    pages = list(db.session.execute(rows))
    locales = Counter(row.locale for row in pages)
    assert locales["en"] == locales["fr"] >= 24
    assert [row.html for row in pages if ".md" in row.html] == []
    assert db.session.scalars(select(func.count(Member.id))).one() >= 30


def it_was_searched() -> None:
    figures = sum_figures(Period())
    assert figures.searches > 100
    assert 0 < figures.nothing < figures.searches
    assert figures.opened
    assert sum_forms(12)["question"].left
