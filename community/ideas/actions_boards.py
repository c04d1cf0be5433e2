"""What administrators do with boards."""

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import select

from community.core.db import db, insert_once
from community.core.errors import Invalid
from community.ideas.models import Board
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def create_board(
    actor: Actor,
    slug: str,
    name: dict[str, str],
    *,
    description: dict[str, str],
    audience_id: int,
    position: int = 0,
) -> Board:
    """A new board; Invalid when the slug is taken."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    if not slugify(slug):
        raise Invalid(_l("Please write an address of letters and numbers."), field="slug")
    values = {
        "name": name,
        "description": description,
        "audience_id": audience_id,
        "position": position,
    }
    if not insert_once(Board, slug=slugify(slug, max_length=60), is_moderated=False, **values):
        raise Invalid(_l("There is a board at this address."), field="slug")
    return db.session.scalars(select(Board).where(Board.slug == slugify(slug, max_length=60))).one()
