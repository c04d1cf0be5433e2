"""What stands beneath a post shares its fate: it is hidden with it under a mark, and comes back with it."""

from typing import Any

from sqlalchemy import Select, select, update

from community.content.actions import mark_dirty
from community.content.models import Comment, Subject, Visibility
from community.core.clock import now
from community.core.db import db

MARK = "with:"


def went_along(subject: Subject) -> bool:
    """Whether the subject is hidden only because of what it belongs to."""
    return (subject.visibility_reason or "").startswith(MARK)


def mark_of(parent: Subject) -> str:
    """The mark of what is hidden with this one: the name of the post that brings it back."""
    return str(parent.visibility_reason) if went_along(parent) else f"{MARK}{parent.id}"


def comments_on(subject_id: int) -> Select[Any]:
    """The keys of the comments under a subject."""
    return select(Comment.id).where(Comment.on_id == subject_id)


def take_along(parent: Subject, beneath: Select[Any]) -> None:
    """Hide visible things beneath a hidden one under its mark, and show again exactly those with its mark."""
    if parent.is_visible:
        reason = Subject.visibility_reason == f"{MARK}{parent.id}"
        _move(beneath, reason, Visibility.VISIBLE, None)
    elif parent.visibility is not Visibility.PENDING:
        shown = Subject.visibility == Visibility.VISIBLE
        _move(beneath, shown, Visibility.HIDDEN, mark_of(parent))


def wait_with(subject: Subject, parent: Subject) -> None:
    """Let a locked subject, and what was hidden with it, appear together with the parent that is not shown."""
    mark = mark_of(parent)
    beneath = Subject.visibility_reason == f"{MARK}{subject.id}"
    _move(comments_on(subject.id), beneath, Visibility.HIDDEN, mark)
    subject.visibility, subject.visibility_at = Visibility.HIDDEN, now()
    subject.visibility_reason = mark
    mark_dirty(subject.id)


def _move(beneath: Select[Any], found: Any, to: Visibility, reason: str | None) -> None:
    statement = update(Subject).where(Subject.id.in_(beneath), found)
    values = {"visibility": to, "visibility_reason": reason, "visibility_at": now()}
    moved = statement.values(**values).returning(Subject.id)
    for subject_id in db.session.scalars(moved.execution_options(synchronize_session=False)).all():
        mark_dirty(subject_id)
