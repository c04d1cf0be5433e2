"""Who supports an idea and what is merged into it, kept beside the votes; who changes either holds the root locked."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, literal, select, update
from sqlalchemy.orm.attributes import set_committed_value

from community.content.actions import mark_dirty
from community.content.actions_voiding import mark_voided
from community.content.models import Subject, Vote, VoteKind
from community.core.db import db, get_locked, insert_from, writer
from community.core.errors import Conflict
from community.ideas.actions_promises import promise_answer
from community.ideas.models import Idea, IdeaFigures
from community.ideas.models_merging import IdeaSupporter
from community.policies.actor import SYSTEM

NAMES = ("root_id", "member_id", "vote_id")


def add_supporter(root_id: int, vote_id: Select[Any]) -> None:
    """Keep the vote that this statement gives as that of a member who supports the idea from now on."""
    rows = select(literal(root_id), Vote.member_id, Vote.id)
    insert_from(IdeaSupporter, NAMES, rows.where(Vote.id.in_(vote_id)))


def settle_supporters(root_id: int, tree_ids: Collection[int], members: Select[Any]) -> None:
    """Bring who of these members supports a root to what the votes on its tree say, with the counter."""
    gone = delete(IdeaSupporter).where(
        IdeaSupporter.root_id == root_id, IdeaSupporter.member_id.in_(members)
    )
    writer().execute(gone)
    first = select(func.min(Vote.id)).where(*counting(tree_ids), Vote.member_id.in_(members))
    add_supporter(root_id, first.group_by(Vote.member_id))
    count_supporters(root_id)


def forget_supporters(root_id: int) -> None:
    """Let an idea have none of its own: it leads to another."""
    writer().execute(delete(IdeaSupporter).where(IdeaSupporter.root_id == root_id))


def count_supporters(root_id: int) -> None:
    """Bring both counts of a root, people and organisations, to its supporters."""
    supporters = select(func.count()).where(IdeaSupporter.root_id == root_id).scalar_subquery()
    table = Idea.__table__
    counted = update(Idea).where(table.c.id == root_id).values(supporter_count=supporters)
    writer().execute(counted)
    organisations = (
        select(func.count(Vote.organisation_id.distinct()))
        .join(IdeaSupporter, IdeaSupporter.vote_id == Vote.id)
        .where(IdeaSupporter.root_id == root_id)
        .scalar_subquery()
    )
    figures = update(IdeaFigures).where(IdeaFigures.idea_id == root_id)
    writer().execute(figures.values(organisations=organisations, is_stale=True))
    mark_dirty(root_id)
    known = db.session.get(Idea, root_id)
    if known is not None:
        db.session.expire(known, ["supporter_count", "supporters"])


def counting(tree_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a vote to count for the root of this tree."""
    return (
        Vote.subject_id.in_(tree_ids),
        Vote.kind == VoteKind.SUPPORT,
        Vote.voided_at.is_(None),
    )


def voters(idea_ids: Collection[int]) -> Select[Any]:
    """The members who voted for one of these ideas, whether their votes count or not."""
    return select(Vote.member_id).where(
        Vote.subject_id.in_(idea_ids), Vote.kind == VoteKind.SUPPORT
    )


def list_tree(root_id: int) -> list[int]:
    """The root and what is merged into it, lowest first."""
    merged = select(Idea.id).where(Idea.merged_into_id == root_id)
    return sorted([root_id, *db.session.scalars(merged)])


def lock_root(idea_id: int) -> Idea:
    """The idea that this one leads to, or itself, locked; Conflict when that changed while one waited."""
    leads = select(Idea.merged_into_id).where(Idea.id == idea_id)
    root = get_locked(Idea, db.session.scalars(leads).first() or idea_id)
    if (db.session.scalars(leads).first() or idea_id) != root.id:
        raise Conflict
    return root


def set_voided(idea_id: int, vote_ids: Collection[int], *, is_voided: bool) -> int:
    """Void these votes on an idea, or let them count again, wherever it leads; how many that changed."""
    root = lock_root(idea_id)
    changed = mark_voided(idea_id, vote_ids, is_voided=is_voided)
    if changed:
        whose = select(Vote.member_id).where(Vote.id.in_(changed))
        settle_supporters(root.id, list_tree(root.id), whose)
    if changed and not is_voided:
        promise_answer(SYSTEM, root, db.session.get_one(Subject, root.id))
    return len(changed)


def say_count(idea: Idea, by: int) -> None:
    """Let the row in memory, which is locked, say what was counted in SQL."""
    count = idea.supporter_count + by
    set_committed_value(idea, "supporter_count", count)
    set_committed_value(idea, "supporters", count + idea.votes_imported)
