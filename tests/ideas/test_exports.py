"""The table of ideas as a file: whole, each idea once whatever dies, for whoever asked while he may, and for a day."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from community.accounts.models import Member, MemberRole
from community.core.clock import now
from community.core.db import writing
from community.ideas import actions_exports, queries_exports, tasks, tasks_exports
from community.policies.actor import Role
from tests.ideas.living import decide, manager
from tests.makers import make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


@pytest.mark.long
def test_the_file_holds_every_match_and_runs_nothing(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    make_idea(title="=HYPERLINK(1) labels")
    decide(make_idea(title="Done already"), "planned")
    tasks.refresh_figures()
    sign_in(manager())
    there = client.post("/desk/ideas/exports?state=open").location
    assert "Writing the file" in client.get(there).text
    assert client.get(f"{there}/ideas.csv").status_code == 404
    drain()
    assert "1 idea stands in the file" in client.get(there).text
    answered = client.get(f"{there}/ideas.csv")
    rows = list(csv.DictReader(io.StringIO(answered.text.lstrip("\ufeff"))))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1) labels"]
    assert rows[0]["status"] == "open"
    assert rows[0]["rice"] == "0"
    assert answered.headers["Cache-Control"] == "no-store"


def test_a_file_is_written_part_by_part_each_idea_once_whatever_dies(
    client: PortalClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = {make_idea(title=f"Wish number {number}").title for number in range(5)}
    tasks.refresh_figures()
    monkeypatch.setattr(queries_exports, "PART", 2)
    there = sign_in(manager()).post("/desk/ideas/exports").location
    client.application.extensions["portal_queue"].huey.flush()
    write_part = actions_exports.write_part

    def die(*arguments: Any, **options: Any) -> bool:
        monkeypatch.setattr(actions_exports, "write_part", killed)
        return write_part(*arguments, **options)

    def killed(*_arguments: Any, **_options: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions_exports, "write_part", die)
    with pytest.raises(KeyboardInterrupt):
        tasks_exports.write_exports()
    assert "2 / 5" in client.get(there).text
    monkeypatch.setattr(actions_exports, "write_part", write_part)
    tasks_exports.write_exports()
    text = client.get(f"{there}/ideas.csv").text
    assert text.count("\ufeff") == 1
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert sorted(row["title"] for row in rows) == sorted(titles)


@pytest.mark.long
def test_a_file_goes_on_after_what_went_wrong_and_is_given_up_in_words_after_an_hour(
    client: PortalClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_idea(title=f"Wish number {number}")
    tasks.refresh_figures()
    monkeypatch.setattr(queries_exports, "PART", 2)
    sign_in(manager())
    there, other = (client.post("/desk/ideas/exports?q=Wish").location for _ in range(2))
    client.application.extensions["portal_queue"].huey.flush()
    write_part = actions_exports.write_part

    def stumble(export_id: int, after: str | None, *arguments: Any, **options: Any) -> bool:
        if after is not None and there.endswith(f"/{export_id}"):
            raise OperationalError("insert", {}, Exception("database is locked"))
        return write_part(export_id, after, *arguments, **options)

    monkeypatch.setattr(actions_exports, "write_part", stumble)
    tasks_exports.write_exports()
    assert "2 / 3" in client.get(there).text
    assert client.get(f"{other}/ideas.csv").status_code == 200
    monkeypatch.setattr(actions_exports, "write_part", write_part)
    tasks_exports.write_exports()
    assert client.get(f"{there}/ideas.csv").text.count("Wish number") == 3
    there = client.post("/desk/ideas/exports?q=Wish").location
    monkeypatch.setattr(actions_exports, "write_part", stumble)
    tasks_exports.write_exports()
    with time_machine.travel(now() + timedelta(hours=2)):
        tasks_exports.write_exports()
        page = client.get(there).text
        assert "could not be written" in page
        assert "hx-trigger" not in page[page.index('id="export-progress"') :][:300]
        assert client.get(f"{there}/ideas.csv").status_code == 404
        assert 'action="/desk/ideas/exports?q=Wish"' in page
        monkeypatch.setattr(actions_exports, "write_part", write_part)
        assert tasks_exports.write_exports() == 0


def test_a_file_is_for_whoever_asked_for_it_while_he_may_and_for_a_day(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    make_idea()
    tasks.refresh_figures()
    pia = manager()
    there = sign_in(pia).post("/desk/ideas/exports").location
    drain()
    path = f"{there}/ideas.csv"
    assert client.get(path).status_code == 200
    assert sign_in(make_member("Paul", Role.PRODUCT_MANAGER)).get(path).status_code == 404
    sign_in(pia)
    with time_machine.travel(now() + timedelta(hours=25)):
        assert client.get(path).status_code == 404
        tasks_exports.forget_exports()
    assert client.get(path).status_code == 404
    there = client.post("/desk/ideas/exports").location
    with writing() as session:
        session.execute(delete(MemberRole).where(MemberRole.member_id == pia.id))
    drain()
    assert client.get(f"{there}/ideas.csv").status_code in (403, 404)
