"""Releases: prepared by product managers, published with all their ideas, read in the changelog and its feed."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.actions import intern_audience
from community.content.models import Subject
from community.core.atom import NAMESPACE
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.core.mail import Letter
from community.ideas import actions_releases, tasks_life
from community.ideas.models import Idea, Meaning, StatusChange
from community.ideas.models_releases import Release, ReleaseIdea
from community.policies.actor import Role
from tests.ideas.living import decide, make_release, manager, meaning_of, reworded, support
from tests.makers import actor_of, make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def texts_told(idea: Idea) -> list[str]:
    db.session.rollback()
    statement = select(StatusChange.body).where(StatusChange.idea_id == idea.id)
    return list(db.session.scalars(statement))


def titles(feed: bytes) -> list[str]:
    root = ET.fromstring(feed)  # noqa: S314 (ours)
    return [node.text or "" for node in root.iter(f"{{{NAMESPACE}}}title")][1:]


@pytest.mark.long
def test_a_release_ships_all_its_ideas_and_each_tells_its_own(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    one, other, fan = make_idea(), make_idea(title="Sort orders by street"), make_member()
    support(other, fan)
    make_release(one, other)
    drain()
    assert [meaning_of(idea) for idea in (one, other)] == [Meaning.SHIPPED] * 2
    assert texts_told(other) == ["Sort orders by street is in 8.4 Peony."]
    assert [letter.to for letter in postman].count(str(fan.email)) == 1
    assert len(postman) == 3


@pytest.mark.long
def test_an_idea_may_have_words_of_its_own_and_its_language(app: Flask, drain: Worker) -> None:
    one, other, pia = make_idea(), make_idea(title="Sort orders by street"), actor_of(manager())
    release = make_release(
        one,
        ideas_body={"fr": "C’est dans {{ release }}.", "en": "It is there."},
        is_published=False,
    )
    with writing():
        actions_releases.add_idea(pia, release, other, body="At last: {{ title }}", lang="en")
        actions_releases.publish_release(pia, release)
    drain()
    assert texts_told(one) == ["It is there."]
    assert texts_told(other) == ["At last: Sort orders by street"]


@pytest.mark.long
def test_a_draft_is_seen_by_the_team_alone(client: PortalClient, sign_in: SignIn) -> None:
    idea = make_idea()
    release = make_release(idea, is_published=False)
    sign_in(make_member())
    for path in ("/changelog", "/changelog/feed.atom", f"/ideas/product/{idea.id}-{idea.slug}"):
        assert "Peony" not in client.get(path).text
    assert client.get(f"/changelog/{release.id}-8-4-peony").status_code == 404
    assert client.get(f"/desk/releases/{release.id}").status_code == 403
    sign_in(make_member("Ann", Role.AGENT))
    assert client.get(f"/changelog/{release.id}-8-4-peony").status_code == 404
    assert "Peony" in sign_in(manager()).get(f"/desk/releases/{release.id}").text


@pytest.mark.long
def test_the_changelog_shows_it_with_its_ideas(client: PortalClient, drain: Worker) -> None:
    idea = make_idea()
    release = make_release(idea)
    drain()
    page = client.get("/changelog").text
    assert "<strong>two notes</strong>" in page
    assert idea.title in page
    assert client.get(f"/changelog/{release.id}-wrong").status_code == 301
    assert idea.title in client.get(f"/changelog/{release.id}-{release.slug}").text
    assert "8.4 Peony" in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    assert titles(client.get("/changelog/feed.atom").data) == ["8.4 Peony"]
    assert titles(client.get("/roadmap/feed.atom").data) == ["Shipped: Print two notes on one page"]


@pytest.mark.long
def test_what_members_read_is_in_no_feed_and_on_no_visitors_page(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    with writing():
        audience = intern_audience(["members"])
    idea = make_idea()
    make_release(idea, audience_id=audience)
    drain()
    for path in ("/changelog", "/changelog/feed.atom", f"/ideas/product/{idea.id}-{idea.slug}"):
        assert "Peony" not in client.get(path).text.replace("in 8.4 Peony", "")
    sign_in(make_member())
    assert "Peony" in client.get("/changelog").text


def test_ideas_of_a_closed_board_are_not_named(app: Flask, client: PortalClient) -> None:
    idea = make_idea(title="A wish of few people")
    with writing() as rows:
        rows.get_one(Subject, idea.id).audience_id = intern_audience(["staff"])
    make_release(idea)
    assert "A wish of few people" not in client.get("/changelog").text


@pytest.mark.long
def test_what_was_shipped_or_taken_away_before_is_left_alone(app: Flask, drain: Worker) -> None:
    idea = make_idea()
    decide(idea, "shipped", "It went out early.")
    make_release(idea)
    drain()
    assert texts_told(idea) == ["It went out early."]
    row = db.session.scalars(select(ReleaseIdea)).one()
    assert row.settled_at is not None
    assert row.change_id is None


@pytest.mark.long
def test_the_worker_ships_each_once_however_often_it_begins(app: Flask, drain: Worker) -> None:
    idea = make_idea()
    make_release(idea)
    assert [tasks_life.ship_releases() for _ in range(2)] == [1, 0]
    drain()
    assert len(texts_told(idea)) == 1


def test_a_release_without_words_for_its_people_is_refused(sign_in: SignIn) -> None:
    idea = make_idea()
    release = make_release(idea, ideas_body={}, is_published=False)
    refused = sign_in(manager()).post(f"/desk/releases/{release.id}/publish")
    assert refused.status_code == 422
    assert "what the supporters of its ideas read" in refused.text
    assert meaning_of(idea) is Meaning.OPEN


def test_it_is_published_once_and_a_published_one_is_not_given_up(app: Flask) -> None:
    release, pia = make_release(), actor_of(manager())
    for act in (actions_releases.publish_release, actions_releases.delete_draft):
        with pytest.raises(Conflict), writing():
            act(pia, release)


def test_a_draft_can_be_given_up(app: Flask) -> None:
    release, pia = make_release(make_idea(), is_published=False), actor_of(manager())
    with writing():
        actions_releases.delete_draft(pia, release)
    assert db.session.scalars(select(Release)).first() is None


def test_others_do_not_make_releases(app: Flask) -> None:
    release, editor = make_release(is_published=False), actor_of(make_member("Ed", Role.EDITOR))
    with pytest.raises(NotAllowed), writing():
        actions_releases.publish_release(editor, release)


@pytest.mark.long
def test_from_the_page_to_the_changelog(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    idea = make_idea()
    sign_in(manager())
    data = {
        "name": "8.5",
        "released_at": "2026-03-05T10:00",
        "audience": "public",
        "body_en": "New: *streets*.",
        "body_fr": "Nouveau : *les rues*.",
        "ideas_body_en": "{{ title }} is in {{ release }}",
    }
    assert (
        client.post("/desk/releases/new", data=data | {"body_en": "", "body_fr": ""}).status_code
        == 422
    )
    wrong = client.post("/desk/releases/new", data=data | {"ideas_body_en": "{{ who }}"})
    assert wrong.status_code == 422
    assert "Line 1, column 1" in wrong.text
    desk = client.post("/desk/releases/new", data=data).location
    there = {"address": f"/ideas/product/{idea.id}-{idea.slug}", "body": "", "lang": "en"}
    assert client.post(f"{desk}/ideas", data=there | {"address": "/ideas"}).status_code == 422
    assert client.post(f"{desk}/ideas", data=there).status_code == 303
    assert client.post(f"{desk}/publish").status_code == 303
    drain()
    client.sign_out()
    assert (
        "<em>les rues</em>"
        in client.get("/changelog?lang=fr", headers={"Accept-Language": "fr"}).text
    )
    assert meaning_of(idea) is Meaning.SHIPPED


@pytest.mark.long
def test_words_are_changed_later_and_nobody_hears_again(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    idea, pia = make_idea(), actor_of(manager())
    release = make_release(idea)
    drain()
    told = len(postman)
    with writing():
        actions_releases.edit_release(pia, release, reworded(release, "Three.", name="8.4.1"))
    drain()
    assert len(postman) == told


def test_a_release_is_bounded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_releases, "IDEAS_AT_MOST", 1)
    release, pia = make_release(make_idea(), is_published=False), actor_of(manager())
    other = make_idea(title="Sort orders by street")
    with pytest.raises(Invalid), writing():
        actions_releases.add_idea(pia, release, other)
