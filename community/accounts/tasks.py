"""Work about people that nobody waits for: thumbnails, joining by domain, segments, links and sessions that ended."""

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from community.accounts.actions import belong
from community.accounts.actions_organisations import settle_segments
from community.accounts.addresses import domains_of
from community.accounts.models import AccountToken, Member, OrganisationDomain, SignInSession
from community.accounts.queries_organisations import list_organisation_ids_after
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import NotFound
from community.core.files import THUMBNAIL_SIZES, files

BATCH = 500
BREATH = 0.05


def make_thumbnails(key: str) -> None:
    """Make the small squares of a picture; one that is gone needs none."""
    for size in THUMBNAIL_SIZES:
        try:
            files().thumbnail(key, size)
        except NotFound:
            return


def join_by_domain(domain_id: int) -> int:
    """Let all whose confirmed address is under a verified domain belong to its organisation; how many there are."""
    last = looked_at = 0
    while True:
        with writing():
            domain = db.session.get(OrganisationDomain, domain_id)
            if domain is None or domain.verified_at is None:
                return looked_at
            statement = (
                select(Member.id, Member.email_key)
                .where(Member.id > last, Member.email_confirmed_at.is_not(None))
                .where(
                    or_(
                        *(
                            Member.email_key.endswith(f"{sign}{domain.domain}", autoescape=True)
                            for sign in "@."
                        )
                    )
                )
                .order_by(Member.id)
                .limit(BATCH)
            )
            rows = list(db.session.execute(statement))
            for member_id, address in rows:
                if domain.domain in domains_of(address or ""):
                    belong(member_id, domain.organisation_id)
        looked_at += len(rows)
        if len(rows) < BATCH:
            return looked_at
        last = rows[-1][0]
        time.sleep(BREATH)


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
