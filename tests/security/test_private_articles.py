"""An article made private is gone from every place in the same second, for everybody it is not for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import true

from community.articles import actions_audience, actions_structure, queries_structure
from community.articles.actions_structure import SectionWords
from community.articles.models import Article
from community.content import queries as content_queries
from community.core.db import db, writing
from community.core.search_engine.installed import search_engine
from community.policies.actor import SYSTEM
from community.search import queries_rows, tasks
from tests.security.places import Scene, addresses, build, met_by
from tests.services.client import PortalClient

Close = Callable[[Scene, list[str] | None], None]
STAFF = {"agent", "moderator", "product_manager", "editor", "admin"}
EVERYWHERE = {"sitemap", "export"}


def close_article(scene: Scene, grants: list[str] | None) -> None:
    with writing():
        article = db.session.get_one(Article, scene.article.id)
        actions_audience.set_audience(SYSTEM, article, grants)


def close_section(scene: Scene, grants: list[str] | None) -> None:
    with writing():
        section = queries_structure.get_section(scene.section.id)
        words = SectionWords(name=section.name, grants=grants)
        actions_structure.change_section(SYSTEM, section, section.category, words)


def close_category(scene: Scene, grants: list[str] | None) -> None:
    with writing():
        category = queries_structure.get_section(scene.section.id).category
        facts: dict[str, Any] = {"description": {}, "grants": grants or ["public"], "position": 0}
        actions_structure.change_category(SYSTEM, category, category.name, **facts)


@pytest.fixture
def scene(app: Flask, client: PortalClient) -> Scene:
    """Everybody has met the article everywhere, so every page that can be kept is kept."""
    db.session.rollback()
    search_engine().rebuild([])
    scene = build()
    tasks.index_dirty()
    for person in ("visitor", "member", "premium", "agent"):
        assert met_by(scene, person, client) == {*addresses(scene), *EVERYWHERE}, person
    return scene


@pytest.mark.long
@pytest.mark.parametrize(
    "close",
    [
        close_article,
        pytest.param(close_section, marks=pytest.mark.prove),
        pytest.param(close_category, marks=pytest.mark.prove),
    ],
)
def test_what_is_closed_is_met_in_the_same_second_by_those_alone_whom_it_is_for(
    scene: Scene, client: PortalClient, close: Close
) -> None:
    close(scene, ["staff"])
    for person in ("visitor", "member", "premium"):
        assert met_by(scene, person, client) == set(), person
    close(scene, ["plan:premium"])
    assert met_by(scene, "member", client) == set()
    tasks.index_dirty()
    for person in ("visitor", "member"):
        assert met_by(scene, person, client) == set(), person
    # A sitemap is for robots, who see what visitors see.
    assert met_by(scene, "premium", client) == {*addresses(scene), "export"}


@pytest.mark.prove
def test_staff_of_every_role_meet_what_is_for_staff(scene: Scene, client: PortalClient) -> None:
    close_article(scene, ["staff"])
    tasks.index_dirty()
    for person in STAFF:
        assert met_by(scene, person, client) == {*addresses(scene), "export"}, person


@pytest.mark.long
def test_what_is_opened_again_is_met_by_everybody(scene: Scene, client: PortalClient) -> None:
    close_article(scene, ["staff"])
    tasks.index_dirty()
    close_article(scene, None)
    assert "page and preview" in met_by(scene, "visitor", client)
    tasks.index_dirty()
    assert met_by(scene, "visitor", client) == {*addresses(scene), *EVERYWHERE}


@pytest.mark.long
def test_a_build_that_does_not_ask_who_sees_what_is_found_out(
    scene: Scene, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_article(scene, ["staff"])
    monkeypatch.setattr(queries_rows, "STATEMENTS", {})  # put together while it was still asked
    for module in (content_queries, queries_rows):
        monkeypatch.setattr(module, "is_seen_by", lambda _actor: true())
    leaks = met_by(scene, "visitor", client)
    print(f"audience check off: a private article is met in {len(leaks)} places")
    assert {"page and preview", "section", "search", "as one types", "look-alikes"} <= leaks
    assert {"related", "feed", "french page", "old address"} <= leaks
