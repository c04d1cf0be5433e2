"""Many ideas changed by one order: looked at before, made row by row, refused with words, and taken back whole."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from community.accounts.actions_members import set_roles
from community.accounts.models import Member
from community.content.actions import intern_audience
from community.content.models import Subject
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.ideas import actions_bulk, actions_notes, tasks_bulk
from community.ideas.models import StatusChange
from community.ideas.models_triage import BulkChange, BulkRow, BulkState, IdeaScore, RowState
from community.notifications import queries as notification_queries
from community.notifications.kinds import Kind
from community.policies.actor import Role
from tests.ideas.living import decide, manager, support
from tests.ideas.stories import merge
from tests.ideas.triaging import ALONE, back, order, outcome, parts, sent_file, status_order
from tests.makers import (
    actor_of,
    make_area,
    make_board,
    make_idea,
    make_member,
    status,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


@pytest.mark.long
def test_the_desk_looks_first_then_changes_many(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    ideas = [make_idea(title=f"Number {n} of them") for n in range(3)]
    fan = make_member()
    support(ideas[0], fan)
    pia = manager()
    sign_in(pia)
    query = "&".join(f"id={idea.id}" for idea in ideas)
    assert "3 ideas" in client.get(f"/desk/ideas/bulk?{query}").text
    sent: dict[str, object] = {**ALONE, "lang": "en", "assignee": str(pia.id)}
    sent |= {
        "id": [str(idea.id) for idea in ideas],
        "status": "planned",
        "text": "**Soon**: {{ title }}",
    }
    preview = client.post("/desk/ideas/bulk", data=sent | {"then": "preview"})
    assert "<strong>Soon</strong>: Number 0 of them" in preview.text
    assert parts(ideas[0])["status"] == "open"
    there = client.post("/desk/ideas/bulk", data=sent).headers["Location"]
    drain()
    assert {parts(idea)["status"] for idea in ideas} == {"planned"}
    assert {parts(idea)["assignee"] for idea in ideas} == {pia.id}
    assert "Done." in client.get(there).text
    news = notification_queries.list_notifications(actor_of(fan)).items
    assert [row.kind for row in news].count(Kind.IDEA_STATUS) == 1


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"status": "planned", "text": " "}, "supporters of this idea should know"),
        ({"status": "planned", "text": "{{ colour }}"}, "colour"),
        ({"status": "declined", "text": "No."}, "why the idea is declined"),
        ({}, "what is to be changed"),
        (
            {"status": "planned", "text": "Soon.", "way_round": "/nowhere"},
            "no page at this address",
        ),
        ({"board": "999"}, "choose one from the list"),
    ],
)
def test_what_holds_for_none_is_refused_before(
    client: PortalClient, sign_in: SignIn, sent: dict[str, str], word: str
) -> None:
    idea = make_idea()
    sign_in(manager())
    data = ALONE | {"id": str(idea.id), "lang": "en"} | sent
    for then in ({"then": "preview"}, {}):
        answered = client.post("/desk/ideas/bulk", data=data | then)
        assert answered.status_code == 422
        assert word in answered.text
    assert db.session.scalars(select(BulkChange)).first() is None


def test_rows_that_fail_say_why_and_keep_the_others(app: Flask) -> None:
    child, root, third = (
        make_idea(),
        make_idea(title="Two on a page"),
        make_idea(title="Three a page"),
    )
    merge(child, root)
    bulk = order([child, root, third], status_order("planned") | {"assignee": manager().id})
    assert tasks_bulk.make_bulk_changes() == 3
    states = outcome(bulk)
    assert [state for state, _ in states] == [RowState.REFUSED, RowState.DONE, RowState.DONE]
    assert states[0][1]
    assert parts(child)["assignee"] is None
    assert db.session.get_one(BulkChange, bulk.id).state is BulkState.DONE
    assert tasks_bulk.make_bulk_changes() == 0


@pytest.mark.long
def test_undo_restores_all_that_was_changed(app: Flask) -> None:
    area, board = make_area(), make_board("mobile")
    ideas = [make_idea(title=f"Number {n} of them") for n in range(2)]
    before = [parts(idea) for idea in ideas]
    what = status_order("under_review") | {"assignee": manager().id, "area": area.id}
    bulk = order(ideas, what | {"board": board.id, "impact": 3.0, "effort": 2.0})
    tasks_bulk.make_bulk_changes()
    assert [parts(idea) for idea in ideas] != before
    undone = back(bulk)
    tasks_bulk.make_bulk_changes()
    assert outcome(undone) == [(RowState.DONE, "")] * 2
    assert [parts(idea) for idea in ideas] == before
    with pytest.raises(Conflict):
        back(bulk)


def test_undo_leaves_what_somebody_changed_since(app: Flask) -> None:
    first, second = make_idea(), make_idea(title="Two on a page")
    bulk = order([first, second], status_order("under_review"))
    tasks_bulk.make_bulk_changes()
    order([second], status_order("planned"))
    tasks_bulk.make_bulk_changes()
    undone = back(bulk)
    tasks_bulk.make_bulk_changes()
    assert [state for state, _ in outcome(undone)] == [RowState.DONE, RowState.REFUSED]
    assert (parts(first)["status"], parts(second)["status"]) == ("open", "planned")


def test_a_row_is_made_once_whoever_makes_it(app: Flask) -> None:
    idea, actor = make_idea(), actor_of(manager())
    bulk = order([idea], status_order("planned"))
    row_id = db.session.scalars(select(BulkRow.id).where(BulkRow.bulk_id == bulk.id)).one()
    tasks_bulk.make_bulk_changes()
    with writing():
        assert actions_bulk.make_row(actor, row_id, None) is RowState.DONE
    changes = select(StatusChange).where(StatusChange.to_status_id == status("planned").id)
    assert len(db.session.scalars(changes).all()) == 1


def test_who_is_no_product_manager_any_more_changes_nothing(app: Flask) -> None:
    idea = make_idea()
    bulk = order([idea], status_order("planned"))
    with writing():
        member = make_member_id()
        db.session.execute(update(BulkChange).values(author_id=member))
    tasks_bulk.make_bulk_changes()
    assert outcome(bulk)[0][0] is RowState.REFUSED
    assert parts(idea)["status"] == "open"


def make_member_id() -> int:
    return db.session.scalars(select(Member.id).order_by(Member.id)).first() or 0


def test_a_board_with_other_readers_takes_comments_along_but_nothing_merged(app: Flask) -> None:
    with writing():
        members = intern_audience(["members"])
    closed = make_board("closed", members)
    child, root, alone = (
        make_idea(),
        make_idea(title="Two on a page"),
        make_idea(title="Three a page"),
    )
    merge(child, root)
    bulk = order([root, alone], {"board": closed.id})
    tasks_bulk.make_bulk_changes()
    assert [state for state, _ in outcome(bulk)] == [RowState.REFUSED, RowState.DONE]
    assert db.session.get_one(Subject, alone.id).audience_id == members


def test_others_order_nothing(client: PortalClient, sign_in: SignIn) -> None:
    idea, agent = make_idea(), make_member("Ann", Role.AGENT)
    actor = actor_of(agent)
    with pytest.raises(NotAllowed), writing():
        actions_bulk.start_bulk(actor, {"area": None}, {idea.id: None})
    bulk = order([idea], {"assignee": None})
    sign_in(agent)
    for path in ("/desk/ideas/bulk", "/desk/ideas/file", f"/desk/ideas/bulk/{bulk.id}"):
        assert client.get(path).status_code == 403
    assert client.post(f"/desk/ideas/bulk/{bulk.id}/undo").status_code == 403


def test_more_than_a_thousand_are_refused(app: Flask) -> None:
    actor = actor_of(manager())
    with pytest.raises(Invalid), writing():
        actions_bulk.start_bulk(actor, {"area": None}, dict.fromkeys(range(1, 1002)))


@pytest.mark.long
def test_a_file_is_looked_at_line_by_line_and_then_done(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    first, second = make_idea(), make_idea(title="Two on a page")
    pia = manager()
    sign_in(pia)
    lines = (
        "\ufeffid;assignee;reach;impact;confidence;effort;status\r\n"
        f"{first.id};{pia.handle};120;0,5;80;1,5;planned\r\n"
        f"{second.id};;;7;;;\r\n999999;;1;;;;\r\nx;;1;;;;\r\n{first.id};;1;;;;\r\n"
    )
    looked = client.post("/desk/ideas/file", data=sent_file(lines, text="Soon.", then="preview"))
    assert looked.status_code == 422
    for word in ("1 idea is changed", "Impact is 3", "no such idea", "no number", "twice"):
        assert word in looked.text
    sent = {"content": lines.lstrip("\ufeff"), "text": "Soon.", "lang": "en"}
    assert client.post("/desk/ideas/file", data=sent).status_code == 303
    drain()
    found = parts(first)
    assert (found["status"], found["assignee"], found["reach"]) == ("planned", pia.id, 120)
    score = db.session.get_one(IdeaScore, first.id)
    assert (score.impact, score.confidence, score.effort) == (0.5, 80, 1.5)


def test_a_file_may_name_whose_work_it_was_before_he_left_the_team(
    client: PortalClient, sign_in: SignIn
) -> None:
    leaver, boss, admin = manager(), manager(), actor_of(make_member("Ada", Role.ADMIN))
    first, second = make_idea(), make_idea(title="Two on a page")
    actor = actor_of(boss)
    with writing():
        actions_notes.assign(actor, first, leaver.id)
        set_roles(admin, leaver.id, [])
    sign_in(boss)
    lines = f"id,assignee,impact\n{first.id},@{leaver.handle},2\n{second.id},{leaver.handle},2\n"
    looked = client.post("/desk/ideas/file", data=sent_file(lines, then="preview")).text
    assert "1 idea is changed" in looked
    assert looked.count("is no product manager") == 1


@pytest.mark.parametrize("content", ["", "name,age\nx,1\n", 'id,reach\n"', "id\n1\n"])
def test_what_is_no_table_is_refused(client: PortalClient, sign_in: SignIn, content: str) -> None:
    sign_in(manager())
    sent = {"content": content, "lang": "en"}
    assert client.post("/desk/ideas/file", data=sent).status_code in (200, 422)
    assert client.post("/desk/ideas/file", data=sent_file("\xff" * 9)).status_code == 422
    no_file = client.post("/desk/ideas/file", data={"file": "ideas.csv", "lang": "en"})
    assert "Please choose a file" in no_file.text
    assert db.session.scalars(select(BulkChange)).first() is None


@pytest.mark.long
def test_what_somebody_decided_since_the_form_was_opened_is_left_alone(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    first, second = make_idea(), make_idea(title="Two on a page")
    sign_in(manager())
    query = f"id={first.id}&id={second.id}"
    seen = re.findall(
        r'name="seen"[^>]*value="(\d+)"', client.get(f"/desk/ideas/bulk?{query}").text
    )
    decide(second, "in_progress")
    sent: dict[str, object] = {**ALONE, "lang": "en", "seen": seen[0]}
    sent |= {"id": [str(first.id), str(second.id)], "status": "planned", "text": "Soon."}
    there = client.post("/desk/ideas/bulk", data=sent).headers["Location"]
    drain()
    assert (parts(first)["status"], parts(second)["status"]) == ("planned", "in_progress")
    assert "in the meantime" in client.get(there).text
