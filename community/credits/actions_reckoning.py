"""Reckons months for all organisations, a hundred a transaction; again when what was down or promised is corrected."""

from collections.abc import Collection

from sqlalchemy import select, update

from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.outbox import record
from community.credits.models import CreditClaim, CreditRun, MonthCredit
from community.credits.queries_reckoning import Basis, Reckoned
from community.credits.working import WHOLE, promising_nothing
from community.events import CreditFound
from community.uptime.months import Month


def begin_month(month: Month) -> bool:
    """Let the worker reckon a month that is over, once; False when it was begun before."""
    return insert_once(CreditRun, month=month.first_day, started_at=now(), cursor=0, revision=1)


def begin_again(months: Collection[Month]) -> None:
    """Let the worker reckon these months again, those of them that were reckoned before."""
    days = [month.first_day for month in months]
    statement = update(CreditRun).where(CreditRun.month.in_(days))
    db.session.execute(statement.values(cursor=0, done_at=None, revision=CreditRun.revision + 1))


def keep_reckoned(
    basis: Basis, organisation_ids: Collection[int], found: Collection[Reckoned]
) -> None:
    """Keep what was reckoned of these organisations; what is as it was is left alone."""
    statement = (
        select(MonthCredit)
        .where(MonthCredit.month == basis.month.first_day)
        .where(MonthCredit.organisation_id.in_(organisation_ids))
        .order_by(MonthCredit.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    known = {row.organisation_id: row for row in db.session.scalars(statement)}
    for one in found:
        row = known.pop(one.organisation_id, None)
        if row is None:
            _add(basis.month, one)
        else:
            _revise(row, one)
    _take_back(known.values())


def _add(month: Month, one: Reckoned) -> None:
    row = MonthCredit(organisation_id=one.organisation_id, month=month.first_day)
    row.revision, row.changed_at = 1, now()
    _take(row, one)
    db.session.add(row)
    db.session.flush()  # the event names it
    if row.percent:
        _tell(row)


def _revise(row: MonthCredit, one: Reckoned) -> None:
    """The figure as it is now: in the customer's favour he is told; whichever way, it is on the record."""
    before, uptime = row.percent, row.uptime
    if _is_same(row, one):
        row.computed_at = now()
        return
    _take(row, one)
    row.revision += 1
    row.changed_at = now()
    audit(
        None,
        "credit.lowered" if row.percent < before else "credit.revised",
        ("month_credit", row.id),
        percent=[before, row.percent],
        uptime=[uptime, row.uptime],
    )
    if row.percent > before:
        _tell(row)


def _take_back(rows: Collection[MonthCredit]) -> None:
    """No uptime was promised in the month after all; what was claimed by such a figure keeps it, as nothing."""
    statement = select(CreditClaim.credit_id).where(
        CreditClaim.credit_id.in_([row.id for row in rows])
    )
    claimed = set(db.session.scalars(statement)) if rows else set()
    for row in rows:
        before = row.percent
        if row.id not in claimed:
            db.session.delete(row)
        elif row.working == (working := promising_nothing(row.working)):
            continue
        else:
            row.percent, row.uptime, row.down_seconds, row.working = 0, WHOLE, 0, working
            row.revision, row.changed_at, row.computed_at = row.revision + 1, now(), now()
        audit(None, "credit.lowered", ("month_credit", row.id), percent=[before, 0])


def _is_same(row: MonthCredit, one: Reckoned) -> bool:
    return (row.plan_version_id, row.percent, row.working) == (
        one.plan_version_id,
        one.percent,
        one.working,
    )


def _take(row: MonthCredit, one: Reckoned) -> None:
    row.plan_version_id, row.percent, row.uptime = one.plan_version_id, one.percent, one.uptime
    row.down_seconds, row.working = one.down_seconds, one.working
    row.claim_until, row.computed_at = one.claim_until, now()


def _tell(row: MonthCredit) -> None:
    if now() < row.claim_until:
        record(
            CreditFound(credit_id=row.id, organisation_id=row.organisation_id, percent=row.percent)
        )
