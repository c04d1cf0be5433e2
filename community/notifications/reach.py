"""Whether somebody may be told of a happening: the one audience rule, of its subject and of what that stands in."""

from community.accounts.queries import get_actor
from community.content.models import Subject
from community.content.queries import list_audience_ids, sees
from community.content.queries_audiences import is_open
from community.core.db import db
from community.notifications.kinds import Kind
from community.notifications.models import Fanout
from community.policies.actor import Role

# Whose work it is.
WORK = {
    Kind.PROMISE_WARNED: Role.AGENT,
    Kind.PROMISE_MISSED: Role.AGENT,
    Kind.PROMISE_RAISED: Role.AGENT,
    Kind.PROMISE_ESCALATED: Role.AGENT,
    Kind.SUBJECT_FLAGGED: Role.MODERATOR,
    Kind.IDEA_UNSOLVED: Role.PRODUCT_MANAGER,
    Kind.CLAIM_SUBMITTED: Role.AGENT,
    Kind.WEBHOOK_STOPPED: Role.ADMIN,
}
# What concerns help writers alone, also him who wrote the text but is no longer one: he hears nothing.
DESK_NEWS = (
    Kind.REVIEW_ASKED,
    Kind.REVIEW_DONE,
    Kind.DRAFT_COMMENTED,
    Kind.ARTICLE_PUBLISHED,
    Kind.EDIT_SUGGESTED,
)


def may_see(reader_id: int, fanout: Fanout) -> bool:
    """The one audience rule; who may see what everybody sees need not be asked one by one."""
    if fanout.subject_id is None:
        return True
    subject = db.session.get(Subject, fanout.subject_id)
    if subject is None:
        return False
    if fanout.kind is Kind.POST_HIDDEN:
        thread = db.session.get(Subject, fanout.thread_id or 0)
        return thread is None or _is_in_reach(reader_id, thread)
    if not _shows_thread(fanout, reader_id):
        return False
    if is_open(subject):
        return subject.is_visible or fanout.kind is Kind.SUBJECT_FLAGGED
    return sees(get_actor(reader_id, list_audience_ids), subject)


def _is_in_reach(reader_id: int, thread: Subject) -> bool:
    """Whether news may name the thread: one's own post in an audience that one has left brings none of it."""
    if is_open(thread) or thread.author_id == reader_id:
        return True
    return thread.audience_id in get_actor(reader_id, list_audience_ids).audience_ids


def _shows_thread(fanout: Fanout, reader_id: int) -> bool:
    """Whether what the news stands in is shown: an answer to a held or hidden question is news to its asker alone."""
    of_work = fanout.kind in WORK or fanout.kind in DESK_NEWS or fanout.kind is Kind.SUBJECT_FLAGGED
    if fanout.thread_id in (None, fanout.subject_id) or of_work:
        return True
    thread = db.session.get(Subject, fanout.thread_id)
    if thread is None or not (thread.is_visible or thread.author_id == reader_id):
        return False
    return _is_in_reach(reader_id, thread)
