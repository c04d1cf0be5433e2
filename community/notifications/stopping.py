"""The signed links in letters that stop them."""

from flask import current_app
from itsdangerous import URLSafeSerializer

from community.notifications.kinds import Kind


def stop_token(member_id: int, kind: Kind | None, thread_id: int | None) -> str:
    """What a link in a letter says when it stops a kind (or a thread) for its reader; it does not expire."""
    return signer().dumps([member_id, kind.value if kind else None, thread_id])


def signer() -> URLSafeSerializer:
    """Signs the links that stop letters."""
    return URLSafeSerializer(current_app.config["PORTAL"].secret_key, salt="unsubscribe")
