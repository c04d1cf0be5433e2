"""What the worker does each minute: it publishes what was scheduled, each text once and by itself."""

import logging

from community.articles.actions_publishing import publish_scheduled
from community.articles.queries_review import list_due
from community.core.clock import now
from community.core.db import db, writing

log = logging.getLogger(__name__)


def publish_due() -> int:
    """Publish every revision whose minute has come; how many that were.

    Each in a transaction of its own that asks again, so that two workers and a crash publish none twice and lose none.
    """
    due = list_due(now())
    db.session.rollback()
    return sum(_publish(revision_id) for revision_id in due)


def _publish(revision_id: int) -> bool:
    try:
        with writing():
            return publish_scheduled(revision_id)
    except Exception:  # one that cannot be published must not keep the others waiting
        log.exception("scheduled revision not published", extra={"revision": revision_id})
        return False
