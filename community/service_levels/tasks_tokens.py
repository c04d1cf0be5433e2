"""Each hour: grant the service tokens of the month to whoever has not got them yet."""

from community.core.clock import now
from community.core.db import writing
from community.service_levels.actions_tokens import grant_some


def grant_tokens() -> None:
    """Two hundred organisations a transaction; after a crash it goes on where it stopped."""
    month, last = now().strftime("%Y-%m"), 0
    while True:
        with writing():
            found = grant_some(month, last)
        if found is None:
            return
        last = found
