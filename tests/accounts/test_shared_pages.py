"""Members with the same rights share a page; what is a member's own is in no page that others get."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, session

from community import site_settings
from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.accounts.session import current_actor
from community.content import actions as content
from community.content.actions_comments import add_comment
from community.content.models import Subject, TargetKind, Visibility
from community.core.bare import BareConnections
from community.core.db import db, writing
from community.core.http_edge.frames import Choice, Frame
from community.core.http_edge.page_answers import KeptFrame
from community.ideas import actions_voting as voting
from community.policies.actor import SYSTEM, Role
from community.questions import actions_answers as answers
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose
from tests.proofs.scene import Scene, make_scene
from tests.security.test_shared_pages import planted
from tests.services.client import PortalClient
from tests.services.portals import Portal

NewClient = Callable[[], PortalClient]
PERSONAL = {"HX-Request": "true"}  # such a request is never answered from a shared page


def paths_of(scene: Scene) -> list[str]:
    question, idea = scene.question, scene.idea
    return [
        "/",
        "/questions",
        "/questions?tab=unanswered",
        "/tags",
        "/tags/tax",
        "/areas",
        f"/areas/{scene.area.key}",
        f"/questions/{question.id}-{question.slug}",
        "/ideas",
        "/ideas?mine=1",
        "/ideas/product?sort=new",
        f"/ideas/product/{idea.id}-{idea.slug}",
        "/roadmap",
        "/search?q=delivery",
        "/services/en",
        "/services/fr",
        "/services/attainment",
        "/status",
        f"/status/incidents/{scene.incident_id}",
        f"/status/history/{scene.month_key}",
    ]


def live_a_little(scene: Scene, people: list[Member], chance: random.Random) -> None:
    """Votes, follows, posts and remarks of random people on random things."""
    for person in chance.sample(people, 4):
        actor, idea = actor_of(person), make_idea(person, f"A wish of number {person.id}")
        question = make_question(person, f"What is number {person.id} to do?")
        make_answer(question, chance.choice(people))
        with writing() as rows:
            voting.vote(actor, chance.choice([idea, scene.idea]))
            answers.vote_helpful(actor, scene.answer)
            content.follow_quietly(person.id, scene.question.id)
            content.follow(actor, TargetKind.AREA, scene.area.id)
            on = rows.get_one(Subject, chance.choice([scene.idea.id, scene.question.id]))
            add_comment(actor, on, prose(f"Remark {person.id}"), lang="en")
            held = chance.choice([idea.id, question.id])
            if chance.random() < 0.5:
                content.change_visibility(SYSTEM, rows.get_one(Subject, held), Visibility.PENDING)


def frames_of(portal: Portal) -> list[Frame]:
    kept = portal.page_cache.store.own.values()
    return [one.frame for one in kept if isinstance(one, KeptFrame)]


def bare_words(frame: Frame) -> list[bytes]:
    """All that a frame holds, without the secret of its token's place."""
    words = []
    for piece in frame.pieces:
        if isinstance(piece, Choice):
            words += [repr(piece.mark).encode(), piece.done, piece.undone]
        else:
            words.append(piece if isinstance(piece, bytes) else piece.name.encode())
    return [one.replace(frame.token_mark, b"TOKEN") for one in words]


def ensure_alike(portal: Portal, clients: list[PortalClient], path: str) -> None:
    """Whoever of these draws the shared page, it is the same to the byte."""
    drawn = []
    for client in clients:
        portal.forget_pages()
        assert client.get(path).status_code == 200
        drawn.append([bare_words(frame) for frame in frames_of(portal)])
    assert drawn[0], f"{path} is not shared"
    assert all(one == drawn[0] for one in drawn)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.prove)])
def test_a_shared_page_reads_as_one_drawn_for_the_reader_alone(
    portal: Portal, app: Flask, new_client: NewClient, seed: int
) -> None:
    chance, scene = random.Random(seed), make_scene()
    people = [*scene.people.values(), make_member(locale="fr"), make_member(reputation=300)]
    live_a_little(scene, [one for one in people if one is not scene.people["suspended"]], chance)
    paths, clients = paths_of(scene), [new_client().sign_in(one) for one in people]
    for path in paths:
        chance.shuffle(clients)
        for client in clients:
            shared = [client.get(path).data, client.get(path).data]
            assert shared == [client.get(path, headers=PERSONAL).data] * 2, path
    assert len(frames_of(portal)) > len(paths)


@pytest.mark.long
def test_nothing_of_whoever_drew_it_is_in_a_shared_page(
    portal: Portal, app: Flask, new_client: NewClient
) -> None:
    scene = make_scene()
    people = [scene.people["other"], make_member("Ada"), make_member("Zoe")]
    live_a_little(scene, [*people, make_member()], random.Random(3))
    with writing():
        content.change_visibility(
            SYSTEM, db.session.get_one(Subject, scene.answer.id), Visibility.VISIBLE
        )
    clients = [new_client().sign_in(one) for one in people]
    for path in paths_of(scene):
        if "mine" not in path:
            ensure_alike(portal, clients, path)


def test_a_planted_name_keeps_a_page_from_being_shared(
    portal: Portal, app: Flask, new_client: NewClient
) -> None:
    make_idea()
    ada, zoe = (new_client().sign_in(make_member(name)) for name in ("Ada", "Zoe"))
    with planted(app, lambda: current_actor().name):
        assert b'value="Ada"' in ada.get("/ideas").data
        assert b'value="Zoe"' in zoe.get("/ideas").data
    assert frames_of(portal) == []


