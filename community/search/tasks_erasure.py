"""An erased member's names go from what was searched for, and what he had written from the files of the index."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from community.accounts.erasing import Column, Gone
from community.accounts.models import fold
from community.core.db import db, writing
from community.core.search_engine.installed import search_engine
from community.search.models import SearchQuery, SearchTakeUp, SearchTally
from community.search.tasks import index_dirty, turn

PHRASES: tuple[Column, ...] = (SearchQuery.text, SearchTally.phrase, SearchTakeUp.phrase)
# So many keys are looked through at a time.
WINDOW = 2000


def forget_searches_for(gone: Gone, cursor: int) -> int | None:
    """Searches for his address, short name or full name; a single word may mean anything, and stays.

    Some rows at a time: SQLite's small letters are those of ASCII, so they are compared here.
    """
    names = [gone.email, f"@{gone.handle}", gone.name if " " in gone.name.strip() else ""]
    folded = [fold(one) for one in names if one]
    ends = [_forget_some(column, cursor, folded, fold(gone.handle)) for column in PHRASES]
    return cursor + WINDOW if any(ends) else None


def _forget_some(column: Column, after: int, names: Sequence[str], handle: str) -> bool:
    """Remove those of the rows after this key that name him; whether there are more of them."""
    key = column.class_.id
    rows = db.session.execute(select(key, column).where(key > after, key <= after + WINDOW)).all()
    said = {row[0]: fold(row[1]) for row in rows}
    ids = [
        number
        for number, words in said.items()
        if words == handle or any(one in words for one in names)
    ]
    if ids:
        with writing():
            gone_rows = delete(column.class_).where(key.in_(ids))
            db.session.execute(gone_rows.execution_options(synchronize_session=False))
    return bool((db.session.scalar(select(func.max(key))) or 0) > after + WINDOW)


def compact_index(_gone: Gone, _cursor: int) -> None:
    """Bring the index up to date, and let nothing that was replaced in it stay in its files."""
    index_dirty()
    with turn:
        engine = search_engine()
        engine.compact()
        engine.publish_lexicon(at_once=True)
