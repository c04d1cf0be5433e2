"""What is changed without telling anybody is seen on the next page all the same: no page kept before is used again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.actions_members import end_suspension, suspend
from community.core.db import db, writing
from community.ideas import actions_placing, actions_releases, actions_statuses
from community.ideas.models import Idea
from community.ideas.queries_story import find_official_response
from community.policies.actor import SYSTEM
from community.questions.tasks import archive_sleeping
from community.uptime import actions as uptime
from community.uptime import queries_incidents
from community.uptime.models import ImpactSpan, Incident
from tests.ideas.living import answer, decide, make_release, manager, reworded
from tests.makers import (
    actor_of,
    make_area,
    make_board,
    make_idea,
    make_member,
    make_question,
    prose,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker
from tests.uptime.stories import agent, make_component, report

# (page, what is on it until then, what changes it)
Change = tuple[str, str, Callable[[], object]]


def an_official_answer() -> Change:
    idea, pia = make_idea(), actor_of(manager())
    answer(idea, "We thougt about it.")
    standing = find_official_response(idea.id)
    assert standing is not None
    seen, said = standing.id, prose("We thought about it.")
    return (
        f"/ideas/product/{idea.id}-{idea.slug}",
        "thougt",
        lambda: actions_statuses.edit_official_answer(pia, idea, said, lang="en", seen_id=seen),
    )


def the_title_of_an_incident() -> Change:
    incident_id, by = report(make_component()), agent()
    return (
        "/status",
        "Orders stand still",
        lambda: uptime.rename_incident(
            by, db.session.get_one(Incident, incident_id), {"en": "Orders are slow"}, ("public",)
        ),
    )


def a_time_that_was_none() -> Change:
    incident_id, by = report(make_component()), agent()
    row_id = queries_incidents.get_incident(by, incident_id).impacts[0].id
    return (
        f"/status/incidents/{incident_id}",
        "Orders</",
        lambda: uptime.remove_time(
            by, db.session.get_one(Incident, incident_id), db.session.get_one(ImpactSpan, row_id)
        ),
    )


def a_published_release() -> Change:
    pia, release = actor_of(manager()), make_release(make_idea(), body="Prints three notes.")
    return (
        "/changelog",
        "Prints three notes.",
        lambda: actions_releases.edit_release(pia, release, reworded(release, "Prints two.")),
    )


def an_idea_that_came_with_a_release() -> Change:
    """It was shipped before, so that the release did not ship it."""
    pia, idea = actor_of(manager()), make_idea(title="Sort by street")
    decide(idea, "shipped")
    release = make_release(idea)
    return (
        "/changelog",
        "Sort by street",
        lambda: actions_releases.remove_idea(pia, release, idea.id),
    )


def the_board_of_an_idea() -> Change:
    idea, pia, board = make_idea(title="Sort by street"), actor_of(manager()), make_board("shop")
    return (
        "/ideas/product?sort=new",
        "Sort by street",
        lambda: actions_placing.move_to_board(pia, idea, board.id),
    )


def the_area_of_an_idea() -> Change:
    idea, pia, area = make_idea(title="Sort by street"), actor_of(manager()), make_area()
    with writing():
        actions_placing.set_area(pia, idea, area.id)
    return (
        f"/areas/{area.key}",
        "Sort by street",
        lambda: actions_placing.set_area(pia, db.session.get_one(Idea, idea.id), None),
    )


def a_suspension_that_ended() -> Change:
    member = make_member("Ada Adams")
    with writing():
        suspend(SYSTEM, member.id, "Noise")
    return (
        f"/members/{member.handle}",
        "suspended",
        lambda: end_suspension(SYSTEM, member.id),
    )


CHANGES = (
    an_official_answer,
    the_title_of_an_incident,
    a_time_that_was_none,
    a_published_release,
    an_idea_that_came_with_a_release,
    the_board_of_an_idea,
    the_area_of_an_idea,
    a_suspension_that_ended,
)


@pytest.mark.parametrize("make", CHANGES)
def test_what_is_changed_in_silence_is_seen_on_the_next_page(
    app: Flask, new_client: Callable[[], PortalClient], drain: Worker, make: Callable[[], Change]
) -> None:
    path, words, change = make()
    drain()
    clients = [new_client(), new_client().sign_in(make_member())]
    assert [words in client.get(path).text for client in clients] == [True] * 2
    with writing():
        change()
    assert [words in client.get(path).text for client in clients] == [False] * 2


def test_a_question_that_is_put_to_sleep_says_so_on_the_next_page(
    app: Flask, client: PortalClient, drain: Worker, clock: time_machine.Traveller
) -> None:
    question = make_question()
    drain()
    clock.shift(timedelta(days=800))
    address = f"/questions/{question.id}-{question.slug}"
    assert "Archived" not in client.get(address).text
    assert archive_sleeping() == 1
    assert "Archived" in client.get(address).text


def test_of_a_language_or_theme_that_is_sent_twice_page_and_kept_page_take_the_same(
    app: Flask,
) -> None:
    make_idea()

    def ask(cookies: str) -> str:
        client = PortalClient(app, app.response_class, use_cookies=False)
        return client.get("/ideas", headers={"Cookie": cookies}).text[:200]

    twice = ask("lang=fr; lang=en; theme=dark; theme=light")
    assert 'lang="fr"' in twice
    assert 'lang="en"' in ask("lang=en; theme=light")
    assert ask("lang=fr; theme=dark") == twice


@pytest.mark.parametrize(
    "cookies", ["theme=\xff; lang=fr", "lang=\xff", 'x="\\377', "=;;=", "session=\xff"]
)
def test_a_cookie_that_cannot_be_read_is_none(app: Flask, cookies: str) -> None:
    client = PortalClient(app, app.response_class, use_cookies=False)
    for _time in range(2):
        assert client.get("/ideas", headers={"Cookie": cookies}).status_code == 200
