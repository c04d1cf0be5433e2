"""What every import does: note its run, remember what came from where, find or make authors."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from community.accounts.actions import NewMember, add_authors
from community.content.models_kept import DirtySubject
from community.core.clock import as_of, now
from community.core.db import db
from community.core.versions import raise_version
from community.importing.models import ImportedKind, ImportedRow, ImportKind, ImportRun
from community.importing.queries import find_authors
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

IMPORTER: Final = replace(SYSTEM, name="Import", is_historic=True)
"""The portal itself, telling what happened elsewhere: its events are told to nobody."""
AT_ONCE = 500


@dataclass(slots=True)
class Taken:
    """What one transaction of an import brought: rows to remember, and what changed."""

    run_id: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[ImportedKind, str, str]] = field(default_factory=list)
    accepted: list[tuple[int, datetime]] = field(default_factory=list)
    """Answers that solve their question, and since when: settled once all rows stand."""
    added: int = 0
    changed: int = 0

    def remember(self, kind: ImportedKind, key: str, target_id: int, said: str = "") -> None:
        """Note that a thing of the source became this."""
        self.rows.append(
            {"kind": kind, "source_key": key, "target_id": target_id, "content_hash": said}
        )


def begin_run(actor: Actor, kind: ImportKind, source: str) -> int:
    """Note that an import begins; its key."""
    ensure(actor, Permission.IMPORT)
    run = ImportRun(kind=kind, source=source[:200], started_at=now())
    db.session.add(run)
    db.session.flush()  # what it brings names its key
    return run.id


def note_progress(taken: Taken, *, cursor: int, at: datetime) -> None:
    """Remember what this transaction brought and how far the run came, in the same transaction."""
    if taken.rows:
        rows = [{**row, "run_id": taken.run_id, "imported_at": at} for row in taken.rows]
        db.session.execute(insert(ImportedRow), rows)
    for kind, key, said in taken.said:
        statement = update(ImportedRow).where(
            ImportedRow.kind == kind, ImportedRow.source_key == key
        )
        db.session.execute(statement.values(content_hash=said, imported_at=at, run_id=taken.run_id))
    values = {
        ImportRun.cursor: cursor,
        ImportRun.added: ImportRun.added + taken.added,
        ImportRun.changed: ImportRun.changed + taken.changed,
    }
    db.session.execute(update(ImportRun).where(ImportRun.id == taken.run_id).values(values))
    if taken.added or taken.changed:  # no event tells of what is historic
        raise_version("imports")


def end_run(run_id: int) -> None:
    """Note that a run came to its end."""
    db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(finished_at=now()))


def settle_authors(
    actor: Actor, source: str, names: Iterable[str], *, joined_at: datetime
) -> dict[str, int]:
    """The members of these names in the source; unknown ones become members without an address, to be claimed."""
    ensure(actor, Permission.IMPORT)
    wanted = {name: f"{source}:{name}"[:200] for name in sorted(set(names)) if name}
    known = find_authors(wanted.values())
    missing = {key: name for name, key in wanted.items() if key not in known}
    if missing:
        with as_of(joined_at):
            add_authors(NewMember(name=name, source_key=key) for key, name in missing.items())
        known |= find_authors(missing)
    return {name: known[key] for name, key in wanted.items()}


def forget_indexed(before: datetime) -> int:
    """Forget subjects that were noted for the index before its rebuild began; how many at once, 0 when all are."""
    old = select(DirtySubject.subject_id).where(DirtySubject.since < before).limit(AT_ONCE)
    gone = delete(DirtySubject).where(
        DirtySubject.subject_id.in_(old.scalar_subquery()), DirtySubject.since < before
    )
    return len(list(db.session.scalars(gone.returning(DirtySubject.subject_id))))
