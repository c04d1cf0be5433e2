"""The questions of a feed: what everybody may see, whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from community.accounts.models import Member
from community.content.models import Subject
from community.content.queries import visible_to
from community.core.db import db
from community.policies.actor import VISITOR
from community.questions.models import Question
from community.questions.queries_lists import Filters, narrowed

NEWEST = 30


@dataclass(frozen=True)
class FedQuestion:
    """A question as a feed carries it."""

    id: int
    slug: str
    title: str
    lang: str
    html: str
    created_at: datetime
    updated_at: datetime
    author_name: str | None


def list_newest(filters: Filters) -> list[FedQuestion]:
    """The newest questions under these filters that every visitor sees; one statement."""
    statement: Any = (
        select(
            Question.id,
            Question.slug,
            Question.title,
            Subject.lang,
            Question.html,
            Question.created_at,
            func.coalesce(Question.edited_at, Question.created_at),
            Member.name,
        )
        .select_from(Question)
        .outerjoin(Member, (Member.id == Question.author_id) & Member.erased_at.is_(None))
    )
    seen = narrowed(visible_to(statement, VISITOR, Question.id), filters)
    order = (Question.created_at.desc(), Question.id.desc())
    return [FedQuestion(*row) for row in db.session.execute(seen.order_by(*order).limit(NEWEST))]
