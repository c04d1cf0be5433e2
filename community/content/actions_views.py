"""Ways to look at a desk: kept under a name, named otherwise, and kept no longer."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.content import actions as content
from community.content.models_views import LONGEST_QUERY, Desk, SavedView
from community.content.queries_views import OPENED_BY
from community.core.clock import now
from community.core.db import db, insert_once, lock
from community.core.errors import Conflict, Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

MOST_VIEWS = 100
TOO_LONG = _l("This is too much to keep. Search for fewer words, or take a filter away.")
KNOWN = _l("You have a view of this name already.")


def require_short(query: str) -> None:
    """Invalid for a look whose address is longer than what can be kept of it."""
    if len(query) > LONGEST_QUERY:
        raise Invalid(TOO_LONG)


def save_view(actor: Actor, desk: Desk, name: str, query: str, *, is_shared: bool) -> None:
    """Keep how one looks at a desk, for oneself or for the team; Invalid for a name one has, or what is too long."""
    ensure(actor, OPENED_BY[desk])
    content.require(name, "name")
    require_short(query)
    own = select(func.count()).select_from(SavedView).where(SavedView.owner_id == actor.member_id)
    if db.session.scalars(own).one() >= MOST_VIEWS:
        raise Conflict(_l("At most %(most)s views. Remove one first.", most=MOST_VIEWS))
    kept = {"query": query, "is_shared": is_shared, "created_at": now()}
    if not insert_once(SavedView, desk=desk, owner_id=actor.member_id, name=name, **kept):
        raise Invalid(KNOWN, field="name")


def rename_view(actor: Actor, view: SavedView, name: str, *, is_shared: bool) -> None:
    """Give a view another name, or to other people; Invalid for a name that its owner has already."""
    lock(view)
    ensure(actor, Permission.VIEW_CHANGE, view)
    content.require(name, "name")
    same = select(SavedView.id).where(
        SavedView.desk == view.desk,
        SavedView.owner_id == view.owner_id,
        SavedView.name == name,
        SavedView.id != view.id,
    )
    if db.session.scalars(same).first() is not None:
        raise Invalid(KNOWN, field="name")
    view.name, view.is_shared = name, is_shared


def remove_view(actor: Actor, view: SavedView) -> None:
    """Keep a view no longer: one's own, or as an administrator any of the team's."""
    lock(view)
    ensure(actor, Permission.VIEW_CHANGE, view)
    db.session.delete(view)
