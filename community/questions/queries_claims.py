"""Who is answering which question right now; a claim that has run out is none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db
from community.questions.models import Question


@dataclass(frozen=True)
class Claim:
    """That a member is answering a question; `author_id` is he, so that pages may tell him from others."""

    question_id: int
    author_id: int
    until: datetime


def find_claim(question: Question) -> Claim | None:
    """Who holds a loaded question now, while it waits for answers; no statement."""
    holder_id = question.holder_at(now()) if question.can_be_claimed else None
    if holder_id is None or question.claimed_until is None:
        return None
    return Claim(question.id, holder_id, question.claimed_until)


def claimed_by(member_id: int | None) -> Select[Any]:
    """The statement of the questions that a member is answering now."""
    return select(Question.id).where(
        Question.claimed_by_id == member_id, Question.claimed_until > now()
    )


def list_holders(question_ids: Collection[int]) -> dict[int, str]:
    """Question → the name of whoever is answering it; one statement."""
    if not question_ids:
        return {}
    statement = (
        select(Question.id, Member.name)
        .join(Member, Member.id == Question.claimed_by_id)
        .where(Question.id.in_(question_ids), Question.claimed_until > now())
    )
    return {row.id: row.name for row in db.session.execute(statement)}
