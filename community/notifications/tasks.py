"""Telling: in batches with a cursor, each batch one short transaction, so that a crash repeats and loses nothing."""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from community.accounts.models import Member
from community.content.models import TargetKind
from community.core import request_id
from community.core.clock import now
from community.core.db import db, insert_fresh, writing
from community.core.mail_outbox import Draft, post_all
from community.core.tasks import RUN_SECONDS, enqueue_job, one_at_a_time
from community.notifications import recipients
from community.notifications.actions import recount_unread, ring
from community.notifications.actions_letters import PostOffice
from community.notifications.kinds import AT_ONCE, Channel, Kind
from community.notifications.letters import Reader
from community.notifications.models import Fanout, Notification
from community.notifications.queries import Choices, list_choices, wants
from community.notifications.queries_named import list_hearing_of_name
from community.notifications.queries_readers import (
    area_of,
    is_concerned,
    list_concerned,
    list_readers,
    otherwise_of_idea,
)
from community.notifications.reach import reach_of, standing_of

log = logging.getLogger(__name__)

BATCH, FORGOTTEN_AT_ONCE = 100, 500
KEPT_FOR = timedelta(days=180)
# Left out for whoever hears of the same by other news.
MAY_BE_TOLD_ANYHOW = (Kind.MEMBER_POSTED, Kind.IDEA_PROPOSED, Kind.ARTICLE_ADDED)


@dataclass(frozen=True)
class News:
    """What a batch of readers is told: a row of the portal for each, and the letters that leave at once."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    letters: dict[int, Draft] = field(default_factory=dict)


@one_at_a_time
def fan_out() -> int:
    """Tell what waits to be told, a batch of each in turns so that few are not behind many; how many that told."""
    told, last, ends = 0, 0, time.monotonic() + RUN_SECONDS
    failed: set[int] = set()
    while (found := _next(last, failed)) is not None:
        if time.monotonic() >= ends:
            enqueue_job("fan_out")
            break
        last = found
        try:
            told += _tell_batch(found)
        except Exception:  # what cannot be told waits for the next minute, and the rest is told
            log.exception("fan-out failed", extra={"fanout": found})
            failed.add(found)
    return told


def resume_fan_outs() -> None:
    """Begin again what a crash interrupted."""
    if _next(0, set()) is not None:
        enqueue_job("fan_out")


def _next(after: int, failed: set[int]) -> int | None:
    """The next that waits after this one; after the last, the first."""
    waiting = select(Fanout.id).where(Fanout.done_at.is_(None), Fanout.id.not_in(failed))
    ordered = waiting.order_by(Fanout.id).limit(1)
    found = db.session.scalars(ordered.where(Fanout.id > after)).first()
    if found is None and after:
        found = db.session.scalars(ordered).first()
    db.session.rollback()
    return found


def _tell_batch(fanout_id: int) -> int:
    fanout = db.session.get_one(Fanout, fanout_id, populate_existing=True)
    cursor, ids = fanout.cursor, list_concerned(fanout, BATCH)
    standing, readers = standing_of(fanout), list_readers(fanout, ids)
    news = _compose(fanout, readers) if readers else News()
    with writing():
        # Two workers take turns: the second finds that the first one's cursor went on, and composes the next batch.
        db.session.refresh(fanout, with_for_update=True)
        if fanout.done_at is not None or fanout.cursor != cursor:
            return 0
        # Whoever wrote while this one waited may have hidden it, or a reader may hear nothing any more: composed again.
        if standing_of(fanout) != standing or list_readers(fanout, ids) != readers:
            return 0
        with request_id.resumed(fanout.request_id):
            told = _tell(news)
        if len(ids) < BATCH:
            fanout.done_at = now()
        else:
            fanout.cursor = ids[-1]
        fanout.told += told
        return told


def _compose(fanout: Fanout, readers: list[Reader]) -> News:
    reach = reach_of(fanout)
    readers = [one for one in readers if reach.takes_in(one.id)]
    choices = list_choices([one.id for one in readers])
    informed = _hear_anyhow(fanout, readers, choices)
    informed |= list_hearing_of_name(fanout, [one.id for one in readers], choices)
    post_office = PostOffice(fanout, readers, choices)
    news = News()
    for reader in readers:
        if reader.id in informed:
            continue
        sends, waits_until = post_office.decide(reader)
        news.rows.append(
            {
                "fanout_id": fanout.id,
                "member_id": reader.id,
                "kind": fanout.kind,
                "subject_id": fanout.subject_id,
                "thread_id": fanout.thread_id,
                "words": fanout.words_in(reader.locale),
                "is_shown": wants(choices, reader.id, fanout.kind, Channel.PORTAL),
                "created_at": now(),
                "mail_due_at": waits_until,
                "mailed_at": now() if sends else None,
            }
        )
        if sends:
            news.letters[reader.id] = post_office.compose(reader)
    return news


def _tell(news: News) -> int:
    """Write the batch in the present transaction; whoever heard of it before is left out."""
    if not news.rows:
        return 0
    fresh = set(insert_fresh(Notification, news.rows, "member_id"))
    shown = [row["member_id"] for row in news.rows if row["is_shown"] and row["member_id"] in fresh]
    ring(shown)
    post_all([letter for member_id, letter in news.letters.items() if member_id in fresh])
    return len(fresh)


def send_waiting() -> int:
    """Write the letters whose readers' quiet hours are over, unless they have read the news or may not see it now."""
    sent, failed = 0, set[int]()
    while ids := _due_letters(failed):
        for notification_id in ids:
            try:
                with writing():
                    row = db.session.get(Notification, notification_id, with_for_update=True)
                    sent += _send(row)
            except (
                Exception
            ):  # what cannot be written waits for the next minute, and the rest leaves
                log.exception("letter not written", extra={"notification": notification_id})
                failed.add(notification_id)
    db.session.rollback()
    return sent


