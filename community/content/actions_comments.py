"""What people do with a comment that stands."""

from community.content.actions import change_visibility
from community.content.models import Comment, Subject, Visibility
from community.content.queries import ensure_visible
from community.core.db import get_locked, lock
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def delete_comment(actor: Actor, comment: Comment) -> None:
    """Remove one's comment, or as a moderator any; it can be restored for 30 days."""
    lock(comment)
    subject = get_locked(Subject, comment.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.COMMENT_DELETE, comment)
    change_visibility(actor, subject, Visibility.DELETED)
