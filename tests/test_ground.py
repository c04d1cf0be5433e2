"""The ground under every other test: each starts on a new portal, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from tests.services.client import PortalClient
from tests.services.live import LivePortal
from tests.services.worker import Worker


def count_members() -> int:
    return db.session.scalars(select(func.count()).select_from(Member)).one()


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_the_rows_of_another(app: Flask, drain: Worker, turn: int) -> None:
    assert count_members() == 0
    with writing() as session:
        session.add(Member(name=f"Ada {turn}", handle="ada", handle_key="ada", created_at=now()))
    drain()
    assert count_members() == 1


def test_a_request_has_a_context_of_its_own(app: Flask, client: PortalClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/no-such-page").status_code == 404


def test_the_database_is_the_one_in_brackets(app: Flask, database: str) -> None:
    assert db.engine.dialect.name == database


def test_the_deployed_portal_answers_a_real_browser(page: Page, live_server: LivePortal) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.text() == "ok\n"
    assert live_server.worker[0].is_alive()
