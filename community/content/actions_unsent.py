"""Keeping what a member began to write, sending it, and throwing it away."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from community.accounts.models import Member
from community.content.models_unsent import Place, UnsentText, Words
from community.content.queries_unsent import MOST_KEPT, count_unsent, get_unsent
from community.core.clock import now
from community.core.db import db, get_locked, upsert
from community.core.errors import Invalid
from community.core.markup import MAX_BODY_BYTES
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

MAX_TITLE, MAX_CHOICE = 200, 300
# What a browser kept by itself just before the text was sent may arrive so much later.
LATE = timedelta(seconds=30)


def keep(actor: Actor, place: Place, words: Words, *, by_hand: bool) -> UnsentText | None:
    """Keep the words for this place instead of those from before; None when there are none, or they were just sent.

    Invalid for more than a text may hold, for more texts than one member keeps, and over a draft that another
    window kept meanwhile.
    """
    ensure(actor, Permission.ACCOUNT_OWN)
    get_locked(
        Member, actor.member_id
    )  # his texts are counted and written by one request at a time
    row = _find(actor, place)
    if row is not None and row.sent_at is not None and not by_hand and now() - row.sent_at < LATE:
        return None
    _check_newest(row, words)
    if not (words.title.strip() or words.body.strip()):
        if row is not None:
            db.session.delete(row)
        return None
    _check_size(words)
    if row is None or row.sent_at is not None:
        _check_number(actor)
    if row is None:
        row = UnsentText(member_id=actor.member_id, purpose=place.purpose, about_id=place.about_id)
        db.session.add(row)
    row.title, row.body, row.sent_at = words.title[:MAX_TITLE], words.body, None
    row.choices = {name: value[:MAX_CHOICE] for name, value in words.choices.items()}
    row.kept_at = now()
    return row


def _find(actor: Actor, place: Place) -> UnsentText | None:
    statement = select(UnsentText).where(
        UnsentText.member_id == actor.member_id,
        UnsentText.purpose == place.purpose,
        UnsentText.about_id == place.about_id,
    )
    return db.session.scalars(statement).first()


def _check_newest(row: UnsentText | None, words: Words) -> None:
    if row is None or row.sent_at is not None or words.since in (None, row.stamp):
        return
    raise Invalid(
        _l(
            "A newer draft is kept already, from another window, so this one is not."
            " Send one of the two, or throw one away under My drafts."
        ),
        field="body",
    )


def _check_size(words: Words) -> None:
    if len(words.body.encode()) > MAX_BODY_BYTES:
        raise Invalid(_l("This text is too long. Shorten it, or split it in two."), field="body")


def _check_number(actor: Actor) -> None:
    if count_unsent(actor) >= MOST_KEPT:
        words = _l("Fifty drafts are kept already. Send or throw away one of them first.")
        raise Invalid(words, field="body")


def note_sent(actor: Actor, place: Place) -> None:
    """Forget the words for this place, which are sent in this transaction; that they were is known for an hour."""
    keys = {
        "member_id": actor.member_id,
        "purpose": place.purpose,
        "about_id": place.about_id,
    }
    upsert(UnsentText, keys, title="", body="", choices={}, kept_at=now(), sent_at=now())


def throw_away(actor: Actor, unsent_id: int) -> None:
    """Forget words of one's own; NotFound for those of others."""
    ensure(actor, Permission.ACCOUNT_OWN)
    row = get_unsent(actor, unsent_id)
    db.session.execute(delete(UnsentText).where(UnsentText.id == row.id))
