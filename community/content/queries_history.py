"""What a post said over time: its edits, newest first, and any of its versions."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select

from community.content.models import Revision, Subject, Visibility
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can

EDITS_SHOWN = 10


@dataclass(frozen=True)
class Version:
    """What a post said at some time; an answer has no title."""

    title: str | None
    body: str


@dataclass(frozen=True)
class Edit:
    """A change of a post's words; `number` is that of the version it made, where 1 is what was first posted."""

    number: int
    author_id: int | None
    approved_by_id: int | None
    note: str
    lang: str
    at: datetime
    before: Version
    after: Version


def ensure_history(actor: Actor, subject: Subject) -> None:
    """NotFound for the history of what is hidden or deleted, also for its author; moderators see it."""
    removed = subject.visibility in (Visibility.HIDDEN, Visibility.DELETED)
    if removed and not can(actor, Permission.SEE_HIDDEN):
        raise NotFound


def list_edits(subject_id: int, present: Version, after: str | None = None) -> Page[Edit]:
    """The edits of a post that says `present` now; the caller has checked who asks. One statement."""
    statement = select(Revision).where(Revision.subject_id == subject_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Revision.number <= key[0])
    rows = list(
        db.session.scalars(statement.order_by(Revision.number.desc()).limit(EDITS_SHOWN + 2))
    )
    versions = [(row, Version(row.title, row.body)) for row in rows]
    # The newest row of a later page is only what the next edit led to.
    newest = versions.pop(0)[1] if key and versions else present
    sides = pairwise([newest, *(version for _row, version in versions)])
    edits = [
        _edit(row, before, later) for (row, _), (later, before) in zip(versions, sides, strict=True)
    ]
    return paging.cut(
        edits, lambda edit: (edit.number - 1,), size=EDITS_SHOWN, began=key is not None
    )


def _edit(row: Revision, before: Version, after: Version) -> Edit:
    return Edit(
        number=row.number + 1,
        author_id=row.author_id,
        approved_by_id=row.approved_by_id,
        note=row.note,
        lang=row.lang,
        at=row.created_at,
        before=before,
        after=after,
    )


def count_versions(subject_id: int) -> int:
    """The number of the version that a post has now; 1 when it was never edited."""
    newest = select(func.max(Revision.number)).where(Revision.subject_id == subject_id)
    return (db.session.scalars(newest).one() or 0) + 1


def find_version(subject_id: int, number: int) -> Version | None:
    """What a post said in this version; None for the one that it has now, and for what is no version of it."""
    statement = select(Revision.title, Revision.body)
    row = db.session.execute(
        statement.where(Revision.subject_id == subject_id, Revision.number == number)
    ).first()
    return Version(row.title, row.body) if row else None
