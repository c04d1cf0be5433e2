"""An erased member's names go from what was searched for, and what he had written from the files of the index."""

from sqlalchemy import delete, func, or_

from community.accounts.erasing import Gone
from community.core.db import db, writing
from community.core.search_engine.installed import search_engine
from community.search.models import SearchQuery, SearchTakeUp, SearchTally
from community.search.tasks import index_dirty, turn


def forget_searches_for(gone: Gone, _cursor: int) -> None:
    """Searches for his address, short name or full name; a single word may mean anything, and stays."""
    names = [gone.email, f"@{gone.handle}", gone.name if " " in gone.name.strip() else ""]
    with writing():
        for column in (SearchQuery.text, SearchTally.phrase, SearchTakeUp.phrase):
            said = func.lower(column)
            named = [said.contains(one.lower(), autoescape=True) for one in names if one]
            found = or_(*named, said == gone.handle.lower())
            gone_rows = delete(column.class_).where(found)
            db.session.execute(gone_rows.execution_options(synchronize_session=False))


def compact_index(_gone: Gone, _cursor: int) -> None:
    """Bring the index up to date, and let nothing that was replaced in it stay in its files."""
    index_dirty()
    with turn:
        engine = search_engine()
        engine.compact()
        engine.publish_lexicon(at_once=True)
