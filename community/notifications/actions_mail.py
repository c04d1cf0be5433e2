"""What becomes of an address when letters to it come back, and who may write to it again."""

from datetime import timedelta

from sqlalchemy import delete, select

from community.accounts.models import Member, fold
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.mail_outbox import LetterRow
from community.notifications.actions import tell
from community.notifications.bounces import Bounce, Verdict
from community.notifications.kinds import Kind
from community.notifications.models_mail import AddressFault, StopReason
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

# So many letters that came back for a while, each within a month of the one before, are as good as one that is gone.
BOUND = 5
PEACE = timedelta(days=30)
STOPS = {Verdict.PERMANENT: StopReason.GONE, Verdict.COMPLAINT: StopReason.COMPLAINT}


def note_bounce(letter_id: int, bounce: Bounce) -> None:
    """Count a letter that came back, once; when it is for good, or often, no more news go to its address."""
    letter = db.session.get(LetterRow, letter_id)
    if letter is None or not letter.to_address or bounce.verdict is Verdict.NOTHING:
        return
    fault = _locked_fault(fold(letter.to_address))
    if fault.last_letter_id == letter_id:
        return
    is_new_trouble = now() - fault.last_at > PEACE
    fault.times = 1 if is_new_trouble else fault.times + 1
    fault.last_letter_id, fault.last_at = letter_id, now()
    fault.status, fault.words = bounce.status, bounce.words
    reason = STOPS.get(bounce.verdict) or (StopReason.OFTEN if fault.times >= BOUND else None)
    if reason is not None and fault.stopped_at is None:
        fault.reason, fault.stopped_at = reason, now()
        _tell_owner(fault)


def _locked_fault(key: str) -> AddressFault:
    insert_once(
        AddressFault, address_key=key, times=0, first_at=now(), last_at=now(), status="", words=""
    )
    statement = select(AddressFault).where(AddressFault.address_key == key).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _tell_owner(fault: AddressFault) -> None:
    owner = select(Member.id).where(Member.email_key == fault.address_key)
    member_id = db.session.scalars(owner).first()
    if member_id is None:
        return
    tell(
        f"MailStopped:{fault.id}:{fault.last_letter_id}",
        Kind.MAIL_STOPPED,
        subject_id=None,
        thread_id=None,
        actor_id=None,
        words={"member_id": member_id, "path": "/preferences/notifications"},
    )


def lift(actor: Actor, fault_id: int) -> None:
    """Write to an address again, and forget what came back from it."""
    ensure(actor, Permission.OPERATIONS)
    fault = get_locked(AddressFault, fault_id)
    audit(actor.member_id, "mail.lifted", ("address_fault", fault_id), reason=fault.reason)
    db.session.delete(fault)


def try_again(actor: Actor) -> None:
    """Write to one's own address again, once it is mended."""
    ensure(actor, Permission.ACCOUNT_OWN)
    own = select(Member.email_key).where(Member.id == actor.member_id).scalar_subquery()
    db.session.execute(delete(AddressFault).where(AddressFault.address_key == own))
