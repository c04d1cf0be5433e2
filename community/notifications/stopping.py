"""The signed links in letters that stop them."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from community.core.errors import NotFound
from community.core.signing import signing_keys
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
    return _signer().dumps([member_id, what.value if what else None, thread_id])


def read_stop(token: str) -> Stop:
    """What a link stops; NotFound for one that we have not signed."""
    try:
        member_id, what, thread_id = _signer().loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    if what in list(DIGESTS):
        return Stop(member_id, channel=Channel(what))
    if what is None or what in list(Kind):
        return Stop(member_id, Kind(what) if what else None, thread_id)
    raise NotFound


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="unsubscribe")
