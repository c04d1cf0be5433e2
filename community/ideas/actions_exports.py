"""The table of ideas as a file: asked for on a page, written by the worker."""

from datetime import timedelta

from sqlalchemy import delete, update

from community.content.actions_views import require_short
from community.core.clock import now
from community.core.db import SHARED_KEY, db
from community.core.tasks import enqueue_job
from community.ideas.models_triage import ExportState, IdeaExport, IdeaExportPart
from community.ideas.queries_exports import KEPT_FOR, Lines
from community.ideas.triage_terms import Look
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

# What goes wrong passes as a rule (a busy database, a lost connection): only after this long is it not tried again.
TRIED_FOR = timedelta(hours=1)


def start_export(actor: Actor, look: Look, locale: str) -> IdeaExport:
    """Order the file of this look; the worker begins after the commit. Invalid for a look that is too long."""
    ensure(actor, Permission.IDEA_TRIAGE)
    require_short(look.query)
    export = IdeaExport(query=look.query, locale=locale, created_at=now())
    export.author_id = actor.member_id or 0
    db.session.add(export)
    db.session.flush()  # the page that shows how far it is needs its number
    enqueue_job("write_exports")
    return export


def write_part(export_id: int, after: str | None, lines: Lines, *, total: int) -> bool:
    """Keep the lines that come after this place; False when another worker has, or the file is whole or gone."""
    found = db.session.get(
        IdeaExport, export_id, with_for_update=SHARED_KEY, populate_existing=True
    )
    if found is None or found.state is not ExportState.RUNNING or found.cursor != after:
        return False
    part = IdeaExportPart(export_id=found.id, ideas_before=found.written, lines=lines.text)
    db.session.add(part)
    found.total, found.cursor = total, lines.older
    found.written += lines.count
    if lines.older is None:
        found.state = ExportState.DONE
    return True


def forget_exports(older_than: timedelta = KEPT_FOR) -> None:
    """Remove the files whose day is over."""
    db.session.execute(delete(IdeaExport).where(IdeaExport.created_at <= now() - older_than))


def give_up(export_id: int) -> None:
    """Remove a file whose owner may not have it any more."""
    db.session.execute(delete(IdeaExport).where(IdeaExport.id == export_id))


def fail_old(export_id: int) -> None:
    """After something went wrong: go on later with what is written, but keep nothing of what was tried for too long."""
    too_old = update(IdeaExport).where(
        IdeaExport.id == export_id,
        IdeaExport.state == ExportState.RUNNING,
        IdeaExport.created_at <= now() - TRIED_FOR,
    )
    failed = db.session.execute(too_old.values(state=ExportState.FAILED).returning(IdeaExport.id))
    if failed.first() is not None:
        parts = delete(IdeaExportPart).where(IdeaExportPart.export_id == export_id)
        db.session.execute(parts)
