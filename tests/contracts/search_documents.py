"""Documents for the search engines' contract, and the words to ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from community.core.search_engine.port import NO_FILTERS, Document, Filters, SearchEngine
from community.core.search_engine.postgres_engine import PostgresEngine
from community.core.search_engine.query import Query, parse
from community.core.search_engine.scorer import rank
from community.core.search_engine.whoosh_engine import WhooshEngine

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUBLIC, STAFF, ORGANISATION = 1, 2, 3


# What nobody means and somebody types.
NASTY = [
    "",
    " ",
    '"',
    '""',
    "-",
    '-"',
    "--",
    "*",
    "a*",
    "(",
    ")))((",
    "AND OR NOT",
    "title:x",
    "\x00",
    "\ud800",
    "'; DROP TABLE members; --",
    "\\",
    "\\'",
    "a & b | !c <-> d:*",
    "%",
    "_%_",
    "🪴",
    "x" * 100_000,
    "a " * 50_000,
    '"' * 5000,
    "-a" * 5000,
    "\u202e\u200b\ufeff",
    "١٢٣",
    "日本語",
    "[[[{{{",
    "..\\..\\",
    "?",
    "~10",
    "^",
    "foo\nbar\r\n\tbaz",
]


def make_document(subject_id: int, title: str, body: str = "", **facts: object) -> Document:
    """A public English article from this morning, unless told otherwise."""
    values: dict[str, object] = {
        "kind": "article",
        "lang": "en",
        "audience_id": PUBLIC,
        "created_at": NOW,
        "updated_at": NOW,
        **facts,
    }
    return Document(subject_id=subject_id, title=title, body=body, **values)  # type: ignore[arg-type]


def older(days: int) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


def whoosh_engine(folder: Path) -> WhooshEngine:
    """An embedded engine with an empty index."""
    engine = WhooshEngine(folder)
    engine.rebuild([])
    return engine


def postgres_engine(database: Engine) -> PostgresEngine:
    """A PostgreSQL engine with an empty index."""
    engine = PostgresEngine(database.begin)
    engine.rebuild([])
    return engine


def fill(engine: SearchEngine, *documents: Document) -> None:
    """Let the index hold these documents, and no others of their subjects."""
    engine.replace({document.subject_id for document in documents}, documents)


def found(
    engine: SearchEngine,
    query: str | Query,
    audiences: Collection[int] = (PUBLIC,),
    filters: Filters = NO_FILTERS,
    *,
    lang: str = "en",
    typing: bool = False,
) -> list[int]:
    """The subjects that a search finds, best first."""
    asked = parse(query, lang, typing=typing) if isinstance(query, str) else query
    candidates = engine.candidates(asked, audiences, filters)
    return [one.candidate.subject_id for one in rank(candidates, NOW, lang)]


def many(count: int) -> Iterator[Document]:
    """Articles 1 to count, all about stock."""
    return (make_document(number, f"Stock take {number}") for number in range(1, count + 1))
