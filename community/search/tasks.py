"""The index follows the rows: what is dirty is indexed, and is clean once the index has it."""

import logging
import threading
from collections.abc import Sequence

from sqlalchemy import and_, delete, or_, select

from community.content.models_kept import DirtySubject
from community.core.db import db, writing
from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import SearchEngine
from community.core.versions import raise_version
from community.search import actions
from community.search.queries_documents import documents_of, owners_of

log = logging.getLogger(__name__)

BATCH = 200
# Another run of this process indexes; what it leaves, the next minute takes up.
TURN_SECONDS = 5.0
turn = threading.Lock()

Dirty = Sequence[tuple[int, int]]


def index_dirty(*, anew: bool = False) -> int:
    """Bring the index up to date with all dirty subjects; how many there were. Makes the index when there is none.

    What is open here may be lost to others: `anew` looks whether they can open it, which takes longer.
    """
    if not turn.acquire(timeout=TURN_SECONDS):
        return 0
    try:
        return _index_all(search_engine(), anew=anew)
    finally:
        turn.release()


def mend_index() -> int:
    """As `index_dirty`; an index that nobody can open any more is made anew though nothing is dirty."""
    return index_dirty(anew=True)


def _index_all(engine: SearchEngine, *, anew: bool) -> int:
    if not engine.health(anew=anew).ready:
        actions.rebuild()
    try:
        total = _index_waiting(engine)
    except Exception as error:  # a worker makes an index anew that cannot be read any more
        db.session.rollback()
        if engine.health().ready:
            raise
        log.warning("the index is damaged and made anew", extra={"why": repr(error)})
        actions.rebuild()
        total = _index_waiting(engine)
    engine.publish_lexicon()
    return total


def _index_waiting(engine: SearchEngine) -> int:
    after, total = 0, 0
    while batch := _dirty(after):
        _index(engine, batch)
        after, total = batch[-1][0], total + len(batch)
        # While a rebuild runs nothing was cleared: read on with fresh eyes all the same.
        db.session.rollback()
    return total


def _dirty(after: int) -> Dirty:
    columns = select(DirtySubject.subject_id, DirtySubject.stamp)
    statement = columns.where(DirtySubject.subject_id > after).order_by(DirtySubject.subject_id)
    return [(row.subject_id, row.stamp) for row in db.session.execute(statement.limit(BATCH))]


def _index(engine: SearchEngine, batch: Dirty) -> None:
    """Index first, clear then: a crash between the two costs a repetition, never a document."""
    before = engine.state()
    subject_ids = owners_of([subject_id for subject_id, _ in batch])
    engine.replace(subject_ids, documents_of(subject_ids))
    after = engine.state()
    # A rebuild may have read its rows before these changed; then they stay dirty and follow.
    if before == after and not after.endswith("+"):
        _clear(batch)


def _clear(batch: Dirty) -> None:
    """Forget those whose stamp nobody has raised since; visitors' kept search pages end."""
    unchanged = [
        and_(DirtySubject.subject_id == subject_id, DirtySubject.stamp == stamp)
        for subject_id, stamp in batch
    ]
    with writing() as session:
        session.execute(delete(DirtySubject).where(or_(*unchanged)))
        raise_version("search")
