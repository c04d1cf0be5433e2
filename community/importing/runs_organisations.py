"""Takes over a table of customers with their plans; the same table twice changes nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.customers import OrganisationFacts
from community.accounts.models import Entitlement, Organisation
from community.core.audit import audit
from community.core.csv_reading import RefusedLine
from community.core.db import db, get_locked, writing
from community.core.errors import Invalid
from community.importing.organisation_rows import (
    MOST_ROWS,
    CustomerRow,
    PlanRow,
    read_customers,
)
from community.importing.queries_organisations import list_plan_versions
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

AT_ONCE = 10


@dataclass
class Outcome:
    """What became of a table, counted by organisations and by plans."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    plans_given: int = 0
    plans_changed: int = 0
    refused: list[RefusedLine] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count what a part brought."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.plans_given += other.plans_given
        self.plans_changed += other.plans_changed
        self.refused += other.refused


class _OnlyLooking(Exception):
    """Ends the transaction of a dry run, which is undone."""


def import_organisations(
    actor: Actor,
    text: str,
    *,
    dry_run: bool = False,
    most: int = MOST_ROWS,
    advance: Callable[[int], object] = lambda _count: None,
) -> Outcome:
    """Take the customers over by their ids, ten a transaction; `dry_run` does all of it and keeps nothing.

    Opens writing() itself. Invalid for what is no such table; lines that cannot be taken are told one by one.
    """
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    versions = list_plan_versions()
    rows, refused = read_customers(text, versions.keys(), most=most)
    outcome = Outcome(refused=refused)
    for some in _batches(rows):
        part = Outcome()
        try:
            with writing():
                for mine in some:
                    _take(actor, mine, versions, part)
                if dry_run:
                    raise _OnlyLooking
        except _OnlyLooking:
            db.session.expire_all()
        outcome.add(part)
        advance(sum(map(len, some)))
    outcome.refused.sort(key=lambda one: one.line)
    if not dry_run:
        _note(actor, outcome)
    return outcome


def _note(actor: Actor, outcome: Outcome) -> None:
    with writing():
        audit(
            actor.member_id,
            "organisations.imported",
            added=outcome.added,
            changed=outcome.changed,
            plans=outcome.plans_given + outcome.plans_changed,
            refused=len(outcome.refused),
        )


def _batches(rows: list[CustomerRow]) -> Iterator[list[list[CustomerRow]]]:
    """The lines by customer, ten customers at once, in one order for whoever imports at the same time."""
    ordered = sorted(rows, key=lambda row: (row.external_id, row.line))
    customers = [list(mine) for _id, mine in groupby(ordered, key=lambda row: row.external_id)]
    for first in range(0, len(customers), AT_ONCE):
        yield customers[first : first + AT_ONCE]


def _take(
    actor: Actor,
    rows: list[CustomerRow],
    versions: Mapping[tuple[str, int | None], int | None],
    outcome: Outcome,
) -> None:
    first = rows[0]
    try:
        organisation_id = _take_facts(actor, first, outcome)
    except Invalid as invalid:
        outcome.refused += [RefusedLine(row.line, row.external_id, invalid.message) for row in rows]
        return
    for row in rows:
        if row.plan is None:
            continue
        try:
            _take_plan(actor, organisation_id, row.plan, versions=versions, outcome=outcome)
        except Invalid as invalid:
            outcome.refused.append(RefusedLine(row.line, row.external_id, invalid.message))


def _take_facts(actor: Actor, row: CustomerRow, outcome: Outcome) -> int:
    statement = select(Organisation.id).where(Organisation.external_id == row.external_id)
    known = db.session.scalars(statement).first()
    if known is None:
        fresh = _facts(OrganisationFacts(name="", external_id=row.external_id), row)
        outcome.added += 1
        return organisations.add_organisation(actor, fresh).id
    there = get_locked(Organisation, known)
    before = OrganisationFacts(
        name=there.name,
        country=there.country,
        annual_value=there.annual_value,
        external_id=there.external_id,
        fields=tuple(sorted(there.fields.items())),
    )
    after = _facts(before, row)
    if after == before:
        outcome.unchanged += 1
    else:
        organisations.change_organisation(actor, known, after)
        outcome.changed += 1
    return known


def _facts(before: OrganisationFacts, row: CustomerRow) -> OrganisationFacts:
    fields = dict(before.fields) | dict(row.fields)
    kept = tuple(sorted((name, value) for name, value in fields.items() if value is not None))
    return replace(before, **dict(row.facts), fields=kept)  # type: ignore[arg-type]


def _take_plan(
    actor: Actor,
    organisation_id: int,
    plan: PlanRow,
    *,
    versions: Mapping[tuple[str, int | None], int | None],
    outcome: Outcome,
) -> None:
    statement = select(Entitlement.id).where(
        Entitlement.organisation_id == organisation_id,
        Entitlement.plan_key == plan.key,
        Entitlement.starts_at == plan.starts_at,
    )
    known = db.session.scalars(statement).first()
    if known is not None:
        outcome.plans_changed += organisations.change_end(
            actor, organisation_id, known, plan.ends_at
        )
        return
    organisations.entitle(
        actor,
        organisation_id,
        plan.key,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        pinned_version_id=versions[plan.key, plan.menu_number],
    )
    outcome.plans_given += 1
