"""What stands beneath a post shares its fate: it is hidden with it under a mark, and comes back with it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select, update

from community.content.actions import mark_dirty
from community.content.models import Comment, Subject, Visibility
from community.content.screening import UNTOLD, is_untold
from community.core.clock import now
from community.core.db import db
from community.core.outbox import record
from community.events import CommentPosted

MARK = "with:"


def went_along(subject: Subject) -> bool:
    """Whether the subject is hidden only because of what it belongs to."""
    return (subject.visibility_reason or "").startswith(MARK)


def mark_of(parent: Subject) -> str:
    """The mark of what is hidden with this one: the name of the post that brings it back."""
    reason = str(parent.visibility_reason).removesuffix(UNTOLD)
    return reason if went_along(parent) else f"{MARK}{parent.id}"


def marks_of(subject_id: int) -> tuple[str, str]:
    """Both marks of what comes back with this subject: what was told before, and what was not."""
    return f"{MARK}{subject_id}", f"{MARK}{subject_id}{UNTOLD}"


def comments_on(subject_id: int) -> Select[Any]:
    """The keys of the comments under a subject."""
    return select(Comment.id).where(Comment.on_id == subject_id)


def take_along(parent: Subject, beneath: Select[Any]) -> list[int]:
    """Hide visible things beneath a hidden one under its mark, and show again exactly those with its mark.

    The keys of those that are seen for the first time; of comments among them it is told here.
    """
    fresh: list[int] = []
    if parent.is_visible:
        told, untold = marks_of(parent.id)
        waiting = select(Subject.id).where(
            Subject.id.in_(beneath), Subject.visibility_reason == untold
        )
        fresh = list(db.session.scalars(waiting.order_by(Subject.id)))
        reason = Subject.visibility_reason.in_((told, untold))
        _move(beneath, reason, Visibility.VISIBLE, None)
        announce_comments(fresh)
    elif parent.visibility is not Visibility.PENDING:
        shown = Subject.visibility == Visibility.VISIBLE
        _move(beneath, shown, Visibility.HIDDEN, mark_of(parent))
    return fresh


def announce_comments(ids: Collection[int]) -> None:
    """Tell of the comments among these subjects, which everybody sees from now on."""
    if not ids:
        return
    statement = select(Comment).where(Comment.id.in_(ids), Comment.author_id.is_not(None))
    for comment in db.session.scalars(statement.order_by(Comment.id)):
        author_id = comment.author_id or 0
        record(CommentPosted(comment_id=comment.id, on_id=comment.on_id, actor_id=author_id))


def wait_with(subject: Subject, parent: Subject) -> None:
    """Let a locked subject, and what was hidden with it, appear together with the parent that is not shown."""
    mark = mark_of(parent)
    told, untold = marks_of(subject.id)
    beneath = comments_on(subject.id)
    _move(beneath, Subject.visibility_reason == told, Visibility.HIDDEN, mark)
    _move(beneath, Subject.visibility_reason == untold, Visibility.HIDDEN, mark + UNTOLD)
    is_fresh = is_untold(subject)
    subject.visibility, subject.visibility_at = Visibility.HIDDEN, now()
    subject.visibility_reason = mark + UNTOLD if is_fresh else mark
    mark_dirty(subject.id)


def _move(beneath: Select[Any], found: Any, to: Visibility, reason: str | None) -> None:
    statement = update(Subject).where(Subject.id.in_(beneath), found)
    values = {"visibility": to, "visibility_reason": reason, "visibility_at": now()}
    moved = statement.values(**values).returning(Subject.id)
    for subject_id in db.session.scalars(moved.execution_options(synchronize_session=False)).all():
        mark_dirty(subject_id)
