"""What people do in a circle beside its live hours: ask it, also about an idea."""

from collections.abc import Sequence

from community.content.actions import link
from community.content.models import LinkKind
from community.content.prose import Prose
from community.content.queries import get_subject
from community.content.queries_circles import CircleRow
from community.ideas.models import Idea
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions import actions as questions
from community.questions.drafts import Details
from community.questions.models import Question


def ask_circle(
    actor: Actor,
    circle: CircleRow,
    title: str,
    prose: Prose,
    *,
    lang: str,
    tags: Sequence[str] = (),
) -> Question:
    """A question that only those inside the circle see; nothing is promised on it."""
    ensure(actor, Permission.CIRCLE_TAKE_PART, circle)
    details = Details(
        product_area_id=circle.area_id, circle_audience_id=circle.audience_id, tags=tuple(tags)
    )
    return questions.ask(actor, title, prose, details, lang=lang)


def ask_about_idea(
    actor: Actor, circle: CircleRow, idea: Idea, title: str, *, prose: Prose, lang: str
) -> Question:
    """A question to the circle about an idea, which shows it to those inside alone."""
    ensure(actor, Permission.CIRCLE_ASK_ABOUT_IDEA, idea)
    get_subject(actor, idea.id)
    question = ask_circle(actor, circle, title, prose, lang=lang)
    link(actor, question.id, idea.id, LinkKind.ABOUT)
    return question
