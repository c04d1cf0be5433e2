"""Keeping whom a post names, so that each of them is told once."""

from sqlalchemy import select

from community.content.models import Subject
from community.content.models_mentions import Mention
from community.content.prose import Prose
from community.core.clock import now
from community.core.db import db, insert_new
from community.core.outbox import record
from community.events import MembersMentioned
from community.policies.actor import Actor

# Whom one post tells over its whole life, however often it is edited.
MOST_TOLD = 20


def keep_mentions(actor: Actor, subject: Subject, prose: Prose) -> None:
    """Keep whom a new or changed post names: those who are new are told, oneself is not.

    The subject is in the database and nobody else's to change now.
    """
    if actor.is_historic or not prose.mentioned:
        return
    known = set(
        db.session.scalars(select(Mention.member_id).where(Mention.subject_id == subject.id))
    )
    fresh = [one for one in prose.mentioned if one not in known]
    untold = [one for one in fresh if one not in (actor.member_id, subject.author_id)]
    untold = untold[: max(0, MOST_TOLD - len(known))]
    rows = [
        {
            "subject_id": subject.id,
            "member_id": one,
            "created_at": now(),
            "told_at": None if one in untold else now(),
        }
        for one in fresh
    ]
    insert_new(Mention, rows)
    if untold and actor.member_id is not None:
        record(MembersMentioned(subject_id=subject.id, actor_id=actor.member_id))
