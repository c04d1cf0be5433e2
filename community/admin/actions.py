"""What administrators do."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import delete

from community import site_settings
from community.accounts.queries import find_staff
from community.content.models import ProductArea, ProductAreaOwner
from community.core.audit import audit
from community.core.colours import readable_on_paper
from community.core.db import db, insert_once, lock
from community.core.errors import Invalid
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.events import AreaAdded
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

LEVELS = ("level_member", "level_contributor", "level_expert", "level_champion")


def change_settings(actor: Actor, **values: Any) -> dict[str, Any]:
    """Change site settings; what really changed. Invalid on the field for a value out of bounds."""
    ensure(actor, Permission.SETTINGS_CHANGE)
    accent = str(values.get("accent", site_settings.current().accent))
    if not _is_colour(accent) or not readable_on_paper(accent):
        words = _l(
            "Please choose a darker colour, written like #0b6e4f: on paper it must be readable."
        )
        raise Invalid(words, field="accent")
    changed = site_settings.change(**values)
    _check_levels()
    if changed.keys() & set(LEVELS):
        enqueue_job("settle_levels")
    if changed:
        audit(actor.member_id, "settings.changed", **changed)
    return changed


def _check_levels() -> None:
    """Invalid for a level that does not begin above the one before it."""
    settings = site_settings.load()
    for lower, upper in pairwise(LEVELS):
        if getattr(settings, upper) <= getattr(settings, lower):
            raise Invalid(_l("Each level begins above the one before it."), field=upper)


def _is_colour(text: str) -> bool:
    digits = text.removeprefix("#")
    return (
        len(text) == 7
        and len(digits) == 6
        and all(one in "0123456789abcdefABCDEF" for one in digits)
    )


def create_area(actor: Actor, key: str, name: dict[str, str], position: int = 0) -> None:
    """A new part of the product; Invalid when its key is taken."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    plain = slugify(key, max_length=40)
    if not plain or not insert_once(ProductArea, key=plain, name=name, position=position):
        raise Invalid(
            _l("There is an area with this key already, or it holds no letters."), field="key"
        )
    raise_version("settings")
    record(AreaAdded(area_key=plain))
    audit(actor.member_id, "area.created", key=plain)


@dataclass(frozen=True, kw_only=True)
class AreaWords:
    """What a part of the product is called and what it is, and the handles of those who look after it."""

    name: dict[str, str]
    description: dict[str, str]
    owners: tuple[str, ...] = ()


def change_area(actor: Actor, area: ProductArea, words: AreaWords) -> None:
    """Give an area other words and exactly these owners; Invalid for a handle that is nobody's of the team."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    lock(area)
    owner_ids = {_owner(handle) for handle in words.owners}
    area.name, area.description = words.name, words.description
    gone = delete(ProductAreaOwner).where(ProductAreaOwner.product_area_id == area.id)
    db.session.execute(gone.where(ProductAreaOwner.member_id.not_in(owner_ids)))
    for member_id in sorted(owner_ids):
        insert_once(ProductAreaOwner, product_area_id=area.id, member_id=member_id)
    raise_version("settings")
    audit(actor.member_id, "area.changed", ("area", area.id), owners=sorted(owner_ids))


def _owner(handle: str) -> int:
    member_id = find_staff(handle)
    if member_id is None:
        message = _l("Nobody of the team has the handle “%(handle)s”.", handle=handle[:40])
        raise Invalid(message, field="owners")
    return member_id
