"""What happens to webhooks."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOff(Event):
    """Nothing is sent to an endpoint any more: it is gone, or takes nothing; `at` is an instant in ISO form."""

    endpoint_id: int
    host: str
    reason: str
    at: str
