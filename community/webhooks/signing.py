"""Secrets and signatures as Standard Webhooks has them."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32


def make_secret() -> str:
    """A fresh secret, `whsec_` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(keys: Sequence[str], key: str, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: one `v1,…` for each secret, over id, timestamp and body."""
    content = f"{key}.{timestamp}.".encode() + body
    return " ".join(_signature(one, content) for one in keys)


def _signature(secret: str, content: bytes) -> str:
    raw = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(raw, content, hashlib.sha256).digest()).decode()
