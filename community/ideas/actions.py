"""What people do on the idea board."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from community.content import actions as content
from community.content import actions_visibility
from community.content.actions_aids import keep_aids
from community.content.aids import Aid
from community.content.models import Importance, Subject, SubjectKind, Visibility, VoteKind
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.content.screening import check_edit, is_held
from community.core.clock import now
from community.core.db import db, get_locked, key_of, lock
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.events import (
    IdeaEdited,
    IdeaProposed,
    IdeaVoted,
    IdeaVoteWithdrawn,
)
from community.ideas.actions_promises import follow_visibility, promise_answer
from community.ideas.models import (
    Board,
    Idea,
    IdeaFigures,
    IdeaStatus,
    Meaning,
)
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

TITLE_LENGTH = (8, 200)


def slug_of(title: str) -> str:
    """How a title stands in an address; `idea` where it holds no letter that can."""
    return slugify(title, max_length=80, word_boundary=True) or "idea"


def propose(
    actor: Actor,
    board: Board,
    title: str,
    prose: Prose,
    *,
    lang: str,
    created_at: datetime | None = None,
    author_id: int | None = None,
    votes_imported: int = 0,
    aids: Iterable[Aid] = (),
) -> Idea:
    """A new idea, supported by its author from the start; a newcomer's, or one on a moderated board, may wait."""
    ensure(actor, Permission.IDEA_PROPOSE, board)
    check_title(title)
    content.require(prose.body, "body")
    held = is_held(actor, prose, title) or (board.is_moderated and not actor.is_staff)
    subject = _new_subject(
        actor, board, held=held, lang=lang, created_at=created_at, author_id=author_id
    )
    idea = _new_idea(board, subject, title, votes_imported=votes_imported)
    _write(idea, prose)
    db.session.add_all([idea, IdeaFigures(idea_id=subject.id, is_stale=True, trending=0.0)])
    db.session.flush()  # the author's vote below raises the counter of this row
    keep_aids(idea.id, aids)
    if subject.author_id is not None:
        record(
            IdeaProposed(idea_id=idea.id, actor_id=subject.author_id, historic=actor.is_historic)
        )
    if not actor.is_historic:
        _support(actor, idea, subject, importance=None, reason=None)
    return idea


def _new_subject(
    actor: Actor,
    board: Board,
    *,
    held: bool,
    lang: str,
    created_at: datetime | None,
    author_id: int | None,
) -> Subject:
    return content.new_subject(
        actor,
        SubjectKind.IDEA,
        lang=lang,
        audience_id=board.audience_id,
        product_area_id=board.product_area_id,
        organisation_id=content.voting_organisation(actor),
        visibility=Visibility.PENDING if held else Visibility.VISIBLE,
        created_at=created_at,
        author_id=author_id,
    )


def _new_idea(board: Board, subject: Subject, title: str, *, votes_imported: int) -> Idea:
    status = first_status(Meaning.OPEN if subject.is_visible else Meaning.PENDING)
    idea = Idea(id=subject.id, board_id=board.id, author_id=subject.author_id, status_id=status.id)
    idea.title, idea.slug = title.strip(), slug_of(title)
    idea.status_changed_at, idea.votes_imported = subject.created_at, votes_imported
    return idea


def _write(idea: Idea, prose: Prose) -> None:
    idea.body, idea.html, idea.text = prose.body, prose.html, prose.text
    idea.renderer_version = prose.renderer_version


def check_title(title: str) -> None:
    """Invalid for a title that says too little or too much."""
    low, high = TITLE_LENGTH
    if not low <= len(title.strip()) <= high:
        raise Invalid(
            _l("A title has between %(low)s and %(high)s characters.", low=low, high=high),
            field="title",
        )


def first_status(meaning: Meaning) -> IdeaStatus:
    """The first status of this meaning; each meaning has one."""
    statement = (
        select(IdeaStatus).where(IdeaStatus.meaning == meaning).order_by(IdeaStatus.position)
    )
    return db.session.scalars(statement.limit(1)).one()