def test_a_planted_thing_that_no_actor_gives_is_found(
    portal: Portal, app: Flask, new_client: NewClient
) -> None:
    make_idea()
    clients = [new_client().sign_in(make_member(name)) for name in ("Ada", "Zoe")]
    ensure_alike(portal, clients, "/ideas")
    with planted(app, lambda: str(session["_user_id"])), pytest.raises(AssertionError):
        ensure_alike(portal, clients, "/ideas")


def test_what_one_did_shows_on_a_page_that_others_share(app: Flask, new_client: NewClient) -> None:
    idea, ada, zoe = make_idea(), *(new_client().sign_in(make_member(name)) for name in ("A", "Z"))
    path, address = f"/ideas/{idea.id}/vote", f"/ideas/product/{idea.id}-{idea.slug}"
    for client in (ada, zoe, ada, zoe):
        assert b'aria-pressed="false">\n    <svg' in client.get(address).data
    ada.post(path)
    assert b'aria-pressed="true">\n    <svg' in ada.get(address).data
    assert b'aria-pressed="true">\n    <svg' not in zoe.get(address).data
    assert b"2 votes" in zoe.get(address).data


def test_a_held_question_is_listed_for_its_author_alone(app: Flask, new_client: NewClient) -> None:
    author, reader = make_member(), make_member()
    clients = [new_client().sign_in(one) for one in (author, reader)]
    question = make_question(author, "Is this shown to all?")
    with writing():
        content.change_visibility(
            SYSTEM, db.session.get_one(Subject, question.id), Visibility.PENDING
        )
    for _time in range(2):
        mine, theirs = (client.get("/questions").data for client in clients)
        assert b"Is this shown to all?" in mine
        assert b"Is this shown to all?" not in theirs


def test_what_is_hidden_is_gone_from_shared_pages_at_once(
    app: Flask, new_client: NewClient
) -> None:
    question, client = make_question(), new_client().sign_in(make_member())
    address = f"/questions/{question.id}-{question.slug}"
    assert client.get(address).status_code == client.get(address).status_code == 200
    with writing():
        content.change_visibility(
            SYSTEM, db.session.get_one(Subject, question.id), Visibility.HIDDEN
        )
    assert client.get(address).status_code == 404
    assert question.title.encode() not in client.get("/questions").data


def test_who_loses_a_right_loses_the_page_that_went_with_it(
    app: Flask, new_client: NewClient
) -> None:
    idea, agent, member = make_idea(), make_member("Kim", Role.PRODUCT_MANAGER), make_member()
    staff, other = (new_client().sign_in(one) for one in (agent, member))
    address = f"/ideas/product/{idea.id}-{idea.slug}"
    for client in (staff, other, staff):
        assert (b"Change the status" in client.get(address).data) is (client is staff)
    with writing():
        suspend(SYSTEM, agent.id, "left")
    assert b"Change the status" not in staff.get(address).data


def test_whoever_signs_out_or_has_news_gets_no_old_page(app: Flask, new_client: NewClient) -> None:
    member, client = make_member("Ada"), new_client()
    client.sign_in(member).get("/questions")
    with writing() as rows:
        rows.get_one(Member, member.id).unread_count = 3
    assert b"3 unread" in client.get("/questions").data
    client.post("/sign-out")
    assert b"Sign in" in client.get("/questions").data


def test_a_message_is_told_once_and_to_nobody_else(app: Flask, new_client: NewClient) -> None:
    idea = make_idea(author := make_member())
    client, other = new_client().sign_in(author), new_client().sign_in(make_member())
    other.get("/ideas")
    assert client.post(f"/ideas/{idea.id}/delete").status_code == 303
    said = [
        one.get("/ideas").data.count(b"The idea was removed") for one in (client, other, client)
    ]
    assert said == [1, 0, 0]


def test_a_shared_page_costs_two_short_reads(
    app: Flask, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_idea()
    first, second = (new_client().sign_in(make_member()) for _ in range(2))
    for client in (first, second):
        assert client.get("/ideas").status_code == 200
    run, asked = BareConnections.run, []

    def note(self: BareConnections, sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return run(self, sql, values)

    monkeypatch.setattr(BareConnections, "run", note)
    monkeypatch.setattr(app, "full_dispatch_request", pytest.fail)
    assert second.get("/ideas").status_code == 200
    assert len(asked) == 2


@pytest.mark.parametrize("words", ["sign_in_sessions", "votes"])
def test_what_cannot_be_asked_before_the_page_is_asked_for_it(
    app: Flask, new_client: NewClient, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    make_idea()
    client, run = new_client().sign_in(make_member("Ada")), BareConnections.run
    before = [client.get("/ideas").data, client.get("/ideas").data][1]

    def fail(self: BareConnections, sql: str, values: Any = ()) -> Any:
        if words in sql:
            raise OSError("the connection is lost")
        return run(self, sql, values)

    monkeypatch.setattr(BareConnections, "run", fail)
    assert client.get("/ideas").data == before


def test_members_on_both_sides_of_a_changed_bound_share_no_page(
    app: Flask, new_client: NewClient
) -> None:
    question = make_question()
    low, high = make_member(reputation=20), make_member(reputation=40)
    with writing():
        site_settings.change(needed_to_close=30)
    path = f"/questions/{question.id}-{question.slug}"
    pages = [new_client().sign_in(one).get(path).text for one in (low, high, low, high)]
    assert [f"/questions/{question.id}/close" in page for page in pages] == [False, True] * 2
    assert "opens at 30 points" in pages[0]
