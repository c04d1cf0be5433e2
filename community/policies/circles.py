"""Rules of circles and their live hours; who is inside a circle is decided by its audience alone."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.common import takes_part
from community.policies.permission import Permission
from community.policies.registry import rule


@rule(Permission.CIRCLE_TAKE_PART)
def may_take_part(actor: Actor, circle: Any = None) -> bool:
    """Whoever is inside the circle."""
    return takes_part(actor) and (circle is None or circle.audience_id in actor.audience_ids)


@rule(
    Permission.CIRCLE_ASK_ABOUT_IDEA,
    Permission.LIVE_HOUR_PLAN,
    because=_l("This is for product managers."),
)
def may_lead(actor: Actor, _thing: Any = None) -> bool:
    """Product managers."""
    return takes_part(actor) and actor.has(Role.PRODUCT_MANAGER)


@rule(
    Permission.LIVE_HOUR_ANSWER,
    because=_l("In a live hour its host and the product managers answer."),
)
def may_answer(actor: Actor, hour: Any = None) -> bool:
    """The host of the hour, and product managers."""
    if not takes_part(actor):
        return False
    is_host = actor.is_staff if hour is None else hour.host_id == actor.member_id
    return is_host or actor.has(Role.PRODUCT_MANAGER)


@rule(
    Permission.HOUR_QUESTION_REMOVE,
    because=_l("Only whoever asked can take a question back, while it has no answer."),
)
def may_remove(actor: Actor, question: Any = None) -> bool:
    """Whoever asked it, while it has no answer."""
    if not takes_part(actor):
        return False
    return question is None or (actor.is_author_of(question) and not question.is_answered)
