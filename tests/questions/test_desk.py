"""The desk's queue and what stands beside a question; what people say of a promise that ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import ProductAreaOwner
from community.core.db import db, writing
from community.notifications.kinds import Kind
from community.notifications.models import Fanout, Notification
from community.policies.actor import SYSTEM, Role
from community.questions import actions_claims
from community.service_levels.actions_tokens import give_tokens
from community.service_levels.models import Promise, PromiseState
from community.service_levels.tasks import mark_due_promises
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
)
from tests.questions.stories import promise_of
from tests.service_levels.stories import paris, publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


def customer() -> Member:
    return make_member("Cleo", organisation=make_organisation(plan="premium"))


def told(member: Member, kind: Kind) -> int:
    statement = select(Notification.id).join(Fanout, Fanout.id == Notification.fanout_id)
    found = statement.where(Notification.member_id == member.id, Fanout.kind == kind)
    return len(db.session.scalars(found).all())


@pytest.mark.long
def test_the_queue_has_views_with_addresses(sign_in: SignIn, clock: time_machine.Traveller) -> None:
    al, asker = make_member("Al", Role.AGENT), customer()
    urgent = make_question(asker, "The till stands still, what now?", severity="L1")
    calm = make_question(asker, "How do I print a receipt twice?", severity="L4")
    with writing():
        actions_claims.claim(actor_of(al), calm)
    client = sign_in(al)

    def shows(query: str) -> list[bool]:
        page = client.get(f"/desk/questions{query}").text
        return [one.title in page for one in (urgent, calm)]

    assert shows("") == [True, True]
    assert shows("?show=mine") == [False, True]
    assert shows("?severity=L1") == [True, False]
    assert shows("?kind=resolution") == [True, False]
    assert shows("?show=overdue") == [False, False]
    clock.shift(timedelta(hours=2))
    assert shows("?show=overdue") == [True, False]
    assert shows("?show=nonsense&kind=nonsense") == [True, True]


@pytest.mark.long
def test_a_row_is_claimed_and_leads_to_the_question_with_its_customer(sign_in: SignIn) -> None:
    al, asker = make_member("Al", Role.AGENT), customer()
    earlier = make_question(asker, "How do I print a receipt twice?", severity="L4")
    question = make_question(asker, severity="L1")
    here = f"/desk/questions/{question.id}"
    client = sign_in(al)
    answer = client.post(f"/questions/{question.id}/claim", data={"next": here})
    assert (answer.status_code, answer.location) == (303, here)
    page = client.get(here).text
    for shown in ("Premium", "L1", earlier.title, "Service tokens"):
        assert shown in page
    assert sign_in(asker).get(here).status_code == 403


@pytest.mark.long
def test_the_severity_is_changed_with_a_reason_that_everybody_reads(
    sign_in: SignIn, client: PortalClient, drain: Worker
) -> None:
    al, asker = make_member("Al", Role.AGENT), customer()
    question = make_question(asker, severity="L3")
    here, desk = f"/desk/questions/{question.id}", sign_in(al)
    empty = desk.post(here, data={"severity": "L1", "reason": ""})
    assert empty.status_code == 422
    said = {"severity": "L1", "reason": "Nobody can sell at all."}
    assert desk.post(here, data=said).status_code == 303
    drain()
    public = client.get(f"/questions/{question.id}-{question.slug}").text
    assert "Nobody can sell at all." in public
    assert "L1" not in public
    assert "Premium" not in public
    assert told(asker, Kind.SEVERITY_CHANGED) == 1
    assert "L3 → L1" in desk.get(here).text


@pytest.mark.long
def test_the_last_thirty_days_are_counted_to_a_bound(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.service_levels.queries_words.MOST", 2)
    monkeypatch.setattr("community.questions.views_desk.MOST", 2)
    publish_demo()
    client = sign_in(make_member("Ag", Role.AGENT))
    for shown in ("1 missed", "2 missed", "2+ missed", "2+ missed"):
        promise = promise_of(make_question())
        with writing() as session:
            session.get_one(Promise, promise.id).state = PromiseState.MISSED
        assert shown in client.get("/desk/questions").text


@pytest.mark.long
def test_more_than_promised_is_told_and_thanked_for_once(
    sign_in: SignIn, clock: time_machine.Traveller, drain: Worker
) -> None:
    al, asker = make_member("Al", Role.AGENT), customer()
    question = make_question(asker, severity="L4")
    clock.move_to(paris("2026-03-02T20:00"))
    make_answer(question, al)
    drain()
    assert told(asker, Kind.PROMISE_EXCEEDED) == 1
    promise = promise_of(question)
    page, client = f"/promises/{promise.id}", sign_in(asker)
    assert "your plan covers Mon" in client.get(page).text
    for _click in range(2):
        assert client.post(f"{page}/thanks").status_code == 303
    drain()
    assert told(al, Kind.PROMISE_THANKED) == 1
    shown = sign_in(al).get(page).text
    assert "The customer said thanks." in shown
    assert "1 thanks" in sign_in(al).get("/desk/questions").text
    assert "The customer said thanks." not in sign_in(make_member()).get(page).text


@pytest.mark.long
def test_thanks_are_for_the_customer_and_for_more_than_promised(
    sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    al, asker = make_member("Al", Role.AGENT), customer()
    question = make_question(asker, severity="L1")
    thanks = f"/promises/{promise_of(question).id}/thanks"
    assert sign_in(asker).post(thanks).status_code == 403  # nobody has answered yet
    clock.shift(timedelta(minutes=50))
    make_answer(question, al)
    assert promise_of(question).state is PromiseState.MET
    assert sign_in(asker).post(thanks).status_code == 409
    assert sign_in(make_member()).post(thanks).status_code == 403


@pytest.mark.long
def test_a_person_says_why_a_promise_was_missed_to_its_customer_alone(
    sign_in: SignIn, clock: time_machine.Traveller, drain: Worker
) -> None:
    al, asker = make_member("Al", Role.AGENT), customer()
    question = make_question(asker, severity="L1")
    note = f"/desk/promises/{promise_of(question).id}/note"
    client = sign_in(al)
    assert client.get(note).status_code == 409
    clock.shift(timedelta(hours=3))
    mark_due_promises()
    assert client.get(note).status_code == 200
    assert client.post(note, data={"happened": "We slept.", "next_steps": ""}).status_code == 422
    words = {"happened": "We slept.", "next_steps": "Somebody is at it now."}
    assert client.post(note, data=words).status_code == 303
    drain()
    assert told(asker, Kind.PROMISE_NOTED) == 1
    page = f"/questions/{question.id}-{question.slug}"
    assert "Somebody is at it now." in sign_in(asker).get(page).text
    assert "Somebody is at it now." not in sign_in(make_member()).get(page).text
    assert sign_in(asker).post(note, data=words).status_code == 403


@pytest.mark.long
def test_each_step_of_a_promise_in_danger_is_told_once_to_whom_it_concerns(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    area, asker = make_area(), customer()
    al, bo, lead = (
        make_member("Al", Role.AGENT),
        make_member("Bo", Role.AGENT),
        make_member("Lea", Role.PRODUCT_MANAGER),
    )
    with writing() as session:
        session.add(ProductAreaOwner(product_area_id=area.id, member_id=lead.id))
    question = make_question(asker, severity="L1", product_area_id=area.id)
    clock.shift(timedelta(minutes=45))
    with writing():
        actions_claims.claim(actor_of(al), question)
    for _minute in range(20):
        clock.shift(timedelta(minutes=1))
        mark_due_promises()
        drain()
    steps = (Kind.PROMISE_WARNED, Kind.PROMISE_ESCALATED, Kind.PROMISE_MISSED)
    assert [told(al, one) for one in steps] == [1, 0, 1]
    assert [told(bo, one) for one in steps] == [0, 0, 1]
    assert [told(lead, one) for one in steps] == [0, 1, 1]


@pytest.mark.long
def test_of_a_question_that_nobody_holds_who_answered_last_is_warned(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al, bo = customer(), make_member("Al", Role.AGENT), make_member("Bo", Role.AGENT)
    question = make_question(asker, severity="L1")
    make_answer(question, bo)
    clock.shift(timedelta(minutes=1))
    make_answer(question, al)
    clock.shift(timedelta(minutes=1))
    make_answer(question, asker, "It goes on like this.")
    clock.shift(timedelta(minutes=100))
    mark_due_promises()
    drain()
    assert [told(one, Kind.PROMISE_WARNED) for one in (al, bo)] == [1, 0]


@pytest.mark.long
def test_a_view_of_the_queue_is_kept_renamed_and_removed(
    client: PortalClient, sign_in: SignIn
) -> None:
    gus, manager = make_member("Gus", Role.AGENT), make_member("Pia", Role.PRODUCT_MANAGER)
    sign_in(gus)
    sent = {"name": "Late and severe", "query": "severity=L1&show=overdue&evil=1&kind=no"}
    kept = client.post("/desk/questions/views", data=sent)
    assert kept.headers["Location"].endswith("/desk/questions?show=overdue&severity=L1")
    assert client.post("/desk/questions/views", data=sent).status_code == 422
    page = client.get("/desk/questions?severity=L1&show=overdue").text
    assert 'aria-current="page"' in page[page.index("Late and severe") - 400 :][:400]
    much = "&".join(f"junk{number}=1" for number in range(60))
    kept = client.post("/desk/questions/views", data={"name": "All", "query": f"{much}&show=mine"})
    assert kept.headers["Location"].endswith("/desk/questions?show=mine")
    client.post(
        f"{re.findall(r'/desk/views/[0-9]+', client.get('/desk/questions').text)[0]}/remove"
    )
    long = "area=" + "🌱" * 40 + "&severity=" + "🌱" * 40 + "&show=waiting&kind=first_response"
    refused = client.post("/desk/questions/views", data={"name": "Green", "query": long})
    assert refused.status_code == 422
    assert "This is too much to keep" in refused.text
    assert 'value="Green"' in refused.text
    path = re.findall(r"/desk/views/\d+", page)[0]
    assert client.post(f"{path}/edit", data={"name": " "}).status_code == 422
    renamed = {"name": "For the weekend", "is_shared": "y"}
    assert client.post(f"{path}/edit", data=renamed).status_code == 303
    assert "For the weekend" in client.get("/desk/questions").text
    assert "For the weekend" not in sign_in(make_member("Ann", Role.ADMIN)).get("/desk/ideas").text
    for stranger, code in ((manager, 404), (make_member("Gil", Role.AGENT), 403)):
        assert sign_in(stranger).post(f"{path}/remove").status_code == code
    assert sign_in(gus).post(f"{path}/remove").status_code == 303
    assert "For the weekend" not in client.get("/desk/questions").text


@pytest.mark.long
def test_a_token_is_told_to_whoever_answers_and_stands_in_the_queue(
    client: PortalClient, sign_in: SignIn, drain: Worker, clock: time_machine.Traveller
) -> None:
    clock.move_to(paris("2026-03-02T10:00"))
    gus, gil = make_member("Gus", Role.AGENT), make_member("Gil", Role.AGENT)
    shop = make_organisation(plan="standard")
    cleo = make_member("Cleo", organisation=shop)
    claimed, free = (
        make_question(cleo, organisation_id=shop.id, severity="L2") for _one in range(2)
    )
    assert sign_in(gus).post(f"/questions/{claimed.id}/claim").status_code == 303
    assert "Service token" not in client.get("/desk/questions").text
    with writing():
        give_tokens(SYSTEM, shop.id, 2, "After the long evening.")
    for question in (claimed, free):
        used = sign_in(cleo).post(f"/promises/{promise_of(question).id}/token")
        assert used.status_code == 303
    drain()
    assert [told(one, Kind.PROMISE_RAISED) for one in (gus, gil, cleo)] == [2, 1, 0]
    assert sign_in(gus).get("/desk/questions").text.count("Service token") == 2
    assert "an answer is due sooner" in client.get("/notifications").text
