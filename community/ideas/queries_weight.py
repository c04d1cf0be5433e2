"""What speaks for one idea: figures, who pays, under which plan, and the reasons in the voters' own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from community.accounts.models import Entitlement, Member, Organisation
from community.content.models import Vote, VoteKind
from community.core.clock import now
from community.core.db import db
from community.ideas.models import IdeaFigures
from community.ideas.models_merging import IdeaSupporter
from community.ideas.queries_triage import SegmentPart, list_segment_parts
from community.ideas.telling_terms import Term, telling_terms

REASONS, OTHERS, TERMS = 500, 500, 12


@dataclass(frozen=True)
class PlanPart:
    """How many organisations of a plan support an idea, and what they pay a year; None is no plan."""

    plan_key: str | None
    organisations: int
    value: int


@dataclass(frozen=True)
class Weight:
    """What speaks for an idea; staff only."""

    figures: IdeaFigures | None
    segments: Sequence[SegmentPart]
    plans: Sequence[PlanPart]
    terms: Sequence[Term]
    reasons: int


def get_weight(idea_id: int) -> Weight:
    """All of it, as the rows are now; five statements."""
    reasons = _reasons_of(idea_id)
    others = _other_reasons(idea_id) if reasons else []
    return Weight(
        figures=db.session.get(IdeaFigures, idea_id),
        segments=list_segment_parts([idea_id]).get(idea_id, []),
        plans=_plans(idea_id),
        terms=telling_terms(reasons, others, TERMS),
        reasons=len(reasons),
    )


def _plans(idea_id: int) -> list[PlanPart]:
    at = now()
    plan = (
        select(Entitlement.plan_key)
        .where(Entitlement.organisation_id == Organisation.id, Entitlement.starts_at <= at)
        .where(or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at))
        .order_by(Entitlement.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    supporting = select(IdeaSupporter.vote_id).where(IdeaSupporter.root_id == idea_id)
    behind = select(Vote.organisation_id).where(Vote.id.in_(supporting))
    each = select(plan.label("plan"), Organisation.annual_value.label("value"))
    each_one = each.where(Organisation.id.in_(behind)).subquery()
    value = func.coalesce(func.sum(each_one.c.value), 0)
    statement = select(each_one.c.plan, func.count(), value).group_by(each_one.c.plan)
    rows = [PlanPart(row[0], row[1], int(row[2])) for row in db.session.execute(statement)]
    return sorted(rows, key=lambda one: (-one.value, one.plan_key or ""))


def _reasons_of(idea_id: int) -> list[tuple[str, str]]:
    """The reasons of the supporters with the language of each, the newest ones."""
    statement = (
        select(Vote.reason, Member.locale)
        .join(IdeaSupporter, IdeaSupporter.vote_id == Vote.id)
        .join(Member, Member.id == Vote.member_id)
        .where(IdeaSupporter.root_id == idea_id, Vote.reason.is_not(None), Vote.reason != "")
        .order_by(Vote.id.desc())
        .limit(REASONS)
    )
    return [(row[0] or "", row[1]) for row in db.session.execute(statement)]


def _other_reasons(idea_id: int) -> list[tuple[str, str]]:
    """The newest reasons for other ideas, against which words tell something."""
    statement = (
        select(Vote.reason, Member.locale)
        .join(Member, Member.id == Vote.member_id)
        .join(IdeaSupporter, IdeaSupporter.vote_id == Vote.id)
        .where(Vote.kind == VoteKind.SUPPORT, IdeaSupporter.root_id != idea_id)
        .where(Vote.reason.is_not(None), Vote.reason != "", Vote.voided_at.is_(None))
        .order_by(Vote.id.desc())
        .limit(OTHERS)
    )
    return [(row[0] or "", row[1]) for row in db.session.execute(statement)]