def edit_idea(actor: Actor, idea: Idea, title: str, prose: Prose, *, note: str = "") -> None:
    """Change the words of an idea; what it said before is kept."""
    lock(idea)
    subject = get_locked(Subject, idea.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.IDEA_EDIT, idea)
    check_title(title)
    content.require(prose.body, "body")
    if (idea.title, idea.body) == (title.strip(), prose.body):
        return
    check_edit(actor, subject, prose, idea.html, titles=(title, idea.title))
    content.keep_revision(actor, subject, title=idea.title, body=idea.body, note=note)
    idea.title, idea.slug, idea.edited_at = title.strip(), slug_of(title), now()
    _write(idea, prose)
    content.touch(idea.id)
    record(IdeaEdited(idea_id=idea.id, actor_id=_id_of(actor)))


def delete_idea(actor: Actor, idea: Idea, reason: str = "") -> None:
    """Take an idea away with its comments; it can be restored for 30 days."""
    lock(idea)
    ensure(actor, Permission.IDEA_DELETE, idea)
    subject = get_locked(Subject, idea.id)
    content.change_visibility(actor, subject, Visibility.DELETED, reason)
    actions_visibility.take_along(subject, actions_visibility.comments_on(idea.id))
    follow_visibility(actor, subject)


def vote(
    actor: Actor, idea: Idea, *, importance: Importance | None = None, reason: str | None = None
) -> bool:
    """Support an idea once; False for a second click. Conflict when its status closed voting."""
    subject = _votable(actor, idea)
    return _support(actor, idea, subject, importance=importance, reason=reason)


def _support(
    actor: Actor, idea: Idea, subject: Subject, *, importance: Importance | None, reason: str | None
) -> bool:
    fresh = content.cast_vote(
        actor,
        subject,
        VoteKind.SUPPORT,
        counter=Idea.supporter_count,
        importance=importance,
        reason=reason,
    )
    if fresh:
        _count(idea, 1)
        content.follow_quietly(actor.member_id, idea.id)
        promise_answer(actor, idea, subject)
        record(IdeaVoted(idea_id=idea.id, actor_id=_id_of(actor)))
    return fresh


def withdraw_vote(actor: Actor, idea: Idea) -> bool:
    """Support an idea no longer; False when one did not."""
    subject = _votable(actor, idea)
    gone = content.withdraw_vote(actor, subject, VoteKind.SUPPORT, counter=Idea.supporter_count)
    if gone:
        _count(idea, -1)
        record(IdeaVoteWithdrawn(idea_id=idea.id, actor_id=_id_of(actor)))
    return gone


def _count(idea: Idea, by: int) -> None:
    """Let the row in memory, which is locked, say what was counted in SQL."""
    count = idea.supporter_count + by
    set_committed_value(idea, "supporter_count", count)
    set_committed_value(idea, "supporters", count + idea.votes_imported)


def _votable(actor: Actor, idea: Idea) -> Subject:
    """The subject of an idea that accepts votes now; its row stays locked, so that no vote slips in behind a status."""
    found = db.session.execute(_locked(), {"idea": key_of(idea)}).first()
    if found is None:
        raise NotFound
    subject: Subject = found[1]
    status: IdeaStatus = found[2]
    ensure(actor, Permission.IDEA_VOTE, idea)
    ensure_visible(actor, subject)
    if not status.accepts_votes:
        raise Conflict(_l("Voting on this idea is closed: its status says what became of it."))
    return subject


@cache
def _locked() -> Any:
    """The idea read again and locked with its subject, and its status, in one statement."""
    whole = select(Idea, Subject, IdeaStatus).where(Idea.id == bindparam("idea"))
    joined = whole.join(Subject, Subject.id == Idea.id).join(
        IdeaStatus, IdeaStatus.id == Idea.status_id
    )
    locked = joined.with_for_update(of=(Idea, Subject))
    return locked.execution_options(populate_existing=True)


def mark_figures_stale(idea_id: int) -> None:
    """Ask the worker to count an idea again within five minutes."""
    db.session.execute(
        update(IdeaFigures).where(IdeaFigures.idea_id == idea_id).values(is_stale=True)
    )


def _id_of(actor: Actor) -> int:
    return actor.member_id or 0
