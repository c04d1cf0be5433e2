"""Rules of the help center."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.common import takes_part
from community.policies.permission import Permission
from community.policies.registry import rule


@rule(
    Permission.ARTICLE_WRITE,
    Permission.ARTICLE_PUBLISH,
    Permission.ARTICLE_ARCHIVE,
    Permission.HELP_STRUCTURE,
    Permission.GLOSSARY_WRITE,
    because=_l("This is for help writers."),
)
def may_write(actor: Actor, _article: Any = None) -> bool:
    """Help writers."""
    return takes_part(actor) and actor.has(Role.EDITOR)


@rule(
    Permission.ARTICLE_VERIFY,
    because=_l("Verifying is for staff and for experts of this product area."),
)
def may_verify(actor: Actor, article: Any = None) -> bool:
    """Staff, and experts of one of the article's areas."""
    if not takes_part(actor):
        return False
    if actor.is_staff:
        return True
    if article is None:
        return any(capability == "verify" for capability, _area in actor.capabilities)
    areas = getattr(article, "product_area_ids", ())
    return any(actor.can_in("verify", area) for area in areas)


@rule(Permission.ARTICLE_FEEDBACK)
def may_say_whether_it_helped(actor: Actor, _article: Any = None) -> bool:
    """Everybody, visitors too."""
    return not actor.is_suspended
