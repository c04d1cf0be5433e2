"""Signed addresses of the portal's inbox: which letter came back (VERP), or who replies to what until when.

`inbox+a-2f-9k-kd3-<signature>@example.com`: a letter for the kind, numbers, and an HMAC; lower case throughout, as some
servers change the case of what stands before the @.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from flask import current_app

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SHAPE = re.compile(r"([a-z])((?:-[0-9a-z]{1,13}){1,4})-([a-z2-7]{16})")


@dataclass(frozen=True)
class Signed:
    """What one of our addresses says: what it is for, and its numbers."""

    kind: str
    numbers: tuple[int, ...]


def inbox_address(kind: str, *numbers: int) -> str | None:
    """The signed address that says this; None where the portal has no inbox."""
    config = current_app.config["PORTAL"]
    if config.mail_inbox is None:
        return None
    name, _at, domain = config.mail_inbox.partition("@")
    words = "-".join([kind, *map(_in_36, numbers)])
    return f"{name}+{words}-{_signature(config.secret_key, words)}@{domain}"


def read_inbox_address(address: str) -> Signed | None:
    """What an address says that we have signed; None for any other."""
    config = current_app.config["PORTAL"]
    local, _at, domain = address.strip().lower().rpartition("@")
    name, _plus, detail = local.partition("+")
    found = SHAPE.fullmatch(detail)
    if config.mail_inbox != f"{name}@{domain}" or found is None:
        return None
    words = detail.rpartition("-")[0]
    secrets = (config.secret_key, *config.secret_key_fallbacks)
    if not any(hmac.compare_digest(_signature(one, words), found[3]) for one in secrets):
        return None
    return Signed(found[1], tuple(int(part, 36) for part in found[2].strip("-").split("-")))


def _in_36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = DIGITS[last] + digits
    return digits or "0"


def _signature(secret: str, words: str) -> str:
    made = hmac.new(secret.encode(), f"inbox:{words}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:10]).decode().lower()
