"""Reads about merges: what leads to an idea, what a merge would make of the counts, and parts that were split off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from community.content.models import Link, LinkKind, Subject
from community.content.queries import sees, visible_to
from community.core.db import db
from community.ideas.circumstances import Circumstances, HowOften
from community.ideas.merging import beneath
from community.ideas.models import Board, Idea
from community.ideas.models_merging import IdeaMerge, IdeaSupporter
from community.policies.actor import Actor

MERGED_SHOWN = 100


@dataclass(frozen=True)
class MergedRow:
    """An idea that leads to another, as that one's page shows it."""

    id: int
    title: str
    html: str
    lang: str
    author_id: int | None
    created_at: datetime
    # What it had when it was merged.
    supporters: int
    merged_at: datetime
    told: Circumstances


def list_merged(actor: Actor, root_id: int) -> list[MergedRow]:
    """What leads to an idea, as far as the actor sees it, the latest merge first; one statement."""
    columns = (
        Idea.id,
        Idea.title,
        Idea.html,
        Subject.lang,
        Idea.author_id,
        Subject.created_at,
        Idea.supporters,
        IdeaMerge.made_at,
        Idea.problem,
        Idea.how_often,
        Idea.way_round,
    )
    standing = and_(IdeaMerge.child_id == Idea.id, IdeaMerge.undone_at.is_(None))
    statement = visible_to(select(*columns).select_from(Idea), actor, Idea.id)
    statement = statement.join(IdeaMerge, standing).where(Idea.merged_into_id == root_id)
    rows = db.session.execute(statement.order_by(IdeaMerge.id.desc()).limit(MERGED_SHOWN))
    return [MergedRow(*row[:8], _told(*row[8:])) for row in rows]


def _told(problem: str, how_often: HowOften | None, way_round: str) -> Circumstances:
    return Circumstances(problem, how_often, way_round)


def find_seen_root(actor: Actor, idea: Idea) -> Idea | None:
    """What an idea leads to, with its board; None for a root, and where the actor does not see that one."""
    if idea.merged_into_id is None:
        return None
    statement = select(Idea, Subject, Board).where(Idea.id == idea.merged_into_id)
    statement = statement.join(Subject, Subject.id == Idea.id).join(
        Board, Board.id == Idea.board_id
    )
    row = db.session.execute(statement).first()
    if row is None or not sees(actor, row[1]):
        return None
    root: Idea = row[0]
    return root


@dataclass(frozen=True)
class Outlook:
    """What a merge into an idea would make of its people."""

    supporters: int
    both: int
    together: int


def foresee_merges(child: Idea, idea_ids: Collection[int]) -> dict[int, Outlook]:
    """By idea: who supports it, who supports both, and how many they would be together; two statements."""
    other = aliased(IdeaSupporter)
    shared = (
        select(IdeaSupporter.root_id, func.count())
        .join(other, other.member_id == IdeaSupporter.member_id)
        .where(other.root_id == child.id, IdeaSupporter.root_id.in_(idea_ids))
        .group_by(IdeaSupporter.root_id)
    )
    both = {row[0]: row[1] for row in db.session.execute(shared)}
    people = select(Idea.id, Idea.supporters).where(Idea.id.in_(idea_ids))
    return {
        row.id: Outlook(
            row.supporters,
            both.get(row.id, 0),
            row.supporters + child.supporters - both.get(row.id, 0),
        )
        for row in db.session.execute(people)
    }


@dataclass(frozen=True)
class Relative:
    """An idea that was split off, or that this one was split from."""

    id: int
    title: str
    slug: str
    board_slug: str
    is_origin: bool


def list_relatives(actor: Actor, idea_id: int) -> list[Relative]:
    """What an idea was split from, and what was split off it, as far as the actor sees it; one statement."""
    ends = or_(
        and_(Link.from_id == idea_id, Link.to_id == Idea.id),
        and_(Link.to_id == idea_id, Link.from_id == Idea.id),
    )
    statement = (
        select(Idea.id, Idea.title, Idea.slug, Board.slug, Link.to_id)
        .select_from(Link)
        .join(Idea, ends)
        .join(Board, Board.id == Idea.board_id)
        .where(Link.kind == LinkKind.SPLIT_FROM)
        .where(or_(Link.from_id == idea_id, Link.to_id == idea_id))
    )
    rows = db.session.execute(visible_to(statement, actor, Idea.id).order_by(Link.id).limit(20))
    return [Relative(*row[:4], is_origin=row[4] == row[0]) for row in rows]


def list_beneath(idea_id: int) -> list[int]:
    """An idea and all that was merged into it, also while it leads on to another."""
    root = select(func.coalesce(Idea.merged_into_id, Idea.id)).where(Idea.id == idea_id)
    edges = (
        select(IdeaMerge.child_id, IdeaMerge.parent_id)
        .join(Idea, Idea.id == IdeaMerge.child_id)
        .where(IdeaMerge.undone_at.is_(None), Idea.merged_into_id == root.scalar_subquery())
    )
    pairs = [(row[0], row[1]) for row in db.session.execute(edges)]
    return sorted(beneath(pairs, idea_id))
