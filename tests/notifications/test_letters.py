"""What mail programs need, and out by one click."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from community.accounts.actions_erasure import leave
from community.accounts.models import Member
from community.core.db import writing
from community.core.mail import Letter
from community.ideas import actions_statuses
from community.notifications import queries
from community.notifications.kinds import Channel, Kind
from community.notifications.queries_habits import list_habits
from community.notifications.stopping import stop_token
from community.policies.actor import Role
from tests.makers import actor_of, make_idea, make_member, prose, status
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def write_one(drain: Worker, postman: list[Letter]) -> tuple[Member, Letter]:
    reader = make_member()
    idea, manager = make_idea(reader), actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    words = prose("We begin in spring.")
    with writing():
        actions_statuses.change_status(manager, idea, status("planned"), words, lang="en")
    drain()
    return reader, postman[0]


@pytest.mark.long
def test_a_letter_threads_and_can_be_stopped(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    _reader, letter = write_one(drain, postman)
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.headers["References"].startswith("<thread-")
    assert letter.message()["Auto-Submitted"] == "auto-generated"
    assert "Planned: Print two notes on one page" in letter.subject
    assert "List-Id" in letter.headers


@pytest.mark.long
def test_one_click_stops_the_kind_without_cookie_or_origin(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    reader, letter = write_one(drain, postman)
    path = urlsplit(letter.headers["List-Unsubscribe"].strip("<>")).path
    client.environ_base["HTTP_ORIGIN"] = "https://mail.example"
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    chosen = queries.list_choices([reader.id])
    assert not queries.wants(chosen, reader.id, Kind.IDEA_STATUS, Channel.EMAIL)
    assert queries.wants(chosen, reader.id, Kind.ANSWER_POSTED, Channel.EMAIL)


def test_a_scanner_that_follows_the_link_changes_nothing(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    reader, letter = write_one(drain, postman)
    path = urlsplit(letter.headers["List-Unsubscribe"].strip("<>")).path
    assert client.get(path).status_code == 200
    assert queries.list_choices([reader.id]) == {}


@pytest.mark.long
def test_a_link_for_a_thread_mutes_it(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    reader, _letter = write_one(drain, postman)
    idea = make_idea(reader)
    assert client.post(f"/unsubscribe/{stop_token(reader.id, None, idea.id)}").status_code == 200
    manager, words = actor_of(make_member("Pim", Role.PRODUCT_MANAGER)), prose()
    with writing():
        actions_statuses.change_status(manager, idea, status("beta"), words, lang="en")
    drain()
    assert len(postman) == 1


def test_a_link_of_somebody_who_was_erased_leaves_nothing_of_him(
    app: Flask, client: PortalClient
) -> None:
    reader = make_member()
    with writing():
        leave(actor_of(reader), with_posts=False)
    for kind in (None, Kind.IDEA_STATUS):
        assert client.post(f"/unsubscribe/{stop_token(reader.id, kind)}").status_code == 404
    assert not queries.list_choices([reader.id])
    assert not list_habits([reader.id])


def test_a_forged_link_is_not_there(client: PortalClient) -> None:
    assert client.get("/unsubscribe/WzEsbnVsbCxudWxsXQ.forged").status_code == 404
    assert client.post("/unsubscribe/nonsense").status_code == 404


def test_the_matrix_is_kept(sign_in: SignIn) -> None:
    member = make_member()
    client = sign_in(member)
    client.post("/preferences/notifications", data={"comment_posted:email": "1"})
    chosen = queries.list_choices([member.id])
    assert chosen[(member.id, Kind.COMMENT_POSTED, Channel.EMAIL)]
    assert not chosen[(member.id, Kind.IDEA_STATUS, Channel.PORTAL)]
    assert (member.id, Kind.PROMISE_MISSED, Channel.EMAIL) not in chosen
    assert "checked" in client.get("/preferences/notifications").text
