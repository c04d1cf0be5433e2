"""What other systems say of us: a mail server that refuses a letter at once, an endpoint that takes no messages."""

from community.core.mail_outbox import LetterRefused
from community.events import WebhookSwitchedOff
from community.notifications.actions import tell
from community.notifications.actions_mail import note_bounce
from community.notifications.bounces import read_refusal
from community.notifications.kinds import Kind


def note_refusal(event: LetterRefused) -> None:
    """A refused letter counts against its address, once."""
    note_bounce(event.letter_id, read_refusal(event.words))


def tell_of_webhook(event: WebhookSwitchedOff) -> None:
    """An endpoint that was switched off concerns the administrators."""
    tell(
        f"WebhookSwitchedOff:{event.endpoint_id}:{event.at}",
        Kind.WEBHOOK_STOPPED,
        subject_id=None,
        thread_id=None,
        actor_id=None,
        words={
            "title": event.host,
            "status": event.reason,
            "path": f"/admin/webhooks/{event.endpoint_id}",
        },
    )
