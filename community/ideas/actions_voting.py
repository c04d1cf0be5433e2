"""Supporting an idea: once, for a reason, within a board's budget, and taken back."""

from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, delete, or_, select, update

from community.accounts.models import Member
from community.content import actions as content
from community.content.actions_carried import lead_follower_back
from community.content.actions_follows import follow_with_vote, unfollow_with_vote
from community.content.models import Importance, Subject, Vote, VoteKind
from community.content.queries import ensure_visible
from community.core.db import db, key_of, writer
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.events import IdeaVoted, IdeaVoteWeighed, IdeaVoteWithdrawn
from community.ideas.actions_promises import promise_answer
from community.ideas.actions_supporters import (
    add_supporter,
    list_tree,
    say_count,
    settle_supporters,
)
from community.ideas.circumstances import REASON_LENGTH
from community.ideas.models import Board, Idea, IdeaStatus
from community.ideas.queries_voting import count_open_votes
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def vote(
    actor: Actor, idea: Idea, *, importance: Importance | None = None, reason: str | None = None
) -> bool:
    """Support an idea once; False for a second click. Conflict when its status closed voting or no vote is left."""
    subject, budget = votable(actor, idea, Permission.IDEA_VOTE)
    if idea.merged_count and _has_voted_beneath(idea.id, actor.member_id):
        return False
    fresh = support(actor, idea, subject, importance=importance, reason=check_reason(reason))
    if fresh and budget is not None:
        _ensure_within(actor, idea, budget)
    return fresh


def support(
    actor: Actor, idea: Idea, subject: Subject, *, importance: Importance | None, reason: str | None
) -> bool:
    """As `cast`, and promise the idea its answer where this vote reaches the bound."""
    fresh = cast(actor, idea, subject, importance=importance, reason=reason)
    if fresh:
        promise_answer(actor, idea, subject)
    return fresh


def cast(
    actor: Actor, idea: Idea, subject: Subject, *, importance: Importance | None, reason: str | None
) -> bool:
    """Cast the actor's vote on a locked idea that he does not support yet; False where he does."""
    fresh = content.cast_vote(
        actor,
        subject,
        VoteKind.SUPPORT,
        counter=Idea.supporter_count,
        importance=importance,
        reason=reason,
    )
    if fresh:
        add_supporter(idea.id, own_vote(idea.id, actor.member_id))
        say_count(idea, 1)
        follow_with_vote(actor.member_id, idea.id)
        record(IdeaVoted(idea_id=idea.id, actor_id=actor.member_id or 0))
    return fresh


def own_vote(idea_id: int, member_id: int | None) -> Any:
    """The statement of the key of a member's vote on this very idea."""
    return select(Vote.id).where(
        Vote.subject_id == idea_id, Vote.member_id == member_id, Vote.kind == VoteKind.SUPPORT
    )


def _has_voted_beneath(root_id: int, member_id: int | None) -> bool:
    """Whether the member voted for one that is merged into the idea: he supports it already."""
    merged = select(Idea.id).where(Idea.merged_into_id == root_id)
    statement = select(Vote.id).where(
        Vote.subject_id.in_(merged), Vote.member_id == member_id, Vote.kind == VoteKind.SUPPORT
    )
    return db.session.scalars(statement.limit(1)).first() is not None


def _ensure_within(actor: Actor, idea: Idea, budget: int) -> None:
    """Conflict, which undoes the vote that was just cast, when it was one too many on the board."""
    # Two of his votes at once take turns here, so that the second counts the first.
    held = select(Member.id).where(Member.id == actor.member_id)
    db.session.execute(held.with_for_update(key_share=True))
    if count_open_votes(actor, idea.board_id) > budget:
        raise Conflict(
            _l(
                "All your %(budget)s votes on this board are given. Take one back from another idea, "
                "or wait until an idea you support is decided.",
                budget=budget,
            )
        )


def weigh(actor: Actor, idea: Idea, importance: Importance | None, reason: str) -> None:
    """Say how much one needs an idea that one supports, and why; NotFound for who does not support it."""
    votable(actor, idea, Permission.IDEA_VOTE)
    values = {"importance": importance, "reason": check_reason(reason)}
    mine = _of_tree(idea.id, actor.member_id)
    changed = writer().execute(update(Vote).where(*mine).values(values).returning(Vote.id)).first()
    if changed is None:
        raise NotFound
    record(IdeaVoteWeighed(idea_id=idea.id, actor_id=actor.member_id or 0))


