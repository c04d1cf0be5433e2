"""Shared pages under attack and mishap: nothing of one reader is kept for another, and nobody loses what is his own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, session
from redis import RedisError

from community.accounts.models import MemberCapability, Membership
from community.articles import actions_audience
from community.articles.models import Article
from community.content import actions as content
from community.content.actions_comments import add_comment, edit_comment
from community.content.models import Subject, Visibility
from community.core.clock import now
from community.core.db import writing
from community.core.http_edge.page_answers import KeptFrame
from community.policies.actor import SYSTEM, Actor, Role
from community.policies.stand_in import PERSONAL, rights_of
from community.policies.standing import Privilege
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_article,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    make_section,
    prose,
)
from tests.services.client import PortalClient
from tests.services.portals import Portal

NewClient = Callable[[], PortalClient]
SPELLINGS = ["session ={}", "a=b; session ={}", "session\t={}", " session = {}", 'session="{}"']


def cookie_of(client: PortalClient) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def ask_with(app: Flask, path: str, cookies: str) -> bytes:
    """The answer to a request whose cookies stand in it as written here."""
    answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookies})
    return bytes(answer.data)


def kept_in(portal: Portal) -> list[Any]:
    return list(portal.page_cache.store.own.values())


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_session_in_an_odd_spelling_leaves_no_page_for_visitors(
    app: Flask, new_client: NewClient, spelling: str
) -> None:
    make_idea()
    value = cookie_of(new_client().sign_in(make_member("Adalbert")))
    assert b"Adalbert" in ask_with(app, "/ideas", spelling.format(value))
    assert b"Adalbert" not in new_client().get("/ideas").data


def test_two_sessions_in_one_request_leave_no_page_of_one_for_the_other(
    app: Flask, new_client: NewClient
) -> None:
    idea = make_idea()
    path = f"/ideas/product/{idea.id}-{idea.slug}"
    member, boss = make_member("Ann"), make_member("Kim", Role.PRODUCT_MANAGER)
    one, other = (cookie_of(new_client().sign_in(person)) for person in (member, boss))
    assert b"Change the status" in ask_with(app, path, f"session ={other}; session={one}")
    for _time in range(2):
        assert b"Change the status" not in new_client().sign_in(member).get(path).data


@contextmanager
def planted(app: Flask, words: Callable[[], str]) -> Iterator[None]:
    """Within this, each row of ideas calls this."""
    kept = app.jinja_env.globals["next_address"]
    app.jinja_env.globals["next_address"] = words
    try:
        yield
    finally:
        app.jinja_env.globals["next_address"] = kept


def test_a_page_that_gives_its_reader_a_cookie_is_kept_for_nobody(
    portal: Portal, app: Flask, new_client: NewClient
) -> None:
    def note_a_visit() -> str:
        session["seen"] = "once"
        return "/ideas"

    make_idea()
    with planted(app, note_a_visit):
        for client in (new_client().sign_in(make_member()), new_client()):
            assert "session=" in client.get("/ideas").headers["Set-Cookie"]
        assert kept_in(portal) == []
    new_client().get("/ideas")
    assert len(kept_in(portal)) == 1


@pytest.mark.long
def test_what_is_held_opens_for_its_author_alone_whoever_asks_first(
    portal: Portal, app: Flask, new_client: NewClient
) -> None:
    author, reader = make_member(), make_member()
    question, idea = make_question(author), make_idea(author)
    for one in (question, idea):
        with writing() as rows:
            subject = rows.get_one(Subject, one.id)
            content.change_visibility(SYSTEM, subject, Visibility.PENDING)
    clients = {200: new_client().sign_in(author), 404: new_client().sign_in(reader)}
    paths = (f"/questions/{question.id}-{question.slug}", f"/ideas/product/{idea.id}-{idea.slug}")
    for order in ((200, 404, 200, 404), (404, 200, 404, 200)):
        portal.forget_pages()
        for path in paths:
            assert tuple(clients[one].get(path).status_code for one in order) == order


@pytest.mark.long
def test_a_private_question_stays_with_its_asker_who_left_and_with_his_colleagues(
    app: Flask, new_client: NewClient
) -> None:
    garden = make_organisation("Garden")
    asker, colleague = (make_member(organisation=garden) for _ in range(2))
    question = make_question(asker, "Our own matter", is_private=True)
    clients = [new_client().sign_in(one) for one in (asker, colleague, make_member())]
    for has_left in (False, True):
        for path in (f"/questions/{question.id}-{question.slug}", "/questions", "/"):
            met = [b"Our own matter" in client.get(path).data for client in clients * 2]
            assert met == [True, True, False] * 2, (path, has_left)
        with writing() as rows:
            rows.query(Membership).filter_by(member_id=asker.id).update({"left_at": now()})


def test_all_that_pages_may_ask_of_an_actor_is_among_the_rights_or_refused() -> None:
    others: dict[str, Any] = {
        "roles": frozenset({Role.AGENT}),
        "level": 1,
        "privileges": frozenset({Privilege.EDIT}),
        "capabilities": frozenset({("verify", 1)}),
        "organisations": {1: "Garden"},
        "plan_keys": frozenset({"premium"}),
        "segment_keys": frozenset({"large"}),
        "audience_ids": frozenset({1, 2}),
        "locale": "fr",
        "time_zone": "Asia/Tokyo",
        "is_suspended": True,
    }
    # No request is the portal's own or of the past.
    never = {"is_system", "is_historic"}
    assert {one.name for one in fields(Actor)} - PERSONAL - never == set(others)
    plain = Actor(member_id=1)
    for name, value in others.items():
        assert rights_of(replace(plain, **{name: value})) != rights_of(plain), name


def test_a_right_that_ends_by_the_clock_ends_while_pages_are_kept(
    app: Flask, new_client: NewClient
) -> None:
    area, expert = make_area(), make_member()
    question = make_question(product_area_id=area.id)
    make_answer(question)
    with writing() as rows:
        held = MemberCapability(member_id=expert.id, capability="verify", source="badge:1")
        held.product_area_id, held.until = area.id, now() + timedelta(seconds=20)
        rows.add(held)
    client, path = new_client().sign_in(expert), f"/questions/{question.id}-{question.slug}"
    for _time in range(2):
        assert b"I tried it, and it works" in client.get(path).data
    with time_machine.travel(now() + timedelta(seconds=21)):
        assert b"I tried it, and it works" not in client.get(path).data


@pytest.mark.long
def test_what_is_closed_is_gone_from_pages_that_members_share(
    portal: Portal, app: Flask, new_client: NewClient
) -> None:
    section = make_section()
    article = make_article(section, "Wear the harness")
    clients = [new_client().sign_in(make_member()) for _ in range(2)]
    for path in ("/help/en", "/help/en/deliveries", "/help/en/deliveries/wear-the-harness"):
        for client in clients:
            assert b"Wear the harness" in client.get(path).data
    assert sum(isinstance(one, KeptFrame) for one in kept_in(portal)) == 3
    with writing() as rows:
        actions_audience.set_audience(SYSTEM, rows.get_one(Article, article.id), ["staff"])
    for path in ("/help/en", "/help/en/deliveries", "/help/en/deliveries/wear-the-harness"):
        for client in clients:
            assert b"Wear the harness" not in client.get(path).data


def test_words_that_were_taken_out_of_a_remark_are_gone_at_once(
    app: Flask, new_client: NewClient
) -> None:
    author, idea = make_member(), make_idea()
    with writing() as rows:
        on = rows.get_one(Subject, idea.id)
        remark = add_comment(actor_of(author), on, prose("Call me at 0123456"), lang="en")
    path = f"/ideas/product/{idea.id}-{idea.slug}"
    readers = [new_client().sign_in(author), new_client().sign_in(make_member()), new_client()]
    assert all(b"0123456" in one.get(path).data for one in readers)
    with writing():
        edit_comment(actor_of(author), remark, prose("Write to me"))
    assert not any(b"0123456" in one.get(path).data for one in readers)


def test_a_store_of_pages_that_is_away_costs_no_page(
    portal: Portal, app: Flask, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_options: Any) -> None:
        raise RedisError("away")

    for name in ("get", "set"):
        monkeypatch.setattr(portal.page_cache.store.shared, name, fail)
    for client in (new_client(), new_client().sign_in(make_member())):
        assert client.get("/ideas").status_code == client.get("/ideas").status_code == 200
