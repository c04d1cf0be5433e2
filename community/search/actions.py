"""What an operator does with the index; both are safe while people search."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from community.content.models_kept import DirtySubject
from community.core.db import db
from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import Document
from community.search.queries_documents import all_documents

Progress = Callable[[Iterator[Document]], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the index differs from the rows: keys that are missing, that are too many, that are out of date."""

    documents: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether the index says what the rows say."""
        return not (self.missing or self.surplus or self.stale)


def rebuild(progress: Progress = iter) -> int:
    """Build a fresh index from the rows and swap it in; how many documents it has.

    `progress` sees the documents pass. Subjects that change meanwhile stay dirty and follow.
    """
    return search_engine().rebuild(progress(all_documents()))


def verify() -> Verdict:
    """Compare the index with the rows, subjects apart that wait to be indexed; IndexNotReady without an index."""
    indexed = dict(search_engine().all_keys())
    waiting = set(db.session.scalars(select(DirtySubject.subject_id)))
    rows = {document.key: document.fingerprint for document in all_documents()}
    return Verdict(
        documents=len(indexed),
        missing=_settled(rows.keys() - indexed.keys(), waiting),
        surplus=_settled(indexed.keys() - rows.keys(), waiting),
        stale=_settled(
            {key for key in rows.keys() & indexed.keys() if rows[key] != indexed[key]}, waiting
        ),
    )


def _settled(keys: set[str], waiting: set[int]) -> tuple[str, ...]:
    return tuple(sorted(key for key in keys if int(key.partition(":")[0]) not in waiting))
