"""What the team does with a claim: take it, approve or reject it with a reason, credit it on an invoice."""

from flask_babel import lazy_gettext as _l

from community.core.audit import audit
from community.core.clock import now
from community.core.db import get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.credits.actions_claims import ensure_state, move
from community.credits.models import CreditClaim, MonthCredit
from community.credits.states import COMES_FROM, ClaimState
from community.events import ClaimDecided
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.actions import end_promise
from community.service_levels.models import EndedBy
from community.service_levels.terms import PromiseKind


def take_claim(actor: Actor, claim: CreditClaim) -> None:
    """Look into it: the customer sees that somebody does."""
    _ensure_may(actor, claim)
    move(actor, claim, ClaimState.UNDER_REVIEW)


def approve_claim(actor: Actor, claim: CreditClaim, percent: int, reason: str) -> None:
    """Give so many percent; less than was measured needs a reason. An approved claim is only ever raised."""
    credit = get_locked(MonthCredit, claim.credit_id)
    _ensure_may(actor, claim)
    ensure_state(claim, *COMES_FROM[ClaimState.APPROVED])
    if not 1 <= percent <= 100:
        raise Invalid(_l("From 1 to 100 percent."), field="percent")
    if claim.percent is not None and percent <= claim.percent:
        raise Conflict(_l("This is approved already, and can only be raised."))
    if percent < credit.percent and not reason.strip():
        raise Invalid(_l("Less than was measured needs a reason."), field="reason")
    before, claim.percent = claim.percent, percent
    _decide(actor, claim, ClaimState.APPROVED, reason)
    audit(actor.member_id, "claim.approved", ("claim", claim.id), percent=[before, percent])


def reject_claim(actor: Actor, claim: CreditClaim, reason: str) -> None:
    """Say no, and why."""
    _ensure_may(actor, claim)
    ensure_state(claim, *COMES_FROM[ClaimState.REJECTED])
    if not reason.strip():
        raise Invalid(_l("Please say why: the customer reads it."), field="why")
    _decide(actor, claim, ClaimState.REJECTED, reason)
    audit(actor.member_id, "claim.rejected", ("claim", claim.id))


def _decide(actor: Actor, claim: CreditClaim, state: ClaimState, reason: str) -> None:
    claim.decided_at, claim.reason = now(), reason.strip()
    move(actor, claim, state, claim.reason)
    end_promise(claim.id, PromiseKind.CLAIM_DECISION, EndedBy.TEAM, ended_by_id=actor.member_id)
    record(ClaimDecided(claim_id=claim.id, actor_id=actor.member_id))


def apply_claim(actor: Actor, claim: CreditClaim, invoice: str) -> None:
    """Say on which invoice it was credited."""
    _ensure_may(actor, claim)
    ensure_state(claim, *COMES_FROM[ClaimState.APPLIED])
    if not invoice.strip():
        raise Invalid(_l("Please give the number of the invoice."), field="invoice")
    claim.invoice, claim.applied_at = invoice.strip(), now()
    move(actor, claim, ClaimState.APPLIED, claim.invoice)
    record(ClaimDecided(claim_id=claim.id, actor_id=actor.member_id))
    audit(actor.member_id, "claim.applied", ("claim", claim.id))


def _ensure_may(actor: Actor, claim: CreditClaim) -> None:
    lock(claim)
    ensure(actor, Permission.CLAIM_DECIDE, claim)
