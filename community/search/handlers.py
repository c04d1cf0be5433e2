"""Search hears that something changed: the dirty row is there already, so the index is asked to follow now."""

from community.core.outbox import Event
from community.core.tasks import enqueue_job


def index_soon(event: Event) -> None:
    """Let the worker index what is dirty; an import asks for a rebuild at its end instead."""
    if not event.historic:
        enqueue_job("index_dirty")
