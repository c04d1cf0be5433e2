"""Whether somebody may be told of a happening: the one audience rule, of its subject and of what that stands in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

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


@dataclass(frozen=True)
class Reach:
    """What a happening is about and what that stands in, read once for all whom it concerns."""

    fanout: Fanout
    subject: Subject | None
    thread: Subject | None
    # Whom these need not be asked about: they are for everybody, or for every member.
    is_open: bool
    is_thread_open: bool

    def takes_in(self, reader_id: int) -> bool:
        """Whether this member may be told: the one audience rule."""
        if self.fanout.subject_id is None:
            return True
        if self.subject is None:
            return False
        if self.fanout.kind is Kind.POST_HIDDEN:
            return self.thread is None or self._reaches_thread(reader_id, self.thread)
        if not self._shows_thread(reader_id):
            return False
        if self.is_open:
            return self.subject.is_visible or self.fanout.kind is Kind.SUBJECT_FLAGGED
        return sees(get_actor(reader_id, list_audience_ids), self.subject)

    def _reaches_thread(self, reader_id: int, thread: Subject) -> bool:
        """Whether news may name the thread: one's own post in an audience that one has left brings none of it."""
        if self.is_thread_open or thread.author_id == reader_id:
            return True
        return thread.audience_id in get_actor(reader_id, list_audience_ids).audience_ids

    def _shows_thread(self, reader_id: int) -> bool:
        """Whether what the news stands in is shown: an answer to a held question is news to its asker alone."""
        kind = self.fanout.kind
        of_work = kind in WORK or kind in DESK_NEWS or kind is Kind.SUBJECT_FLAGGED
        if self.fanout.thread_id in (None, self.fanout.subject_id) or of_work:
            return True
        if self.thread is None or not (
            self.thread.is_visible or self.thread.author_id == reader_id
        ):
            return False
        return self._reaches_thread(reader_id, self.thread)


def reach_of(fanout: Fanout) -> Reach:
    """Who may be told of this, as its subject and its thread stand now."""
    keys = {fanout.subject_id, fanout.thread_id}
    found: dict[int | None, Subject | None]
    found = {key: db.session.get(Subject, key) for key in keys if key is not None}
    opens = {key: subject is not None and is_open(subject) for key, subject in found.items()}
    subject, thread = found.get(fanout.subject_id), found.get(fanout.thread_id)
    return Reach(
        fanout,
        subject,
        thread,
        is_open=opens.get(fanout.subject_id, False),
        is_thread_open=opens.get(fanout.thread_id, False),
    )


def standing_of(fanout: Fanout) -> list[tuple[Any, ...]]:
    """What of its subject and its thread decides who may be told, as the database has it now; one statement."""
    keys = [key for key in (fanout.subject_id, fanout.thread_id) if key is not None]
    decides = (Subject.id, Subject.visibility, Subject.audience_id, Subject.author_id)
    statement = select(*decides).where(Subject.id.in_(keys)).order_by(Subject.id)
    return [tuple(row) for row in db.session.execute(statement)]