def _due_letters(failed: set[int]) -> list[int]:
    due = select(Notification.id).where(
        Notification.mail_due_at <= now(), Notification.id.not_in(failed)
    )
    return list(db.session.scalars(due.order_by(Notification.mail_due_at).limit(BATCH)))


def _send(row: Notification | None) -> bool:
    if row is None or row.mail_due_at is None:
        return False
    row.mail_due_at = None
    fanout = db.session.get_one(Fanout, row.fanout_id)
    reader = _still_reader(fanout, row)
    if reader is None:
        return False
    post_office = PostOffice(fanout, [reader], list_choices([reader.id]))
    sends, row.mail_due_at = post_office.decide(reader)
    if sends:
        row.mailed_at = now()
        with request_id.resumed(fanout.request_id):
            post_all([post_office.compose(reader)])
    return sends


def _still_reader(fanout: Fanout, row: Notification) -> Reader | None:
    """Who is to hear of this; None where he has read it, or it does not concern him or is not for him (any more)."""
    readers = list_readers(fanout, [row.member_id])
    if row.read_at is not None or not readers or not is_concerned(fanout, row.member_id):
        return None
    return readers[0] if reach_of(fanout).takes_in(row.member_id) else None


def is_still_wanted(fanout_id: int, member_id: int, address: str) -> bool:
    """Whether a letter that waited is still to be sent, to this address."""
    of_it = (Notification.fanout_id == fanout_id, Notification.member_id == member_id)
    row = db.session.scalars(select(Notification).where(*of_it)).first()
    fanout = db.session.get(Fanout, fanout_id)
    reader = _still_reader(fanout, row) if fanout is not None and row is not None else None
    if fanout is None or reader is None or reader.email != address:
        return False
    sends, waits_until = PostOffice(fanout, [reader], list_choices([reader.id])).decide(reader)
    return sends or waits_until is not None


def _hear_anyhow(fanout: Fanout, readers: list[Reader], choices: Choices) -> set[int]:
    """Of the followers of a topic, those who hear of the post because of what it is about: once is enough."""
    anyhow = _told_anyhow(fanout)
    if anyhow is None:
        return set()
    kind, others = anyhow
    ids = [one.id for one in readers]
    found = db.session.scalars(
        select(Member.id).where(Member.id.in_(ids), Member.id.in_(select(others)))
    )
    return {one for one in found if any(wants(choices, one, kind, way) for way in AT_ONCE)}


def _told_anyhow(fanout: Fanout) -> tuple[Kind, Any] | None:
    """The other news of the same post, and whom they concern."""
    thread_id = fanout.thread_id
    if thread_id is None or fanout.kind not in MAY_BE_TOLD_ANYHOW:
        return None
    if fanout.kind is Kind.ARTICLE_ADDED:
        return Kind.ARTICLE_MADE, recipients.any_of(recipients.credited_on(thread_id))
    if fanout.kind is Kind.IDEA_PROPOSED:
        return otherwise_of_idea(thread_id)
    if fanout.subject_id == thread_id:
        by_topic = recipients.followers_of_topics(thread_id, area_of(thread_id))
        return Kind.QUESTION_ASKED, recipients.any_of(by_topic)
    here = recipients.followers(TargetKind.SUBJECT, thread_id)
    return Kind.ANSWER_POSTED, recipients.any_of(here, recipients.authors(thread_id))


def forget_old() -> None:
    """Remove what was told half a year ago, some rows at a time; the bells of those who never read it follow."""
    old = select(Fanout.id).where(Fanout.done_at < now() - KEPT_FOR).order_by(Fanout.done_at)
    while (found := db.session.scalars(old.limit(1)).first()) is not None:
        while _forget_some(found):
            continue
        with writing() as session:
            session.execute(delete(Fanout).where(Fanout.id == found))


def _forget_some(fanout_id: int) -> bool:
    told = select(Notification.id, Notification.member_id, Notification.read_at)
    with writing() as session:
        rows = session.execute(
            told.where(Notification.fanout_id == fanout_id).limit(FORGOTTEN_AT_ONCE)
        ).all()
        session.execute(delete(Notification).where(Notification.id.in_([row.id for row in rows])))
        recount_unread([row.member_id for row in rows if row.read_at is None])
    return bool(rows)
