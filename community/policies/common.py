"""Rules that no single pillar owns: reading, accounts, comments, moderation, administration."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.permission import Permission
from community.policies.registry import rule
from community.policies.standing import Privilege


def takes_part(actor: Actor) -> bool:
    """A member in good standing, or the portal itself."""
    return actor.is_system or (actor.is_member and not actor.is_suspended)


def is_mine_or(actor: Actor, thing: Any, *roles: Role) -> bool:
    """The author's deed, or that of these roles; without a thing, any member's."""
    if not takes_part(actor):
        return False
    return thing is None or actor.is_author_of(thing) or actor.has(*roles)


@rule(Permission.PUBLIC_READ, Permission.SEARCH, Permission.SEE_EDITS, Permission.ACCOUNT_OPEN)
def anybody(actor: Actor, _thing: Any = None) -> bool:
    """Everybody, visitors too; what one sees is decided by audience."""
    return True


@rule(Permission.ACCOUNT_LEAVE)
def whoever_is_signed_in(actor: Actor, _thing: Any = None) -> bool:
    """Also the suspended may leave."""
    return actor.is_member


@rule(
    Permission.ACCOUNT_OWN,
    Permission.FOLLOW,
    Permission.FLAG,
    Permission.COMMENT_POST,
    Permission.PICTURE_UPLOAD,
)
def any_member(actor: Actor, _thing: Any = None) -> bool:
    """Every member in good standing: there is no gate for newcomers."""
    return takes_part(actor)


@rule(Permission.LINK_MANY, opens=Privilege.LINK)
def may_link_much(actor: Actor, _thing: Any = None) -> bool:
    """Many links are for those whom somebody found helpful, and staff."""
    return takes_part(actor) and (actor.is_staff or Privilege.LINK in actor.privileges)


@rule(Permission.COMMENT_EDIT, because=_l("Only its author can change a comment."))
def may_edit_comment(actor: Actor, comment: Any = None) -> bool:
    """One's own comments."""
    return is_mine_or(actor, comment)


@rule(Permission.COMMENT_DELETE, because=_l("Only its author or a moderator can remove a comment."))
def may_delete_comment(actor: Actor, comment: Any = None) -> bool:
    """One's own comments; moderators any."""
    return is_mine_or(actor, comment, Role.MODERATOR)


@rule(Permission.MODERATE, Permission.SEE_HIDDEN, because=_l("This is for moderators."))
def may_moderate(actor: Actor, _thing: Any = None) -> bool:
    """Moderators and administrators."""
    return takes_part(actor) and actor.has(Role.MODERATOR)


@rule(Permission.SEARCH_REPORT, Permission.SATISFACTION_REPORT, because=_l("This is for the team."))
def may_read_reports(actor: Actor, _thing: Any = None) -> bool:
    """All staff: what people do not find, and how they were helped, is everybody's work."""
    return takes_part(actor) and actor.is_staff


@rule(Permission.TAXONOMY_MANAGE, because=_l("This is for product managers and administrators."))
def may_manage_taxonomy(actor: Actor, _thing: Any = None) -> bool:
    """Those who decide what the product is made of."""
    return takes_part(actor) and actor.has(Role.PRODUCT_MANAGER)


@rule(
    Permission.VIEW_CHANGE,
    because=_l("Only who made a view, or an administrator, changes it."),
)
def may_change_view(actor: Actor, view: Any = None) -> bool:
    """Of those who work at a desk: whoever made the view; administrators any that is the team's."""
    if not (takes_part(actor) and actor.has(Role.AGENT, Role.PRODUCT_MANAGER)):
        return False
    return (
        view is None
        or view.owner_id == actor.member_id
        or (view.is_shared and actor.has(Role.ADMIN))
    )


@rule(Permission.TAGS_MANAGE, because=_l("This is for moderators and product managers."))
def may_manage_tags(actor: Actor, _thing: Any = None) -> bool:
    """Those who keep order, and those who decide what the product is made of."""
    return takes_part(actor) and actor.has(Role.MODERATOR, Role.PRODUCT_MANAGER)


@rule(
    Permission.MEMBERS_MANAGE,
    Permission.ORGANISATIONS_MANAGE,
    Permission.BADGES_MANAGE,
    Permission.SETTINGS_CHANGE,
    Permission.WEBHOOKS_MANAGE,
    Permission.OPERATIONS,
    Permission.IMPORT,
    Permission.MENU_EDIT,
    Permission.MENU_PUBLISH,
    because=_l("This is for administrators."),
)
def may_administer(actor: Actor, _thing: Any = None) -> bool:
    """Administrators."""
    return takes_part(actor) and actor.has(Role.ADMIN)
