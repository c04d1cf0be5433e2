"""Rules of ideas."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.common import is_mine_or, takes_part
from community.policies.permission import Permission
from community.policies.registry import rule


@rule(Permission.IDEA_PROPOSE, Permission.IDEA_VOTE, Permission.IDEA_VERDICT)
def may_take_part(actor: Actor, _thing: Any = None) -> bool:
    """Every member."""
    return takes_part(actor)


@rule(Permission.IDEA_EDIT, because=_l("Only its author or a product manager can change an idea."))
def may_edit(actor: Actor, idea: Any = None) -> bool:
    """The author and product managers."""
    return is_mine_or(actor, idea, Role.PRODUCT_MANAGER, Role.MODERATOR)


@rule(
    Permission.IDEA_DELETE,
    because=_l("An idea that others support stays; a moderator can remove it."),
)
def may_delete(actor: Actor, idea: Any = None) -> bool:
    """The author while nobody else supports it; moderators always."""
    if idea is None or actor.has(Role.MODERATOR):
        return takes_part(actor)
    return takes_part(actor) and actor.is_author_of(idea) and idea.supporters <= 1


@rule(
    Permission.IDEA_CHANGE_STATUS,
    Permission.IDEA_ANSWER,
    Permission.IDEA_TRIAGE,
    Permission.IDEA_MERGE,
    Permission.RELEASE_MANAGE,
    because=_l("This is for product managers."),
)
def may_decide(actor: Actor, _idea: Any = None) -> bool:
    """Product managers."""
    return takes_part(actor) and actor.has(Role.PRODUCT_MANAGER)


@rule(Permission.IDEA_VOTE_FOR, because=_l("This is for the support team and product managers."))
def may_vote_for(actor: Actor, _idea: Any = None) -> bool:
    """Those who hear what customers wish."""
    return takes_part(actor) and actor.has(Role.AGENT, Role.PRODUCT_MANAGER)


@rule(Permission.IDEA_NOTE, because=_l("This is for the team."))
def may_note(actor: Actor, _idea: Any = None) -> bool:
    """All staff: what the team says about an idea among itself."""
    return takes_part(actor) and actor.is_staff


@rule(
    Permission.IDEA_NOTE_REMOVE,
    because=_l("Only its author or a product manager can remove a note."),
)
def may_remove_note(actor: Actor, note: Any = None) -> bool:
    """One's own notes; product managers any."""
    return may_note(actor, note) and is_mine_or(actor, note, Role.PRODUCT_MANAGER)
