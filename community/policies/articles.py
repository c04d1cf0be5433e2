"""Rules of the help center."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community import site_settings
from community.policies.actor import Actor, Role
from community.policies.common import takes_part
from community.policies.permission import Permission
from community.policies.registry import rule


@rule(
    Permission.ARTICLE_WRITE,
    Permission.ARTICLE_ARCHIVE,
    Permission.HELP_STRUCTURE,
    Permission.GLOSSARY_WRITE,
    because=_l("This is for help writers."),
)
def may_write(actor: Actor, _article: Any = None) -> bool:
    """Help writers."""
    return takes_part(actor) and actor.has(Role.EDITOR)


@rule(
    Permission.ARTICLE_REVIEW,
    because=_l("Another help writer looks at it: nobody approves his own words."),
)
def may_review(actor: Actor, revision: Any = None) -> bool:
    """Help writers, of what others wrote; of their own where the site lets single writers."""
    if not may_write(actor, None):
        return False
    own = revision is not None and actor.member_id in revision.writers
    return not own or site_settings.current().writers_review_own


@rule(
    Permission.ARTICLE_PUBLISH,
    because=_l("Publishing is for help writers, and here only of what a reviewer approved."),
)
def may_publish(actor: Actor, revision: Any = None) -> bool:
    """Help writers; where the site asks for review, what is approved. Imports and the worker are not asked."""
    if not may_write(actor, None):
        return False
    if revision is None or actor.is_system or actor.is_historic:
        return True
    return revision.is_approved or not site_settings.current().articles_need_review


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


@rule(Permission.ARTICLE_SUGGEST, because=_l("An archived article is not changed any more."))
def may_suggest(actor: Actor, article: Any = None) -> bool:
    """Every member in good standing, of what readers still find."""
    return takes_part(actor) and not (article is not None and article.is_archived)


@rule(Permission.SUGGESTION_WITHDRAW, because=_l("Only its author can take a suggested edit back."))
def may_withdraw_suggestion(actor: Actor, suggestion: Any = None) -> bool:
    """One's own suggested edits."""
    return takes_part(actor) and (suggestion is None or actor.is_author_of(suggestion))
