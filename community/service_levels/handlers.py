"""What promises do when something happened: a better plan makes those that run better, a miss gives a token back."""

from community.events import PlanChanged, PromiseMissed
from community.service_levels.actions_running import better_those_of
from community.service_levels.actions_tokens import give_back


def follow_plan(event: PlanChanged) -> None:
    """Another plan of the customer: of each deadline that runs the better one stands."""
    better_those_of(event.organisation_id)


def note_miss(event: PromiseMissed) -> None:
    """A token that did not help is given back."""
    give_back(event.promise_id)
