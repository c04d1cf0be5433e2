"""What promises do when something happened: a better plan makes those that run better, a miss gives a token back."""

from datetime import datetime

from community.events import PlanChanged, PlanPartlyFollowed, PromiseMet, PromiseMissed
from community.service_levels import actions_tokens
from community.service_levels.actions_running import better_those_of


def follow_plan(event: PlanChanged) -> None:
    """Another plan of the customer: of each deadline that runs the better one stands."""
    better_those_of(event.organisation_id)


def follow_plan_on(event: PlanPartlyFollowed) -> None:
    """The next questions that wait for a customer whose plan was changed."""
    at = datetime.fromisoformat(event.at)
    better_those_of(event.organisation_id, after=event.subject_id, at=at)


def settle_token(event: PromiseMissed | PromiseMet) -> None:
    """A token that did not help is given back; one that helped after all is used."""
    actions_tokens.settle_token(event.promise_id)
