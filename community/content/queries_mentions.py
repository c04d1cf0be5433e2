"""Whom posts name, and whom one could name in a thread."""

from collections.abc import Collection

from sqlalchemy import select

from community.accounts.models import Member, fold
from community.accounts.queries import Person, get_actor
from community.accounts.queries_named import Named, list_matching
from community.content.models import Subject
from community.content.models_mentions import Mention
from community.content.queries import list_audience_ids, sees
from community.content.queries_audiences import is_open
from community.core.db import db
from community.policies.actor import Actor

SHOWN = 6
# Where few may see a thread, so many are asked about one by one.
CANDIDATES = 16


def list_mentioned(subject_ids: Collection[int]) -> dict[int, dict[str, Named]]:
    """Subject → those whom it named when it was written, by folded handle; one statement."""
    statement = (
        select(Mention.subject_id, Member.id, Member.handle)
        .join(Member, Member.id == Mention.member_id)
        .where(Mention.subject_id.in_(subject_ids), Member.erased_at.is_(None))
    )
    found: dict[int, dict[str, Named]] = {}
    for subject_id, member_id, handle in db.session.execute(statement):
        found.setdefault(subject_id, {})[fold(handle)] = Named(member_id, handle)
    return found


def list_untold(subject_id: int) -> list[Mention]:
    """Those whom a post names and who were not told yet."""
    statement = select(Mention).where(Mention.subject_id == subject_id, Mention.told_at.is_(None))
    return list(db.session.scalars(statement.order_by(Mention.member_id)))


def list_nameable(
    actor: Actor, typed: str, thread: Subject | None, first: Collection[int] = ()
) -> list[Person]:
    """Whom the actor could mean by what was typed, these people first: never anybody who may not see the thread."""
    if thread is not None and not thread.is_visible:
        return []
    for_all = thread is None or is_open(thread)
    found = list_matching(
        typed,
        first=first,
        organisation_ids=list(actor.organisations),
        besides=actor.member_id,
        limit=SHOWN if for_all else CANDIDATES,
    )
    if thread is None or for_all:
        return found
    seeing = (one for one in found if sees(get_actor(one.id, list_audience_ids), thread))
    return [one for _place, one in zip(range(SHOWN), seeing, strict=False)]
