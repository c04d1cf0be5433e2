"""What becomes of service tokens: granted, earned, given, used on a question, given back; never below zero."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, or_, select

from community.accounts.models import Membership, Organisation
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_new
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.events import PromiseRaised
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.actions import take_deadline
from community.service_levels.actions_editing import SEEN
from community.service_levels.models import (
    Promise,
    PromiseState,
    ServiceTokenEntry,
    TokenReason,
)
from community.service_levels.queries_tokens import (
    Lift,
    balance_of,
    balances_of,
    find_lift,
    last_number,
    list_monthly_tokens,
)

BATCH, MOST_AT_ONCE = 200, 100
TURNS = ("returned", "kept")
KEPT = (PromiseState.MET, PromiseState.EXCEEDED)


def _enter(
    organisation_id: int, amount: int, reason: TokenReason, occasion: str, **facts: Any
) -> bool:
    """Write a line once for its occasion; False where it stands already, Conflict below zero.

    The organisation is locked, so that two who use the last token come one after the other.
    """
    get_locked(Organisation, organisation_id)
    known = select(ServiceTokenEntry.id).where(
        ServiceTokenEntry.organisation_id == organisation_id, ServiceTokenEntry.occasion == occasion
    )
    if db.session.scalars(known).first() is not None:
        return False
    number, balance = balances_of([organisation_id]).get(organisation_id, (0, 0))
    if balance + amount < 0:
        raise Conflict(_l("Your organisation has no service token left."))
    db.session.add(
        ServiceTokenEntry(
            organisation_id=organisation_id,
            number=number + 1,
            amount=amount,
            balance=balance + amount,
            reason=reason,
            occasion=occasion,
            at=now(),
            **facts,
        )
    )
    db.session.flush()  # the next line of this transaction reads its balance
    return True


def grant_some(month: str, after: int) -> int | None:
    """Grant what the plans of up to 200 organisations above this id say, once for the month.

    Answers the last id that was looked at, None at the end.
    """
    occasion = f"month:{month}"
    granted = exists().where(
        ServiceTokenEntry.organisation_id == Organisation.id, ServiceTokenEntry.occasion == occasion
    )
    statement = (
        select(Organisation.id)
        .where(Organisation.id > after, ~granted)
        .order_by(Organisation.id)
        .limit(BATCH)
        .with_for_update(key_share=True)
    )
    ids = list(db.session.scalars(statement))
    if not ids:
        return None
    # Another worker may have granted while this one waited for the lock.
    late = select(ServiceTokenEntry.organisation_id).where(
        ServiceTokenEntry.organisation_id.in_(ids), ServiceTokenEntry.occasion == occasion
    )
    done, held, at = set(db.session.scalars(late)), balances_of(ids), now()
    tokens = list_monthly_tokens([one for one in ids if one not in done], at)
    granting = {"reason": TokenReason.GRANTED, "occasion": occasion, "note": "", "at": at}
    rows = [
        {**_next_entry(key, held.get(key, (0, 0)), amount), **granting}
        for key, amount in tokens.items()
        if amount
    ]
    insert_new(ServiceTokenEntry, rows)
    return ids[-1]


def _next_entry(organisation_id: int, held: tuple[int, int], amount: int) -> dict[str, Any]:
    """Number and balance of an organisation's next entry, after those it holds."""
    number, balance = held[0] + 1, held[1] + amount
    return {
        "organisation_id": organisation_id,
        "number": number,
        "amount": amount,
        "balance": balance,
    }


def earn_token(member_id: int, award_id: int) -> bool:
    """A badge earned a token for the organisation that the member joined last; once for an award. False without one."""
    occasion = f"award:{award_id}"
    anywhere = select(ServiceTokenEntry.id).where(ServiceTokenEntry.occasion == occasion)
    if db.session.scalars(anywhere).first() is not None:
        return False
    mine = (
        select(Membership.organisation_id)
        .where(Membership.member_id == member_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at.desc(), Membership.id.desc())
    )
    organisation_id = db.session.scalars(mine).first()
    if organisation_id is None:
        return False
    return _enter(organisation_id, 1, TokenReason.EARNED, occasion, member_id=member_id)


