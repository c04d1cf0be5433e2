"""Telling: in batches with a cursor, each batch one short transaction, so that a crash repeats and loses nothing."""

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from community.accounts.models import Member
from community.content.models import Comment, Subject, TargetKind
from community.core.clock import now
from community.core.db import db, insert_once, writing
from community.core.tasks import enqueue_job
from community.notifications import recipients
from community.notifications.actions_letters import PostOffice
from community.notifications.kinds import AT_ONCE, Channel, Kind
from community.notifications.letters import Reader
from community.notifications.models import Fanout, Notification
from community.notifications.queries import Choices, list_choices, wants
from community.notifications.queries_named import list_hearing_of_name
from community.notifications.reach import DESK_NEWS, WORK, may_see
from community.notifications.whose_work import at_work

log = logging.getLogger(__name__)

BATCH = 100
# A planned hour concerns its circle, what becomes of it those who follow it.
OF_HOURS = (Kind.HOUR_PLANNED, Kind.HOUR_MOVED, Kind.HOUR_CANCELLED, Kind.HOUR_NEAR)
# What becomes of an idea.
OF_IDEAS = (
    Kind.IDEA_STATUS,
    Kind.IDEA_ANSWERED,
    Kind.IDEA_SPLIT,
    Kind.IDEA_MERGED,
    Kind.IDEA_VERDICT,
)
# What comes because of a tag, an area or a person.
BY_TOPIC = (Kind.QUESTION_ASKED, Kind.MEMBER_POSTED)
# What concerns an organisation is for its contacts.
FOR_CONTACTS = (Kind.CREDIT_FOUND, Kind.CLAIM_CLOSING, Kind.CLAIM_DECIDED)
STATUS_NEWS = (Kind.INCIDENT_UPDATED, Kind.MAINTENANCE_UPDATED)
# Who muted a tag or the area of the question, or the person who did it, hears nothing of these.
CAN_BE_MUTED = (*BY_TOPIC, Kind.QUESTION_INVITED, Kind.MENTIONED)
KEPT_FOR = timedelta(days=180)


def fan_out() -> int:
    """Tell what waits to be told; how many notifications that made."""
    told = failed = 0
    while (found := _next(failed)) is not None:
        try:
            told += _tell_batch(found)
        except Exception:  # what cannot be told waits for the next minute, and the rest is told
            log.exception("fan-out failed", extra={"fanout": found})
            failed = found
    return told


def resume_fan_outs() -> None:
    """Begin again what a crash interrupted."""
    if _next() is not None:
        enqueue_job("fan_out")


def _next(after: int = 0) -> int | None:
    waiting = select(Fanout.id).where(Fanout.done_at.is_(None), Fanout.id > after)
    statement = waiting.order_by(Fanout.id).limit(1)
    found = db.session.scalars(statement).first()
    db.session.rollback()
    return found


def _tell_batch(fanout_id: int) -> int:
    with writing():
        # Two workers take turns: the second waits for the row and goes on after the first one's cursor.
        fanout = db.session.get_one(Fanout, fanout_id, with_for_update=True, populate_existing=True)
        if fanout.done_at is not None:
            return 0
        readers = list_readers(fanout)
        told = _tell(fanout, [one for one in readers if may_see(one.id, fanout)])
        if len(readers) < BATCH:
            fanout.done_at = now()
        else:
            fanout.cursor = readers[-1].id
        fanout.told += told
        return told


def _tell(fanout: Fanout, readers: list[Reader]) -> int:
    choices = list_choices([one.id for one in readers])
    informed = _hear_anyhow(fanout, readers, choices)
    informed |= list_hearing_of_name(fanout, [one.id for one in readers], choices)
    post_office = PostOffice(fanout, readers, choices)
    told = 0
    for reader in readers:
        if reader.id in informed:
            continue
        shown = wants(choices, reader.id, fanout.kind, Channel.PORTAL)
        sends, waits_until = post_office.decide(reader)
        fresh = insert_once(
            Notification,
            fanout_id=fanout.id,
            member_id=reader.id,
            kind=fanout.kind,
            subject_id=fanout.subject_id,
            thread_id=fanout.thread_id,
            words=fanout.words,
            is_shown=shown,
            created_at=now(),
            mail_due_at=waits_until,
            mailed_at=now() if sends else None,
        )
        if not fresh:
            continue
        told += 1
        if shown:
            ring = update(Member).where(Member.id == reader.id)
            db.session.execute(ring.values(unread_count=Member.unread_count + 1))
        if sends:
            post_office.write(reader)
    return told


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
    reader = db.session.execute(readers_of(fanout).where(Member.id == row.member_id)).first()
    if row.read_at is not None or reader is None or not may_see(reader.id, fanout):
        return False
    post_office = PostOffice(fanout, [Reader(*reader)], list_choices([row.member_id]))
    sends, row.mail_due_at = post_office.decide(Reader(*reader))
    if sends:
        row.mailed_at = now()
        post_office.write(Reader(*reader))
    return sends


