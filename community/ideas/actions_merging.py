"""Ideas that ask for the same become one, and stand for themselves again when that was a mistake.

All ideas whose place or counters change are locked, lowest key first, before anything is read that decides. Whoever was
overtaken by another merge while he waited reads a Conflict and looks again: to lock one more, out of order, could end
in a ring of waiting.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from community.content import actions as content
from community.content.actions_carried import carry_all_followers, lead_all_followers_back
from community.content.models import Subject
from community.content.queries import ensure_visible, sees
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import IdeaMerged, IdeaUnmerged
from community.ideas.actions import first_status
from community.ideas.actions_promises import owe_again, promise_answer, void_promise
from community.ideas.actions_supporters import (
    forget_supporters,
    list_tree,
    settle_supporters,
    voters,
)
from community.ideas.merging import above, beneath
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.models_merging import IdeaMerge
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

OVERTAKEN = _l("Somebody merged one of these ideas in the meantime. Please look again.")


def merge_ideas(actor: Actor, idea: Idea, into_id: int | None) -> IdeaMerge:
    """Lead an idea, with what was merged into it, to another one or to what that leads to.

    Invalid(field="into") for an idea that cannot be meant, Conflict for one that must stand on its own or was merged by
    somebody else. The child keeps its text, votes and comments.
    """
    ensure(actor, Permission.IDEA_MERGE, idea)
    child, root, coming = _lock_pair(actor, idea.id, into_id)
    _check_pair(actor, child, root)
    made = IdeaMerge(child_id=child.id, parent_id=root.id, from_status_id=child.status_id)
    made.from_changed_at, made.made_by_id = child.status_changed_at, actor.member_id
    made.made_at = now()
    db.session.add(made)
    _close(child, made.made_at)
    _lead(coming, root.id)
    root.votes_imported += child.votes_imported
    root.merged_count += len(coming)
    db.session.flush()  # what follows counts by SQL, and the event names the merge's key
    forget_supporters(child.id)
    settle_supporters(root.id, list_tree(root.id), voters(coming))
    lead_all_followers_back(coming, child.id)
    carry_all_followers(coming, root.id)
    content.touch(root.id)
    content.mark_dirty(child.id)
    _settle_promises(actor, child, root)
    audit(actor.member_id, "idea.merged", ("idea", child.id), into=root.id)
    record(
        IdeaMerged(
            idea_id=child.id, root_id=root.id, merge_id=made.id, actor_id=actor.member_id or 0
        )
    )
    return made


def _lock_pair(actor: Actor, child_id: int, into_id: int | None) -> tuple[Idea, Idea, list[int]]:
    """The child, the root that is meant, and all that leads to the child, itself too."""
    meant = _lead_of(into_id)
    if into_id is None or meant is None or meant.root_id == child_id:
        raise _unknown()
    coming = list_tree(child_id)
    locked = _lock([*coming, meant.root_id])
    child, root = locked[child_id], locked[meant.root_id]
    ensure_visible(actor, db.session.get_one(Subject, child.id))
    if not sees(actor, db.session.get_one(Subject, root.id)):
        raise _unknown()
    is_moved = child.merged_into_id is not None or root.merged_into_id is not None
    if is_moved or _lead_of(into_id) != meant or list_tree(child_id) != coming:
        raise Conflict(OVERTAKEN)
    return child, root, coming


def _lead_of(idea_id: int | None) -> Any:
    """(root_id) of an idea: what it leads to, or itself; None when there is none."""
    root = func.coalesce(Idea.merged_into_id, Idea.id).label("root_id")
    return db.session.execute(select(root).where(Idea.id == idea_id)).first()


def _lock(ids: Iterable[int]) -> dict[int, Idea]:
    return {key: get_locked(Idea, key) for key in sorted(set(ids))}


def _unknown() -> Invalid:
    """What the actor does not see reads as no idea."""
    return Invalid(_l("Please give the address or the number of the other idea."), field="into")


def _check_pair(actor: Actor, child: Idea, root: Idea) -> None:
    one, other = (get_locked(Subject, key) for key in sorted((child.id, root.id)))
    if one.audience_id != other.audience_id:
        raise Invalid(
            _l("The same people must see both ideas: what is said of one is read under the other."),
            field="into",
        )
    if not (one.is_visible and other.is_visible):
        raise Conflict(_l("A moderator looks at one of these ideas first."))
    if db.session.get_one(IdeaStatus, child.status_id).meaning is Meaning.SHIPPED:
        raise Conflict(_l("A shipped idea stays on its own: merge the other one into it."))


def _settle_promises(actor: Actor, child: Idea, root: Idea) -> None:
    """What was merged is owed no answer of its own; the supporters it brings may oblige the team to answer the root."""
    void_promise(child.id)
    db.session.refresh(root, ["supporter_count", "supporters"])
    promise_answer(actor, root, db.session.get_one(Subject, root.id))


def _close(child: Idea, at: datetime) -> None:
    child.status_id, child.status_changed_at = first_status(Meaning.DUPLICATE).id, at


def _lead(idea_ids: Iterable[int], root_id: int) -> None:
    """Let all these lead to the root; nothing is left that leads to what leads on."""
    lead = update(Idea).where(Idea.id.in_(list(idea_ids))).values(merged_into_id=root_id)
    db.session.execute(lead)


def undo_merge(actor: Actor, idea: Idea) -> None:
    """Let an idea stand for itself again, with its own supporters, status and what was merged into it before."""
    ensure(actor, Permission.IDEA_MERGE, idea)
    ensure_visible(actor, db.session.get_one(Subject, idea.id))
    _undo(actor, idea.id)


def _undo(actor: Actor, child_id: int) -> None:
    root_id = db.session.scalars(select(Idea.merged_into_id).where(Idea.id == child_id)).first()
    if root_id is None:
        raise Conflict(_l("This idea stands on its own already."))
    parents, going = _around(root_id, child_id)
    locked = _lock([*going, *parents])
    child, made = locked[child_id], _standing_merge(child_id)
    if made is None or (parents, going) != _around(root_id, child_id):
        raise Conflict(OVERTAKEN)
    child.merged_into_id = None
    child.status_id, child.status_changed_at = made.from_status_id, made.from_changed_at
    made.undone_at, made.undone_by_id = now(), actor.member_id
    for parent in (locked[key] for key in parents):
        parent.votes_imported -= child.votes_imported
        parent.merged_count -= len(going)
    _lead(going - {child_id}, child_id)
    db.session.flush()  # what follows counts by SQL
    _part(child_id, root_id, going)
    owe_again(child_id)
    audit(actor.member_id, "idea.unmerged", ("idea", child_id), was_in=root_id)
    record(
        IdeaUnmerged(
            idea_id=child_id, root_id=root_id, merge_id=made.id, actor_id=actor.member_id or 0
        )
    )


def _part(child_id: int, root_id: int, going: frozenset[int]) -> None:
    """Give each of the two its own supporters and followers."""
    settle_supporters(root_id, list_tree(root_id), voters(going))
    settle_supporters(child_id, going, voters(going))
    lead_all_followers_back(going, root_id)
    carry_all_followers(going - {child_id}, child_id)
    for key in sorted((child_id, root_id)):
        content.touch(key)


def _around(root_id: int, idea_id: int) -> tuple[tuple[int, ...], frozenset[int]]:
    """What an idea in the tree of a root was merged into, step by step, and all that leads to it, itself too."""
    statement = (
        select(IdeaMerge.child_id, IdeaMerge.parent_id)
        .join(Idea, Idea.id == IdeaMerge.child_id)
        .where(Idea.merged_into_id == root_id, IdeaMerge.undone_at.is_(None))
    )
    edges = [(row[0], row[1]) for row in db.session.execute(statement)]
    return above(edges, idea_id), beneath(edges, idea_id)


def _standing_merge(child_id: int) -> IdeaMerge | None:
    statement = select(IdeaMerge).where(
        IdeaMerge.child_id == child_id, IdeaMerge.undone_at.is_(None)
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()


def set_free(idea_id: int) -> None:
    """Undo what ties an idea to others, before it is removed for good."""
    if _standing_merge(idea_id) is not None:
        _undo(SYSTEM, idea_id)
    beneath_it = select(IdeaMerge.child_id).where(
        IdeaMerge.parent_id == idea_id, IdeaMerge.undone_at.is_(None)
    )
    for child_id in db.session.scalars(beneath_it.order_by(IdeaMerge.child_id)).all():
        _undo(SYSTEM, child_id)
