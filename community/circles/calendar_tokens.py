"""The secret in the address from which a member's calendar fetches his live hours."""

import hashlib
import hmac

from flask import current_app

from community.circles.models import CalendarAddress

DIGITS = 40


def token_of(address: CalendarAddress) -> str:
    """What the address holds: whose it is, and a proof that nobody can make who knows the database alone."""
    secret = current_app.config["PORTAL"].secret_key.encode()
    words = f"calendar:{address.member_id}:{address.nonce}".encode()
    return f"{address.member_id}-{hmac.new(secret, words, hashlib.sha256).hexdigest()[:DIGITS]}"
