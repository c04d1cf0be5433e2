"""Reads of months and claims: for the organisation's people and for staff, for nobody else."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from community.accounts.models import Membership, Organisation
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.credits.models import ClaimStep, CreditClaim, MonthCredit
from community.credits.queries_reckoning import read_basis, reckon_organisations
from community.credits.states import ENDED, WAITING, ClaimState
from community.credits.working import Working, working_of
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can
from community.uptime.months import Month, month_of

Rows = Select[*tuple[Any, ...]]
MONTHS_SHOWN = 24
CLAIMS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Matter:
    """An organisation as rules about claims see it."""

    organisation_id: int
    name: str
    contact_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A month of an organisation in a list, with its living claim."""

    id: int
    organisation_id: int
    month: date
    percent: int
    uptime: int
    down_seconds: int
    claim_until: datetime
    claim_id: int | None
    claim_state: ClaimState | None

    @property
    def of(self) -> Month:
        """The month as a value."""
        return month_of(self.month)

    @property
    def is_open(self) -> bool:
        """Whether it can still be claimed."""
        return now() < self.claim_until


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list."""

    id: int
    organisation_id: int
    organisation: str
    external_id: str | None
    month: date
    state: ClaimState
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    percent: int | None
    measured_percent: int
    uptime: int
    down_seconds: int
    working: dict[str, Any]
    reference: str
    invoice: str

    @property
    def of(self) -> Month:
        """The month as a value."""
        return month_of(self.month)

    @property
    def plan(self) -> Mapping[str, str]:
        """The name of the plan by which it was reckoned."""
        name: Mapping[str, str] = self.working["plan"]["name"]
        return name

    @property
    def is_outgrown(self) -> bool:
        """Whether the month turned out worse than what was approved."""
        return self.percent is not None and self.percent < self.measured_percent


@dataclass(frozen=True, slots=True)
class StepRow:
    """That a claim came into a state."""

    state: ClaimState
    at: datetime
    by_id: int | None
    text: str


def get_matter(organisation_id: int) -> Matter:
    """The organisation with its contacts; NotFound when there is none."""
    name = db.session.scalars(
        select(Organisation.name).where(Organisation.id == organisation_id)
    ).first()
    if name is None:
        raise NotFound
    contacts = select(Membership.member_id).where(
        Membership.organisation_id == organisation_id,
        Membership.is_contact,
        Membership.left_at.is_(None),
    )
    return Matter(organisation_id, name, frozenset(db.session.scalars(contacts)))


def get_seen_matter(actor: Actor, organisation_id: int) -> Matter:
    """The organisation for its people and for staff; NotFound for everybody else."""
    matter = get_matter(organisation_id)
    if not can(actor, Permission.CREDIT_SEE, matter):
        raise NotFound
    return matter


def get_credit(actor: Actor, organisation_id: int, month: Month) -> MonthCredit:
    """A month of an organisation, for its people and for staff; else NotFound."""
    get_seen_matter(actor, organisation_id)
    statement = select(MonthCredit).where(
        MonthCredit.organisation_id == organisation_id, MonthCredit.month == month.first_day
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound
    return found


def list_credits_of(organisation_ids: Collection[int]) -> dict[int, list[CreditRow]]:
    """Organisation → its last two years with their living claims; the caller has checked who asks. One statement."""
    since = month_of(now() - timedelta(days=31 * MONTHS_SHOWN)).first_day
    living = (CreditClaim.credit_id == MonthCredit.id) & CreditClaim.state.not_in(ENDED)
    statement = (
        select(
            MonthCredit.id,
            MonthCredit.organisation_id,
            MonthCredit.month,
            MonthCredit.percent,
            MonthCredit.uptime,
            MonthCredit.down_seconds,
            MonthCredit.claim_until,
            CreditClaim.id,
            CreditClaim.state,
        )
        .outerjoin(CreditClaim, living)
        .where(MonthCredit.organisation_id.in_(organisation_ids), MonthCredit.month >= since)
        .order_by(MonthCredit.month.desc())
    )
    found: dict[int, list[CreditRow]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[1], []).append(CreditRow(*row))
    return found


def _claims() -> Rows:
    return (
        select(
            CreditClaim.id,
            CreditClaim.organisation_id,
            Organisation.name,
            Organisation.external_id,
            CreditClaim.month,
            CreditClaim.state,
            CreditClaim.created_at,
            CreditClaim.submitted_at,
            CreditClaim.decided_at,
            CreditClaim.percent,
            MonthCredit.percent,
            MonthCredit.uptime,
            MonthCredit.down_seconds,
            MonthCredit.working,
            CreditClaim.reference,
            CreditClaim.invoice,
        )
        .join(Organisation, Organisation.id == CreditClaim.organisation_id)
        .join(MonthCredit, MonthCredit.id == CreditClaim.credit_id)
    )


def list_claims_of(actor: Actor, organisation_id: int, after: str | None = None) -> Page[ClaimRow]:
    """The claims of an organisation, the newest first, as far as the reader may see them."""
    statement = _claims().where(CreditClaim.organisation_id == organisation_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(CreditClaim.id < key[0])
    ordered = statement.order_by(CreditClaim.id.desc()).limit(paging.SIZE + 1)
    rows = db.session.execute(visible_to(ordered, actor, CreditClaim.id))
    return paging.cut(
        [ClaimRow(*row) for row in rows], lambda row: (row.id,), began=key is not None
    )


def list_for_the_desk(
    actor: Actor, states: Collection[ClaimState], after: str | None = None
) -> Page[ClaimRow]:
    """Claims in these states: those that wait the oldest first, others the newest first."""
    waits = set(states) <= WAITING
    key, order = paging.decode(after, 1), CreditClaim.id if waits else CreditClaim.id.desc()
    statement = _claims().where(CreditClaim.state.in_(states))
    if key:
        later = CreditClaim.id > key[0] if waits else CreditClaim.id < key[0]
        statement = statement.where(later)
    rows = db.session.execute(
        visible_to(statement.order_by(order).limit(paging.SIZE + 1), actor, CreditClaim.id)
    )
    return paging.cut(
        [ClaimRow(*row) for row in rows], lambda row: (row.id,), began=key is not None
    )


def read_for_billing(actor: Actor, states: Collection[ClaimState]) -> Iterator[list[ClaimRow]]:
    """All claims in these states for a table, the newest first, a thousand a statement."""
    key = paging.GREATEST_KEY
    while True:
        statement = _claims().where(CreditClaim.state.in_(states), CreditClaim.id < key)
        ordered = statement.order_by(CreditClaim.id.desc()).limit(CLAIMS_AT_ONCE)
        rows = db.session.execute(visible_to(ordered, actor, CreditClaim.id))
        claims = [ClaimRow(*row) for row in rows]
        if claims:
            yield claims
        if len(claims) < CLAIMS_AT_ONCE:
            return
        key = claims[-1].id


def count_by_state() -> dict[ClaimState, int]:
    """How many claims stand in each state; for the desk."""
    statement = select(CreditClaim.state, func.count()).group_by(CreditClaim.state)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def get_claim(actor: Actor, claim_id: int) -> CreditClaim:
    """A claim that the actor sees, else NotFound."""
    statement = select(CreditClaim).where(CreditClaim.id == claim_id)
    found = db.session.scalars(visible_to(statement, actor, CreditClaim.id)).first()
    if found is None:
        raise NotFound
    return found


def list_steps(claim_id: int) -> list[StepRow]:
    """What became of a claim, the latest first; the caller has checked that it is seen."""
    statement = select(ClaimStep.state, ClaimStep.at, ClaimStep.by_id, ClaimStep.text).where(
        ClaimStep.claim_id == claim_id
    )
    rows = db.session.execute(statement.order_by(ClaimStep.id.desc()).limit(100))
    return [StepRow(*row) for row in rows]


def find_downtime_of(organisation_id: int, month: Month) -> Working | None:
    """As list_downtime_of, for one organisation; None where nothing is promised to it."""
    return list_downtime_of([organisation_id], month).get(organisation_id)


def list_downtime_of(organisation_ids: Collection[int], month: Month) -> dict[int, Working]:
    """Organisation → what counts as down for it in a month, up to now, with its working; for those with a promise.

    Reckoned anew at each call, in as many statements for many as for one: the figure that may be claimed is the one
    that is kept when the month is over.
    """
    if not organisation_ids:
        return {}
    found = reckon_organisations(read_basis(month), organisation_ids)
    return {one.organisation_id: working_of(one.working) for one in found}
