"""What people do with comments."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from community.content.actions import (
    change_visibility,
    follow_quietly,
    keep_revision,
    new_subject,
    require,
    touch,
)
from community.content.actions_mentions import keep_mentions
from community.content.models import Comment, Subject, SubjectKind, Visibility
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.content.screening import check_edit, is_held
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import CommentPosted
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

WITH_COMMENTS = (SubjectKind.QUESTION, SubjectKind.ANSWER, SubjectKind.IDEA)
COMMENTS_AN_HOUR = 60


def add_comment(
    actor: Actor,
    on: Subject,
    prose: Prose,
    *,
    lang: str,
    created_at: datetime | None = None,
    author_id: int | None = None,
) -> Comment:
    """A comment under a subject, in its audience; a newcomer's may wait for a moderator."""
    ensure(actor, Permission.COMMENT_POST)
    lock(on)
    ensure_visible(actor, on)
    require(prose.body, "body")
    if on.kind is SubjectKind.COMMENT:
        raise Conflict(_l("Comments stand under a post, not under another comment."))
    if on.kind not in WITH_COMMENTS:
        raise Conflict(_l("There are no comments here."))
    subject = new_subject(
        actor,
        SubjectKind.COMMENT,
        lang=lang,
        audience_id=on.audience_id,
        visibility=Visibility.PENDING if is_held(actor, prose) else Visibility.VISIBLE,
        created_at=created_at,
        author_id=author_id,
    )
    subject.by_team = author_id is None and actor.is_of_team(on.product_area_id)
    comment = Comment(id=subject.id, on_id=on.id, author_id=subject.author_id)
    _write(comment, prose)
    db.session.add(comment)
    touch(on.id, subject.created_at)
    keep_mentions(actor, subject, prose)
    _tell(actor, comment, is_shown=subject.is_visible)
    return comment


def _write(comment: Comment, prose: Prose) -> None:
    comment.body, comment.html = prose.body, prose.html
    comment.renderer_version = prose.renderer_version


def _tell(actor: Actor, comment: Comment, *, is_shown: bool) -> None:
    if not actor.is_historic:
        follow_quietly(actor.member_id, comment.on_id)
    if comment.author_id is not None and is_shown:
        record(
            CommentPosted(
                comment_id=comment.id,
                on_id=comment.on_id,
                actor_id=comment.author_id,
                historic=actor.is_historic,
            )
        )


def edit_comment(actor: Actor, comment: Comment, prose: Prose) -> None:
    """Change one's comment; what it said before is kept."""
    lock(comment)
    ensure(actor, Permission.COMMENT_EDIT, comment)
    require(prose.body, "body")
    subject = get_locked(Subject, comment.id)
    check_edit(actor, subject, prose, comment.html)
    keep_revision(actor, subject, title=None, body=comment.body)
    _write(comment, prose)
    comment.edited_at = now()
    keep_mentions(actor, subject, prose)
    raise_version("comments")  # nobody is told, but what was taken out must not stand in kept pages
    touch(comment.on_id)


def delete_comment(actor: Actor, comment: Comment) -> None:
    """Remove one's comment, or as a moderator any; it can be restored for 30 days."""
    lock(comment)
    subject = get_locked(Subject, comment.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.COMMENT_DELETE, comment)
    change_visibility(actor, subject, Visibility.DELETED)
