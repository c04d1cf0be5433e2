"""What members began to write and left is not kept for ever."""

import time
from datetime import timedelta

from sqlalchemy import delete, or_, select

from community import site_settings
from community.content.models_unsent import UnsentText
from community.core.clock import now
from community.core.db import db, writing

BATCH = 500
BREATH = 0.05
# As long as a browser may still bring what was sent.
SENT_FOR = timedelta(hours=1)


def forget_unsent() -> int:
    """Remove what nobody touched for the days that the settings say, and what was sent; how many."""
    oldest = now() - timedelta(days=site_settings.current().draft_days)
    old = or_(UnsentText.kept_at < oldest, UnsentText.sent_at < now() - SENT_FOR)
    total = 0
    while True:
        with writing():
            ids = list(db.session.scalars(select(UnsentText.id).where(old).limit(BATCH)))
            db.session.execute(delete(UnsentText).where(UnsentText.id.in_(ids)))
        total += len(ids)
        if len(ids) < BATCH:
            return total
        time.sleep(BREATH)
