"""What is done about vote rings: a case is opened, its votes are voided, a moderator confirms or restores."""

from collections.abc import Sequence
from dataclasses import asdict

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.content.actions import require
from community.content.actions_voiding import set_voided
from community.content.models import Subject, SubjectKind
from community.core.audit import audit
from community.core.clock import now
from community.core.db import SHARED_KEY, db, get_locked, insert_once
from community.core.errors import Conflict
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.events import VotesVoided
from community.ideas.actions_supporters import set_voided as set_voided_on_idea
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.actions import weigh
from community.questions.models import Answer, Question
from community.recognition.models_rings import RingCase, RingState, RingVote
from community.recognition.queries_rings import Evidence

REASON_LENGTH = 500


def open_case(members: Sequence[int], votes: Sequence[Evidence]) -> None:
    """Put votes that are in no case yet into the open one of this group, or into a new one; nothing without any."""
    held = select(RingVote.vote_id).where(RingVote.vote_id.in_([one.vote_id for one in votes]))
    known = set(db.session.scalars(held))
    fresh = [vote for vote in votes if vote.vote_id not in known]
    if not fresh:
        return
    case = _open_case_of(".".join(str(one) for one in sorted(members)))
    for vote in fresh:
        insert_once(RingVote, case_id=case.id, **asdict(vote))
    audit(SYSTEM.member_id, "ring.found", ("ring", case.id), votes=len(fresh))


def _open_case_of(key: str) -> RingCase:
    waiting = select(RingCase).where(
        RingCase.members_key == key, RingCase.state == RingState.PENDING
    )
    case = db.session.scalars(waiting.with_for_update(**SHARED_KEY)).first()
    if case is None:
        case = RingCase(state=RingState.PENDING, members_key=key, found_at=now())
        db.session.add(case)
        db.session.flush()  # its votes need the key
    return case


def settle_votes(case: RingCase, subject_id: int, vote_ids: Sequence[int]) -> int:
    """Bring the votes of a case on one subject, and all counters of them, to what was decided; how many changed."""
    get_locked(RingCase, case.id)
    subject = db.session.get(Subject, subject_id)
    changed = _settle(subject, vote_ids, case.state) if subject is not None else 0
    if changed:
        record(VotesVoided(subject_id=subject_id, case_id=case.id))
    return changed


def _settle(subject: Subject, vote_ids: Sequence[int], state: RingState) -> int:
    """The pillar's rows are locked before, as those do who vote."""
    is_voided, sign = state is not RingState.RESTORED, 1 if state is RingState.RESTORED else -1
    if subject.kind is SubjectKind.IDEA:
        changed = set_voided_on_idea(subject.id, vote_ids, is_voided=is_voided)
    elif subject.kind is SubjectKind.ANSWER:
        question_id = db.session.get_one(Answer, subject.id).question_id
        question = get_locked(Question, question_id)
        get_locked(Answer, subject.id)
        changed = set_voided(
            subject.id, vote_ids, is_voided=is_voided, counter=Answer.helpful_count
        )
        weigh(question, sign * changed, helpful=sign * changed)
    else:
        question = get_locked(Question, subject.id)
        changed = set_voided(
            subject.id, vote_ids, is_voided=is_voided, counter=Question.same_question_count
        )
        weigh(question, sign * changed)
    return changed


def confirm(actor: Actor, case: RingCase, reason: str) -> None:
    """It is a ring: its votes stay void."""
    _decide(actor, case, RingState.CONFIRMED, reason)


def restore(actor: Actor, case: RingCase, reason: str) -> None:
    """It is no ring: its votes count again soon, with the points that they had. Also what was confirmed."""
    _decide(actor, case, RingState.RESTORED, reason)
    enqueue_job("settle_ring", case_id=case.id)


def _decide(actor: Actor, case: RingCase, state: RingState, reason: str) -> None:
    ensure(actor, Permission.MODERATE)
    case = get_locked(RingCase, case.id)
    require(reason, "reason")
    if case.state is state or case.state is RingState.RESTORED:
        raise Conflict(_l("Another moderator has looked at this in the meantime."))
    case.state, case.decided_at, case.decided_by_id = state, now(), actor.member_id
    case.reason = reason.strip()[:REASON_LENGTH]
    audit(actor.member_id, f"ring.{state}", ("ring", case.id))
