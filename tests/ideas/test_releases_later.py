"""Releases that are published by themselves at their minute, and ideas of a release that were merged meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.ideas import actions_releases, tasks_life
from community.ideas.models import Idea, Meaning, StatusChange
from community.ideas.models_releases import Release
from community.policies.actor import Role
from tests.ideas.living import make_release, manager, meaning_of, support
from tests.ideas.stories import merge, undo
from tests.makers import actor_of, make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
HOUR = timedelta(hours=1)


def planned(*ideas: Idea) -> Release:
    release, pia = make_release(*ideas, is_published=False), actor_of(manager())
    with writing():
        actions_releases.schedule_release(pia, release, now() + HOUR)
    return release


def at_its_minute() -> list[int]:
    with time_machine.travel(now() + HOUR, tick=False):
        return [tasks_life.publish_due_releases() for _ in range(2)]


def is_out(release: Release) -> bool:
    db.session.rollback()
    return db.session.get_one(Release, release.id, populate_existing=True).is_published


@pytest.mark.long
def test_a_planned_release_is_published_once_at_its_minute(app: Flask, drain: Worker) -> None:
    idea = make_idea()
    release = planned(idea)
    assert tasks_life.publish_due_releases() == 0
    assert not is_out(release)
    assert at_its_minute() == [1, 0]
    drain()
    assert is_out(release)
    assert meaning_of(idea) is Meaning.SHIPPED
    change = db.session.scalars(select(StatusChange).where(StatusChange.idea_id == idea.id)).one()
    assert change.author_id == db.session.get_one(Release, release.id).published_by_id is not None


@pytest.mark.long
def test_what_is_cancelled_or_published_by_hand_is_not_published_again(app: Flask) -> None:
    cancelled, by_hand, pia = planned(), planned(), actor_of(manager())
    with writing():
        actions_releases.cancel_schedule(pia, cancelled)
        actions_releases.publish_release(pia, by_hand)
    assert at_its_minute() == [0, 0]
    assert not is_out(cancelled)
    for act in (actions_releases.cancel_schedule, planned_again):
        with pytest.raises(Conflict), writing():
            act(pia, by_hand)


def planned_again(actor: object, release: Release) -> None:
    actions_releases.schedule_release(actor, release, now() + HOUR)  # type: ignore[arg-type]


@pytest.mark.long
def test_what_could_not_be_published_is_not_planned(app: Flask) -> None:
    silent, pia = make_release(make_idea(), ideas_body={}, is_published=False), actor_of(manager())
    with pytest.raises(Invalid), writing():
        actions_releases.schedule_release(pia, silent, now() + HOUR)
    empty = make_release(is_published=False)
    with pytest.raises(Invalid), writing():
        actions_releases.schedule_release(pia, empty, now())
    editor = actor_of(make_member("Ed", Role.EDITOR))
    with pytest.raises(NotAllowed), writing():
        actions_releases.schedule_release(editor, silent, now() + HOUR)


@pytest.mark.long
def test_a_release_is_planned_and_cancelled_on_its_page(
    client: PortalClient, sign_in: SignIn
) -> None:
    release = make_release(make_idea(), is_published=False)
    desk = f"/desk/releases/{release.id}"
    sign_in(manager())
    for wrong in ("", "2020-01-01T10:00", "nonsense"):
        assert client.post(f"{desk}/schedule", data={"due_at": wrong}).status_code == 422
    assert client.post(f"{desk}/schedule", data={"due_at": "2090-03-05T10:00"}).status_code == 303
    assert "It is published by itself" in client.get(desk).text
    assert "Planned" in client.get("/desk/releases").text
    assert client.post(f"{desk}/unschedule").status_code == 303
    assert "It is published by itself" not in client.get(desk).text


def merged_pair() -> tuple[Idea, Idea, Member]:
    child, root, fan = make_idea(), make_idea(title="Sort orders by street"), make_member()
    support(child, fan)
    return child, root, fan


@pytest.mark.long
def test_what_an_idea_was_merged_into_is_shipped_in_its_place(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    child, root, _fan = merged_pair()
    release = make_release(child, is_published=False)
    merge(child, root)
    pia = manager()
    page = sign_in(pia).get(f"/desk/releases/{release.id}").text
    assert "was merged into it: the whole is shipped" in page
    actor = actor_of(pia)
    with writing():
        actions_releases.publish_release(actor, release)
    drain()
    assert (meaning_of(root), meaning_of(child)) == (Meaning.SHIPPED, Meaning.DUPLICATE)
    told = select(StatusChange.body).where(StatusChange.idea_id == root.id)
    assert list(db.session.scalars(told)) == ["Sort orders by street is in 8.4 Peony."]
    shown = client.get("/changelog").text
    assert root.title in shown
    assert child.title not in shown
    assert "8.4 Peony" in client.get(f"/ideas/product/{root.id}-{root.slug}").text


@pytest.mark.long
def test_both_of_a_merge_are_shipped_as_one(client: PortalClient, drain: Worker) -> None:
    child, root, _fan = merged_pair()
    release, pia = make_release(child, root, is_published=False), actor_of(manager())
    merge(child, root)
    with writing():
        actions_releases.publish_release(pia, release)
    drain()
    told = select(StatusChange.id).where(StatusChange.idea_id == root.id)
    assert len(db.session.scalars(told).all()) == 1
    assert client.get(f"/changelog/{release.id}-{release.slug}").text.count(f"/{root.id}-") == 1


@pytest.mark.long
def test_an_idea_that_is_merged_already_brings_what_it_leads_to(app: Flask, drain: Worker) -> None:
    child, root, _fan = merged_pair()
    merge(child, root)
    make_release(child)
    undo(child)
    drain()
    assert (meaning_of(root), meaning_of(child)) == (Meaning.SHIPPED, Meaning.OPEN)
