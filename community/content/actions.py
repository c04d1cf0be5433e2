"""Writes that all pillars share; each changes its counters by SQL in the same transaction."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from community.content.actions_flags import open_again
from community.content.gathering import gathered
from community.content.models import (
    Audience,
    AudienceGrant,
    Flag,
    FlagReason,
    Follow,
    FollowState,
    Importance,
    Link,
    LinkKind,
    Revision,
    Subject,
    SubjectKind,
    TargetKind,
    Visibility,
    Vote,
    VoteKind,
)
from community.content.models_kept import DirtySubject, KeptTotal
from community.content.queries import ensure_visible
from community.content.screening import UNTOLD, is_untold
from community.core.clock import now
from community.core.db import db, insert_once, lock, upsert, upsert_all, writer
from community.core.errors import Invalid
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import (
    SubjectFlagged,
    SubjectFollowed,
    SubjectHidden,
    SubjectShown,
    SubjectUnfollowed,
)
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def install_public_audience() -> None:
    """Make the audience `public` under its fixed id, unless it is there."""
    if insert_once(Audience, id=PUBLIC_AUDIENCE_ID, key="public"):
        insert_once(AudienceGrant, audience_id=PUBLIC_AUDIENCE_ID, grant="public")


def intern_audience(grants: Iterable[str]) -> int:
    """The id of the audience with exactly these grants, made when it is new."""
    held = sorted(set(grants)) or ["staff"]
    key = "|".join(held)
    find = select(Audience.id).where(Audience.key == key)
    found = db.session.scalars(find).first()
    if found is None and insert_once(Audience, key=key):
        raise_version("audiences")
        found = db.session.scalars(find).one()
        db.session.add_all(AudienceGrant(audience_id=found, grant=grant) for grant in held)
        db.session.flush()  # the rows must stand before an actor resolves his audiences
    return found if found is not None else db.session.scalars(find).one()


def new_subject(
    actor: Actor,
    kind: SubjectKind,
    *,
    lang: str,
    audience_id: int = PUBLIC_AUDIENCE_ID,
    organisation_id: int | None = None,
    product_area_id: int | None = None,
    visibility: Visibility = Visibility.VISIBLE,
    created_at: datetime | None = None,
    author_id: int | None = None,
) -> Subject:
    """The identity of a new thing, with its key; the author is the actor unless an importer names another."""
    at = created_at or now()
    subject = Subject(
        kind=kind, lang=lang, audience_id=audience_id, visibility=visibility, created_at=at
    )
    subject.author_id = author_id if author_id is not None else actor.member_id
    subject.organisation_id, subject.product_area_id = organisation_id, product_area_id
    subject.by_team = author_id is None and actor.is_of_team(product_area_id)
    subject.activity_at = at
    db.session.add(subject)
    if (bulk := gathered()) is not None:
        subject.id = next(bulk.subject_ids)
    else:
        db.session.flush()  # the only one of its kind: the pillar's row needs the key
    mark_dirty(subject.id)
    return subject


def touch(subject_id: int, at: datetime | None = None) -> None:
    """Note activity on a subject, and that its search document is out of date."""
    at = at or now()
    if (bulk := gathered()) is not None:
        bulk.note_activity(subject_id, at)
    else:
        statement = update(Subject).where(Subject.id == subject_id, Subject.activity_at < at)
        db.session.execute(statement.values(activity_at=at))
    mark_dirty(subject_id)


def mark_dirty(subject_id: int) -> None:
    """Say in the same transaction that the search document of this subject is out of date."""
    if (bulk := gathered()) is not None:
        bulk.dirty.add(subject_id)
        return
    upsert(DirtySubject, {"subject_id": subject_id}, stamp=(1, DirtySubject.stamp + 1), since=now())


def mark_all_dirty(subject_ids: Iterable[int]) -> None:
    """Say the same of many, in one go and always in the same order so that nobody waits in a ring."""
    rows = [{"subject_id": one, "stamp": 1, "since": now()} for one in sorted(subject_ids)]
    upsert_all(DirtySubject, rows, stamp=DirtySubject.stamp + 1, since=now())


def count_kept(container: str, state: str, by: int) -> None:
    """Raise or lower a kept total."""
    if (bulk := gathered()) is not None:
        bulk.totals[container, state] += by
        return
    upsert(KeptTotal, {"container": container, "state": state}, total=(by, KeptTotal.total + by))


def cast_vote(
    actor: Actor,
    subject: Subject,
    kind: VoteKind,
    *,
    counter: InstrumentedAttribute[int],
    importance: Importance | None = None,
    reason: str | None = None,
    created_at: datetime | None = None,
) -> bool:
    """Insert the actor's vote once and raise the counter of the subject's own row; False for a second click."""
    fresh = insert_once(
        Vote,
        subject_id=subject.id,
        member_id=actor.member_id,
        kind=kind,
        organisation_id=voting_organisation(actor),
        importance=importance,
        reason=reason,
        created_at=created_at or now(),
    )
    if fresh:
        raise_counter(counter, subject.id, 1)
    return fresh


def withdraw_vote(
    actor: Actor, subject: Subject, kind: VoteKind, *, counter: InstrumentedAttribute[int]
) -> bool:
    """Remove the actor's vote and lower the counter; False when there was none that counted."""
    statement = delete(Vote).where(
        Vote.subject_id == subject.id, Vote.member_id == actor.member_id, Vote.kind == kind
    )
    gone = writer().execute(statement.returning(Vote.voided_at)).first()
    counted = gone is not None and gone.voided_at is None
    if counted:
        raise_counter(counter, subject.id, -1)
    return counted


