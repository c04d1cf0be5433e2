"""What the worker makes of the signals of ask and propose forms: what was shown beside them, opened, sent or left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community import site_settings
from community.content.aids import draft_key
from community.content.models import Subject
from community.core.clock import now
from community.core.db import insert_new, writing
from community.search.models import DraftHit, DraftVisit

BATCH = 200
PURPOSES = ("question", "idea")

Signal = dict[str, Any]


def fold_drafts(batch: Sequence[Signal]) -> None:
    """Fold `draft` signals in: a form was begun, look-alikes were shown beside it, one was opened, it was sent."""
    ordered = sorted(batch, key=lambda signal: str(signal.get("at", "")))
    known = [one for one in ordered if _is_key(one.get("draft"))]
    for start in range(0, len(known), BATCH):
        with writing() as session:
            _fold(session, known[start : start + BATCH])


def _is_key(key: object) -> bool:
    return isinstance(key, str) and draft_key(key) == key


def _fold(session: Session, signals: Sequence[Signal]) -> None:
    """One transaction's worth; each statement brings rows nearer to the truth, however often it runs."""
    insert_new(DraftVisit, [_visit(one) for one in signals if one.get("purpose") in PURPOSES])
    there = set(
        session.scalars(
            select(DraftVisit.token).where(DraftVisit.token.in_({one["draft"] for one in signals}))
        )
    )
    ours = [one for one in signals if one["draft"] in there]
    named = {(one["draft"], subject_id) for one in ours for subject_id in _subjects(one)}
    ids = {subject_id for _token, subject_id in named}
    known = set(session.scalars(select(Subject.id).where(Subject.id.in_(ids))))
    shown = sorted((token, subject_id) for token, subject_id in named if subject_id in known)
    insert_new(DraftHit, [{"token": one, "subject_id": other} for one, other in shown])
    for one in ours:
        if one.get("step") == "opened":
            which = (DraftHit.token == one["draft"], DraftHit.subject_id == one.get("subject"))
            session.execute(update(DraftHit).where(*which).values(was_opened=True))
    sent = {one["draft"] for one in ours if one.get("step") == "sent"}
    session.execute(update(DraftVisit).where(DraftVisit.token.in_(sent)).values(is_sent=True))


def _visit(signal: Signal) -> dict[str, Any]:
    return {
        "token": signal["draft"],
        "kind": signal["purpose"],
        "locale": str(signal.get("locale", ""))[:8],
        "began_at": datetime.fromisoformat(str(signal["at"])),
        "is_sent": False,
    }


def _subjects(signal: Signal) -> list[int]:
    """What was shown, and what was opened: that was shown too."""
    given = [*signal.get("shown", ()), signal.get("subject")]
    return [one for one in given if isinstance(one, int)]


def forget_drafts() -> None:
    """Drop what forms were like after the time that the settings say; what was sent keeps its own."""
    oldest = now() - timedelta(days=site_settings.current().search_report_days)
    with writing() as session:
        old = select(DraftVisit.token).where(DraftVisit.began_at < oldest)
        session.execute(delete(DraftHit).where(DraftHit.token.in_(old)))
        session.execute(delete(DraftVisit).where(DraftVisit.began_at < oldest))
