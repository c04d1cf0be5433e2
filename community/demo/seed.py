"""Makes the demo community in an empty portal, by the same actions that its pages call."""

from dataclasses import dataclass
from typing import Final

from community.accounts.passwords import hash_password
from community.core.clock import now
from community.demo.aftermath import (
    count_ideas,
    count_leaderboards,
    plan_follows_and_flags,
    settle_bells,
    settle_tags,
    tell_listeners,
)
from community.demo.circles import plan_circles, settle_circle_badge
from community.demo.curation import plan_curation
from community.demo.glossary import settle_glossary
from community.demo.help_center import settle_help
from community.demo.help_making import plan_help_making
from community.demo.help_work import plan_help_work, settle_help_work
from community.demo.ideas import plan_ideas, settle_boards
from community.demo.loop import settle_webhook
from community.demo.people import address_of, has_members, settle_company
from community.demo.post_edits import plan_post_edits
from community.demo.questions import plan_questions
from community.demo.reading import read_yaml
from community.demo.releases import plan_releases
from community.demo.searches import leave_drafts, leave_searches
from community.demo.services import settle_services
from community.demo.stage import Stage
from community.demo.status import settle_credits, settle_status
from community.demo.writing import plan_unsent

# Known to everybody who reads this: an instance that holds the demo is nobody's production.
PASSWORD: Final = "wild-garlic-in-may"  # noqa: S105 – printed on purpose
WHO: Final = {
    "admin": "administrator",
    "agent": "support",
    "editor": "help writer",
    "product_manager": "product manager",
    "moderator": "moderator",
}


@dataclass(frozen=True)
class SignIn:
    """An account of the demo that one can sign in with."""

    address: str
    password: str
    who: str


def seed() -> list[SignIn] | None:
    """Make the demo and say how to sign in; None, and nothing is changed, where anybody is already."""
    if has_members():
        return None
    stage = Stage(now())
    settle_company(stage, hash_password(PASSWORD))
    settle_circle_badge(stage)
    settle_boards(stage)
    settle_glossary(stage)
    settle_help(stage)
    plan_questions(stage)
    plan_post_edits(stage)
    plan_ideas(stage)
    plan_releases(stage)
    plan_follows_and_flags(stage)
    plan_help_work(stage)
    plan_curation(stage)
    plan_help_making(stage)
    plan_unsent(stage)
    stage.play()
    tell_listeners(stage)
    plan_circles(stage)
    settle_status(stage)
    stage.play()
    settle_credits(stage)
    settle_services(stage)
    tell_listeners(stage)
    settle_help_work()
    settle_tags()
    settle_bells(stage)
    settle_webhook(stage)
    leave_searches(stage)
    leave_drafts(stage)
    count_ideas()
    count_leaderboards()
    return sign_ins()


def sign_ins() -> list[SignIn]:
    """The accounts of the demo that have a password."""
    members = read_yaml("people.yaml")["members"]
    plans = {one["key"]: one["plan"] for one in read_yaml("people.yaml")["organisations"]}
    return [
        SignIn(address_of(one), PASSWORD, _who(one, plans)) for one in members if one.get("sign_in")
    ]


def _who(member: dict[str, object], plans: dict[str, str]) -> str:
    roles = member.get("roles")
    if isinstance(roles, list):
        return " and ".join(WHO[role] for role in roles)
    plan = plans.get(str(member.get("of")))
    return f"customer, plan {plan.title()}" if plan else "customer without a plan"
