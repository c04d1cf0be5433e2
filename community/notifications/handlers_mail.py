"""What the mail server says of an address at once counts as a letter that came back."""

from community.core.mail_outbox import LetterRefused
from community.notifications.actions_mail import note_bounce
from community.notifications.bounces import read_refusal


def note_refusal(event: LetterRefused) -> None:
    """A refused letter counts against its address, once."""
    note_bounce(event.letter_id, read_refusal(event.words))
