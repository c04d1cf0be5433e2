"""Circles with people in them, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from community.accounts.models import Member, MemberCapability
from community.circles import actions, actions_asking, actions_hours
from community.circles.actions_hours import Plan
from community.circles.models import HourQuestion, LiveHour
from community.content.actions_circles import install_circles
from community.content.models import ProductArea
from community.content.queries_circles import CircleRow, list_circles
from community.core.clock import now
from community.core.db import db, writing
from community.notifications import queries as news
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.questions.models import Question
from tests.makers import actor_of, make_area, make_member, prose

SECRET = "Heliotrope lanterns"


def make_circle(key: str = "billing") -> CircleRow:
    """The circle of a new product area."""
    area = make_area(key)
    return open_circle(area)


def open_circle(area: ProductArea) -> CircleRow:
    """The circle of this product area."""
    with writing():
        install_circles()
    return next(one for one in list_circles() if one.area_id == area.id)


def let_in(member: Member, circle: CircleRow | None, days: float = 30) -> Member:
    """A badge's capability, in the circle's area or everywhere, which ends after so many days (or has ended)."""
    with writing() as rows:
        rows.add(
            MemberCapability(
                member_id=member.id,
                capability="circle",
                product_area_id=circle.area_id if circle else None,
                until=now() + timedelta(days=days),
                source=f"award:{member.id}",
            )
        )
    return member


def make_expert(circle: CircleRow | None, name: str = "Ada", days: float = 30) -> Member:
    """Somebody whose badge opens the circle."""
    return let_in(make_member(name), circle, days)


def end_badge(member: Member) -> None:
    """The badge ends now."""
    with writing() as rows:
        held = rows.query(MemberCapability).filter_by(member_id=member.id)
        held.update({"until": now() - timedelta(seconds=1)})


def ask_circle(
    circle: CircleRow, asker: Member, title: str = f"Will {SECRET} come before the spring?"
) -> Question:
    """A thread in the circle."""
    actor, text = actor_of(asker), prose(f"I heard of {SECRET} from a colleague.")
    with writing():
        return actions.ask_circle(actor, circle, title, text, lang="en")


def make_manager(name: str = "Pia") -> Member:
    """A product manager."""
    return make_member(name, Role.PRODUCT_MANAGER)


def plan_hour(
    circle: CircleRow,
    manager: Member,
    *,
    title: str = f"Everything about {SECRET}",
    starts_in: timedelta = timedelta(days=2),
    minutes: int = 60,
) -> LiveHour:
    """A live hour, answered by whoever plans it."""
    actor, text = actor_of(manager), prose(f"Ask me about {SECRET}, whatever you like.")
    plan = Plan(title=title, starts_at=now() + starts_in, minutes=minutes, host_id=manager.id)
    with writing():
        return actions_hours.plan_hour(actor, circle, plan, text, lang="en")


def ask_in(hour: LiveHour, asker: Member, text: str = f"When does {SECRET} ship?") -> HourQuestion:
    """A question for the hour."""
    actor = actor_of(asker)
    with writing():
        return actions_asking.ask(actor, hour, text, lang="en")


def vote(hour: LiveHour, asked: HourQuestion, voter: Member) -> bool:
    """Whether the vote is a new one."""
    actor = actor_of(voter)
    with writing():
        return actions_asking.vote(actor, hour, asked)


def answer_in(hour: LiveHour, asked: HourQuestion, host: Member, body: str = "In *May*.") -> None:
    """Its answer."""
    actor, text = actor_of(host), prose(body)
    with writing():
        actions_asking.answer(actor, hour, asked, text)


def change_hour(hour: LiveHour, manager: Member, **words: Any) -> None:
    """The hour with other words, at another time, or longer."""
    actor, text = actor_of(manager), prose("What it is about.")
    plan: dict[str, Any] = {
        "title": hour.title,
        "starts_at": hour.starts_at,
        "minutes": hour.minutes,
        "host_id": hour.host_id,
    }
    with writing():
        actions_hours.change_hour(actor, hour, Plan(**(plan | words)), text)


def told(member: Member) -> list[Kind]:
    """What the member was told, the latest first."""
    return [row.kind for row in news.list_notifications(actor_of(member)).items]


def hour_path(circle: CircleRow, hour: LiveHour) -> str:
    """Where the hour stands."""
    return f"/circles/{circle.key}/hours/{hour.id}"


def forget() -> None:
    """Read everything anew."""
    db.session.rollback()
    db.session.expire_all()
