"""What product managers do with releases: prepare them, publish them, and let their ideas be shipped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from community.content import actions as content
from community.content.models import Subject, SubjectKind
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.events import ReleasePublished
from community.ideas.actions import first_status, slug_of
from community.ideas.actions_statuses import change_status
from community.ideas.actions_supporters import lock_root
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.models_releases import Release, ReleaseIdea, ReleaseState, ReleaseText
from community.ideas.text_variables import ensure_known
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

IDEAS_AT_MOST = 200
NEVER_SHIPPED = frozenset({Meaning.SHIPPED, Meaning.DUPLICATE})


@dataclass(frozen=True, kw_only=True)
class ReleaseWords:
    """What a release says: its text by language, and what supporters of its ideas read, by language too."""

    name: str
    released_at: datetime
    audience_id: int
    texts: Mapping[str, Prose]
    ideas_body: Mapping[str, str] = field(default_factory=dict)


def create_release(actor: Actor, words: ReleaseWords) -> Release:
    """A draft that staff alone see."""
    ensure(actor, Permission.RELEASE_MANAGE)
    _check(words)
    subject = content.new_subject(
        actor,
        SubjectKind.RELEASE,
        lang=next(iter(words.texts)),
        audience_id=content.intern_audience(["staff"]),
    )
    release = Release(id=subject.id, state=ReleaseState.DRAFT)
    _write(release, words)
    db.session.add(release)
    db.session.flush()  # its texts point at it
    _write_texts(release.id, words)
    return release


def edit_release(actor: Actor, release: Release, words: ReleaseWords) -> None:
    """Change what a release says and who sees it; supporters who were told are not told again."""
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    _check(words)
    _write(release, words)
    _write_texts(release.id, words)
    if release.due_at is not None:
        _ensure_words(release)
    if release.is_published:
        content.change_audience(get_locked(Subject, release.id), words.audience_id)
        content.touch(release.id)
        raise_version("releases")


def _check(words: ReleaseWords) -> None:
    content.require(words.name, "name")
    if not any(prose.body.strip() for prose in words.texts.values()):
        raise Invalid(_l("Please write what is new, in one language at least."), field="body_en")
    for lang, body in words.ideas_body.items():
        ensure_known(body, field=f"ideas_body_{lang}")


def _write(release: Release, words: ReleaseWords) -> None:
    release.name, release.slug = words.name.strip(), slug_of(words.name)
    release.released_at, release.audience_id = words.released_at, words.audience_id
    release.ideas_body = {lang: body for lang, body in words.ideas_body.items() if body.strip()}


def _write_texts(release_id: int, words: ReleaseWords) -> None:
    db.session.execute(delete(ReleaseText).where(ReleaseText.release_id == release_id))
    for lang, prose in words.texts.items():
        if prose.body.strip():
            row = ReleaseText(release_id=release_id, lang=lang, body=prose.body, html=prose.html)
            row.text, row.renderer_version = prose.text, prose.renderer_version
            db.session.add(row)


def add_idea(
    actor: Actor, release: Release, idea: Idea, *, body: str = "", lang: str | None = None
) -> bool:
    """Let an idea, or what it leads to, come with a release, with words of its own if one likes.

    False when it does already.
    """
    root_id = lock_root(idea.id).id
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    ensure_visible(actor, get_locked(Subject, root_id))
    ensure_known(body, field="body")
    held = select(func.count()).where(ReleaseIdea.release_id == release.id)
    if db.session.scalars(held).one() >= IDEAS_AT_MOST:
        raise Invalid(
            _l("A release holds at most %(most)s ideas.", most=IDEAS_AT_MOST), field="address"
        )
    fresh = insert_once(
        ReleaseIdea, release_id=release.id, idea_id=root_id, body=body.strip(), lang=lang
    )
    if fresh and (release.is_published or release.due_at is not None):
        _ensure_words(release)
    if fresh and release.is_published:
        enqueue_job("ship_releases")
    return fresh


def remove_idea(actor: Actor, release: Release, idea_id: int) -> None:
    """Let an idea come with the release no longer; Conflict once it was shipped with it."""
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    statement = delete(ReleaseIdea).where(
        ReleaseIdea.release_id == release.id,
        ReleaseIdea.idea_id == idea_id,
        ReleaseIdea.change_id.is_(None),
    )
    if db.session.execute(statement.returning(ReleaseIdea.id)).first() is None:
        raise Conflict(_l("This idea was shipped with the release, or is not part of it."))
    raise_version("releases")


def publish_release(actor: Actor, release: Release) -> None:
    """Show a release to its audience; the worker ships its ideas, and each tells its own people."""
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    _ensure_draft(release)
    _ensure_words(release)
    _publish(release, actor.member_id)


def schedule_release(actor: Actor, release: Release, due_at: datetime) -> None:
    """Let the worker publish a draft at its minute, or at another one than was planned."""
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    _ensure_draft(release)
    _ensure_words(release)
    if due_at <= now():
        raise Invalid(_l("Please choose a time that is still to come."), field="due_at")
    release.due_at, release.due_by_id = due_at, actor.member_id


def cancel_schedule(actor: Actor, release: Release) -> None:
    """Let a draft wait until somebody publishes it; Conflict once it is out."""
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    _ensure_draft(release)
    release.due_at = release.due_by_id = None


def publish_scheduled(release_id: int) -> bool:
    """Publish a draft whose time has come, once; False where it was cancelled, put off, or is out."""
    release = get_locked(Release, release_id)
    if release.is_published or release.due_at is None or release.due_at > now():
        return False
    _publish(release, release.due_by_id)
    return True


def _ensure_draft(release: Release) -> None:
    if release.is_published:
        raise Conflict(_l("This release is published already."))


def _publish(release: Release, by_id: int | None) -> None:
    subject = get_locked(Subject, release.id)
    release.state, release.published_at = ReleaseState.PUBLISHED, now()
    release.published_by_id, release.due_at, release.due_by_id = by_id, None, None
    content.change_audience(subject, release.audience_id)
    content.touch(release.id)
    record(ReleasePublished(release_id=release.id, actor_id=by_id or 0))
    enqueue_job("ship_releases")


def delete_draft(actor: Actor, release: Release) -> None:
    """Give up a release that nobody outside the team has seen."""
    lock(release)
    ensure(actor, Permission.RELEASE_MANAGE, release)
    _ensure_draft(release)
    for model, key in ((Release, Release.id), (Subject, Subject.id)):
        db.session.execute(
            delete(model).where(key == release.id).execution_options(synchronize_session=False)
        )
    content.mark_dirty(release.id)


def _ensure_words(release: Release) -> None:
    """Each idea needs a text: its own, or the one for all."""
    if release.ideas_body:
        return
    silent = select(ReleaseIdea.id).where(
        ReleaseIdea.release_id == release.id, ReleaseIdea.body == ""
    )
    if db.session.scalars(silent.limit(1)).first() is not None:
        raise Invalid(
            _l("Please write what the supporters of its ideas read, here or for each idea."),
            field="ideas_body_en",
        )


def ship_idea(row_id: int, prose: Prose, *, lang: str, idea_id: int) -> bool:
    """Ship an idea with its published release, once; False where that has been done or would be wrong.

    What it was merged into is shipped in its place: `idea_id` is what these words are about. Where the idea leads
    elsewhere by now it waits, for words about that.
    """
    row = db.session.get(ReleaseIdea, row_id)
    if row is None:
        return False
    idea = lock_root(row.idea_id)
    if idea.id != idea_id:
        return False
    lock(row)
    release = db.session.get_one(Release, row.release_id)
    if row.settled_at is not None or not release.is_published:
        return False
    row.settled_at = now()
    if not _can_ship(idea):
        return False
    change = change_status(
        SYSTEM,
        idea,
        first_status(Meaning.SHIPPED),
        prose,
        lang=lang,
        decided_by_id=release.published_by_id,
    )
    row.change_id = change.id
    return True


def _can_ship(idea: Idea) -> bool:
    meaning = db.session.get_one(IdeaStatus, idea.status_id).meaning
    shown = get_locked(Subject, idea.id).is_visible
    return shown and meaning not in NEVER_SHIPPED
