"""Every place where something said in a circle could be met, and who meets it there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.circles import actions, queries_calendars
from community.circles.actions_calendars import make_address
from community.circles.models import LiveHour
from community.content import actions as content
from community.content.actions_comments import add_comment
from community.content.models import Subject, TargetKind
from community.content.queries_circles import CircleRow
from community.core.clock import now
from community.core.db import db, writing
from community.ideas.models import Idea
from community.policies.actor import SYSTEM, Role
from community.questions import actions_answers as actions_marks
from community.questions.models import Answer, Question
from community.recognition.models import Award
from tests.circles.stories import (
    SECRET,
    answer_in,
    ask_in,
    end_badge,
    hour_path,
    make_circle,
    make_expert,
    plan_hour,
)
from tests.makers import actor_of, make_answer, make_idea, make_member, prose
from tests.recognition.credentials import make_award
from tests.services.client import PortalClient
from tests.services.worker import Worker

MARKER = re.compile(r"heliotrope.lanterns", re.IGNORECASE)
PLAIN = (
    "/",
    "/account/awards",
    "/account/reputation",
    "/circles",
    "/desk/flags",
    "/desk/questions",
    "/following",
    "/ideas",
    "/leaderboard",
    "/notifications",
    "/questions",
    "/questions/feed.atom",
    "/questions/unanswered.atom",
    "/roadmap",
    "/services/mine",
    "/sitemap.xml",
    "/tags",
)
INSIDERS = ("asker", "expert", "product_manager", "admin")
OUTSIDERS = ("visitor", "member", "other", "ended", "suspended", "agent")
MORE_OUTSIDERS = ("moderator", "editor")


@dataclass
class Scene:
    """A circle's thread and live hours, what is tied to them, and people of every kind."""

    circle: CircleRow
    thread: Question
    answer: Answer
    idea: Idea
    hours: tuple[LiveHour, LiveHour]
    award: Award
    people: dict[str, int | None]


def build(drain: Worker) -> Scene:
    """Everybody follows all there is to follow; one was inside, took part, and is no longer."""
    circle, other = make_circle("billing"), make_circle("mobile")
    members = {
        "member": make_member("Mia"),
        "other": make_expert(other, "Olga"),
        "asker": make_expert(circle, "Asa"),
        "expert": make_expert(circle, "Ada"),
        "ended": make_expert(circle, "Eno"),
        "suspended": make_expert(circle, "Sven"),
    }
    for role in (Role.AGENT, Role.MODERATOR, Role.EDITOR, Role.PRODUCT_MANAGER, Role.ADMIN):
        members[role.value] = make_member(f"{role.value.title()} A", role)
    follow_all(members, circle)
    idea = make_idea(members["member"], "Print two notes on one page")
    manager, asker = actor_of(members["product_manager"]), actor_of(members["asker"])
    title, text = f"Do you want {SECRET} at all?", prose(f"Before we build {SECRET}, tell us.")
    with writing():
        thread = actions.ask_circle(asker, circle, title, text, lang="en")
        actions.ask_about_idea(manager, circle, idea, f"Is it {SECRET}?", prose=text, lang="en")
    answer = make_answer(thread, members["ended"], "Yes, for the shop window.")
    coming = plan_hour(circle, members["product_manager"])
    live = plan_hour(circle, members["product_manager"], starts_in=timedelta(hours=1))
    for hour in (coming, live):
        ask_in(hour, members["ended"], "What about shop windows?")
        ask_in(hour, members["asker"])
    with writing() as rows:
        rows.get_one(LiveHour, live.id).starts_at = now()
    drain()
    award = make_award(members["ended"], evidence_id=answer.id)
    end_badge(members["ended"])
    with writing():
        suspend(SYSTEM, members["suspended"].id, "spam")
    db.session.rollback()
    people: dict[str, int | None] = {"visitor": None}
    people |= {name: one.id for name, one in members.items()}
    return Scene(circle, thread, answer, idea, (coming, live), award, people)


def follow_all(members: dict[str, Member], circle: CircleRow) -> None:
    """Everybody follows the area and whoever asks, and has an address for his calendar."""
    for one in members.values():
        actor = actor_of(one)
        with writing():
            content.follow(actor, TargetKind.AREA, circle.area_id)
            if one is not members["asker"]:
                content.follow(actor, TargetKind.MEMBER, members["asker"].id)
            make_address(actor)


def go_on(scene: Scene, drain: Worker) -> None:
    """What happens once he has left: an answer of his is accepted, others talk on, hours move on."""
    asker, expert = (actor_of(_member(scene, name)) for name in ("asker", "expert"))
    text = prose(f"{SECRET} it is.")
    with writing():
        actions_marks.accept_answer(asker, scene.answer)
        on = db.session.get_one(Subject, scene.answer.id)
        add_comment(expert, on, text, lang="en")
    make_answer(scene.thread, _member(scene, "expert"), f"I want {SECRET} too.")
    asked = ask_in(scene.hours[1], _member(scene, "expert"), f"How many {SECRET}?")
    answer_in(scene.hours[1], asked, _member(scene, "product_manager"), f"Ten {SECRET}.")
    drain()


def _member(scene: Scene, name: str) -> Member:
    return db.session.get_one(Member, scene.people[name])


def plain_pages(app: Flask) -> list[str]:
    """Every page whose address takes nothing."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule != "/metrics"
    ]


def addresses(scene: Scene, person: str) -> list[str]:
    """The pages of what is around the circle."""
    key = scene.people[person]
    token = queries_calendars.find_token(actor_of(_member(scene, person))) if key else "none"
    handles = [_member(scene, name).handle for name in ("asker", "ended", "product_manager")]
    typed = "title=Do+you+want+heliotrope+lantern+at+all&body=Before+we+build+it+tell+us"
    hours = [
        hour_path(scene.circle, one) + ending
        for one in scene.hours
        for ending in ("", ".ics", "/now")
    ]
    return [
        *PLAIN,
        f"/questions/{scene.thread.id}",  # a reader is led to its title; a refusal repeats what was asked for
        f"/questions/{scene.thread.id}/history",
        f"/ideas/product/{scene.idea.id}-{scene.idea.slug}",
        "/questions?tab=popular",
        "/questions?tab=unanswered",
        "/questions?tab=needs_me",
        "/questions?area=billing",
        "/areas/billing",
        "/areas/billing/feed.atom",
        "/search?q=heliotrope+lantern",
        "/search?q=heliotrope+lantern&kind=question",
        "/search?q=shop+window",
        "/search/suggest?q=heliotrope+lant",
        f"/search/lookalikes?{typed}",
        f"/search/lookalikes?{typed}&for=idea",
        "/circles/billing",
        "/circles/billing/hours",
        *hours,
        f"/calendars/{token}.ics",
        *(f"/members/{handle}" for handle in handles),
        "/badges/first-answer",
        f"/credentials/{scene.award.credential_id}",
        f"/credentials/{scene.award.credential_id}.json",
        "/sitemaps/questions-1.xml",
        "/leaderboard?area=billing",
    ]


def met_by(scene: Scene, person: str, client: PortalClient, paths: Iterable[str] = ()) -> set[str]:
    """Of these addresses, or of all around the circle, those at which this person meets words of it."""
    client.sign_out()
    paths = paths or addresses(scene, person)
    key = scene.people[person]
    if key is not None:
        client.sign_in(key)
    return {path for path in paths if _shows(client, path)}


def _shows(client: PortalClient, path: str) -> bool:
    answer = client.get(path)
    assert answer.status_code < 500, path
    return bool(MARKER.search(f"{answer.location or ''} {answer.text}"))
