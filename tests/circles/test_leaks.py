"""Nothing said in a circle is met outside of it: no page, list, search, feed, letter or calendar names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import true

from community.accounts.models import Member
from community.content import queries as content_queries
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.search_engine.installed import search_engine
from community.search import queries_rows, tasks
from tests.circles.places import (
    INSIDERS,
    MARKER,
    MORE_OUTSIDERS,
    OUTSIDERS,
    Scene,
    addresses,
    build,
    go_on,
    met_by,
    plain_pages,
)
from tests.circles.stories import hour_path
from tests.services.client import PortalClient
from tests.services.worker import Worker


@pytest.fixture
def scene(app: Flask, drain: Worker) -> Scene:
    """The circle, indexed."""
    search_engine().rebuild([])
    scene = build(drain)
    tasks.index_dirty()
    return scene


@pytest.mark.long
def test_those_inside_meet_it_and_those_outside_nowhere(
    app: Flask, scene: Scene, client: PortalClient
) -> None:
    thread = f"/questions/{scene.thread.id}"
    expected = {thread, "/circles/billing", hour_path(scene.circle, scene.hours[0])}
    expected |= {"/search?q=heliotrope+lantern", "/search/suggest?q=heliotrope+lant"}
    expected |= {f"/ideas/product/{scene.idea.id}-{scene.idea.slug}"}
    for person in (*INSIDERS, *OUTSIDERS, "expert"):
        if person in INSIDERS:
            assert met_by(scene, person, client, expected) == expected, person
        else:
            assert met_by(scene, person, client) == set(), person


@pytest.mark.long
def test_whoever_left_hears_and_reads_nothing_of_what_goes_on(
    app: Flask, scene: Scene, client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    postman.clear()
    go_on(scene, drain)
    tasks.index_dirty()
    inside = {db.session.get_one(Member, scene.people[one] or 0).email for one in INSIDERS}
    said = {letter.to for letter in postman if MARKER.search(str(letter))}
    assert said
    assert said <= inside
    for person in ("ended", "member"):
        assert met_by(scene, person, client) == set(), person


@pytest.mark.prove
def test_no_page_of_the_portal_shows_it_to_anybody_outside(
    app: Flask, scene: Scene, client: PortalClient, drain: Worker
) -> None:
    go_on(scene, drain)
    tasks.index_dirty()
    for person in (*OUTSIDERS, *MORE_OUTSIDERS):
        pages = {*plain_pages(app), *addresses(scene, person)}
        assert met_by(scene, person, client, pages) == set(), person


@pytest.mark.long
def test_in_the_same_second_in_which_a_badge_ends(
    app: Flask, scene: Scene, client: PortalClient
) -> None:
    assert met_by(scene, "expert", client)
    with writing() as rows:
        rows.execute(db.text("DELETE FROM member_capabilities"))
    assert met_by(scene, "expert", client) == set()


@pytest.mark.long
def test_a_build_that_does_not_ask_who_sees_what_is_found_out(
    app: Flask, scene: Scene, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody: Callable[..., Any] = lambda *_asked: true()  # noqa: E731
    monkeypatch.setattr(queries_rows, "STATEMENTS", {})  # put together while it was still asked
    for module in (content_queries, queries_rows):
        monkeypatch.setattr(module, "is_seen_by", everybody)
    leaks = met_by(scene, "visitor", client)
    print(f"audience check off: a circle's words are met at {len(leaks)} addresses")
    assert {"/questions", "/areas/billing"} <= leaks
