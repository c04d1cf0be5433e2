"""What happens in circles is told: to whom they open and close, and what becomes of live hours."""

from sqlalchemy import select

from community.circles.models import CircleEntry, HourQuestion, LiveHour
from community.content.models import ProductArea
from community.core.db import db
from community.core.markup import excerpt
from community.events import (
    CircleEntered,
    CircleLeft,
    HourQuestionAnswered,
    LiveHourCancelled,
    LiveHourMoved,
    LiveHourNear,
    LiveHourPlanned,
    OfEntry,
    OfHour,
)
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread

EXCERPT = 280


def tell_of_entry(event: CircleEntered) -> None:
    """An entry concerns whoever is inside from now on, unless he has left again meanwhile."""
    _tell_member(event, Kind.CIRCLE_ENTERED, inside=True)


def tell_of_leaving(event: CircleLeft) -> None:
    """An end concerns whoever is outside from now on, unless he is inside again meanwhile."""
    _tell_member(event, Kind.CIRCLE_LEFT, inside=False)


def _tell_member(event: OfEntry, kind: Kind, *, inside: bool) -> None:
    area = db.session.get(ProductArea, event.area_id)
    entry = db.session.get(CircleEntry, (event.member_id, event.area_id), populate_existing=True)
    if area is None or entry is None or entry.is_inside is not inside:
        return
    path = f"/circles/{area.key}" if inside else "/badges"
    tell(
        f"{type(event).__name__}:{event.member_id}:{event.area_id}:{event.at}",
        kind,
        subject_id=None,
        thread_id=None,
        actor_id=None,
        words={"member_id": event.member_id, "status": area.name, "path": path},
    )


def tell_of_plan(event: LiveHourPlanned) -> None:
    """A planned hour concerns the experts of its circle."""
    _tell_of_hour(event, Kind.HOUR_PLANNED)


def tell_of_move(event: LiveHourMoved) -> None:
    """Another time concerns those who follow the hour."""
    _tell_of_hour(event, Kind.HOUR_MOVED)


def tell_of_cancelling(event: LiveHourCancelled) -> None:
    """That it does not take place concerns those who follow the hour."""
    _tell_of_hour(event, Kind.HOUR_CANCELLED)


def tell_of_start(event: LiveHourNear) -> None:
    """That it begins soon concerns those who follow the hour, once for each beginning."""
    _tell_of_hour(event, Kind.HOUR_NEAR)


def _tell_of_hour(event: OfHour, kind: Kind) -> None:
    """Tell what holds now; of a cancelled hour only that it is cancelled."""
    hour = db.session.get(LiveHour, event.hour_id, populate_existing=True)
    thread = find_thread(event.hour_id)
    is_off = hour is not None and hour.cancelled_at is not None
    if hour is None or thread is None or is_off is not (kind is Kind.HOUR_CANCELLED):
        return
    text = hour.cancel_reason if is_off else hour.text
    tell(
        f"{type(event).__name__}:{hour.id}:{event.sequence}",
        kind,
        subject_id=hour.id,
        thread_id=hour.id,
        actor_id=event.actor_id,
        words={
            "title": thread.title,
            "path": thread.path,
            "excerpt": excerpt(text, EXCERPT),
            "at": hour.starts_at.isoformat(),
        },
    )


def tell_of_hour_answer(event: HourQuestionAnswered) -> None:
    """An answer in a live hour concerns whoever asked."""
    thread = find_thread(event.question_id)
    statement = select(HourQuestion.text).where(HourQuestion.id == event.question_id)
    text = db.session.scalars(statement).first()
    if thread is None or text is None:
        return
    tell(
        f"HourQuestionAnswered:{event.question_id}",
        Kind.HOUR_ANSWERED,
        subject_id=event.question_id,
        thread_id=event.hour_id,
        actor_id=event.actor_id,
        words={"title": thread.title, "path": thread.path, "excerpt": excerpt(text, EXCERPT)},
    )
