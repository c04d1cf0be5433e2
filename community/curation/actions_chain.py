"""Ties of an idea or a release to the articles, questions and other things that belong to it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from community.content.actions import link
from community.content.models import Link, LinkKind, Subject, SubjectKind
from community.content.queries import ensure_visible
from community.core.db import db, lock
from community.core.errors import Invalid, NotFound
from community.core.outbox import record
from community.curation.queries_pasted import Pasted
from community.events import ChainChanged
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

FROM = frozenset({SubjectKind.IDEA, SubjectKind.RELEASE})
TO = frozenset({SubjectKind.ARTICLE, SubjectKind.QUESTION, SubjectKind.IDEA, SubjectKind.RELEASE})


def tie(actor: Actor, subject: Subject, pasted: Pasted) -> bool:
    """Show an article, question, idea or release beside an idea or a release; False when it is already."""
    _lock(actor, subject)
    if pasted.subject_id is None or pasted.kind not in TO or pasted.subject_id == subject.id:
        raise Invalid(
            _l("Please paste the address of an article, a question, an idea or a release."),
            field="address",
        )
    ensure_visible(actor, db.session.get_one(Subject, pasted.subject_id))
    fresh = link(actor, subject.id, pasted.subject_id, LinkKind.RELATED)
    if fresh:
        record(ChainChanged(subject_id=subject.id, actor_id=actor.member_id or 0))
    return fresh


def untie(actor: Actor, subject: Subject, other_id: int) -> bool:
    """Show it beside the idea or release no longer; False when it was not."""
    _lock(actor, subject)
    gone = delete(Link).where(
        Link.from_id == subject.id, Link.to_id == other_id, Link.kind == LinkKind.RELATED
    )
    was = db.session.execute(gone.returning(Link.id)).first() is not None
    if was:
        record(ChainChanged(subject_id=subject.id, actor_id=actor.member_id or 0))
    return was


def _lock(actor: Actor, subject: Subject) -> None:
    lock(subject)
    ensure(actor, Permission.IDEA_TRIAGE)
    ensure_visible(actor, subject)
    if subject.kind not in FROM:
        raise NotFound
