"""Circles: who is inside now, what stands there, and that an entry and its end are each told once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.circles import actions
from community.circles.models import CircleEntry
from community.circles.tasks import settle_circle_entries
from community.content.models import ProductAreaOwner, Subject
from community.content.queries import get_subject
from community.content.queries_circles import get_circle, list_circles_of, list_people_of
from community.core.db import db, writing
from community.core.errors import NotAllowed, NotFound
from community.core.mail import Letter
from community.notifications import queries as news
from community.notifications.kinds import Kind
from community.policies.actor import VISITOR, Role
from community.questions import actions as questions
from community.questions import actions_answers
from community.questions.drafts import Details
from community.questions.models import Question
from community.recognition.models import Award, Badge
from community.service_levels.models import Promise
from tests.circles.stories import (
    SECRET,
    ask_circle,
    end_badge,
    forget,
    let_in,
    make_circle,
    make_expert,
    make_manager,
)
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose
from tests.recognition.credentials import make_award
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def keys(member: Member) -> list[str]:
    return [one.key for one in list_circles_of(actor_of(member))]


def told(member: Member) -> list[Kind]:
    return [row.kind for row in news.list_notifications(actor_of(member)).items]


def suspend(member: Member) -> None:
    with writing() as rows:
        rows.get_one(Member, member.id).suspended_at = member.created_at


def test_a_badge_opens_the_circle_of_its_area_until_it_ends(app: Flask) -> None:
    billing, _mobile = make_circle("billing"), make_circle("mobile")
    expert = make_expert(billing)
    assert keys(expert) == ["billing"]
    assert keys(make_expert(None)) == ["billing", "mobile"]
    assert keys(make_expert(billing, days=-1)) == []
    assert keys(make_member()) == []
    end_badge(expert)
    assert keys(expert) == []
    with pytest.raises(NotFound):
        get_circle(actor_of(expert), "billing")


def test_those_who_make_the_product_are_inside_other_staff_is_not(app: Flask) -> None:
    make_circle("billing")
    for role in (Role.PRODUCT_MANAGER, Role.ADMIN):
        assert keys(make_member("", role)) == ["billing"]
    for role in (Role.AGENT, Role.EDITOR, Role.MODERATOR):
        assert keys(make_member("", role)) == []


def test_owners_of_an_area_are_inside_its_circle_while_they_are_of_the_team(app: Flask) -> None:
    billing, _mobile = make_circle("billing"), make_circle("mobile")
    agent, customer = make_member("", Role.AGENT), make_member()
    with writing() as rows:
        for owner in (agent, customer):
            rows.add(ProductAreaOwner(product_area_id=billing.area_id, member_id=owner.id))
    assert keys(agent) == ["billing"]
    assert keys(customer) == []
    suspend(agent)
    assert keys(agent) == []


def test_the_suspended_are_outside_whatever_they_hold(app: Flask) -> None:
    circle = make_circle()
    expert, manager = make_expert(circle), make_manager()
    thread = ask_circle(circle, manager)
    for one in (expert, manager):
        suspend(one)
        assert keys(one) == []
    with pytest.raises(NotFound):
        get_subject(actor_of(expert), thread.id)


def test_the_page_shows_who_is_in_it_each_once(app: Flask, sign_in: SignIn) -> None:
    circle = make_circle()
    expert, manager = make_expert(circle, "Ada"), let_in(make_manager("Pia"), circle)
    people = list_people_of(circle)
    assert [one.id for one in people.experts] == [expert.id]
    assert [one.id for one in people.team] == [manager.id]
    page = sign_in(expert).get("/circles/billing")
    assert "Ada" in page.text
    assert "Pia" in page.text
    assert page.headers["Cache-Control"].startswith(("private", "no-store"))


@pytest.mark.long
def test_it_is_in_the_menu_of_those_inside_alone(
    app: Flask, client: PortalClient, sign_in: SignIn
) -> None:
    circle = make_circle()
    expert, member = make_expert(circle), make_member()
    for path in ("/", "/questions", "/areas/billing"):
        assert "/circles" in sign_in(expert).get(path).text
        assert "/circles" not in sign_in(member).get(path).text
        client.sign_out()
        assert "/circles" not in client.get(path).text
    end_badge(expert)
    assert "/circles" not in sign_in(expert).get("/").text
    assert sign_in(expert).get("/circles").status_code == 404


def test_asking_the_circle_promises_nothing(app: Flask, sign_in: SignIn) -> None:
    publish_demo()
    circle = make_circle()
    client = sign_in(make_expert(circle))
    words = {"title": "Will it print twice?", "body": "I wonder.", "lang": "en"}
    answer = client.post("/circles/billing/ask", data=words)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Only the circle of Billing sees this" in page.text
    assert "noindex" in page.text
    asked = db.session.scalars(select(Question)).one()
    assert asked.product_area_id == circle.area_id
    assert db.session.get_one(Subject, asked.id).audience_id == circle.audience_id
    assert db.session.scalars(select(Promise)).all() == []
    make_question()
    assert len(db.session.scalars(select(Promise)).all()) == 1


def test_what_is_wrong_stays_in_the_form(app: Flask, sign_in: SignIn) -> None:
    make_circle()
    client = sign_in(make_manager())
    words = {"title": "Short", "body": f"All of {SECRET}", "lang": "en"}
    page = client.post("/circles/billing/ask", data=words)
    assert page.status_code == 422
    assert SECRET in page.text
    preview = client.post("/circles/billing/ask", data=words | {"then": "preview"})
    assert preview.status_code == 200
    assert db.session.scalars(select(Question)).all() == []


def test_nobody_asks_in_a_circle_from_outside(app: Flask, sign_in: SignIn) -> None:
    circle, member = make_circle(), make_member()
    words = {"title": "Let me in, please?", "body": "I wonder.", "lang": "en"}
    assert sign_in(member).post("/circles/billing/ask", data=words).status_code == 404
    actor, text = actor_of(member), prose()
    with pytest.raises(NotAllowed), writing():
        actions.ask_circle(actor, circle, "Let me in, please?", text, lang="en")
    details = Details(circle_audience_id=circle.audience_id)
    with pytest.raises(NotFound), writing():
        questions.ask(actor, "Let me in, please?", text, details, lang="en")


def test_a_thread_stays_in_its_area(app: Flask) -> None:
    circle, other = make_circle("billing"), make_circle("mobile")
    asker = make_expert(circle)
    thread = ask_circle(circle, asker)
    actor, text = actor_of(asker), prose("Other words.")
    with writing():
        details = Details(product_area_id=other.area_id)
        questions.edit_question(actor, thread, "Another title of it", text, details=details)
    forget()
    subject = db.session.get_one(Subject, thread.id)
    assert (thread.product_area_id, subject.product_area_id) == (circle.area_id, circle.area_id)
    assert subject.audience_id == circle.audience_id


def test_answers_share_the_audience_and_end_with_the_badge(app: Flask) -> None:
    circle = make_circle()
    asker, expert = make_expert(circle), make_expert(circle)
    thread = ask_circle(circle, asker)
    answer = make_answer(thread, expert)
    assert get_subject(actor_of(asker), answer.id)
    end_badge(asker)
    assert get_subject(actor_of(asker), thread.id)  # one's own words stay one's own
    with pytest.raises(NotFound):
        get_subject(actor_of(asker), answer.id)
    actor, text = actor_of(make_member()), prose()
    with pytest.raises(NotFound), writing():
        actions_answers.answer(actor, thread, text, lang="en")


def test_an_entry_and_its_end_are_each_told_once(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    circle = make_circle()
    expert = make_expert(circle, days=1)
    for _again in range(2):
        settle_circle_entries()
        drain()
    assert told(expert) == [Kind.CIRCLE_ENTERED]
    assert [letter.to for letter in postman] == [expert.email]
    assert "Billing" in postman[0].subject
    end_badge(expert)
    for _again in range(2):
        settle_circle_entries()
        drain()
    assert told(expert) == [Kind.CIRCLE_LEFT, Kind.CIRCLE_ENTERED]
    let_in(expert, None)
    settle_circle_entries()
    drain()
    assert told(expert)[0] is Kind.CIRCLE_ENTERED


def test_what_was_told_lets_nobody_in(app: Flask) -> None:
    circle, member = make_circle(), make_member()
    with writing() as rows:
        rows.add(
            CircleEntry(
                member_id=member.id,
                product_area_id=circle.area_id,
                is_inside=True,
                changed_at=member.created_at,
            )
        )
    assert keys(member) == []


def test_visitors_find_no_circle(app: Flask, client: PortalClient) -> None:
    make_circle()
    assert list_circles_of(VISITOR) == []
    for path in ("/circles", "/circles/billing", "/circles/billing/hours", "/circles/nowhere"):
        assert client.get(path).status_code == 404


def test_the_page_asks_no_more_the_more_is_said(
    app: Flask, sign_in: SignIn, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    circle = make_circle()
    manager = make_manager()
    client = sign_in(manager)
    counts = []
    for _more in range(2):
        for number in range(3):
            ask_circle(circle, make_expert(circle), f"What about number {number}?")
        client.get("/circles/billing")
        with statements() as seen:
            client.get("/circles/billing")
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.long
def test_a_product_manager_asks_the_circle_about_an_idea(
    app: Flask, client: PortalClient, sign_in: SignIn
) -> None:
    circle, manager = make_circle(), make_manager()
    expert, member, idea = make_expert(circle), make_member(), make_idea()
    path = f"/ideas/{idea.id}/ask-circle"
    here = f"/ideas/product/{idea.id}-{idea.slug}"
    assert path in sign_in(manager).get(here).text
    words = {"circle": "billing", "title": f"Is {SECRET} enough?", "body": "Or not?", "lang": "en"}
    asked = sign_in(manager).post(path, data=words)
    assert asked.status_code == 303
    assert idea.title in sign_in(expert).get(asked.location).text
    for reader, sees in ((expert, True), (manager, True), (member, False), (expert, True)):
        assert (SECRET in sign_in(reader).get(here).text) is sees
    client.sign_out()
    assert SECRET not in client.get(here).text
    for refused in (expert, member):
        assert sign_in(refused).get(path).status_code == 403
        assert path not in sign_in(refused).get(here).text
    wrong = sign_in(manager).post(path, data=words | {"circle": "nowhere"})
    assert wrong.status_code == 422


def test_an_award_that_opens_a_circle_is_told_at_once(app: Flask, drain: Worker) -> None:
    circle = make_circle()
    with writing() as rows:
        badge = rows.scalars(select(Badge).where(Badge.key == "pillar")).one()
        badge.grants, badge.product_area_id = ["circle"], circle.area_id
    member = make_member()
    let_in(member, circle)
    award = make_award(member)
    assert db.session.get(Award, award.id)
    drain()
    assert keys(member) == ["billing"]
