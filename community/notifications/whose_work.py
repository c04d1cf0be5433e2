"""Whose work it is that somebody is told of: each step of a clock has its people."""

from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Subject
from community.core.db import db
from community.ideas.models import Idea
from community.notifications import recipients
from community.notifications.kinds import Kind
from community.notifications.models import Fanout
from community.notifications.reach import WORK
from community.policies.actor import Role

# They concern whoever is answering, else all who may.
FOR_THE_HOLDER = (Kind.PROMISE_WARNED, Kind.PROMISE_RAISED)
OF_CLOCKS = (*FOR_THE_HOLDER, Kind.PROMISE_ESCALATED, Kind.PROMISE_MISSED)


def at_work(fanout: Fanout) -> list[recipients.Ids]:
    """Of a clock whoever answers or did last, else all who may; then who leads the area; a miss concerns them all."""
    everybody = recipients.holders(_whose_work(fanout))
    if fanout.kind not in OF_CLOCKS:
        return [everybody]
    holder_id = fanout.words.get("member_id")
    if fanout.kind in FOR_THE_HOLDER:
        return [select(Member.id).where(Member.id == holder_id)] if holder_id else [everybody]
    area = select(Subject.product_area_id).where(Subject.id == (fanout.subject_id or 0))
    lead = recipients.owners(db.session.scalars(area).first())
    return [lead] if fanout.kind is Kind.PROMISE_ESCALATED else [everybody, lead]


def _whose_work(fanout: Fanout) -> Role:
    """Promises on ideas are kept by product managers, those on questions by agents."""
    if fanout.kind in OF_CLOCKS:
        idea = db.session.get(Idea, fanout.subject_id or 0)
        return Role.PRODUCT_MANAGER if idea is not None else Role.AGENT
    return WORK[fanout.kind]
