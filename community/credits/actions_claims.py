"""What a customer does with a claim: begin it, fill it in, send it, take it back."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.content.actions import intern_audience, new_subject
from community.content.models import Subject, SubjectKind
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.credits.models import ClaimStep, CreditClaim, MonthCredit
from community.credits.queries import Matter, get_matter
from community.credits.states import COMES_FROM, ENDED, ClaimState
from community.credits.words import MOST_MINUTES, ClaimWords
from community.events import ClaimSubmitted
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.actions import open_promise, void_promises
from community.service_levels.models import VoidReason
from community.service_levels.terms import PromiseKind

TOO_LATE = _l("The time in which this month could be claimed has ended.")


def begin_claim(actor: Actor, credit: MonthCredit, *, lang: str) -> CreditClaim:
    """A claim for a month, as a draft; the one that there is when it was begun before. Conflict after its time."""
    lock(credit)
    matter = get_matter(credit.organisation_id)
    ensure(actor, Permission.CLAIM_MAKE, matter)
    living = _find_living(credit)
    if living is not None:
        return living
    if now() >= credit.claim_until:
        raise Conflict(TOO_LATE)
    _ensure_no_refusal(credit)
    claim = CreditClaim(id=_new_identity(actor, matter, lang), credit_id=credit.id)
    claim.organisation_id, claim.month = credit.organisation_id, credit.month
    claim.state, claim.created_at = ClaimState.DRAFT, now()
    db.session.add(claim)
    db.session.flush()  # its steps point at it
    note_step(actor, claim, ClaimState.DRAFT)
    return claim


def _find_living(credit: MonthCredit) -> CreditClaim | None:
    statement = select(CreditClaim).where(
        CreditClaim.credit_id == credit.id, CreditClaim.state.not_in(ENDED)
    )
    return db.session.scalars(statement).first()


def _ensure_no_refusal(credit: MonthCredit) -> None:
    """What was rejected is claimed again only when the month was reckoned otherwise since."""
    statement = select(CreditClaim.decided_at).where(
        CreditClaim.credit_id == credit.id, CreditClaim.state == ClaimState.REJECTED
    )
    decided = list(db.session.scalars(statement))
    if any(at is not None and at >= credit.changed_at for at in decided):
        raise Conflict(_l("The claim for this month was rejected, and nothing has changed since."))


def _new_identity(actor: Actor, matter: Matter, lang: str) -> int:
    """A subject that the organisation's people and staff see; nobody's own, so that who leaves sees it no more."""
    audience_id = intern_audience([f"organisation:{matter.organisation_id}", "staff"])
    subject = new_subject(
        actor,
        SubjectKind.CLAIM,
        lang=lang,
        audience_id=audience_id,
        organisation_id=matter.organisation_id,
    )
    subject.author_id = None
    return subject.id


def write_claim(actor: Actor, claim: CreditClaim, words: ClaimWords) -> None:
    """Keep what the customer says, while the claim is a draft."""
    _ensure_mine(actor, claim)
    ensure_state(claim, ClaimState.DRAFT)
    if words.own_minutes is not None and not 1 <= words.own_minutes <= MOST_MINUTES:
        raise Invalid(_l("A month has fewer minutes than that."), field="own_minutes")
    claim.note, claim.own_minutes = words.note, words.own_minutes
    claim.reference = words.reference


def submit_claim(actor: Actor, claim: CreditClaim) -> None:
    """Send it: its decision is promised from now on. Conflict after its time."""
    credit = get_locked(MonthCredit, claim.credit_id)
    _ensure_mine(actor, claim)
    _ensure_comes(claim, ClaimState.SUBMITTED)
    at = now()
    if at >= credit.claim_until:
        raise Conflict(TOO_LATE)
    if not credit.percent and not claim.note.strip():
        raise Invalid(_l("We measured nothing to claim: please say what you saw."), field="note")
    move(actor, claim, ClaimState.SUBMITTED)
    claim.submitted_at = at
    _promise_decision(actor, claim, credit)
    record(ClaimSubmitted(claim_id=claim.id, actor_id=actor.member_id))
    audit(actor.member_id, "claim.submitted", ("claim", claim.id), percent=credit.percent)


def _promise_decision(actor: Actor, claim: CreditClaim, credit: MonthCredit) -> None:
    """By the plan of now; by that of the month for whoever has another since that promises no decision."""
    subject = db.session.get_one(Subject, claim.id)
    for terms_at in (None, credit.of.ends_at - timedelta(seconds=1)):
        promise = open_promise(
            actor,
            subject,
            PromiseKind.CLAIM_DECISION,
            organisation_id=claim.organisation_id,
            terms_at=terms_at,
        )
        if promise is not None:
            return


def withdraw_claim(actor: Actor, claim: CreditClaim) -> None:
    """Take it back; within its time it may be made anew."""
    _ensure_mine(actor, claim)
    _ensure_comes(claim, ClaimState.WITHDRAWN)
    move(actor, claim, ClaimState.WITHDRAWN)
    void_promises(claim.id, VoidReason.WITHDRAWN)
    audit(actor.member_id, "claim.withdrawn", ("claim", claim.id))


def expire_drafts(limit: int) -> int:
    """Close drafts whose time has ended; how many."""
    statement = (
        select(CreditClaim)
        .join(MonthCredit, MonthCredit.id == CreditClaim.credit_id)
        .where(CreditClaim.state == ClaimState.DRAFT, MonthCredit.claim_until <= now())
        .order_by(CreditClaim.id)
        .limit(limit)
        .with_for_update(of=CreditClaim)
        .execution_options(populate_existing=True)
    )
    claims = db.session.scalars(statement).all()
    for claim in claims:
        move(SYSTEM, claim, ClaimState.EXPIRED)
    return len(claims)


def _ensure_mine(actor: Actor, claim: CreditClaim) -> None:
    lock(claim)
    ensure(actor, Permission.CLAIM_MAKE, get_matter(claim.organisation_id))


def ensure_state(claim: CreditClaim, *states: ClaimState) -> None:
    """Nothing, or Conflict for a claim in another state."""
    if claim.state not in states:
        raise Conflict(_l("This claim is no longer in a state that allows this."))


def _ensure_comes(claim: CreditClaim, state: ClaimState) -> None:
    ensure_state(claim, *COMES_FROM[state])


def move(actor: Actor, claim: CreditClaim, state: ClaimState, text: str = "") -> None:
    """Bring a locked claim into a state that it may come into, and keep that it did."""
    _ensure_comes(claim, state)
    claim.state = state
    note_step(actor, claim, state, text)


def note_step(actor: Actor, claim: CreditClaim, state: ClaimState, text: str = "") -> None:
    """Keep that a claim came into a state."""
    step = ClaimStep(claim_id=claim.id, state=state, at=now(), text=text)
    step.by_id = actor.member_id
    db.session.add(step)
