"""The embedded engine: Whoosh keeps the postings, we read them rarest word first.

One process writes (the worker), any number read. The threads of a process share a view of the
latest commit, looked at anew at the start of each search.
"""

import heapq
import logging
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.fileindex import FileIndex

from community.core.search_engine.frequencies import analyse
from community.core.search_engine.lexicon import NO_WORDS, Lexicon, Publishing, build
from community.core.search_engine.planning import asked_terms, most_beginnings, plan
from community.core.search_engine.port import (
    CANDIDATES,
    Document,
    FieldCounts,
    Filters,
    Found,
    Health,
    IndexNotReady,
    Stored,
)
from community.core.search_engine.query import Query
from community.core.search_engine.whoosh_postings import Segment
from community.core.search_engine.whoosh_reading import Search
from community.core.search_engine.whoosh_schema import merge_alike, row
from community.core.search_engine.whoosh_store import UNREADABLE, Store
from community.core.search_engine.whoosh_view import View

log = logging.getLogger(__name__)

LOCK_SECONDS = 5.0
# Bounds the pool of a writer before it sorts to disk.
WRITER_MEGABYTES = 128
# Postings are read a block at a time; a word being typed is looked up among so many terms.
BLOCK = 1_024
MAX_LEXICON = 200


class WhooshEngine:
    """A search engine in a folder; see `SearchEngine` for what its methods promise."""

    def __init__(self, root: Path) -> None:
        self.store = Store(root)
        self._view: View | None = None
        self._turn = threading.Lock()
        self._lexicon, self._lexicon_stamp = NO_WORDS, ("", 0)
        self._publishing = Publishing()

    def replace(self, subject_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Write one commit; IndexNotReady when there is no index, LockError after 5 s behind another writer."""
        try:
            self._replace(subject_ids, documents)
        except BaseException:
            # It may be damaged while its files are still open here: whoever asks next opens it anew.
            self._view = None
            raise

    def _replace(self, subject_ids: Collection[int], documents: Iterable[Document]) -> None:
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

    def compact(self) -> None:
        """Merge all segments into one, without what was only marked as gone, and drop the index before this one."""
        with self.store.rebuilding():
            name = self.store.current()
            _writer(self.store.open(name)).commit(optimize=True)
            self.store.drop_all_but(name)

    def candidates(
        self, query: Query, audience_ids: Collection[int], filters: Filters, limit: int = CANDIDATES
    ) -> Found:
        """The most promising documents for these audiences; IndexNotReady when nothing can be read."""
        view = self._latest()
        if not query or not audience_ids or not view.documents:
            return Found()
        with self._reading(view):
            frequencies = _frequencies(view, asked_terms(query))
            steps = plan(query, frequencies, view.documents, self._beginnings(view, query))
            search = Search(query, steps, frozenset(audience_ids), filters)
            candidates = search.run(view.segments, limit)
            return Found(candidates, steps.wanted, mean_lengths(view.segments), steps.missing)

    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        """What is kept of these documents."""
        view, found = self._latest(), {}
        with self._reading(view):
            for key in keys:
                shown = next(filter(None, (one.shown(key) for one in view.segments)), None)
                if shown:
                    title, body, state, path = shown
                    found[key] = Stored(title=title, body=body, state=state, path=path)
        return found

    def count(self) -> int:
        """How many documents the index holds."""
        return self._latest().documents

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """Each document's key and fingerprint."""
        view = self._latest()
        with self._reading(view):
            for segment in view.segments:
                for number in segment.present():
                    fields = segment.opened.stored(number)
                    yield fields["key"], fields["fingerprint"]

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build beside the present index, then swap; readers see one or the other, whole."""
        with self.store.rebuilding():
            name, fresh = self.store.create()
            writer, written = _writer(fresh), Counter[str]()
            count = 0
            try:
                for document in documents:
                    analysed = analyse(document)
                    writer.add_document(**row(document, analysed))
                    written.update(analysed.written)
                    count += 1
            except BaseException:
                writer.cancel()
                raise
            writer.commit(merge=False)
            self.store.write_lexicon(name, build(written))
            self.store.swap(name)
        return count

    def state(self) -> str:
        """The present folder's name, with a mark while another is being built."""
        return self.store.current() + ("+" if self.store.is_rebuilding() else "")

    def health(self, *, anew: bool = False) -> Health:
        """How the index is, `anew` to whoever opens it now and after what readers reported."""
        rebuilding = self.store.is_rebuilding()
        try:
            if anew:
                self._view = None
                self.store.ensure_unreported()
            return Health(
                ready=True, documents=self.count(), rebuilding=rebuilding, detail=self.state()
            )
        except IndexNotReady as error:
            return Health(ready=False, documents=0, rebuilding=rebuilding, detail=str(error))

    def lexicon(self) -> Lexicon:
        """The words as last published, kept until others are."""
        stamp = self.store.lexicon_stamp()
        if stamp != self._lexicon_stamp:
            self._lexicon = Lexicon(self.store.read_lexicon(stamp[0])) if stamp[0] else NO_WORDS
            self._lexicon_stamp = stamp
        return self._lexicon

    def publish_lexicon(self, *, at_once: bool = False) -> bool:
        """Read the words of all documents; due when the index changed and a while (by its cost) has passed."""
        view = self._latest()
        version = f"{view.name} {view.generation}"
        if not self._publishing.is_due(version, at_once=at_once):
            return False
        with self._publishing.measured(version):
            self.store.write_lexicon(view.name, build(_written(view.segments)))
        return True

    @contextmanager
    def _reading(self, view: View) -> Iterator[None]:
        """IndexNotReady for what can be opened and not be read; the worker is told of it."""
        try:
            yield
        except UNREADABLE as error:
            log.warning("a part of the index cannot be read", extra={"why": repr(error)})
            self.store.report(view.name)
            raise IndexNotReady(f"the index cannot be read: {error!r}") from error

    def _latest(self) -> View:
        """The latest commit of the present index; one thread opens what is new for all."""
        with self._turn:
            try:
                view = self._view = self._present().latest()
            except UNREADABLE as error:
                self._view = None
                raise IndexNotReady(f"the index cannot be read: {error!r}") from error
        return view

    def _present(self) -> View:
        """A view of the present index; one that was swapped away twice meanwhile is let go."""
        name = self.store.current()
        if self._view is not None and self._view.name == name:
            return self._view
        try:
            return View(name, self.store.open(name))
        except IndexNotReady:
            if self.store.current() == name:
                raise
            return self._present()

    def _beginnings(self, view: View, query: Query) -> dict[str, dict[str, int]]:
        """For each word that is being typed, the most frequent terms that it may become."""
        return {slot.prefix: self._begun(view, slot.prefix) for slot in query.slots if slot.prefix}

    def _begun(self, view: View, prefix: str) -> dict[str, int]:
        most = most_beginnings(prefix)
        every = {term for one in view.segments for term in one.opened.begun(prefix, MAX_LEXICON)}
        first = sorted(every)[:MAX_LEXICON]
        if len(first) < MAX_LEXICON:
            found = _frequencies(view, first)
            return dict(heapq.nlargest(most, found.items(), key=lambda one: one[1]))
        likely = self.lexicon().completions(prefix, most)
        terms = [token for one in likely for token in one.tokens]
        return _frequencies(view, dict.fromkeys(terms or first[:most]))


def _writer(index: FileIndex) -> Any:
    return index.writer(
        timeout=LOCK_SECONDS, limitmb=WRITER_MEGABYTES, codec=W3Codec(BLOCK, compression=0)
    )


def _frequencies(view: View, terms: Iterable[str]) -> dict[str, int]:
    """In how many documents each of these terms stands, those left out that stand nowhere."""
    found = ((term, sum(one.frequency(term) for one in view.segments)) for term in terms)
    return {term: count for term, count in found if count}


def mean_lengths(segments: Sequence[Segment]) -> FieldCounts:
    """The mean length of each field over all segments."""
    sizes = [segment.opened.size for segment in segments]
    columns = zip(*(segment.opened.mean_lengths for segment in segments), strict=True)
    total = max(1, sum(sizes))
    return FieldCounts(
        *(
            sum(mean * size for mean, size in zip(one, sizes, strict=True)) / total
            for one in columns
        )
    )


def _written(segments: Iterable[Segment]) -> Counter[str]:
    """In how many documents each written word stands."""
    counts = Counter[str]()
    for segment in segments:
        for number in segment.present():
            counts.update(segment.written(number))
    return counts
