"""What promises do when something happened: a better plan makes those that run better."""

from community.events import PlanChanged
from community.service_levels.actions_running import better_those_of


def follow_plan(event: PlanChanged) -> None:
    """Another plan of the customer: of each deadline that runs the better one stands."""
    better_those_of(event.organisation_id)
