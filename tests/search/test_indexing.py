"""The index follows the rows, and what it has not got stays dirty."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.articles import actions_structure as structure
from community.articles.queries_structure import get_section
from community.content import actions_tag_desk as desk
from community.content.actions import change_visibility, mark_dirty
from community.content.actions_tag_desk import TagWords
from community.content.models import Subject, Tag, Visibility
from community.content.models_kept import DirtySubject
from community.content.queries import find_tag
from community.core.db import db, get_locked, writing
from community.core.search_engine.port import Document, SearchEngine
from community.ideas import actions as ideas
from community.ideas.models import Idea
from community.policies.actor import SYSTEM, VISITOR, Actor, Role
from community.search import actions, tasks
from community.search.queries import suggest
from tests.makers import (
    actor_of,
    make_article,
    make_idea,
    make_member,
    make_question,
    make_section,
    prose,
)
from tests.services.worker import Worker


def dirty() -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count(DirtySubject.subject_id))).one()


def hide(idea: Idea) -> None:
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, idea.id), Visibility.HIDDEN)


def titles(text: str) -> list[str]:
    return [hit.title for hit in suggest(VISITOR, text, "en")]


def test_what_was_posted_is_found_once_the_worker_ran(index: SearchEngine, drain: Worker) -> None:
    make_idea(title="Print two notes on one page")
    assert (titles("notes"), dirty()) == ([], 1)
    drain()
    assert (titles("notes"), dirty()) == (["Print two notes on one page"], 0)


def test_an_edit_is_found_by_its_new_words(index: SearchEngine, drain: Worker) -> None:
    author = make_member()
    idea, words = make_idea(author, title="Print two notes on one page"), prose()
    drain()
    with writing():
        ideas.edit_idea(actor_of(author), idea, "Print three labels at once", words)
    drain()
    assert (titles("notes"), titles("labels")) == ([], ["Print three labels at once"])


def test_hits_open_their_articles_where_a_renamed_section_stands(
    index: SearchEngine, drain: Worker
) -> None:
    make_article(section := make_section())
    reader = actor_of(make_member())
    drain()
    words = structure.SectionWords(name=section.name, slugs={"en": "shipping"})
    with writing():
        found = get_section(section.id)
        structure.change_section(SYSTEM, found, found.category, words)
    tasks.index_dirty()
    [hit] = suggest(reader, "delivery note", "en")
    assert hit.href == "/help/en/shipping/print-a-delivery-note"
    assert actions.verify().is_clean


@pytest.mark.parametrize(
    "change",
    [
        lambda by, tag: desk.rename_tag(by, tag, "tax"),
        lambda by, tag: desk.change_tag(by, tag, TagWords(name={"en": "Levy"}, description={})),
    ],
)
def test_another_key_or_name_of_a_tag_is_found_even_where_the_worker_is_killed(
    app: Flask, index: SearchEngine, drain: Worker, change: Callable[[Actor, Tag], object]
) -> None:
    make_question(tags=("vat",))
    by, tag = actor_of(make_member("Mo", Role.MODERATOR)), find_tag("vat")
    drain()
    assert tag is not None
    with writing():
        change(by, tag)
    app.extensions["portal_queue"].huey.flush()
    tasks.index_dirty()
    assert actions.verify().is_clean


@pytest.mark.long
def test_what_was_hidden_leaves_the_index(index: SearchEngine, drain: Worker) -> None:
    idea = make_idea()
    drain()
    hide(idea)
    drain()
    assert (index.count(), dirty()) == (0, 0)


def test_a_crash_between_index_and_clearing_repeats_the_work(
    index: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_idea()
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "_clear", lambda _batch: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.index_dirty()
    assert (index.count(), dirty()) == (1, 1)
    tasks.index_dirty()
    assert (index.count(), dirty()) == (1, 0)


def test_a_crash_while_indexing_loses_nothing(
    index: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_idea()
    with monkeypatch.context() as broken:
        broken.setattr(index, "replace", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.index_dirty()
    assert dirty() == 1
    tasks.index_dirty()
    assert titles("notes") == ["Print two notes on one page"]


def test_what_changes_while_it_is_indexed_stays_dirty(
    index: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea, replace = make_idea(), index.replace

    def meanwhile(*given: object) -> None:
        replace(*given)  # type: ignore[arg-type]
        with writing():
            mark_dirty(idea.id)

    with monkeypatch.context() as busy:
        busy.setattr(index, "replace", meanwhile)
        tasks._index(index, tasks._dirty(0))
    assert dirty() == 1


def test_during_a_rebuild_what_is_dirty_is_indexed_and_stays_dirty(index: SearchEngine) -> None:
    make_idea()
    seen: list[tuple[int, int]] = []

    def watched(documents: Iterator[Document]) -> Iterator[Document]:
        tasks.index_dirty()
        seen.append((index.count(), dirty()))
        yield from documents

    assert actions.rebuild(watched) == 1
    assert seen == [(1, 1)]
    tasks.index_dirty()
    assert (index.count(), dirty()) == (1, 0)


def test_a_missing_index_is_made_from_the_rows(
    index: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_idea()
    tasks.index_dirty()
    lost = type(index.health())(ready=False, documents=0, rebuilding=False, detail="lost")
    monkeypatch.setattr(index, "health", lambda **_how: lost)
    tasks.index_dirty()
    assert titles("notes") == ["Print two notes on one page"]


def test_verify_finds_nothing_where_all_is_well(index: SearchEngine, drain: Worker) -> None:
    make_idea()
    drain()
    verdict = actions.verify()
    assert (verdict.is_clean, verdict.documents) == (True, 1)


@pytest.mark.long
def test_verify_finds_what_is_missing_too_many_and_out_of_date(
    index: SearchEngine, drain: Worker
) -> None:
    kept, lost = make_idea(title="Labels for every pot"), make_idea(title="Carts that count")
    drain()
    index.replace([lost.id], [])
    with writing() as session:
        session.get_one(Idea, kept.id).title = "Labels for no pot"
        ghost = make_ghost(kept)
    index.replace([ghost.subject_id], [ghost])
    verdict = actions.verify()
    assert verdict.missing == (f"{lost.id}:en",)
    assert verdict.surplus == (f"{ghost.subject_id}:en",)
    assert verdict.stale == (f"{kept.id}:en",)


@pytest.mark.long
def test_a_rebuild_repairs_what_verify_found(index: SearchEngine, drain: Worker) -> None:
    make_idea()
    drain()
    index.rebuild([])
    assert not actions.verify().is_clean
    assert actions.rebuild() == 1
    assert actions.verify().is_clean


def make_ghost(idea: Idea) -> Document:
    """The document of a subject that is not there."""
    at = idea.status_changed_at
    return Document(
        subject_id=999_999,
        kind="idea",
        lang="en",
        audience_id=1,
        title="A ghost",
        body="",
        path={"board": "product", "slug": "ghost"},
        created_at=at,
        updated_at=at,
    )


def test_a_ghost_in_the_index_is_shown_to_nobody(index: SearchEngine) -> None:
    index.replace([999_999], [make_ghost(make_idea())])
    assert titles("ghost") == []
