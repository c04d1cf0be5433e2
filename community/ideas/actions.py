"""What people do on the idea board."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import select, update

from community.content import actions as content
from community.content import actions_visibility
from community.content.actions_aids import keep_aids
from community.content.actions_mentions import keep_mentions
from community.content.aids import Aid
from community.content.models import Subject, SubjectKind, Visibility
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.content.screening import check_edit, is_held
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import (
    IdeaEdited,
    IdeaProposed,
)
from community.ideas.actions_promises import follow_visibility
from community.ideas.actions_voting import support
from community.ideas.circumstances import MOST, NONE_TOLD, Circumstances
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
    told: Circumstances = NONE_TOLD,
) -> Idea:
    """A new idea, supported by its author from the start; a newcomer's, or one on a moderated board, may wait."""
    ensure(actor, Permission.IDEA_PROPOSE, board)
    check_title(title)
    content.require(prose.body, "body")
    held = is_held(actor, prose, title, *told.words) or (board.is_moderated and not actor.is_staff)
    idea, subject = begin(
        actor,
        board,
        title,
        prose,
        told=told,
        is_held=held,
        lang=lang,
        created_at=created_at,
        author_id=author_id,
    )
    if votes_imported:
        idea.votes_imported = votes_imported
    keep_aids(idea.id, aids)
    keep_mentions(actor, subject, prose)
    if subject.author_id is not None:
        record(
            IdeaProposed(idea_id=idea.id, actor_id=subject.author_id, historic=actor.is_historic)
        )
    if not actor.is_historic:
        support(actor, idea, subject, importance=None, reason=None)
    return idea


def begin(
    actor: Actor,
    board: Board,
    title: str,
    prose: Prose,
    *,
    told: Circumstances,
    is_held: bool,
    lang: str,
    created_at: datetime | None = None,
    author_id: int | None = None,
) -> tuple[Idea, Subject]:
    """A new idea with its identity and no supporter yet; the caller has asked and checked."""
    subject = _new_subject(
        actor, board, held=is_held, lang=lang, created_at=created_at, author_id=author_id
    )
    idea = _new_idea(board, subject, title)
    _write(idea, prose, told)
    db.session.add_all([idea, IdeaFigures(idea_id=subject.id, is_stale=True, trending=0.0)])
    db.session.flush()  # votes raise the counter of this row
    return idea, subject


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


def _new_idea(board: Board, subject: Subject, title: str) -> Idea:
    status = first_status(Meaning.OPEN if subject.is_visible else Meaning.PENDING)
    idea = Idea(id=subject.id, board_id=board.id, author_id=subject.author_id, status_id=status.id)
    idea.title, idea.slug = title.strip(), slug_of(title)
    idea.status_changed_at = subject.created_at
    return idea


def _write(idea: Idea, prose: Prose, told: Circumstances) -> None:
    idea.body, idea.html, idea.text = prose.body, prose.html, prose.text
    idea.renderer_version = prose.renderer_version
    idea.problem, idea.way_round = (words[:MOST] for words in (told.problem, told.way_round))
    idea.how_often = told.how_often


def check_title(title: str) -> None:
    """Invalid for a title that says too little or too much."""
    low, high = TITLE_LENGTH
    if not low <= len(title.strip()) <= high:
        raise Invalid(
            _l("A title has between %(low)s and %(high)s characters.", low=low, high=high),
            field="title",
        )


def first_status(meaning: Meaning) -> IdeaStatus:
    """The first status of this meaning that is in use; each meaning has one."""
    of_meaning = select(IdeaStatus).where(IdeaStatus.meaning == meaning, IdeaStatus.is_active)
    statement = of_meaning.order_by(IdeaStatus.position, IdeaStatus.id)
    return db.session.scalars(statement.limit(1)).one()


def edit_idea(
    actor: Actor,
    idea: Idea,
    title: str,
    prose: Prose,
    *,
    note: str = "",
    told: Circumstances | None = None,
) -> None:
    """Change the words of an idea; what it said before is kept."""
    lock(idea)
    subject = get_locked(Subject, idea.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.IDEA_EDIT, idea)
    check_title(title)
    content.require(prose.body, "body")
    was = idea.circumstances
    told = was if told is None else told
    if (idea.title, idea.body, was) == (title.strip(), prose.body, told):
        return
    titles = "\n".join([title, *told.words]), "\n".join([idea.title, *was.words])
    check_edit(actor, subject, prose, idea.html, titles=titles)
    kept = was.beside(idea.body)
    content.keep_revision(actor, subject, title=idea.title, body=kept, note=note)
    idea.title, idea.slug, idea.edited_at = title.strip(), slug_of(title), now()
    _write(idea, prose, told)
    keep_mentions(actor, subject, prose)
    content.touch(idea.id)
    if idea.merged_into_id is not None:
        content.mark_dirty(idea.merged_into_id)  # its words are found there
    record(IdeaEdited(idea_id=idea.id, actor_id=_id_of(actor)))


def delete_idea(actor: Actor, idea: Idea, reason: str = "") -> None:
    """Take an idea away with its comments; it can be restored for 30 days."""
    lock(idea)
    ensure(actor, Permission.IDEA_DELETE, idea)
    subject = get_locked(Subject, idea.id)
    content.change_visibility(actor, subject, Visibility.DELETED, reason)
    actions_visibility.take_along(subject, actions_visibility.comments_on(idea.id))
    follow_visibility(actor, subject)


def announce_released(idea: Idea) -> None:
    """Let it be heard of an idea that waited for a moderator, as of one that everybody sees from the start."""
    if idea.author_id is not None:
        record(IdeaProposed(idea_id=idea.id, actor_id=idea.author_id))


def ensure_root(idea: Idea) -> None:
    """Conflict for an idea that was merged into another: what happens to it happens there."""
    if idea.merged_into_id is not None:
        raise Conflict(_l("This idea was merged into another one: decide about that one."))


def mark_figures_stale(idea_id: int) -> None:
    """Ask the worker to count an idea again within five minutes."""
    db.session.execute(
        update(IdeaFigures).where(IdeaFigures.idea_id == idea_id).values(is_stale=True)
    )


def _id_of(actor: Actor) -> int:
    return actor.member_id or 0
