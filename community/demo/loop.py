"""What the demo shows of news that go out: a webhook that rests, as nobody is at its address."""

from community.core.db import writing
from community.demo.stage import Stage
from community.policies.actor import SYSTEM
from community.webhooks.actions import add_endpoint, switch
from community.webhooks.catalogue import WebhookEvent

ADDRESS = "https://crm.example.com/hooks/portal"
WORDS = "Sales system: ideas of customers · Système commercial : idées des clients"
EVENTS = (WebhookEvent.IDEA_PROPOSED, WebhookEvent.IDEA_STATUS_CHANGED, WebhookEvent.IDEA_ANSWERED)


def settle_webhook(_stage: Stage) -> None:
    """Let another system hear of ideas, switched off: the demo speaks with nobody outside."""
    with writing():
        endpoint = add_endpoint(SYSTEM, ADDRESS, WORDS, EVENTS)
        switch(SYSTEM, endpoint, is_on=False)
