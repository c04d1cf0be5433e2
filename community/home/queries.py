"""What stands on the first page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.content.models import ProductArea, Subject
from community.content.queries import AreaRow, list_product_areas, visible_to
from community.core.clock import now
from community.core.db import db
from community.home.promises import DoorPromises, door_promises
from community.ideas.queries import IdeaRow, list_shipped, list_top_ideas
from community.policies.actor import Actor
from community.questions.models import Question
from community.questions.states import QuestionState
from community.service_levels.queries_menu import find_menu_in_force

ROWS = 5
SHIPPED_ROWS = 4
UNSETTLED = (QuestionState.OPEN, QuestionState.NEEDS_INFO, QuestionState.ANSWERED)


@dataclass(frozen=True)
class QuestionRow:
    """A question as a line of the first page; `at` is when its state last changed."""

    id: int
    slug: str
    title: str
    lang: str
    state: QuestionState
    same_question_count: int
    at: datetime
    area_name: Mapping[str, str] | None

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"/questions/{self.id}-{self.slug}"


@dataclass(frozen=True)
class HomePage:
    """What stands on the first page for all who have the same rights."""

    areas: Sequence[AreaRow]
    promises: DoorPromises
    top_ideas: Sequence[IdeaRow]
    unanswered: Sequence[QuestionRow]
    shipped: Sequence[IdeaRow]


def get_home(actor: Actor) -> HomePage:
    """The first page for this person but for his open matters: five statements for a visitor, six for a member."""
    return HomePage(
        areas=list_product_areas(),
        promises=door_promises(find_menu_in_force(now()), actor.plan_keys),
        top_ideas=list_top_ideas(actor, ROWS),
        unanswered=list_unanswered(actor),
        shipped=list_shipped(actor, SHIPPED_ROWS),
    )


def _questions(actor: Actor) -> Any:
    columns = select(
        Question.id,
        Question.slug,
        Question.title,
        Subject.lang,
        Question.state,
        Question.same_question_count,
        Question.state_changed_at,
        ProductArea.name,
    ).select_from(Question)
    return visible_to(columns, actor, Question.id).outerjoin(
        ProductArea, ProductArea.id == Question.product_area_id
    )


def list_unanswered(actor: Actor) -> list[QuestionRow]:
    """The newest questions that nobody has answered."""
    statement = _questions(actor).where(Question.state == QuestionState.OPEN)
    statement = statement.order_by(Question.created_at.desc(), Question.id.desc()).limit(ROWS)
    return [QuestionRow(*row) for row in db.session.execute(statement)]


def list_unsettled_of(actor: Actor) -> list[QuestionRow]:
    """The actor's own questions that are not solved, those that changed last first."""
    statement = _questions(actor).where(
        Question.author_id == actor.member_id, Question.state.in_(UNSETTLED)
    )
    statement = statement.order_by(Question.state_changed_at.desc()).limit(ROWS)
    return [QuestionRow(*row) for row in db.session.execute(statement)]
