"""Reads of awards that can be shown and verified outside."""

from uuid import UUID

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from community import site_settings
from community.accounts.models import Member
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.recognition.credentials import (
    AwardState,
    Issuer,
    claims_of,
    credential_of,
    state_of,
)
from community.recognition.credentials_keys import Key, list_keys
from community.recognition.models import Award, Badge


def current_issuer() -> Issuer:
    """The portal as credentials name it now."""
    settings = site_settings.current()
    public_url: str = current_app.config["PORTAL"].public_url
    return Issuer(public_url, settings.company_name, settings.default_locale)


def current_keys() -> tuple[Key, ...]:
    """The portal's keys, the one that signs last."""
    return list_keys(current_app.config["PORTAL"].data_folder)


def get_award(actor: Actor, credential_id: UUID) -> Award:
    """The award with its badge and holder; NotFound for a private one, except for him who holds it."""
    statement = (
        select(Award)
        .join(Award.badge)
        .join(Award.member)
        .options(contains_eager(Award.badge), contains_eager(Award.member))
        .where(Award.credential_id == credential_id, Member.erased_at.is_(None))
    )
    award = db.session.scalars(statement).first()
    if award is None or not (award.is_public or award.member_id == actor.member_id):
        raise NotFound
    return award


def sign(award: Award, issuer: Issuer) -> str:
    """The award as a signed credential: a compact JWS under the present key."""
    key = current_keys()[-1]
    return key.sign(claims_of(credential_of(award, issuer)), issuer.address(f"keys/{key.name}"))


def find_state(credential_id: UUID) -> AwardState | None:
    """Whether the award of a shown credential holds, be it private or not; None when there is none any more."""
    statement = (
        select(Award)
        .join(Award.member)
        .where(Award.credential_id == credential_id, Member.erased_at.is_(None))
    )
    award = db.session.scalars(statement).first()
    return state_of(award, now()) if award else None


def list_revoked() -> list[UUID]:
    """The credentials that were revoked before their end, private ones too: their files may be anywhere.

    Nothing is vouched for of whoever was erased.
    """
    statement = (
        select(Award.credential_id)
        .join(Award.member)
        .where(or_(Award.revoked_at.is_not(None), Member.erased_at.is_not(None)))
        .where(or_(Award.expires_at.is_(None), Award.expires_at > now()))
    )
    return list(db.session.scalars(statement.order_by(Award.id)))


def list_own_awards(actor: Actor, after: str | None = None) -> Page[Award]:
    """The actor's own awards with their badges, newest first: private, expired and revoked ones too."""
    statement = (
        select(Award)
        .join(Badge, Badge.id == Award.badge_id)
        .options(contains_eager(Award.badge))
        .where(Award.member_id == actor.member_id)
    )
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Award.id < key[0])
    statement = statement.order_by(Award.id.desc()).limit(paging.SIZE + 1)
    rows = list(db.session.scalars(statement))
    return paging.cut(rows, lambda row: (row.id,), began=key is not None)