def give_tokens(
    actor: Actor, organisation_id: int, amount: int, reason: str, *, seen: int | None = None
) -> None:
    """An administrator gives an organisation tokens and says why.

    `seen` is the number of the ledger's last line when the form was drawn: the same form sent twice gives once, and
    whoever sends another after somebody else was faster is told so by Invalid.
    """
    ensure(actor, Permission.TOKEN_GIVE)
    if not 1 <= amount <= MOST_AT_ONCE:
        raise Invalid(_l("From 1 to %(most)d tokens at once.", most=MOST_AT_ONCE), "amount")
    if not reason.strip():
        raise Invalid(_l("Say why: the organisation reads it."), "reason")
    get_locked(Organisation, organisation_id)
    last = last_number(organisation_id) if seen is None else seen
    occasion = f"given:{last + 1}"
    facts = {"member_id": actor.member_id, "note": reason.strip()}
    if _enter(organisation_id, amount, TokenReason.GIVEN, occasion, **facts):
        audit(actor.member_id, "tokens.given", ("organisation", organisation_id), amount=amount)
    elif not _is_given(organisation_id, occasion, amount=amount, **facts):
        raise Invalid(
            _l(
                "Tokens were given in the meantime. What you typed is kept: send it again to give yours as well."
            ),
            SEEN,
        )


def _is_given(organisation_id: int, occasion: str, **facts: Any) -> bool:
    """Whether a line says exactly this: the form was sent twice."""
    statement = select(ServiceTokenEntry.id).filter_by(
        organisation_id=organisation_id, occasion=occasion, **facts
    )
    return db.session.scalars(statement).first() is not None


def use_token(actor: Actor, promise_id: int) -> Promise:
    """Lift the first answer of a question of one's organisation to what the next plan promises.

    Conflict, and no token less, where none is left or the deadline would not become better.
    """
    organisation_id = db.session.scalars(
        select(Promise.organisation_id).where(Promise.id == promise_id)
    ).first()
    if organisation_id is None:
        raise NotFound
    get_locked(Organisation, organisation_id)
    promise = get_locked(Promise, promise_id)
    ensure(actor, Permission.TOKEN_USE, promise)
    lift = find_lift(promise)
    if not isinstance(lift, Lift):
        raise Conflict(lift)
    _enter(
        organisation_id,
        -1,
        TokenReason.USED,
        f"used:{promise_id}",
        member_id=actor.member_id,
        subject_id=promise.subject_id,
    )
    _raise(promise, lift)
    record(PromiseRaised(promise_id=promise.id, subject_id=promise.subject_id))
    return promise


def _raise(promise: Promise, lift: Lift) -> None:
    promise.due_unraised_at, promise.raised_at = promise.due_at, now()
    promise.raised_to_id = lift.plan.version_id
    if lift.hours.revision_id is not None:
        promise.calendar_revision_id = lift.hours.revision_id
    promise.target_amount, promise.target_unit = lift.term.target.amount, lift.term.target.unit
    promise.counted_from = None  # the better plan counts from the beginning
    take_deadline(promise, lift.found)


def settle_token(promise_id: int) -> bool:
    """Give a token back that was used on a promise which was missed all the same; True when that was done now.

    What turned out to be kept has its token used again, unless the organisation has spent it meanwhile: a ledger
    never falls below zero. It may turn more than once; as often as this is called, the ledger is as the promise stands.
    """
    organisation_id = db.session.scalars(
        select(Promise.organisation_id).where(
            Promise.id == promise_id, Promise.raised_at.is_not(None)
        )
    ).first()
    if organisation_id is None:
        return False
    get_locked(
        Organisation, organisation_id
    )  # one after the other, each sees how the promise stands
    promise = db.session.get_one(Promise, promise_id, populate_existing=True)
    returned, kept = (_count_turns(organisation_id, f"{turn}:{promise_id}") for turn in TURNS)
    facts = {"subject_id": promise.subject_id}
    if promise.state is PromiseState.MISSED and returned == kept:
        occasion = f"returned:{promise_id}" + (f":{returned + 1}" if returned else "")
        return _enter(organisation_id, 1, TokenReason.RETURNED, occasion, **facts)
    if promise.state in KEPT and returned > kept and balance_of(organisation_id):
        _enter(organisation_id, -1, TokenReason.USED, f"kept:{promise_id}:{returned}", **facts)
    return False


def _count_turns(organisation_id: int, occasion: str) -> int:
    """How many lines there are for this, the first and those that go on with a colon."""
    line = ServiceTokenEntry.occasion
    statement = select(func.count()).where(
        ServiceTokenEntry.organisation_id == organisation_id,
        or_(line == occasion, line.startswith(f"{occasion}:", autoescape=True)),
    )
    return db.session.scalars(statement).one()