def raise_counter(counter: InstrumentedAttribute[int], subject_id: int, by: int) -> None:
    """Change the counter of a subject's own row by SQL; its search document is out of date."""
    table: Any = counter.class_.__table__
    raised = {counter.key: table.c[counter.key] + by}
    writer().execute(update(table).where(table.c.id == subject_id).values(raised))
    mark_dirty(subject_id)


def voting_organisation(actor: Actor) -> int | None:
    """The organisation that a vote counts for: the newest membership."""
    return next(reversed(list(actor.organisations)), None)


def follow(
    actor: Actor, kind: TargetKind, target_id: int, *, state: FollowState = FollowState.FOLLOWING
) -> None:
    """Follow or mute; a second time changes nothing but the state."""
    ensure(actor, Permission.FOLLOW)
    keys = {"member_id": actor.member_id, "target_kind": kind, "target_id": target_id}
    made = (now(), Follow.created_at)
    upsert(Follow, keys, state=state, is_of_vote=False, created_at=made)
    member_id, historic = actor.member_id or 0, actor.is_historic
    record(
        SubjectFollowed(
            member_id=member_id, target_kind=kind, target_id=target_id, historic=historic
        )
    )


def follow_quietly(member_id: int | None, subject_id: int) -> None:
    """Let somebody follow what he wrote in, unless he has muted it."""
    if member_id is not None:
        keys = {"member_id": member_id, "target_kind": TargetKind.SUBJECT, "target_id": subject_id}
        kept = {"state": (FollowState.FOLLOWING, Follow.state), "is_of_vote": False}
        upsert(Follow, keys, **kept, created_at=(now(), Follow.created_at))


def unfollow(actor: Actor, kind: TargetKind, target_id: int) -> None:
    """Follow no longer, mute no longer."""
    ensure(actor, Permission.FOLLOW)
    gone = delete(Follow).filter_by(
        member_id=actor.member_id, target_kind=kind, target_id=target_id
    )
    if db.session.execute(gone.returning(Follow.target_id)).first() is not None:
        record(SubjectUnfollowed(member_id=actor.member_id or 0))


def require(text: str, field: str) -> None:
    """Invalid for a text that says nothing."""
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in text):
        raise Invalid(_l("Please write something here."), field=field)


def keep_revision(
    actor: Actor,
    subject: Subject,
    *,
    title: str | None,
    body: str,
    note: str = "",
    suggested_by: int | None = None,
) -> Revision:
    """Keep what a post says now, before it is changed; by whom it was suggested, if the actor only accepts it."""
    newest = select(func.coalesce(func.max(Revision.number), 0)).where(
        Revision.subject_id == subject.id
    )
    revision = Revision(
        subject_id=subject.id, number=db.session.scalars(newest).one() + 1, title=title, body=body
    )
    revision.author_id, revision.lang, revision.note = actor.member_id, subject.lang, note[:300]
    if suggested_by is not None:
        revision.author_id, revision.approved_by_id = suggested_by, actor.member_id
    revision.created_at = now()
    db.session.add(revision)
    return revision


def flag(actor: Actor, subject: Subject, reason: FlagReason, note: str = "") -> bool:
    """Tell moderators what is wrong with a subject; False while an earlier flag of this member waits or holds."""
    ensure(actor, Permission.FLAG)
    ensure_visible(actor, subject)
    said = {"reason": reason, "note": note[:500], "created_at": now()}
    fresh = insert_once(
        Flag, subject_id=subject.id, member_id=actor.member_id, **said
    ) or open_again(subject.id, actor.member_id, **said)
    if fresh:
        record(SubjectFlagged(subject_id=subject.id, actor_id=actor.member_id or 0))
    return fresh


def change_visibility(
    actor: Actor, subject: Subject, visibility: Visibility, reason: str = ""
) -> None:
    """Hide, delete, restore or release a subject; the caller has asked the permission."""
    lock(subject)
    if subject.visibility is visibility:
        return
    mark = UNTOLD if is_untold(subject) and visibility is not Visibility.VISIBLE else ""
    subject.visibility, subject.visibility_at = visibility, now()
    subject.visibility_by_id = actor.member_id
    subject.visibility_reason = reason[: 500 - len(mark)] + mark or None
    mark_dirty(subject.id)
    raise_version("visibility")
    if visibility is Visibility.VISIBLE:
        record(SubjectShown(subject_id=subject.id, actor_id=actor.member_id))
    elif visibility is not Visibility.PENDING:
        deleted = visibility is Visibility.DELETED
        record(SubjectHidden(subject_id=subject.id, actor_id=actor.member_id, was_deleted=deleted))


def change_audience(subject: Subject, audience_id: int) -> None:
    """Let others see the subject from now on; cached pages end."""
    if subject.audience_id != audience_id:
        subject.audience_id = audience_id
        mark_dirty(subject.id)
        raise_version("visibility")


def link(actor: Actor, from_id: int, to_id: int, kind: LinkKind) -> bool:
    """Tie two subjects together; False when they already are."""
    return insert_once(
        Link, from_id=from_id, to_id=to_id, kind=kind, made_by_id=actor.member_id, created_at=now()
    )