def _hear_anyhow(fanout: Fanout, readers: list[Reader], choices: Choices) -> set[int]:
    """Of the followers of a person, those who hear of his post because of what it is about: once is enough."""
    if fanout.kind is not Kind.MEMBER_POSTED or fanout.thread_id is None:
        return set()
    if fanout.subject_id == fanout.thread_id:
        kind = Kind.QUESTION_ASKED
        others = recipients.any_of(
            recipients.followers_of_topics(fanout.thread_id, _area_of(fanout.thread_id))
        )
    else:
        kind = Kind.ANSWER_POSTED
        here = recipients.followers(TargetKind.SUBJECT, fanout.thread_id)
        others = recipients.any_of(here, recipients.authors(fanout.thread_id))
    ids = [one.id for one in readers]
    found = db.session.scalars(
        select(Member.id).where(Member.id.in_(ids), Member.id.in_(select(others)))
    )
    return {one for one in found if any(wants(choices, one, kind, way) for way in AT_ONCE)}


def _area_of(subject_id: int | None) -> int | None:
    statement = select(Subject.product_area_id).where(Subject.id == subject_id)
    return db.session.scalars(statement).first()


def list_readers(fanout: Fanout) -> list[Reader]:
    """The next members concerned, after the cursor; never whoever did it, the suspended or the erased."""
    statement = readers_of(fanout).where(
        Member.id.in_(select(concerned(fanout))), Member.id > fanout.cursor
    )
    statement = statement.order_by(Member.id).limit(BATCH)
    return [Reader(*row) for row in db.session.execute(statement)]


def readers_of(fanout: Fanout) -> recipients.Ids:
    """Members as readers of this news: not whoever did it, the suspended, the erased, and those who muted it."""
    statement = (
        select(
            Member.id,
            Member.name,
            Member.email,
            Member.email_confirmed_at,
            Member.locale,
            Member.email_key,
            Member.time_zone,
        )
        .where(Member.id.in_(select(concerned(fanout))), Member.id > fanout.cursor)
        .where(Member.suspended_at.is_(None), Member.erased_at.is_(None))
        .where(Member.id != (fanout.actor_id or 0))
    )
    if fanout.thread_id is not None:
        statement = statement.where(Member.id.not_in(recipients.muted(fanout.thread_id)))
    if fanout.kind in CAN_BE_MUTED and fanout.thread_id is not None:
        area_id = _area_of(fanout.thread_id)
        deaf = recipients.muted_topics(fanout.thread_id, area_id, fanout.actor_id)
        statement = statement.where(Member.id.not_in(deaf))
    return statement


def concerned(fanout: Fanout) -> Any:
    """The members whom a happening concerns, by its kind."""
    subject, kind = fanout.subject_id or 0, fanout.kind
    # What leads people on concerns those of the thread that it leads from.
    thread = fanout.words.get("question_id") or fanout.thread_id or 0
    here = recipients.followers(TargetKind.SUBJECT, thread)
    if kind in OF_IDEAS:
        parts = _people_of_idea(fanout)
    elif kind in (Kind.ANSWER_POSTED, Kind.QUESTION_DUPLICATE, Kind.IDEA_MADE):
        parts = [here, recipients.authors(thread)]
    elif kind is Kind.COMMENT_POSTED:
        under = select(Comment.on_id).where(Comment.id == subject).scalar_subquery()
        on_author = select(Subject.author_id).where(Subject.id == under)
        parts = [here, on_author.where(Subject.author_id.is_not(None))]
    elif kind in (*BY_TOPIC, *OF_HOURS):
        parts = [_followers_of_topic(fanout)]
    elif kind in WORK:
        parts = at_work(fanout)
    elif kind in DESK_NEWS:
        parts = [recipients.writers(fanout.words.get("to"), fanout.words.get("writers", []))]
    elif fanout.words.get("member_id"):
        parts = [select(Member.id).where(Member.id == fanout.words["member_id"])]
    else:
        parts = [_watchers_or_authors(fanout)]
    return recipients.any_of(*parts)


def _people_of_idea(fanout: Fanout) -> list[recipients.Ids]:
    idea_id = fanout.subject_id or 0
    if fanout.kind is Kind.IDEA_VERDICT:
        return [recipients.asked_about(idea_id, fanout.words["change_id"])]
    led = fanout.words.get("from_ids")
    if led is not None:
        return [recipients.attached_to(led)]
    return list(recipients.people_of_idea(idea_id))


def _watchers_or_authors(fanout: Fanout) -> recipients.Ids:
    subject = fanout.subject_id or 0
    if fanout.kind in STATUS_NEWS:
        return recipients.watchers(fanout.words["components"], subject)
    if fanout.kind in FOR_CONTACTS:
        return recipients.contacts(fanout.words["organisation_id"])
    return recipients.authors(subject)


def _followers_of_topic(fanout: Fanout) -> recipients.Ids:
    if fanout.kind is Kind.MEMBER_POSTED:
        return recipients.followers(TargetKind.MEMBER, fanout.actor_id or 0)
    subject_id = fanout.subject_id or 0
    if fanout.kind is Kind.HOUR_PLANNED:
        return recipients.inside_circle(_area_of(subject_id) or 0)
    if fanout.kind in OF_HOURS:
        return recipients.followers(TargetKind.SUBJECT, subject_id)
    return recipients.followers_of_topics(subject_id, _area_of(subject_id))


def forget_old() -> None:
    """Remove what was told half a year ago, some at a time."""
    while True:
        old = select(Fanout.id).where(Fanout.done_at < now() - KEPT_FOR).limit(50)
        with writing():
            ids = list(db.session.scalars(old))
            db.session.execute(delete(Notification).where(Notification.fanout_id.in_(ids)))
            db.session.execute(delete(Fanout).where(Fanout.id.in_(ids)))
        if not ids:
            return
