"""Notes, assignee and plans are seen by the team alone: on no page, feed, letter or search of others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.core.mail import Letter
from community.ideas import actions_notes
from community.notifications import queries as notification_queries
from community.notifications.kinds import Kind
from community.policies.actor import Role
from tests.ideas.living import decide, make_note, manager, plan
from tests.makers import actor_of, make_idea, make_member, prose
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
MARK = "quokkafish"


@pytest.mark.long
def test_no_note_leaves_the_team(
    client: PortalClient, sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    author = make_member("Aline")
    idea = make_idea(author)
    make_note(idea, f"Ask the {MARK} first.")
    plan(idea, body=f"The {MARK} says soon.")
    decide(idea, "under_review")
    drain()
    paths = [
        f"/ideas/product/{idea.id}-{idea.slug}",
        "/ideas",
        "/roadmap",
        "/roadmap/feed.atom",
        "/changelog/feed.atom",
        f"/ideas/{idea.id}/answers",
        f"/members/{author.handle}",
    ]
    sign_in(author)
    for path in paths:
        assert MARK not in client.get(path).text, path
    assert idea.title not in client.get(f"/search?q={MARK}").text
    assert client.get(f"/desk/ideas/{idea.id}").status_code == 403
    assert not [letter for letter in postman if MARK in letter.text + letter.html]
    assert MARK in sign_in(make_member("Ann", Role.AGENT)).get(f"/desk/ideas/{idea.id}").text


def test_notes_are_written_by_all_staff_and_removed_by_their_author_or_a_manager(
    client: PortalClient, sign_in: SignIn
) -> None:
    idea, agent = make_idea(), make_member("Ann", Role.AGENT)
    note = make_note(idea)
    sign_in(agent)
    assert client.post(f"/desk/ideas/{idea.id}/notes", data={"body": " "}).status_code == 422
    sent = client.post(f"/desk/ideas/{idea.id}/notes", data={"body": "Two customers *asked*."})
    assert sent.status_code == 303
    assert "<em>asked</em>" in client.get(f"/desk/ideas/{idea.id}").text
    assert client.post(f"/desk/ideas/{idea.id}/notes/{note.id}/remove").status_code == 403
    other = make_idea(title="Sort orders by street")
    sign_in(manager())
    assert client.post(f"/desk/ideas/{other.id}/notes/{note.id}/remove").status_code == 404
    assert client.post(f"/desk/ideas/{idea.id}/notes/{note.id}/remove").status_code == 303


def test_members_write_no_notes(app: Flask) -> None:
    idea = make_idea()
    actor, words = actor_of(make_member()), prose()
    with pytest.raises(NotAllowed), writing():
        actions_notes.add_note(actor, idea, words)


def test_an_idea_is_the_work_of_a_product_manager_who_hears_of_it(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    idea, pia, paul = make_idea(), manager(), make_member("Paul", Role.PRODUCT_MANAGER)
    sign_in(pia)
    sent = client.post(f"/desk/ideas/{idea.id}/assign", data={"assignee": str(paul.id)})
    assert sent.status_code == 303
    drain()
    db.session.refresh(idea)
    assert idea.assignee_id == paul.id
    news = notification_queries.list_notifications(actor_of(paul)).items
    assert [row.kind for row in news] == [Kind.IDEA_ASSIGNED]
    assert "Paul" not in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    actor, somebody = actor_of(pia), make_member()
    with pytest.raises(Invalid), writing():
        actions_notes.assign(actor, idea, somebody.id)
