"""Addresses that letters about votes name: one's own vote, and the signed one of a customer without an account."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from community.core.errors import NotFound


def own_vote_path(idea_id: int) -> str:
    """Where a member reads, changes and takes back his vote."""
    return f"/ideas/{idea_id}/my-vote"


def take_back_url(member_id: int, idea_id: int) -> str:
    """Where a customer takes back what was noted in his name, without signing in; it does not expire."""
    token = _signer().dumps([member_id, idea_id])
    return f"{current_app.config['PORTAL'].public_url}/ideas/noted/{token}"


def read_token(token: str) -> tuple[int, int]:
    """(member, idea) that such an address is about; NotFound for one that is not ours."""
    try:
        member_id, idea_id = _signer().loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    return int(member_id), int(idea_id)


def _signer() -> URLSafeSerializer:
    """Signs with the key in force, and reads what an earlier one has signed."""
    config = current_app.config["PORTAL"]
    keys = [*reversed(config.secret_key_fallbacks), config.secret_key]  # the last one signs
    return URLSafeSerializer(keys, salt="voted-for")
