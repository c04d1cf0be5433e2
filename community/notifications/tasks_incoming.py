"""Letters that come in, by the mail server's pipe or from a mailbox: bounces, complaints, and replies to threads."""

import hashlib
import logging
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from community.accounts.models import Member, fold
from community.accounts.queries import get_actor
from community.content.prose import compose
from community.content.queries import get_subject, list_audience_ids
from community.core.clock import now
from community.core.db import db, insert_once, writing
from community.core.engines import is_unusable
from community.core.errors import Invalid, NotAllowed, PortalError, TooMany
from community.core.forms import stripped
from community.core.inbox import Signed, read_inbox_address
from community.core.limits import limit
from community.core.mail_outbox import BOUNCE, Recipient, post
from community.core.mailbox import MOST_BYTES, MailboxAway, read_mailbox
from community.notifications.actions_mail import note_bounce
from community.notifications.actions_replies import LIMITS, post_reply
from community.notifications.bounces import Verdict, read_bounce
from community.notifications.letters import ANSWER, COMMENT
from community.notifications.mail_parts import (
    has_files,
    header,
    is_from_machine,
    recipients,
    sender,
)
from community.notifications.models_mail import IncomingMail, Outcome
from community.notifications.replies import words_of

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
REFUSALS_A_DAY = 5
WORDS_SENT_BACK = 4000


def fetch_mail() -> int:
    """Take what is new in the mailbox, where there is one; how many letters that were."""
    url = current_app.config["PORTAL"].mailbox_url
    taken = 0
    if url is None:
        return 0
    try:
        for raw in read_mailbox(url):
            receive_mail(raw)
            taken += 1
    except MailboxAway as fault:
        log.warning("the mailbox cannot be read", extra={"why": str(fault)})
    return taken


def receive_mail(raw: bytes, to: str = "") -> Outcome:
    """Take one letter as it came; `to` is for whom, where the mail server says so. A second time changes nothing."""
    message = message_from_bytes(raw[:MOST_BYTES])
    addresses = [to, *recipients(message)]
    signed = next(filter(None, map(read_inbox_address, addresses)), None)
    key = _key_of(raw, message, signed)
    statement = select(IncomingMail.outcome).where(IncomingMail.key == key)
    known = db.session.scalars(statement).first()
    if known is not None:
        return known
    try:
        outcome = _take(message, signed, key, is_large=len(raw) > MOST_BYTES)
    except Exception as error:  # what nobody can read must not keep the rest waiting
        if isinstance(error, DBAPIError) and is_unusable(error):
            raise  # the mail server keeps the letter
        log.exception("a letter cannot be read")
        outcome = _note(key, Outcome.UNREADABLE)
    return outcome


def _key_of(raw: bytes, message: Message, signed: Signed | None) -> str:
    identity = header(message, "Message-ID").encode() or raw
    return hashlib.sha256(repr(signed).encode() + identity).hexdigest()


def _take(message: Message, signed: Signed | None, key: str, *, is_large: bool) -> Outcome:
    if signed is None:
        return _note(key, Outcome.NOT_FOR_US)
    if signed.kind == BOUNCE and len(signed.numbers) == 1:
        return _take_bounce(message, signed.numbers[0], key)
    if signed.kind not in (ANSWER, COMMENT) or len(signed.numbers) != 3:
        return _note(key, Outcome.NOT_FOR_US)
    if is_large:
        return _note(key, Outcome.TOO_LARGE)
    return _take_reply(message, signed, key)


def _note(
    key: str, outcome: Outcome, member_id: int | None = None, subject_id: int | None = None
) -> Outcome:
    with writing():
        _keep(key, outcome, member_id, subject_id)
    return outcome


def _keep(key: str, outcome: Outcome, member_id: int | None, subject_id: int | None) -> bool:
    return insert_once(
        IncomingMail,
        key=key,
        received_at=now(),
        outcome=outcome,
        member_id=member_id,
        subject_id=subject_id,
    )


OUTCOMES = {
    Verdict.NOTHING: Outcome.NOTHING,
    Verdict.COMPLAINT: Outcome.COMPLAINT,
}


def _take_bounce(message: Message, letter_id: int, key: str) -> Outcome:
    bounce = read_bounce(message)
    outcome = OUTCOMES.get(bounce.verdict, Outcome.BOUNCE)
    with writing():
        if _keep(key, outcome, None, None):
            note_bounce(letter_id, bounce)
    return outcome


def _take_reply(message: Message, signed: Signed, key: str) -> Outcome:
    member_id, _subject_id, until = signed.numbers
    if is_from_machine(message) or _is_ours(message):
        return _note(key, Outcome.MACHINE)
    member = db.session.get(Member, member_id)
    if member is None or member.erased_at is not None or member.email is None:
        return _note(key, Outcome.NOT_FOR_US)
    refusal: PortalError | None = None
    words = stripped(words_of(message)) or ""
    try:
        if fold(sender(message)) != member.email_key or member.email_confirmed_at is None:
            return _refuse(key, Outcome.STRANGER, member, refusal=NotAllowed(STRANGER), words="")
        if until < now().date().toordinal():
            raise Invalid(TOO_LATE)
        _post(key, member, signed, words)
    except PortalError as error:
        refusal = error
    if refusal is not None:
        return _refuse(key, Outcome.REFUSED, member, refusal=refusal, words=words)
    if has_files(message):
        _answer(member, "reply_without_files", {})
    return Outcome.POSTED


STRANGER = _l("It came from an address that is not the one of your account.")
TOO_LATE = _l("The letter that it replies to is too old by now. Please reply on the page itself.")
EMPTY = _l("We found nothing in it but quoted words.")


def _is_ours(message: Message) -> bool:
    """Whether one of our own letters comes back to us."""
    config = current_app.config["PORTAL"]
    own = {parseaddr(config.mail_sender)[1].lower(), config.mail_inbox}
    address = sender(message).lower()
    return address in own or read_inbox_address(address) is not None


def _post(key: str, member: Member, signed: Signed, words: str) -> None:
    """The same that the page does: its limit, its rules, its action."""
    if not words:
        raise Invalid(EMPTY)
    kind, subject_id = signed.kind, signed.numbers[1]
    name, times = LIMITS[kind]
    actor = get_actor(member.id, list_audience_ids)
    get_subject(actor, subject_id)
    limit(f"{name}:{actor.member_id}", times, 3600)
    prose = compose(words)
    locale = member.locale
    with writing():
        if _keep(key, Outcome.POSTED, actor.member_id, subject_id):
            post_reply(actor, kind, subject_id, prose, lang=locale)


def _refuse(
    key: str, outcome: Outcome, member: Member, *, refusal: PortalError, words: str
) -> Outcome:
    with force_locale(member.locale):
        reason = str(refusal.message)
    _answer(member, "reply_refused", {"reason": reason, "text": words[:WORDS_SENT_BACK]})
    return _note(key, outcome, member.id)


def _answer(member: Member, template: str, words: dict[str, str]) -> None:
    """One letter about a reply, to the member's own address, a few a day at most: nothing can loop."""
    to = Recipient(address=member.email or "", locale=member.locale, member_id=member.id)
    name = member.name
    try:
        limit(f"reply-answer:{member.id}", REFUSALS_A_DAY, 86400)
    except TooMany:
        return
    with writing():
        post(to, template, {"name": name, **words})


def forget_incoming() -> None:
    """Remove what is known of letters that came in a month ago."""
    with writing():
        old = IncomingMail.received_at < now() - KEPT_FOR
        db.session.execute(delete(IncomingMail).where(old))
