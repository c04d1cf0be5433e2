"""The signed links in letters that stop them."""

from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from community.core.errors import NotFound
from community.notifications.kinds import DIGESTS, Channel, Kind


@dataclass(frozen=True)
class Stop:
    """What a link stops for its reader: a thread, a kind, a digest, or with none of these every letter."""

    member_id: int
    kind: Kind | None = None
    thread_id: int | None = None
    channel: Channel | None = None


def stop_token(
    member_id: int,
    kind: Kind | None = None,
    thread_id: int | None = None,
    channel: Channel | None = None,
) -> str:
    """What a link in a letter says when it stops something for its reader; it does not expire."""
    what = kind or channel
    return _signers()[0].dumps([member_id, what.value if what else None, thread_id])


def read_stop(token: str) -> Stop:
    """What a link stops; NotFound for one that we have not signed."""
    for signer in _signers():
        try:
            member_id, what, thread_id = signer.loads(token)
        except BadSignature:
            continue
        except (ValueError, TypeError):
            break
        if what in list(DIGESTS):
            return Stop(member_id, channel=Channel(what))
        if what is None or what in list(Kind):
            return Stop(member_id, Kind(what) if what else None, thread_id)
    raise NotFound


def _signers() -> list[URLSafeSerializer]:
    config = current_app.config["PORTAL"]
    secrets = (config.secret_key, *config.secret_key_fallbacks)
    return [_signer(secret) for secret in secrets]


@lru_cache(maxsize=8)
def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="unsubscribe")
