"""What administrators do with boards."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import func, or_, select, update

from community.content.actions_dirty import mark_selected_dirty
from community.content.models import Comment, Subject
from community.core.audit import audit
from community.core.db import db, insert_once, lock
from community.core.errors import Invalid
from community.core.versions import raise_version
from community.ideas.models import Board, Idea
from community.ideas.ordering import place_anew
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

SLUG_LENGTH = 60
# What stands under /ideas/ beside the boards.
RESERVED = frozenset({"new"})


@dataclass(frozen=True, kw_only=True)
class BoardFacts:
    """What a board is called, who sees it, and how it is kept."""

    name: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    audience_id: int = PUBLIC_AUDIENCE_ID
    product_area_id: int | None = None
    is_moderated: bool = False
    vote_budget: int | None = None


def create_board(
    actor: Actor,
    slug: str,
    name: dict[str, str],
    *,
    description: dict[str, str],
    audience_id: int,
    position: int = 0,
) -> Board:
    """A new board without moderation or budget; Invalid when the slug is taken."""
    facts = BoardFacts(name=name, description=description, audience_id=audience_id)
    return open_board(actor, slug, facts, position=position)


def open_board(actor: Actor, slug: str, facts: BoardFacts, *, position: int | None = None) -> Board:
    """A new board, the last one unless a place is given; Invalid when its address is taken or says nothing."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    _check(facts)
    plain = slugify(slug, max_length=SLUG_LENGTH)
    if not plain or plain in RESERVED:
        raise Invalid(_l("Please write an address of letters and numbers."), field="slug")
    if position is None:
        position = (db.session.scalars(select(func.max(Board.position))).one() or 0) + 1
    if not insert_once(Board, slug=plain, position=position, **_values(facts)):
        raise Invalid(_l("There is a board at this address."), field="slug")
    board = db.session.scalars(select(Board).where(Board.slug == plain)).one()
    raise_version("boards")
    audit(actor.member_id, "board.opened", ("board", board.id), slug=plain)
    return board


def _values(facts: BoardFacts) -> dict[str, object]:
    return {
        "name": dict(facts.name),
        "description": dict(facts.description),
        "audience_id": facts.audience_id,
        "product_area_id": facts.product_area_id,
        "is_moderated": facts.is_moderated,
        "vote_budget": facts.vote_budget,
    }


def _check(facts: BoardFacts) -> None:
    if not any(text.strip() for text in facts.name.values()):
        raise Invalid(_l("Please give it a name."), field="name_en")
    if facts.vote_budget is not None and facts.vote_budget < 1:
        raise Invalid(_l("A budget is at least one vote. Leave it empty for none."), "vote_budget")


def change_board(actor: Actor, board: Board, facts: BoardFacts) -> None:
    """Other words, audience or habits; its address stays, and so do the ideas on it.

    Who sees the ideas changes at once, in a few statements however many they are: closing a board must not wait.
    Area and moderation hold for ideas to come; a smaller budget takes no vote away.
    """
    ensure(actor, Permission.TAXONOMY_MANAGE)
    _check(facts)
    lock(board)
    was = board.audience_id
    for name, value in _values(facts).items():
        setattr(board, name, value)
    if was != facts.audience_id:
        _let_see(board.id, was, facts.audience_id)
    raise_version("boards")
    audit(actor.member_id, "board.changed", ("board", board.id), audience=facts.audience_id)


def _let_see(board_id: int, was: int, audience_id: int) -> None:
    ideas = select(Idea.id).where(Idea.board_id == board_id)
    beneath = select(Comment.id).where(Comment.on_id.in_(ideas))
    theirs = or_(Subject.id.in_(ideas), Subject.id.in_(beneath))
    moved = update(Subject).where(theirs, Subject.audience_id == was)
    # What was merged into an idea of another board is found there too.
    roots = select(Idea.merged_into_id).where(Idea.board_id == board_id)
    indexed = select(Idea.id).where(or_(Idea.board_id == board_id, Idea.id.in_(roots)))
    moved = moved.values(audience_id=audience_id)
    db.session.execute(moved.execution_options(synchronize_session=False))
    mark_selected_dirty(indexed)
    raise_version("visibility")


def move_board(actor: Actor, board: Board, *, up: bool) -> None:
    """Let a board change places with its neighbour; at the end nothing changes."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    held = select(Board).order_by(Board.id).with_for_update()
    rows = db.session.scalars(held.execution_options(populate_existing=True)).all()
    place_anew(rows, board.id, up=up)
    raise_version("boards")
