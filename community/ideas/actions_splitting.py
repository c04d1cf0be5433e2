"""A part of an idea becomes an idea of its own, with those of its supporters who meant that part."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import literal, select

from community.content import actions as content
from community.content.models import (
    Follow,
    FollowState,
    LinkKind,
    Subject,
    TargetKind,
    Vote,
    VoteKind,
)
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.core.audit import audit
from community.core.clock import now
from community.core.db import UTCDateTime, db, get_locked, insert_from
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import IdeaProposed, IdeaSplit
from community.ideas.actions import begin, check_title, ensure_root
from community.ideas.actions_promises import promise_answer
from community.ideas.actions_supporters import settle_supporters, voters
from community.ideas.circumstances import NONE_TOLD
from community.ideas.models import Board, Idea
from community.ideas.models_merging import IdeaSupporter
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

MOST_VOTERS = 200


def split_idea(
    actor: Actor, idea: Idea, title: str, prose: Prose, *, member_ids: Collection[int]
) -> Idea:
    """A new idea on the same board, by the author of the first, supported by these of its supporters too.

    They keep their vote on the first, hear of it, and may take either back. Invalid for a title or body that says
    nothing, and for more supporters than one can choose by hand; who supports it no longer is left out.
    """
    ensure(actor, Permission.IDEA_MERGE, idea)
    origin = get_locked(Idea, idea.id)
    subject = get_locked(Subject, idea.id)
    ensure_visible(actor, subject)
    ensure_root(origin)
    check_title(title)
    content.require(prose.body, "body")
    if not subject.is_visible:
        raise Conflict(_l("A moderator looks at this idea first."))
    if len(member_ids) > MOST_VOTERS:
        raise Invalid(_l("Choose at most %(most)s supporters.", most=MOST_VOTERS), field="members")
    board = db.session.get_one(Board, origin.board_id)
    made, own = begin(
        actor,
        board,
        title,
        prose,
        told=NONE_TOLD,
        is_held=False,
        lang=subject.lang,
        author_id=origin.author_id,
    )
    origin.is_split = made.is_split = True
    own.organisation_id, own.product_area_id = subject.organisation_id, subject.product_area_id
    content.link(actor, made.id, origin.id, LinkKind.SPLIT_FROM)
    _bring(actor, origin, made.id, member_ids)
    promise_answer(actor, made, own)
    audit(actor.member_id, "idea.split", ("idea", made.id), origin=origin.id)
    record(IdeaProposed(idea_id=made.id, actor_id=own.author_id or 0))
    record(IdeaSplit(idea_id=made.id, from_id=origin.id, actor_id=actor.member_id or 0))
    return made


def _bring(actor: Actor, origin: Idea, made_id: int, member_ids: Collection[int]) -> None:
    """Copy the votes of those chosen who support the origin, and let them follow."""
    chosen = select(IdeaSupporter.vote_id).where(
        IdeaSupporter.root_id == origin.id, IdeaSupporter.member_id.in_(member_ids)
    )
    at = literal(now(), UTCDateTime())
    copied = select(
        literal(made_id),
        Vote.member_id,
        literal(VoteKind.SUPPORT, Vote.kind.type),
        Vote.organisation_id,
        Vote.importance,
        Vote.reason,
        literal(actor.member_id),
        literal(origin.title),
        at,
    ).where(Vote.id.in_(chosen))
    names = ["subject_id", "member_id", "kind", "organisation_id", "importance", "reason"]
    insert_from(Vote, [*names, "cast_by_id", "source", "created_at"], copied)
    settle_supporters(made_id, [made_id], voters([made_id]))
    following = select(
        IdeaSupporter.member_id,
        literal(TargetKind.SUBJECT, Follow.target_kind.type),
        IdeaSupporter.root_id,
        literal(FollowState.FOLLOWING, Follow.state.type),
        literal(True, Follow.is_of_vote.type),
        at,
    ).where(IdeaSupporter.root_id == made_id)
    names = ["member_id", "target_kind", "target_id", "state", "is_of_vote", "created_at"]
    insert_from(Follow, names, following)
