"""What the worker does for credits: reckon months that ended, remind before a claim's time ends, close drafts."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from community import site_settings
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import record
from community.credits.actions_claims import expire_drafts
from community.credits.actions_reckoning import begin_month, keep_reckoned
from community.credits.models import CreditClaim, CreditRun, MonthCredit
from community.credits.queries_reckoning import (
    list_missing_months,
    list_organisation_ids,
    read_basis,
    reckon_organisations,
)
from community.credits.states import ClaimState
from community.events import ClaimClosing
from community.uptime.months import month_of

BATCH = 200
AT_ONCE = 100


def reckon_months(progress: Callable[[int], object] = int) -> int:
    """Reckon each month that is over, once, and whatever is to be reckoned again; how many organisations."""
    missing, reckoned = list_missing_months(), 0
    if missing:
        with writing():
            for month in missing:
                begin_month(month)
    while (some := reckon_some()) is not None:
        reckoned += some
        progress(some)
    return reckoned


def reckon_some() -> int | None:
    """Reckon the next hundred organisations of a month that waits; how many, None when none waits.

    Opens writing() itself. What was begun again meanwhile is left to the next call.
    """
    run = _find_waiting()
    if run is None:
        return None
    month, cursor, revision = month_of(run.month), run.cursor, run.revision
    ids = list_organisation_ids(cursor, AT_ONCE)
    basis = read_basis(month)
    found = reckon_organisations(basis, ids)
    with writing() as session:
        run = session.get_one(
            CreditRun, month.first_day, with_for_update=True, populate_existing=True
        )
        if (run.cursor, run.revision) != (cursor, revision) or run.done_at is not None:
            return 0
        keep_reckoned(basis, ids, found)
        run.cursor = ids[-1] if ids else cursor
        if len(ids) < AT_ONCE:
            run.done_at = now()
    return len(ids)


def _find_waiting() -> CreditRun | None:
    statement = select(CreditRun).where(CreditRun.done_at.is_(None)).order_by(CreditRun.month)
    found = db.session.scalars(
        statement.limit(1), execution_options={"populate_existing": True}
    ).first()
    if found is not None:
        db.session.expunge(found)
    return found


def follow_claims() -> None:
    """Remind of claims whose time ends soon, each once, and close drafts whose time has ended."""
    while remind_some() == BATCH:
        pass
    while expire_some() == BATCH:
        pass


def expire_some() -> int:
    """Close the next drafts whose time has ended; how many."""
    with writing():
        return expire_drafts(BATCH)


def remind_some() -> int:
    """Remind of the next credits that nobody has claimed; how many."""
    at = now()
    soon = at + timedelta(days=site_settings.current().claim_reminder_days)
    claimed = select(CreditClaim.credit_id).where(CreditClaim.state != ClaimState.DRAFT)
    statement = (
        select(MonthCredit)
        .where(MonthCredit.reminded_at.is_(None), MonthCredit.percent > 0)
        .where(MonthCredit.claim_until > at, MonthCredit.claim_until <= soon)
        .where(MonthCredit.id.not_in(claimed))
        .order_by(MonthCredit.id)
        .limit(BATCH)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    with writing() as session:
        rows = session.scalars(statement).all()
        for row in rows:
            row.reminded_at = at
            record(ClaimClosing(credit_id=row.id, organisation_id=row.organisation_id))
    return len(rows)
