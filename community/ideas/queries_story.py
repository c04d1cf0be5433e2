"""What happened to one idea: its timeline, the official answer, and who took part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.accounts.queries import Person
from community.content.models import Importance
from community.content.queries import list_authors
from community.core.db import db
from community.ideas.models import (
    Idea,
    IdeaFigures,
    IdeaStatus,
    Meaning,
    OfficialResponse,
    StatusChange,
)


@dataclass(frozen=True)
class Step:
    """A change of status on the timeline."""

    id: int
    status_name: Mapping[str, str]
    meaning: Meaning
    html: str
    lang: str
    at: datetime
    author: Person | None


def list_steps(idea_id: int) -> list[tuple[Any, ...]]:
    """The changes of status, newest first, as columns; `steps_with_authors` adds the people."""
    statement = (
        select(
            StatusChange.id,
            IdeaStatus.name,
            IdeaStatus.meaning,
            StatusChange.html,
            StatusChange.lang,
            StatusChange.created_at,
            StatusChange.author_id,
        )
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(StatusChange.idea_id == idea_id)
        .order_by(StatusChange.id.desc())
        .limit(100)
    )
    return [tuple(row) for row in db.session.execute(statement)]


def find_official_response(idea_id: int) -> OfficialResponse | None:
    """What the company answered last."""
    statement = select(OfficialResponse).where(OfficialResponse.idea_id == idea_id)
    return db.session.scalars(statement.order_by(OfficialResponse.id.desc()).limit(1)).first()


def find_figures(idea_id: int) -> IdeaFigures | None:
    """What the worker counted of an idea."""
    return db.session.get(IdeaFigures, idea_id)


@dataclass(frozen=True)
class IdeaStory:
    """All that happened to an idea, with the people in it."""

    steps: list[Step]
    answer: OfficialResponse | None
    organisations: int
    people: dict[int, Person]
    # For how many supporters it is critical, important, nice to have.
    importance: dict[Importance, int]


def get_story(idea: Idea, others: set[int | None]) -> IdeaStory:
    """Timeline, answer and figures of an idea; `others` are further people the page shows. Four statements."""
    columns = list_steps(idea.id)
    answer = find_official_response(idea.id)
    figures = find_figures(idea.id)
    ids = (
        others
        | {row[-1] for row in columns}
        | {idea.author_id, answer.author_id if answer else None}
    )
    people = list_authors(ids)
    steps = [Step(*(*row[:-1], people.get(row[-1]))) for row in columns]
    organisations = figures.organisations if figures else 0
    return IdeaStory(steps, answer, organisations, people, _importance(figures))


def _importance(figures: IdeaFigures | None) -> dict[Importance, int]:
    counts = {} if figures is None else {one: getattr(figures, one.value) for one in Importance}
    return {one: counts[one] for one in reversed(counts) if counts[one]}
