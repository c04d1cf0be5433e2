"""Reads of what a member began to write: always his own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, literal, select

from community.content.models_unsent import Place, Purpose, UnsentText
from community.content.queries_own import VIEWER
from community.core.bare import among
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor

UNSENT = "unsent"
# How many one member keeps, and so how many his page shows.
MOST_KEPT = 50


def find_unsent(actor: Actor, place: Place) -> UnsentText | None:
    """What the actor began to write for this place and has not sent."""
    statement = select(UnsentText).where(
        UnsentText.member_id == actor.member_id,
        UnsentText.purpose == place.purpose,
        UnsentText.about_id == place.about_id,
        UnsentText.sent_at.is_(None),
    )
    return db.session.scalars(statement).first()


@dataclass(frozen=True)
class Begun:
    """What the actor began to change, and whether his form begins with it."""

    kept: UnsentText | None = None
    is_restored: bool = False


def find_begun(
    actor: Actor, place: Place, changed_at: datetime | None, *, anyhow: bool = False
) -> Begun:
    """What the actor began to change; over words that are younger his form begins with it only if he asks for it."""
    kept = find_unsent(actor, place)
    if kept is None:
        return Begun()
    return Begun(kept, anyhow or changed_at is None or changed_at <= kept.kept_at)


def get_unsent(actor: Actor, unsent_id: int) -> UnsentText:
    """A text that the actor began to write; NotFound for those of others, whoever asks."""
    row = db.session.get(UnsentText, unsent_id)
    if row is None or row.member_id != actor.member_id or row.sent_at is not None:
        raise NotFound
    return row


def list_unsent(actor: Actor) -> list[UnsentText]:
    """All that the actor began to write and has not sent, what he touched last first."""
    statement = select(UnsentText).where(
        UnsentText.member_id == actor.member_id, UnsentText.sent_at.is_(None)
    )
    newest = statement.order_by(UnsentText.kept_at.desc(), UnsentText.id.desc())
    return list(db.session.scalars(newest.limit(MOST_KEPT)))


def count_unsent(actor: Actor) -> int:
    """How many texts the actor keeps."""
    statement = select(func.count()).where(
        UnsentText.member_id == actor.member_id, UnsentText.sent_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def unsent_answer(actor: Actor, question_id: int) -> Any:
    """A statement that finds (question, "unsent") where the actor began an answer."""
    return select(UnsentText.about_id, literal(UNSENT)).where(
        UnsentText.member_id == actor.member_id,
        UnsentText.purpose == Purpose.ANSWER,
        UnsentText.about_id == question_id,
        UnsentText.sent_at.is_(None),
    )


def unsent_of_viewer(engine: Engine) -> Any:
    """The marks of questions to which a viewer began an answer, as `queries_own` asks for them."""
    return select(literal(UNSENT), UnsentText.about_id).where(
        UnsentText.member_id == VIEWER,
        UnsentText.purpose == Purpose.ANSWER,
        UnsentText.sent_at.is_(None),
        among(UnsentText.about_id, "ids", engine),
    )
