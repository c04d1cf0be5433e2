"""Addresses that letters about votes name: one's own vote, and the signed one of a customer without an account."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from community.core.errors import NotFound
from community.core.signing import signing_keys


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
    return URLSafeSerializer(signing_keys(), salt="voted-for")