def vote_with_words(actor: Actor, idea: Idea, words: str) -> None:
    """Support an idea with a draft that says the same as the reason, cut where it is too long.

    A reason that was given before stays.
    """
    reason = words if len(words) <= REASON_LENGTH else f"{words[: REASON_LENGTH - 1]}…"
    if not vote(actor, idea, reason=reason):
        mine = (*_of_tree(idea.id, actor.member_id), Vote.reason.is_(None))
        writer().execute(update(Vote).where(*mine).values(reason=reason or None))


def check_reason(reason: str | None) -> str | None:
    """The reason as it is kept; Invalid for one that is too long."""
    if reason and len(reason) > REASON_LENGTH:
        raise Invalid(
            _l("At most %(max)d characters fit in here.", max=REASON_LENGTH), field="reason"
        )
    return reason or None


def withdraw_vote(actor: Actor, idea: Idea) -> bool:
    """Support an idea, and what is merged into it, no longer; False when one did not."""
    votable(actor, idea, Permission.IDEA_VOTE)
    return withdraw_of(actor.member_id or 0, idea)


def withdraw_of(member_id: int, idea: Idea) -> bool:
    """Remove a member's votes on a locked root and on what is merged into it; False when none counted.

    What he followed because of them alone he follows no longer.
    """
    counted = _remove(member_id, idea)
    if counted:  # the supporter went with his votes
        content.raise_counter(Idea.supporter_count, idea.id, -1)
        say_count(idea, -1)
    return counted


def withdraw_noted(member_id: int, idea: Idea) -> bool:
    """As `withdraw_of`, of the votes that staff cast for the member alone: by one of his own he supports it still."""
    counted = _remove(member_id, idea, Vote.cast_by_id.is_not(None))
    if counted:
        himself = select(Member.id).where(Member.id == member_id)
        settle_supporters(idea.id, list_tree(idea.id), himself)
    return counted


def _remove(member_id: int, idea: Idea, *among: Any) -> bool:
    statement = delete(Vote).where(*_of_tree(idea.id, member_id), *among)
    gone = writer().execute(statement.returning(Vote.subject_id, Vote.voided_at)).all()
    counted = [row.subject_id for row in gone if row.voided_at is None]
    for subject_id in sorted(counted):
        record(IdeaVoteWithdrawn(idea_id=subject_id, actor_id=member_id))
    left = unfollow_with_vote(member_id, [row.subject_id for row in gone]) if gone else []
    merged = [one for one in left if one != idea.id]
    if merged:
        lead_follower_back(member_id, merged, idea.id)
    return bool(counted)


def _of_tree(root_id: int, member_id: int | None) -> tuple[Any, ...]:
    merged = select(Idea.id).where(Idea.merged_into_id == root_id)
    of_tree = or_(Vote.subject_id == root_id, Vote.subject_id.in_(merged))
    return of_tree, Vote.member_id == member_id, Vote.kind == VoteKind.SUPPORT


def votable(actor: Actor, idea: Idea, permission: Permission) -> tuple[Subject, int | None]:
    """The subject of an idea that accepts votes now, and its board's budget.

    Its row stays locked, so that no vote slips in behind a status or a merge.
    """
    found = db.session.execute(_locked(), {"idea": key_of(idea)}).first()
    if found is None:
        raise NotFound
    subject: Subject = found[1]
    status: IdeaStatus = found[2]
    ensure(actor, permission, idea)
    ensure_visible(actor, subject)
    if idea.merged_into_id is not None:
        raise Conflict(_l("This idea was merged into another one. Open it again, and vote there."))
    if not status.accepts_votes:
        raise Conflict(_l("Voting on this idea is closed: its status says what became of it."))
    return subject, found[3]


@cache
def _locked() -> Any:
    """The idea read again and locked with its subject, its status and its board's budget, in one statement."""
    whole = select(Idea, Subject, IdeaStatus, Board.vote_budget)
    joined = (
        whole.join(Subject, Subject.id == Idea.id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .join(Board, Board.id == Idea.board_id)
    )
    locked = joined.where(Idea.id == bindparam("idea")).with_for_update(of=(Idea, Subject))
    return locked.execution_options(populate_existing=True)
