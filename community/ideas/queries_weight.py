"""What speaks for one idea: figures, who pays, under which plan, and the reasons in the voters' own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Vote, VoteKind
from community.core.db import db
from community.ideas.models import IdeaFigures
from community.ideas.models_merging import IdeaSupporter
from community.ideas.queries_plans import PlanPart, list_plan_parts
from community.ideas.queries_triage import SegmentPart, list_segment_parts
from community.ideas.telling_terms import Term, telling_terms

REASONS, OTHERS, TERMS = 500, 500, 12


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
        plans=list_plan_parts([idea_id]).get(idea_id, []),
        terms=telling_terms(reasons, others, TERMS),
        reasons=len(reasons),
    )


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
