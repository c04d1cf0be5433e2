"""Old addresses that lead on for ever."""

from community.content.models import SlugRedirect
from community.core.clock import now
from community.core.db import upsert


def keep_redirect(path: str, target_kind: str, target_id: int) -> None:
    """Let an old address lead to a target for ever; an address that is used again leads to its new owner."""
    upsert(
        SlugRedirect,
        {"path": path[:500]},
        target_kind=target_kind,
        target_id=target_id,
        created_at=(now(), SlugRedirect.created_at),
    )
