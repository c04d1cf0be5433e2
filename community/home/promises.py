"""What stands behind each of the three doors: the menu's terms in one sentence each."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from community.service_levels.terms import Menu, PlanTerms, PromiseKind
from community.service_levels.wording import target_text


@dataclass(frozen=True)
class DoorPromises:
    """One sentence for each door; None where nothing is promised (yet)."""

    article: str | None = None
    question: str | None = None
    idea: str | None = None


def door_promises(menu: Menu | None, plan_keys: Collection[str]) -> DoorPromises:
    """What is promised to the holder of these plans, to everybody when there are none."""
    held = [plan for plan in menu.plans if plan.key in plan_keys] if menu else []
    # Plans stand in order, from the cheapest: of several one has the last.
    plan = held[-1] if held else menu.default_plan if menu else None
    if plan is None:
        return DoorPromises()
    return DoorPromises(_of_articles(plan), _of_questions(plan), _of_ideas(plan))


def _of_articles(plan: PlanTerms) -> str | None:
    term = plan.find_target(PromiseKind.ARTICLE_VERIFICATION, None)
    return (
        _("Each is checked at least every %(time)s", time=target_text(term.target))
        if term
        else None
    )


def _of_questions(plan: PlanTerms) -> str | None:
    terms = [term for term in plan.targets if term.kind is PromiseKind.FIRST_RESPONSE]
    if not terms:
        return None
    if plan.has_severities():
        # They stand in the menu's order of severities: the gravest first.
        return str(
            _("First answer from %(time)s on, by urgency", time=target_text(terms[0].target))
        )
    return str(_("First answer within %(time)s, for everyone", time=target_text(terms[0].target)))


def _of_ideas(plan: PlanTerms) -> str | None:
    term = plan.find_target(PromiseKind.IDEA_RESPONSE, None)
    if term is None:
        return None
    time, votes = target_text(term.target), plan.idea_votes
    return str(_("Official answer within %(time)s from %(num)s votes on", time=time, num=votes))
