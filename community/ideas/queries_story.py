"""What happened to one idea: its timeline, the official answer, and who took part."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, union_all

from community.accounts.queries import Person
from community.content.models import Importance
from community.content.queries import list_authors
from community.core.db import db
from community.ideas.models import (
    DeclineReason,
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
    reason: DeclineReason | None
    way_round_id: int | None
    way_round_path: str | None
    author_id: int | None
    author: Person | None = None


def _steps(idea_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StatusChange.id,
            IdeaStatus.name,
            IdeaStatus.meaning,
            StatusChange.html,
            StatusChange.lang,
            StatusChange.created_at,
            StatusChange.reason,
            StatusChange.way_round_id,
            StatusChange.way_round_path,
            StatusChange.author_id,
        )
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(StatusChange.idea_id == idea_id)
        .order_by(StatusChange.id.desc())
        .limit(100)
    )


def list_steps(idea_id: int) -> list[Step]:
    """The changes of status, newest first, without the people."""
    return [Step(*row) for row in db.session.execute(_steps(idea_id))]


def find_standing(idea: Idea) -> StatusChange | None:
    """What was said with the status that an idea has; None where it came without a word."""
    statement = select(StatusChange).where(StatusChange.idea_id == idea.id)
    last = db.session.scalars(statement.order_by(StatusChange.id.desc()).limit(1)).first()
    return last if last is not None and last.to_status_id == idea.status_id else None


def find_newest_change(idea_id: int | None = None) -> int:
    """The key of the newest change of this idea's status, or of any; 0 while there is none."""
    newest = select(func.max(StatusChange.id))
    of_it = newest if idea_id is None else newest.where(StatusChange.idea_id == idea_id)
    return db.session.scalars(of_it).one() or 0


def find_step(idea_id: int, change_id: int) -> Step | None:
    """One change of this idea's status, with its author."""
    row = db.session.execute(_steps(idea_id).where(StatusChange.id == change_id)).first()
    if row is None:
        return None
    step = Step(*row)
    return replace(step, author=list_authors([step.author_id]).get(step.author_id or 0))


def find_official_response(idea_id: int) -> OfficialResponse | None:
    """What the company answered last."""
    statement = select(OfficialResponse).where(OfficialResponse.idea_id == idea_id)
    return db.session.scalars(statement.order_by(OfficialResponse.id.desc()).limit(1)).first()


def list_official_responses(idea_id: int) -> list[tuple[OfficialResponse, Person | None]]:
    """What the company answered over time with who wrote it, newest first; two statements."""
    statement = select(OfficialResponse).where(OfficialResponse.idea_id == idea_id)
    rows = list(db.session.scalars(statement.order_by(OfficialResponse.id.desc()).limit(100)))
    people = list_authors(row.author_id for row in rows)
    return [(row, people.get(row.author_id or 0)) for row in rows]


def find_figures(idea_id: int) -> IdeaFigures | None:
    """What the worker counted of an idea."""
    return db.session.get(IdeaFigures, idea_id)


@dataclass(frozen=True)
class TeamWord:
    """When the team spoke about an idea, and who."""

    at: datetime
    author_id: int | None


def find_team_word(idea_id: int) -> TeamWord | None:
    """What the team said first: an official answer or a decision; what the portal does by itself does not count."""
    parts = [
        select(model.created_at, model.author_id).where(
            model.idea_id == idea_id, model.author_id.is_not(None)
        )
        for model in (StatusChange, OfficialResponse)
    ]
    said = union_all(*parts).subquery()
    row = db.session.execute(select(said).order_by(said.c.created_at).limit(1)).first()
    return TeamWord(*row) if row else None


@dataclass(frozen=True)
class IdeaStory:
    """All that happened to an idea, with the people in it."""

    steps: list[Step]
    answer: OfficialResponse | None
    organisations: int
    people: dict[int, Person]
    # For how many supporters it is critical, important, nice to have.
    importance: dict[Importance, int]

    @property
    def ways(self) -> dict[int, str]:
        """Subject → stored address of the ways round that the steps name."""
        return {
            step.way_round_id: step.way_round_path or ""
            for step in self.steps
            if step.way_round_id is not None
        }


def _answer_and_figures(idea_id: int) -> tuple[OfficialResponse | None, IdeaFigures | None]:
    """The official answer that stands, and who supports the idea in numbers; one statement."""
    statement = (
        select(OfficialResponse, IdeaFigures)
        .select_from(IdeaFigures)
        .outerjoin(OfficialResponse, OfficialResponse.idea_id == IdeaFigures.idea_id)
        .where(IdeaFigures.idea_id == idea_id)
        .order_by(OfficialResponse.id.desc())
        .limit(1)
    )
    row = db.session.execute(statement).first()
    return (row[0], row[1]) if row else (None, None)


def get_story(idea: Idea, others: set[int | None]) -> IdeaStory:
    """Timeline, answer and figures of an idea; `others` are further people the page shows. Three statements."""
    bare = list_steps(idea.id)
    answer, figures = _answer_and_figures(idea.id)
    ids = (
        others
        | {step.author_id for step in bare}
        | {idea.author_id, answer.author_id if answer else None}
    )
    people = list_authors(ids)
    steps = [replace(step, author=people.get(step.author_id or 0)) for step in bare]
    organisations = figures.organisations if figures else 0
    return IdeaStory(steps, answer, organisations, people, _importance(figures))


def _importance(figures: IdeaFigures | None) -> dict[Importance, int]:
    counts = {} if figures is None else {one: getattr(figures, one.value) for one in Importance}
    return {one: counts[one] for one in reversed(counts) if counts[one]}
