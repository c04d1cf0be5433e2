"""What an erased member was told and what was told of him: notifications, news on their way, letters."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update

from community.accounts.erasing import BATCH, Gone
from community.accounts.models import Member, fold
from community.content.models import Subject, Visibility
from community.content.naming import POST
from community.core.clock import now
from community.core.db import SHARED_KEY, db, writing
from community.core.mail_outbox import LetterRow
from community.notifications.actions import recount_unread
from community.notifications.kinds import Kind
from community.notifications.models import Fanout, Notification
from community.notifications.models_mail import AddressFault

# What carries words of whoever did it, which are gone: why he flagged, doubted, or suggested an edit.
HIS_WORDS = (
    Kind.SUBJECT_FLAGGED,
    Kind.ANSWER_DOUBTED,
    Kind.EDIT_SUGGESTED,
    Kind.POST_EDIT_SUGGESTED,
)
BLANK: dict[str, Any] = {"to_address": "", "context": {}, "headers": {}, "error": None}


def forget_own_news(gone: Gone, cursor: int) -> int | None:
    """All that he was told, and what came back from his address."""
    some = select(Notification.id).where(Notification.member_id == gone.member_id).limit(BATCH)
    with writing():
        ids = list(db.session.scalars(some))
        db.session.execute(delete(Notification).where(Notification.id.in_(ids)))
        db.session.execute(update(Member).where(Member.id == gone.member_id).values(unread_count=0))
        if gone.email:
            db.session.execute(delete(AddressFault).where(_his_fault(gone)))
    return cursor + 1 if len(ids) == BATCH else None


def _his_fault(gone: Gone) -> Any:
    """What came back from his address, unless it came back to somebody who has the address now."""
    key = fold(gone.email)
    is_free = ~exists().where(Member.email_key == key)
    return (AddressFault.address_key == key) & ((AddressFault.first_at <= gone.asked_at) | is_free)


def forget_told(gone: Gone, cursor: int) -> int | None:
    """What others were told of his flags and doubts, and of posts that are gone; no more letters tell of it."""
    lost = or_(
        Fanout.subject_id.in_(_removed(gone)),
        Fanout.thread_id.in_(_removed(gone)),
        (Fanout.actor_id == gone.member_id) & Fanout.kind.in_(HIS_WORDS),
    )
    some = select(Fanout.id).where(Fanout.id > cursor, lost).order_by(Fanout.id).limit(20)
    with writing():
        # A batch that is being told is waited for: once they have ended, nobody else is told of them.
        ids = list(db.session.scalars(some.with_for_update(**SHARED_KEY)))
        ended = update(Fanout).where(Fanout.id.in_(ids))
        db.session.execute(ended.values(words={}, done_at=func.coalesce(Fanout.done_at, now())))
    while ids and _take_back(ids):
        pass
    return ids[-1] if ids else None


def _take_back(fanout_ids: Sequence[int]) -> bool:
    """Let some readers not have been told; whether there may be more of them."""
    told = select(Notification.id).where(Notification.fanout_id.in_(fanout_ids))
    with writing():
        ids = list(db.session.scalars(told.order_by(Notification.id).limit(BATCH)))
        gone = delete(Notification).where(Notification.id.in_(ids))
        readers = db.session.scalars(gone.returning(Notification.member_id)).all()
        recount_unread(sorted(set(readers)))
    return len(ids) == BATCH


def forget_letters(gone: Gone, cursor: int) -> int | None:
    """Letters to him, and the words of others that have left: nobody needs them again, and they may tell of him.

    Those that wait and lead to a removed post end here.
    """
    last = db.session.scalar(select(func.max(LetterRow.id))) or 0
    window = (LetterRow.id > cursor, LetterRow.id <= cursor + BATCH)
    mine = LetterRow.member_id == gone.member_id
    if gone.email:
        his_address = func.lower(LetterRow.to_address) == gone.email.lower()
        mine = mine | (his_address & (LetterRow.created_at <= gone.asked_at))
    with writing():
        over = func.coalesce(LetterRow.finished_at, now())
        letters = update(LetterRow).execution_options(synchronize_session=False)
        lost = mine | LetterRow.id.in_(_telling_of_removed(gone, window))
        db.session.execute(letters.where(*window, lost).values(finished_at=over, **BLANK))
        left = LetterRow.finished_at.is_not(None) & LetterRow.context.is_distinct_from({})
        db.session.execute(letters.where(*window, left).values(context={}))
    return cursor + BATCH if cursor + BATCH < last else None


def _telling_of_removed(gone: Gone, window: Any) -> list[int]:
    """Letters that wait and lead to a post of his that is gone."""
    waiting = select(LetterRow.id, LetterRow.context).where(
        *window, LetterRow.finished_at.is_(None)
    )
    led = {row.id: _posts_in(row.context) for row in db.session.execute(waiting)}
    gone_ids = set(
        db.session.scalars(_removed(gone).where(Subject.id.in_(set().union(*led.values()))))
    )
    return [letter_id for letter_id, posts in led.items() if posts & gone_ids]


def _posts_in(context: Any) -> set[int]:
    if isinstance(context, str):
        return {int(found[1] or found[2]) for found in POST.finditer(context)}
    inner = context.values() if isinstance(context, dict) else context
    if not isinstance(context, (dict, list)):
        return set()
    return set().union(*(_posts_in(one) for one in inner))


def _removed(gone: Gone) -> Any:
    return select(Subject.id).where(
        Subject.author_id == gone.member_id, Subject.visibility == Visibility.DELETED
    )
