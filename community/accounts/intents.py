"""What a visitor meant to do, signed, and bound to the browser in which he clicked."""

import hmac
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from community.core.signing import signing_keys

INTENT_SECONDS = 24 * 3600


def intent_cookie() -> str:
    """The cookie with a click's secret: its hash stands in the intent, so that a link made by others does nothing."""
    return "__Host-intent" if current_app.config["PORTAL"].is_secure else "intent"


def is_of_browser(intent: dict[str, Any], kept_hash: str) -> bool:
    """Whether the intent was made by a click in the browser that kept the secret of this hash."""
    return hmac.compare_digest(kept_hash, str(intent.get("browser")))


def sign_intent(intent: dict[str, Any]) -> str:
    """The intent as it stands in addresses and hidden fields."""
    return str(_intents().dumps(intent))


def _intents() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt="intent")


def read_intent(text: str | None) -> dict[str, Any] | None:
    """What a visitor meant to do; None when there is nothing, it is older than a day, or it is not ours."""
    try:
        intent = _intents().loads(text or "", max_age=INTENT_SECONDS)
    except BadSignature:
        return None
    return intent if isinstance(intent, dict) else None
