"""The ledger's book-keeping: entries for facts that are new, reversals for facts that are gone."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import aliased

from community import site_settings
from community.accounts.models import Member
from community.core.clock import now
from community.core.db import SHARED_KEY, db
from community.policies.standing import level_of
from community.recognition.facts import Fact
from community.recognition.models import LedgerEntry
from community.recognition.points import OF_FLAGS, WITHOUT_CAP, credited, points_of


def settle(facts: Iterable[Fact], standing: Iterable[LedgerEntry]) -> None:
    """Append what is missing and reverse what no longer holds; `standing` are the entries these facts may explain."""
    wanted = {fact.source: fact for fact in facts}
    held = {entry.source: entry for entry in standing}
    touched = {fact.member_id for fact in wanted.values()} | {
        one.member_id for one in held.values()
    }
    lock_members(touched)
    for source in sorted(held.keys() - wanted.keys()):
        _reverse(held[source])
    for source in sorted(wanted.keys() - held.keys(), key=lambda one: (wanted[one].at, one)):
        append(wanted[source])
    refresh_standing(touched)


def lock_members(ids: Iterable[int]) -> None:
    """Let nobody else write entries of these members until the commit: the day's cap is shared."""
    statement = select(Member.id).where(Member.id.in_(sorted(ids))).order_by(Member.id)
    db.session.execute(statement.with_for_update(**SHARED_KEY))


def list_standing(subject_id: int, sources: Iterable[str] | None = None) -> list[LedgerEntry]:
    """The entries about a subject (or of these sources) that are not reversed."""
    conditions = [
        LedgerEntry.subject_id == subject_id,
        LedgerEntry.reason.not_in(OF_FLAGS),
    ]
    if sources is not None:
        conditions.append(LedgerEntry.source.in_(list(sources)))
    return _standing(*conditions)


def list_fines(subject_id: int) -> list[LedgerEntry]:
    """What upheld flags against a subject cost, as far as it is not taken back."""
    return _standing(LedgerEntry.subject_id == subject_id, LedgerEntry.reason.in_(OF_FLAGS))


_reversal = aliased(LedgerEntry)


def _standing(*conditions: ColumnElement[bool]) -> list[LedgerEntry]:
    statement = (
        select(LedgerEntry)
        .outerjoin(_reversal, _reversal.reverses_id == LedgerEntry.id)
        .where(_reversal.id.is_(None), LedgerEntry.reverses_id.is_(None), *conditions)
    )
    return list(db.session.scalars(statement))


def append(fact: Fact) -> LedgerEntry:
    """An entry for a fact, credited under the cap of its day (UTC); one that comes back has the points that it had."""
    before = _newest(fact.source)
    entry = LedgerEntry(member_id=fact.member_id, reason=fact.reason, subject_id=fact.subject_id)
    entry.source, entry.generation = fact.source, before.generation + 1 if before else 1
    entry.at, entry.day = fact.at, fact.at.astimezone(UTC).date()
    if before is not None and (before.at, before.member_id) == (fact.at, fact.member_id):
        entry.earned, entry.credited, entry.restores_id = before.earned, before.credited, before.id
    else:
        entry.earned, entry.credited = _points(fact)
    db.session.add(entry)
    db.session.flush()  # the next entry of the day counts this one
    return entry


def _points(fact: Fact) -> tuple[int, int]:
    """What a new fact earns, and what of it is credited."""
    settings = site_settings.current()
    earned = points_of(fact.reason, settings)
    is_free = fact.reason in WITHOUT_CAP or earned < 0
    already = 0 if is_free else _capped_on(fact.member_id, fact.at)
    return earned, credited(fact.reason, earned, already, settings.reputation_cap)


def _reverse(entry: LedgerEntry) -> None:
    at = now()
    reversal = LedgerEntry(
        member_id=entry.member_id, reason=entry.reason, subject_id=entry.subject_id
    )
    reversal.source, reversal.generation = f"reversal:{entry.id}", 1
    reversal.earned, reversal.credited = -entry.earned, -entry.credited
    reversal.at, reversal.day, reversal.reverses_id = at, at.date(), entry.id
    db.session.add(reversal)


def _capped_on(member_id: int, at: datetime) -> int:
    statement = select(func.coalesce(func.sum(LedgerEntry.credited), 0))
    conditions = (LedgerEntry.member_id == member_id, *is_capped(at))
    return int(db.session.scalars(statement.where(*conditions)).one())


def is_capped(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions on what was credited under the cap of that day (UTC), once: a reversal frees no cap."""
    return (
        LedgerEntry.day == at.astimezone(UTC).date(),
        LedgerEntry.reverses_id.is_(None),
        LedgerEntry.restores_id.is_(None),
        LedgerEntry.credited > 0,
        LedgerEntry.reason.not_in(WITHOUT_CAP),
    )


def _newest(source: str) -> LedgerEntry | None:
    """The last entry that stood for this fact."""
    statement = select(LedgerEntry).where(LedgerEntry.source == source)
    return db.session.scalars(statement.order_by(LedgerEntry.generation.desc()).limit(1)).first()


def refresh_standing(ids: Iterable[int]) -> None:
    """Write sum and level of these members where everybody reads them; the floor of 0 is applied here."""
    db.session.flush()  # the sums below count what was just appended
    settings = site_settings.current()
    for member_id in sorted(ids):
        total = select(func.coalesce(func.sum(LedgerEntry.credited), 0))
        points = max(
            0, int(db.session.scalars(total.where(LedgerEntry.member_id == member_id)).one())
        )
        statement = update(Member).where(Member.id == member_id)
        db.session.execute(statement.values(reputation=points, level=level_of(points, settings)))
