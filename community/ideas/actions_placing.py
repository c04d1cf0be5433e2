"""Where an idea belongs: its board and its product area."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from community.content import actions as content
from community.content.actions_visibility import comments_on
from community.content.models import ProductArea, Subject
from community.core.audit import audit
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.versions import raise_version
from community.ideas.actions import ensure_root
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def move_to_board(actor: Actor, idea: Idea, board_id: int) -> None:
    """Move an idea with its comments to another board, whose readers see it from then on; its old addresses lead there.

    Conflict where others would see what was merged into it, or where its own audience is not its board's.
    """
    lock(idea)
    ensure(actor, Permission.IDEA_TRIAGE, idea)
    ensure_root(idea)
    if idea.board_id == board_id:
        return
    board = db.session.get(Board, board_id, with_for_update={"read": True})
    if board is None or board.audience_id not in actor.audience_ids:
        raise Invalid(_l("Please choose one of the boards."), field="board")
    subject, was = get_locked(Subject, idea.id), db.session.get_one(Board, idea.board_id)
    if board.audience_id != subject.audience_id:
        _let_see(idea, subject, was.audience_id, board.audience_id)
    idea.board_id = board.id
    content.mark_dirty(idea.id)
    content.touch(idea.id)
    raise_version("boards")
    audit(actor.member_id, "idea.moved", ("idea", idea.id), board=board.id, was=was.id)


def _let_see(idea: Idea, subject: Subject, was: int, audience_id: int) -> None:
    if subject.audience_id != was:
        raise Conflict(
            _l("Who sees this idea is not what its board says, so it stays where it is.")
        )
    if idea.merged_count:
        raise Conflict(
            _l("Others see that board, and ideas are merged into this one. Undo the merge first.")
        )
    comments = update(Subject).where(
        Subject.id.in_(comments_on(idea.id)), Subject.audience_id == was
    )
    comments = comments.values(audience_id=audience_id)
    db.session.execute(comments.execution_options(synchronize_session=False))
    content.change_audience(subject, audience_id)


def set_area(actor: Actor, idea: Idea, area_id: int | None) -> None:
    """Say which product area an idea belongs to, or none."""
    lock(idea)
    ensure(actor, Permission.IDEA_TRIAGE, idea)
    subject = get_locked(Subject, idea.id)
    if subject.product_area_id == area_id:
        return
    if area_id is not None and db.session.get(ProductArea, area_id) is None:
        raise Invalid(_l("Please choose one of the areas."), field="area")
    audit(
        actor.member_id, "idea.area", ("idea", idea.id), area=area_id, was=subject.product_area_id
    )
    subject.product_area_id = area_id
    content.mark_dirty(idea.id)
    content.touch(idea.id)
    raise_version("boards")
