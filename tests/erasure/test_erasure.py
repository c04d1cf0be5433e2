"""Erasing a member: afterwards he is found nowhere, save where docs/privacy.md says so, and pages go on without him."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts import actions_erasure
from community.accounts.erasing import Gone, Step
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason, Erasure
from community.accounts.tasks_erasure import erase_members
from community.admin.counters import COUNTERS, count_wrong
from community.content.models import Comment, Subject
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict
from community.core.search_engine.installed import search_engine
from community.importing.export_help import export_help
from community.moderation.actions import restore
from community.moderation.queries import list_removed
from community.moderation.reasons import KeepReason
from community.moderation.tasks import purge_deleted
from community.policies.actor import SYSTEM, Role
from community.questions.models import Answer, Question
from community.recognition import recount
from community.wiring_erasure import ERASURE
from tests.erasure.lives import EMAIL, HANDLE, MARK, NAME, STAYS, Life, live
from tests.erasure.traces import find_traces
from tests.makers import PASSWORD, actor_of, make_member
from tests.recognition.credentials import address
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.worker import Worker

# What he wrote, where he leaves it: docs/privacy.md lists these.
POSTS = {"questions", "answers", "ideas", "comments", "hour_questions", "revisions", "pictures"}
TOLD_OF_POSTS = {"fanouts", "notifications", "letters"}


@pytest.fixture
def life(app: Flask, client: PortalClient, drain: Worker) -> Life:
    search_engine().rebuild([])  # PostgreSQL's keeps what other tests have left
    return live(client, drain)


def erase(member: Member, *, with_posts: bool) -> None:
    with writing():
        actions_erasure.erase(SYSTEM, member.id, EraseReason.ASKED, with_posts=with_posts)


def tables(found: Counter[str]) -> set[str]:
    """The tables in which something was found, and `search` for the index of either engine."""
    names = {place.partition(".")[0] for place, times in found.items() if times}
    return {"search" if name.startswith("search_f") else name for name in names}


def export(folder: Path) -> str:
    export_help(SYSTEM, folder)
    return "\n".join(path.read_text() for path in folder.rglob("*") if path.is_file()).lower()


@pytest.mark.long
def test_with_his_posts_nothing_of_him_is_found_however_often_the_worker_fails(
    life: Life,
    portal: Portal,
    drain: Worker,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    before = find_traces(MARK, portal.folder)
    assert len(before) > 45
    assert "search" in tables(before)
    assert MARK in export(tmp_path / "before")
    pictures = [portal.folder / "files" / key[:2] / key for key in (life.picture, life.upload)]
    assert all(path.exists() for path in pictures)
    failing = {name: Failing(step, times=1) for name, step in ERASURE.items()}
    monkeypatch.setitem(app.extensions, "portal_erasure", failing)
    erase(life.member, with_posts=True)
    row = work_until(life, "words", drain)
    assert (row.error, row.finished_at) == ("words: RuntimeError", None)
    failing["words"].times = 3  # a step that stays broken is noticed by what it leaves behind
    row = work_until(life, "words", drain)
    assert tables(find_traces(MARK, portal.folder)) >= {"flags", "saved_views", "letters"}
    failing["words"].times = 1
    row = work_until(life, None, drain)
    assert (row.done, row.error) == (len(failing), "")
    assert find_traces(MARK, portal.folder) == Counter()
    assert MARK not in export(tmp_path / "after")
    assert not any(list(path.parent.glob(f"{path.stem}*")) for path in pictures)
    assert {"questions", "ideas"} <= tables(find_traces(STAYS, portal.folder))
    cannot_come_back(life)
    numbers_agree(drain)


class Failing:
    """A step that does its piece, and fails before that is noted: as if the power went in between."""

    def __init__(self, step: Step, times: int) -> None:
        self.step, self.times = step, times

    def __call__(self, gone: Gone, cursor: int) -> int | None:
        if self.times > 1:  # broken for good
            raise RuntimeError("it does not work")
        after = self.step(gone, cursor)
        self.times -= 1
        if self.times >= 0:
            raise RuntimeError("the power went")
        return after


def work_until(life: Life, name: str | None, drain: Worker) -> Erasure:
    """The erasure once it has failed at that step, or is through; the worker runs each minute."""
    for _minute in range(2 * len(ERASURE)):
        erase_members()
        drain()
        row = db.session.get_one(Erasure, life.member.id, populate_existing=True)
        if row.finished_at or (name and row.error.startswith(f"{name}:")):
            return row
    raise AssertionError("the worker never came that far")


def cannot_come_back(life: Life) -> None:
    """Moderators see nothing to restore in posts that are blank."""
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    subject = db.session.get_one(Subject, life.alone.id, populate_existing=True)
    with pytest.raises(Conflict), writing():
        restore(moderator, subject, KeepReason.FINE)
    assert list_removed(moderator).items == []


def numbers_agree(drain: Worker) -> None:
    """Counters and ledger are what the rows add up to, also once the blank posts are purged."""
    for hours in (0, 2):
        with time_machine.travel(now() + timedelta(hours=hours), tick=False):
            purge_deleted()
        drain()
        assert [one.name for one in COUNTERS if count_wrong(one)] == []
        assert recount.compare().is_clean


@pytest.mark.long
def test_his_posts_stay_without_a_name_where_he_leaves_them(
    life: Life, portal: Portal, drain: Worker, client: PortalClient
) -> None:
    leave(client.sign_in(life.member))
    drain()
    left = tables(find_traces(MARK, portal.folder))
    assert left <= POSTS | TOLD_OF_POSTS | {"question_changes", "search"}
    assert {"questions", "answers", "comments", "ideas", "search"} <= left
    for named in (HANDLE, EMAIL, NAME.lower()):
        assert find_traces(named, portal.folder) == Counter()
    said = db.session.get_one(Comment, life.naming.id, populate_existing=True)
    assert said.body == "former member knows, see /members, or write to …@…."
    quoting = db.session.get_one(Answer, life.quoting.id, populate_existing=True)
    assert "> [former member wrote](" in quoting.body
    assert ">former member wrote</a>" in quoting.html
    numbers_agree(drain)
    pages_go_on(life, client.sign_in(life.friend))
    again = make_member(NAME, email=EMAIL)
    assert (again.handle, again.email) == (HANDLE, EMAIL)
    assert client.get(f"/members/{HANDLE}").status_code == 200


def leave(device: PortalClient) -> None:
    """He gives his password, leaves his posts, and is signed out."""
    form = {"posts": "keep", "current": "wrong"}
    assert device.post("/account/leave", data=form).status_code == 422
    assert device.get("/account").status_code == 200
    left = device.post("/account/leave", data=form | {"current": PASSWORD})
    assert (left.status_code, left.location) == (303, "/")
    assert device.get("/account").status_code != 200


def pages_go_on(life: Life, client: PortalClient) -> None:
    """All that showed him shows a former member, or is not found."""
    question = db.session.get_one(Question, life.alone.id, populate_existing=True)
    asked = f"/questions/{question.id}-{question.slug}"
    for path in (
        *(asked, f"/questions/{life.answered.id}-{life.answered.slug}"),
        f"/ideas/product/{life.idea.id}-{life.idea.slug}",
        *("/questions", "/ideas", "/leaderboard", "/badges/first-answer"),
        *("/help/en/deliveries/print-a-delivery-note", f"/search?q={STAYS}"),
    ):
        page = client.get(path)
        assert (path, page.status_code) == (path, 200)
        assert "Quill" not in page.text
    assert "former member" in client.get(asked).text
    for path in (f"/members/{HANDLE}", f"/members/~{life.member.id}", address(life.award)):
        assert client.get(path).status_code == 404


@pytest.mark.long
def test_an_administrator_erases_a_member_and_sees_how_far_it_is(
    client: PortalClient, drain: Worker
) -> None:
    admin, him = make_member("Root", Role.ADMIN), make_member(NAME, email=EMAIL)
    client.sign_in(admin)
    place = f"/admin/members/{him.id}"
    assert client.post(f"{place}/erase", data={"reason": "", "handle": HANDLE}).status_code == 422
    typed = {"reason": "misuse", "handle": "somebody", "with_posts": "y"}
    assert "short name of this member" in client.post(f"{place}/erase", data=typed).text
    own = {"reason": "asked", "handle": admin.handle}
    assert client.post(f"/admin/members/{admin.id}/erase", data=own).status_code == 422
    done = client.post(f"{place}/erase", data=typed | {"handle": f"@{HANDLE}"})
    assert done.location == "/admin/members/erasures"
    assert "progress-bar" in client.get("/admin/members/erasures").text
    drain()
    page = client.get("/admin/members/erasures").text
    assert ("Forgotten" in page, "progress-bar" in page) == (True, False)
    assert client.get(place).status_code == 404
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "member.erased")).one()
    assert entry.details == {"reason": "misuse", "posts": "removed"}
    assert (entry.actor_id, entry.target_id) == (admin.id, him.id)
    member = client.sign_in(make_member())
    assert member.get("/admin/members/erasures").status_code == 403


def test_the_last_administrator_stays(client: PortalClient) -> None:
    admin = make_member("Root", Role.ADMIN)
    form = {"posts": "remove", "current": PASSWORD}
    answer = client.sign_in(admin).post("/account/leave", data=form)
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    make_member("Second", Role.ADMIN)
    assert client.post("/account/leave", data=form).status_code == 303


@pytest.mark.long
def test_the_operator_erases_by_the_short_name(app: Flask, drain: Worker) -> None:
    him, command = make_member(NAME, email=EMAIL), app.test_cli_runner()
    done = command.invoke(args=["erase-member", f"@{HANDLE}", "--with-posts", "--yes"])
    assert f"Member {him.id} is erased" in done.output
    drain()
    assert db.session.get_one(Erasure, him.id, populate_existing=True).finished_at is not None
    again = command.invoke(args=["erase-member", HANDLE, "--yes"])
    assert (again.exit_code, "There is no member" in again.output) == (1, True)
