"""What the service-level menu promises of ideas: an official answer once enough people support one."""

from datetime import datetime

from sqlalchemy import or_, select

from community.content.models import Subject, Visibility, Vote, VoteKind
from community.core.db import db
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.queries_story import find_team_word
from community.policies.actor import Actor
from community.service_levels.actions import (
    end_promise,
    open_promise,
    revive_promises,
    void_promises,
)
from community.service_levels.models import EndedBy, Promise, VoidReason
from community.service_levels.queries_ideas import find_lowest_bound, find_soonest_answer
from community.service_levels.terms import PromiseKind

KIND = PromiseKind.IDEA_RESPONSE


def promise_answer(actor: Actor, idea: Idea, subject: Subject) -> Promise | None:
    """Promise a locked idea its answer by the best plan among its people, in the transaction of the vote.

    None below the bound of each plan, and where the team has promised or spoken before. It stays if votes fall.
    """
    bound = None if actor.is_historic else find_lowest_bound()
    if bound is None or idea.supporters < bound or not subject.is_visible:
        return None
    if _is_promised(idea.id) or find_team_word(idea.id) is not None:
        return None
    best = find_soonest_answer(_organisations_behind(subject), votes=idea.supporters)
    if best is None:
        return None
    return open_promise(
        actor, subject, KIND, organisation_id=best.organisation_id, time_zone=best.time_zone
    )


def keep_promise(idea_id: int, member_id: int | None, at: datetime | None = None) -> None:
    """The team has answered, by an official answer or by a decision with its text."""
    end_promise(idea_id, KIND, EndedBy.TEAM, ended_by_id=member_id, at=at)


def void_promise(idea_id: int, reason: VoidReason = VoidReason.MERGED) -> None:
    """Nothing is owed on this idea any more: it was merged, is a duplicate, or was taken away."""
    void_promises(idea_id, reason)


def owe_again(idea_id: int) -> None:
    """What made the promise void was taken back: it runs on, or was kept by what the team said meanwhile.

    Not while it is void for another reason: the idea is merged, a duplicate, or not shown.
    """
    if _can_be_answered(idea_id) and revive_promises(idea_id):
        word = find_team_word(idea_id)
        if word is not None:
            keep_promise(idea_id, word.author_id, word.at)


def follow_visibility(actor: Actor, subject: Subject) -> None:
    """What is hidden or removed is owed no answer; what is shown again is owed it as before."""
    if subject.is_visible:
        owe_again(subject.id)
    else:
        own = actor.is_author_of(subject)
        void_promise(subject.id, VoidReason.WITHDRAWN if own else VoidReason.SPAM)


def _can_be_answered(idea_id: int) -> bool:
    statement = (
        select(Idea.id)
        .join(Subject, Subject.id == Idea.id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(Idea.id == idea_id, Idea.merged_into_id.is_(None))
        .where(IdeaStatus.meaning != Meaning.DUPLICATE, Subject.visibility == Visibility.VISIBLE)
    )
    return db.session.scalars(statement).first() is not None


def _is_promised(idea_id: int) -> bool:
    statement = select(Promise.id).where(Promise.subject_id == idea_id, Promise.kind == KIND)
    return db.session.scalars(statement.limit(1)).first() is not None


def _organisations_behind(subject: Subject) -> set[int]:
    """Those of the author and of the supporters, as their votes say."""
    merged = select(Idea.id).where(or_(Idea.id == subject.id, Idea.merged_into_id == subject.id))
    statement = select(Vote.organisation_id).where(
        Vote.subject_id.in_(merged),
        Vote.kind == VoteKind.SUPPORT,
        Vote.voided_at.is_(None),
        Vote.organisation_id.is_not(None),
    )
    found = set(db.session.scalars(statement.distinct()))
    return {one for one in (*found, subject.organisation_id) if one is not None}
