"""Whom a happening concerns: the next of them after the worker's cursor, and who they are as readers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, union

from community.accounts.models import Member
from community.content.models import Comment, Link, LinkKind, Subject, TargetKind, Vote, VoteKind
from community.core.db import db
from community.ideas.models import Idea
from community.notifications import recipients
from community.notifications.kinds import Kind
from community.notifications.letters import Reader
from community.notifications.models import Fanout
from community.notifications.reach import DESK_NEWS, WORK
from community.notifications.whose_work import at_work

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
# What comes because of a tag, an area, a board, a section or a person.
BY_TOPIC = (Kind.QUESTION_ASKED, Kind.MEMBER_POSTED, Kind.IDEA_PROPOSED, Kind.ARTICLE_ADDED)
# What concerns an organisation is for its contacts.
FOR_CONTACTS = (Kind.CREDIT_FOUND, Kind.CLAIM_CLOSING, Kind.CLAIM_DECIDED)
STATUS_NEWS = (Kind.INCIDENT_UPDATED, Kind.MAINTENANCE_UPDATED)
# Who muted a tag, the area or the board of it, or the person who did it, hears nothing of these.
CAN_BE_MUTED = (*BY_TOPIC, Kind.QUESTION_INVITED, Kind.MENTIONED)


def list_concerned(fanout: Fanout, limit: int) -> list[int]:
    """The next members concerned, after the cursor: of each part so many at most are read, however many there are."""
    near = []
    for part in _parts_of(fanout):
        member = part.selected_columns[0]
        after = part.where(member > fanout.cursor).distinct().order_by(member).limit(limit)
        near.append(select(after.subquery().c[0]))
    ids = union(*near).subquery()
    return list(db.session.scalars(select(ids.c[0]).order_by(ids.c[0]).limit(limit)))


def is_concerned(fanout: Fanout, member_id: int) -> bool:
    """Whether it still concerns this member."""
    parts = [part.where(part.selected_columns[0] == member_id) for part in _parts_of(fanout)]
    return db.session.scalars(select(recipients.any_of(*parts))).first() is not None


def list_readers(fanout: Fanout, member_ids: Sequence[int]) -> list[Reader]:
    """Of these members those who may be told, by number."""
    if not member_ids:
        return []
    statement = _readers_of(fanout).where(Member.id.in_(member_ids)).order_by(Member.id)
    return [Reader(*row) for row in db.session.execute(statement)]


def list_noted_for(fanout: Fanout, member_ids: Sequence[int]) -> set[int]:
    """Of these members those in whose name staff voted for the idea that this is about, or for one merged into it."""
    if not member_ids or fanout.kind not in OF_IDEAS:
        return set()
    tree = select(Idea.id).where(
        or_(Idea.id == fanout.subject_id, Idea.merged_into_id == fanout.subject_id)
    )
    noted = select(Vote.member_id).where(
        Vote.subject_id.in_(tree),
        Vote.member_id.in_(member_ids),
        Vote.kind == VoteKind.SUPPORT,
        Vote.cast_by_id.is_not(None),
    )
    return set(db.session.scalars(noted))


def area_of(subject_id: int | None) -> int | None:
    """The product area of a subject."""
    statement = select(Subject.product_area_id).where(Subject.id == subject_id)
    return db.session.scalars(statement).first()


def otherwise_of_idea(idea_id: int) -> tuple[Kind, Any] | None:
    """The news of a new idea for those of the question that it was made of, or of the idea that it was a part of."""
    origin = select(Link.kind, Link.to_id).where(
        Link.from_id == idea_id, Link.kind.in_((LinkKind.RAISED_FROM, LinkKind.SPLIT_FROM))
    )
    row = db.session.execute(origin).first()
    if row is None:
        return None
    if row.kind is LinkKind.SPLIT_FROM:
        return Kind.IDEA_SPLIT, recipients.any_of(*recipients.people_of_idea(idea_id))
    here = recipients.followers(TargetKind.SUBJECT, row.to_id)
    return Kind.IDEA_MADE, recipients.any_of(here, recipients.authors(row.to_id))


def _readers_of(fanout: Fanout) -> recipients.Ids:
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
        .where(Member.suspended_at.is_(None), Member.erased_at.is_(None))
        .where(Member.id != (fanout.actor_id or 0))
    )
    if fanout.thread_id is not None:
        statement = statement.where(Member.id.not_in(recipients.muted(fanout.thread_id)))
    if fanout.kind in CAN_BE_MUTED and fanout.thread_id is not None:
        area_id = area_of(fanout.thread_id)
        deaf = recipients.muted_topics(fanout.thread_id, area_id, fanout.actor_id)
        statement = statement.where(Member.id.not_in(deaf))
    return statement


def _parts_of(fanout: Fanout) -> list[recipients.Ids]:
    """Statements of the members whom a happening concerns, by its kind."""
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
    return parts


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
    if fanout.kind is Kind.IDEA_PROPOSED:
        return recipients.followers_of_idea(subject_id)
    if fanout.kind is Kind.ARTICLE_ADDED:
        return recipients.followers_of_article(subject_id, fanout.words.get("writers", []))
    if fanout.kind is Kind.HOUR_PLANNED:
        return recipients.inside_circle(area_of(subject_id) or 0)
    if fanout.kind in OF_HOURS:
        return recipients.followers(TargetKind.SUBJECT, subject_id)
    return recipients.followers_of_topics(subject_id, area_of(subject_id))
