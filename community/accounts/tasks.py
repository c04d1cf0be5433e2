"""Work about people that nobody waits for: joining by domain, segments, links and sessions that ended."""

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from community.accounts.actions import join
from community.accounts.actions_organisations import settle_segments
from community.accounts.addresses import domains_of
from community.accounts.models import (
    AccountToken,
    Member,
    Membership,
    OrganisationDomain,
    SignInSession,
)
from community.accounts.queries_organisations import list_organisation_ids_after
from community.core.clock import now
from community.core.db import db, writing

BATCH = 500
BREATH = 0.05


def join_by_domain(domain_id: int) -> int:
    """Let whoever's confirmed address is under a verified domain join, unless he ever did; how many joined."""
    last = joined = 0
    while True:
        with writing():
            domain = db.session.get(OrganisationDomain, domain_id)
            if domain is None or domain.verified_at is None:
                return joined
            rows = list(db.session.execute(_never_joined(domain, last)))
            closer = _closer_domains(domain)
            for member_id, address in rows:
                if _is_under(address or "", domain.domain, closer):
                    joined += join(member_id, domain.organisation_id)
        if len(rows) < BATCH:
            return joined
        last = rows[-1][0]
        time.sleep(BREATH)


def join_by_domains() -> int:
    """As `join_by_domain`, for all verified domains: what a crash had left undone; how many joined."""
    verified = select(OrganisationDomain.id).where(OrganisationDomain.verified_at.is_not(None))
    ids = db.session.scalars(verified.order_by(OrganisationDomain.id)).all()
    return sum(join_by_domain(domain_id) for domain_id in ids)


def _never_joined(domain: OrganisationDomain, after: int) -> Any:
    """Members whose address ends with the domain; whoever left, or was removed, has a row and stays away."""
    endings = (
        Member.email_key.endswith(f"{sign}{domain.domain}", autoescape=True) for sign in "@."
    )
    joined = exists().where(
        Membership.member_id == Member.id,
        Membership.organisation_id == domain.organisation_id,
    )
    return (
        select(Member.id, Member.email_key)
        .where(Member.id > after, Member.email_confirmed_at.is_not(None), or_(*endings), ~joined)
        .order_by(Member.id)
        .limit(BATCH)
    )


def _closer_domains(domain: OrganisationDomain) -> set[str]:
    """Verified domains beneath this one: their people belong there, as when they confirm their address."""
    statement = select(OrganisationDomain.domain).where(
        OrganisationDomain.verified_at.is_not(None),
        OrganisationDomain.domain.endswith(f".{domain.domain}", autoescape=True),
    )
    return set(db.session.scalars(statement))


def _is_under(address: str, domain: str, closer: set[str]) -> bool:
    names = set(domains_of(address))
    return domain in names and not names & closer


def settle_all_segments() -> None:
    """Store anew which segments hold each organisation: rules change, and plans begin and end with time."""
    last = 0
    while ids := list_organisation_ids_after(last, BATCH):
        with writing():
            settle_segments(ids)
        last = ids[-1]
        time.sleep(BREATH)


def forget_links_and_sessions() -> None:
    """Remove mailed links a week after they ended, and sessions that ended."""
    week_ago = now() - timedelta(days=7)
    with writing():
        db.session.execute(delete(AccountToken).where(AccountToken.expires_at < week_ago))
        db.session.execute(delete(SignInSession).where(SignInSession.expires_at < now()))


def fold_sessions_seen(batch: list[dict[str, Any]]) -> None:
    """Note when sessions and their members were last seen."""
    hashes = sorted({str(line.get("session")) for line in batch})
    with writing():
        seen = (
            update(SignInSession)
            .where(SignInSession.token_hash.in_(hashes))
            .values(last_seen_at=now())
        )
        ids = set(db.session.scalars(seen.returning(SignInSession.member_id)))
        if ids:
            db.session.execute(update(Member).where(Member.id.in_(ids)).values(last_seen_at=now()))
