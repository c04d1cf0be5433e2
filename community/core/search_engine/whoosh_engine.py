"""The embedded engine: Whoosh keeps the postings, we read them rarest word first.

One process writes (the worker), any number read. Each thread has its own reader, looked
at anew at the start of each search.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.filedb.fileindex import FileIndex
from whoosh.reading import IndexReader

from community.core.search_engine.frequencies import analyse
from community.core.search_engine.planning import MAX_BEGINNINGS, plan
from community.core.search_engine.port import (
    CANDIDATES,
    Document,
    Filters,
    Found,
    Health,
    IndexNotReady,
    Stored,
)
from community.core.search_engine.query import Query
from community.core.search_engine.whoosh_reading import Search, mean_lengths
from community.core.search_engine.whoosh_schema import merge_alike, row
from community.core.search_engine.whoosh_store import UNREADABLE, Store

LOCK_SECONDS = 5.0
# Bounds the pool of a writer before it sorts to disk.
WRITER_MEGABYTES = 128
MAX_LEXICON = 2_000


class WhooshEngine:
    """A search engine in a folder; see `SearchEngine` for what its methods promise."""

    def __init__(self, root: Path) -> None:
        self.store = Store(root)
        self._mine = threading.local()

    def replace(self, subject_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Write one commit; IndexNotReady when there is no index, LockError after 5 s behind another writer."""
        writer = _writer(self.store.open(self.store.current()))
        try:
            for subject_id in subject_ids:
                writer.delete_by_term("subject", str(subject_id))
            for document in documents:
                writer.add_document(**row(document, analyse(document)))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=merge_alike)

    def candidates(
        self, query: Query, audience_ids: Collection[int], filters: Filters, limit: int = CANDIDATES
    ) -> Found:
        """The most promising documents for these audiences; IndexNotReady when nothing can be read."""
        reader = self._reader()
        if not query or not audience_ids or not reader.doc_count():
            return Found()
        try:
            steps = plan(query, _frequencies(reader, query), reader.doc_count())
            search = Search(query, steps, frozenset(audience_ids), filters)
            found = search.run(reader, limit)
            weights = tuple(step.weight for step in steps.steps)
            return Found(found, weights, mean_lengths(reader))
        except UNREADABLE as error:
            raise IndexNotReady(f"the index cannot be read: {error!r}") from error

    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        """What is kept of these documents."""
        reader = self._reader()
        found = {}
        for key in keys:
            shown = _shown(reader, key)
            if shown:
                title, body, state, path = shown
                found[key] = Stored(title=title, body=body, state=state, path=path)
        return found

    def count(self) -> int:
        """How many documents the index holds."""
        return int(self._reader().doc_count())

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """Each document's key and fingerprint."""
        for fields in self._reader().all_stored_fields():
            yield fields["key"], fields["fingerprint"]

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build beside the present index, then swap; readers see one or the other, whole."""
        with self.store.rebuilding():
            name, fresh = self.store.create()
            writer = _writer(fresh)
            count = 0
            try:
                for document in documents:
                    writer.add_document(**row(document, analyse(document)))
                    count += 1
            except BaseException:
                writer.cancel()
                raise
            writer.commit(merge=False)
            self.store.swap(name)
        return count

    def state(self) -> str:
        """The present folder's name, with a mark while another is being built."""
        return self.store.current() + ("+" if self.store.is_rebuilding() else "")

    def health(self) -> Health:
        """How the index is."""
        rebuilding = self.store.is_rebuilding()
        try:
            return Health(
                ready=True, documents=self.count(), rebuilding=rebuilding, detail=self.state()
            )
        except IndexNotReady as error:
            return Health(ready=False, documents=0, rebuilding=rebuilding, detail=str(error))

    def _reader(self) -> IndexReader:
        """This thread's reader of the latest commit.

        Whoosh's own refresh is left alone: it takes the segments of the old reader along.
        """
        mine, name = self._mine, self.store.current()
        if getattr(mine, "name", None) != name:
            mine.index, mine.name, mine.reader = self.store.open(name), name, None
        try:
            if mine.reader is None or mine.reader_generation != mine.index.latest_generation():
                mine.reader_generation = mine.index.latest_generation()
                mine.reader = mine.index.reader()
        except UNREADABLE as error:
            mine.name = None
            raise IndexNotReady(f"the index cannot be read: {error!r}") from error
        return mine.reader


def _writer(index: FileIndex) -> Any:
    return index.writer(timeout=LOCK_SECONDS, limitmb=WRITER_MEGABYTES)


def _frequencies(reader: IndexReader, query: Query) -> dict[str, int]:
    """In how many documents each term stands that the query could mean."""
    terms = {term for slot in query.slots for term in slot.terms}
    for slot in query.slots:
        if slot.prefix:
            terms.update(_beginnings(reader, slot.prefix))
    return {term: int(reader.doc_frequency("words", term)) for term in terms}


def _beginnings(reader: IndexReader, prefix: str) -> Iterator[str]:
    for count, term in enumerate(reader.expand_prefix("words", prefix)):
        if count >= (MAX_LEXICON if len(prefix) > 2 else MAX_BEGINNINGS):
            return
        yield term.decode()


def _shown(reader: IndexReader, key: str) -> tuple[str, str, str, dict[str, str]] | None:
    for leaf, _offset in reader.leaf_readers():
        if ("key", key) in leaf:
            postings = leaf.postings("key", key)
            if postings.is_active():
                shown: tuple[str, str, str, dict[str, str]] = leaf.stored_fields(postings.id())[
                    "shown"
                ]
                return shown
    return None
