"""What administrators do with statuses: words, colours, order. What an idea ever had is never taken from its story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import func, select

from community import site_settings
from community.core.audit import audit
from community.core.colours import HEX, readable_as_tone, written_colours
from community.core.db import db, insert_once
from community.core.errors import Conflict, Invalid
from community.core.versions import raise_version
from community.ideas.models import IdeaStatus, Meaning
from community.ideas.ordering import place_anew
from community.ideas.queries_boards import is_used
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


@dataclass(frozen=True, kw_only=True)
class StatusFacts:
    """What a status is called, and its colour as `#rrggbb`, empty for the tone of its meaning."""

    name: Mapping[str, str]
    colour: str = ""


def create_status(actor: Actor, meaning: Meaning, facts: StatusFacts) -> IdeaStatus:
    """One more status with this meaning, at the end of the order; its key is made of its English name."""
    rows = _lock_all(actor)
    _check(facts)
    if meaning is Meaning.PENDING:
        raise Invalid(_l("One status for waiting ideas is enough."), field="meaning")
    stem = slugify(facts.name.get("en") or "", max_length=32, separator="_") or meaning.value
    for number in range(1, len(rows) + 2):
        key = stem if number == 1 else f"{stem}_{number}"
        values = {"name": dict(facts.name), "colour": facts.colour, "is_active": True}
        if insert_once(IdeaStatus, key=key, meaning=meaning, position=_after(rows), **values):
            break
    made = db.session.scalars(select(IdeaStatus).where(IdeaStatus.key == key)).one()
    _note(actor, "status.created", made)
    return made


def change_status_words(actor: Actor, status: IdeaStatus, facts: StatusFacts) -> None:
    """Other words or another colour, wherever the status stands; its meaning never changes."""
    _lock_all(actor)
    _check(facts)
    status.name, status.colour = dict(facts.name), facts.colour
    _note(actor, "status.changed", status)


def _check(facts: StatusFacts) -> None:
    if not any(text.strip() for text in facts.name.values()):
        raise Invalid(_l("Please give it a name."), field="name_en")
    if not facts.colour:
        return
    if not HEX.fullmatch(facts.colour):
        raise Invalid(_l("Please write a colour like #0b6e4f."), field="colour")
    if not readable_as_tone(facts.colour):
        raise Invalid(
            _l("Words in this colour could not be read: choose a darker one."), field="colour"
        )


def retire(actor: Actor, status: IdeaStatus) -> None:
    """Give this status no more; ideas that have it keep it. Conflict for the last one of its meaning."""
    rows = _lock_all(actor)
    if status.is_active:
        _keep_one(rows, status)
        status.is_active = False
        _note(actor, "status.retired", status)


def bring_back(actor: Actor, status: IdeaStatus) -> None:
    """Let a retired status be given again."""
    _lock_all(actor)
    if not status.is_active:
        status.is_active = True
        _note(actor, "status.brought_back", status)


def delete_status(actor: Actor, status: IdeaStatus) -> None:
    """Remove a status that no idea ever had or was to have; Conflict for any other, which can be retired."""
    rows = _lock_all(actor)
    if is_used(status.id):
        raise Conflict(_l("Ideas have or had this status. Retire it: their story stays as it is."))
    if status.is_active:
        _keep_one(rows, status)
    db.session.delete(status)
    _note(actor, "status.deleted", status)


def _keep_one(rows: Sequence[IdeaStatus], status: IdeaStatus) -> None:
    others = [one for one in rows if one.meaning is status.meaning and one.is_active]
    if len(others) < 2:
        raise Conflict(_l("Each meaning keeps one status: this is the last one of its meaning."))


def move_status(actor: Actor, status: IdeaStatus, *, up: bool) -> None:
    """Let a status change places with its neighbour."""
    place_anew(_lock_all(actor), status.id, up=up)
    raise_version("statuses")


def _lock_all(actor: Actor) -> Sequence[IdeaStatus]:
    """All statuses, locked: whoever retires the last but one waits for whoever retires another."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    held = select(IdeaStatus).order_by(IdeaStatus.id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def _after(rows: Sequence[IdeaStatus]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _note(actor: Actor, act: str, status: IdeaStatus) -> None:
    audit(actor.member_id, act, ("status", status.id), key=status.key)
    db.session.flush()  # the colours are read from the rows that stay
    coloured = select(IdeaStatus.key, IdeaStatus.colour).where(func.length(IdeaStatus.colour) > 0)
    colours = {f"status-{row.key}": row.colour for row in db.session.execute(coloured)}
    site_settings.change(status_colours=written_colours(colours))
    raise_version("statuses")
