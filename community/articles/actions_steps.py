"""How a revision is led through its life: by the table, with its note and its line in the record."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from community.articles.lifecycle import ASKS, Change, Step, find_change
from community.articles.models import ArticleRevision, Translation
from community.articles.models_review import MAX_NOTE, ReviewNote
from community.articles.states import RevisionState
from community.content.actions import require
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db
from community.core.errors import Conflict, Invalid
from community.policies.actor import Actor
from community.policies.registry import ensure

Seen = tuple[int, int]


class DraftMoved(Invalid):
    """Somebody saved the draft after this person had opened it; what was typed is not kept yet."""


def check_seen(seen: Seen | None, draft: ArticleRevision | None) -> None:
    """DraftMoved when the draft is not the one, (number, saves), that this person had before him."""
    if seen is not None and seen != ((draft.number, draft.saves) if draft else (0, 0)):
        raise DraftMoved(_l("Somebody saved this text after you had opened it."))


def take_step(
    actor: Actor,
    translation: Translation,
    revision: ArticleRevision,
    step: Step,
    *,
    to: RevisionState | None = None,
    text: str = "",
    publish_at: datetime | None = None,
) -> ReviewNote:
    """Lead a locked revision one step on; Conflict where the table has no such line, NotAllowed for others' steps."""
    change = find_change(step, revision.state, to)
    if change is None:
        raise Conflict(
            _l("This text has moved on since you opened the page. Look at it again, please.")
        )
    ensure(actor, ASKS[change.by], revision)
    if change.needs_text:
        require(text, "text")
    revision.state = change.to
    if change.to is RevisionState.DRAFT:
        back_to_draft(revision)
    note = keep_note(actor, revision, step, text=text, publish_at=publish_at)
    _record(actor, translation, revision, change=change)
    return note


def back_to_draft(revision: ArticleRevision) -> None:
    """Nothing that was decided about other words holds any more."""
    revision.state = RevisionState.DRAFT
    revision.submitted_at = revision.approved_at = revision.approved_by_id = None
    revision.publish_at = None


def keep_note(
    actor: Actor,
    revision: ArticleRevision,
    step: Step,
    *,
    text: str = "",
    publish_at: datetime | None = None,
) -> ReviewNote:
    """What is done or said, with its key."""
    if len(text) > MAX_NOTE:
        raise Invalid(_l("At most %(max)d characters fit in here.", max=MAX_NOTE), field="text")
    note = ReviewNote(revision_id=revision.id, member_id=actor.member_id, step=step)
    note.text, note.saves, note.publish_at = text.strip(), revision.saves, publish_at
    note.created_at = now()
    db.session.add(note)
    db.session.flush()  # events name it
    return note


def _record(
    actor: Actor, translation: Translation, revision: ArticleRevision, *, change: Change
) -> None:
    audit(
        actor.member_id,
        f"article.{change.step}",
        ("article", translation.article_id),
        locale=translation.locale,
        revision=revision.number,
        state=change.to,
    )
