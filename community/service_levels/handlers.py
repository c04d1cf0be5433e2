"""What the service levels themselves do when a promise was missed."""

from community.events import PromiseMissed
from community.service_levels.actions_tokens import give_back


def note_miss(event: PromiseMissed) -> None:
    """A token that did not help is given back."""
    give_back(event.promise_id)
