"""The search engine port: what goes in, what is asked, what comes back."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import NamedTuple, Protocol

from community.core.search_engine.lexicon import Lexicon
from community.core.search_engine.query import Query

CANDIDATES, CANDIDATES_WHILE_TYPING = 200, 60
# The most promising of them are read closely: their sections, and how near the asked words stand.
READ_CLOSELY, READ_WHILE_TYPING = 40, 12
# So much of a body is kept for snippets; all of it is searched.
SHOWN_CHARACTERS = 12_000


class IndexNotReady(Exception):
    """The index cannot be opened; it is being rebuilt and the rest of the portal works."""


class FieldCounts(NamedTuple):
    """One number for each field of a document: occurrences of a word, or length in words."""

    title: float = 0
    summary: float = 0
    headings: float = 0
    tags: float = 0
    body: float = 0
    replies: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One findable text: a subject in one language; two documents are equal when their words and facts are.

    A line of `body` that is one of the `headings` begins a section. The words of what is not
    `public` never become suggestions of the spelling dictionary. `facets` are exact marks to
    narrow by (`tag:billing`).
    """

    subject_id: int
    kind: str
    lang: str
    audience_id: int
    title: str
    body: str
    created_at: datetime
    updated_at: datetime
    summary: str = ""
    headings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    public: bool = True
    replies: str = ""
    area_id: int | None = None
    state: str = ""
    path: Mapping[str, str] = field(default_factory=dict)
    votes: int = 0
    accepted: bool = False
    trust: float = 0.0

    @property
    def key(self) -> str:
        """What names this document in the index."""
        return f"{self.subject_id}:{self.lang}"

    @property
    def fingerprint(self) -> str:
        """Changes whenever a row behind the document does; `search verify` compares it."""
        facts = [(name, str(getattr(self, name))) for name in FINGERPRINTED]
        return hashlib.sha256(repr(facts).encode("utf-8", "replace")).hexdigest()[:16]


# Trust fades with time while no row changes.
FINGERPRINTED = sorted(one.name for one in fields(Document) if one.name != "trust")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Narrowing by facts; an empty collection narrows nothing.

    Of each group in `facets` a document has one at least, of `without_facets` none.
    """

    kinds: frozenset[str] = frozenset()
    langs: frozenset[str] = frozenset()
    area_ids: frozenset[int] = frozenset()
    facets: tuple[frozenset[str], ...] = ()
    without_facets: frozenset[str] = frozenset()
    created_before: datetime | None = None

    def admit(self, kind: str, lang: str, area_id: int) -> bool:
        """Whether a document with these facts passes (date and facets apart)."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.langs or lang in self.langs)
            and (not self.area_ids or area_id in self.area_ids)
        )


NO_FILTERS = Filters()


class Held(NamedTuple):
    """How often one asked word stands in a document's fields, and how truly: 1 as asked, less as a variant."""

    counts: FieldCounts
    truth: float = 1.0


class Candidate(NamedTuple):
    """A document that matches, with what the scorer needs; `held` runs beside `Found.asked`.

    `stream` holds its tokens (analysis.py says how) when it is promising enough to be read closely.
    """

    key: str
    subject_id: int
    kind: str
    lang: str
    area_id: int
    lengths: FieldCounts
    held: tuple[Held | None, ...]
    created_at: int
    updated_at: int
    votes: int
    accepted: bool
    trust: float
    stream: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the engine keeps of a document for showing it."""

    title: str
    body: str
    state: str
    path: Mapping[str, str]


EVEN = FieldCounts(1, 1, 1, 1, 1, 1)


class Wanted(NamedTuple):
    """One asked word: how much it tells, and the tokens it is read as, each with its truth."""

    weight: float
    terms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates in no order, what was asked for in the order of the words, and the mean length of each field.

    `missing` is the weight of the asked words that no document holds; they are not in `asked`.
    """

    candidates: tuple[Candidate, ...] = ()
    asked: tuple[Wanted, ...] = ()
    mean_lengths: FieldCounts = EVEN
    missing: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the index answers, how much it holds, and whether a fresh one is being built."""

    ready: bool
    documents: int
    rebuilding: bool
    detail: str


class SearchEngine(Protocol):
    """What both engines promise; tests/contracts/test_search_engines.py holds them to it."""

    def replace(self, subject_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Make the index hold exactly these documents for these subjects, durable on return; worker only."""

    def candidates(
        self, query: Query, audience_ids: Collection[int], filters: Filters, limit: int = CANDIDATES
    ) -> Found:
        """The at most `limit` most promising documents that these audiences may see.

        Raises IndexNotReady when there is no index to open.
        """

    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        """What is kept of these documents; keys that are gone are left out."""

    def count(self) -> int:
        """How many documents the index holds."""

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """Each document's key and fingerprint."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a fresh index beside the present one and swap it in whole; how many documents it has."""

    def compact(self) -> None:
        """Let nothing that was replaced stay in the index's own files; takes as long as copying it; worker only."""

    def state(self) -> str:
        """Names the present index and whether another is being built: equal before and after
        `replace` means that what was written stands in the index that readers will go on using."""

    def health(self, *, anew: bool = False) -> Health:
        """How the index is, `anew` to whoever opens it now, whatever is open here; never raises."""

    def lexicon(self) -> Lexicon:
        """The index's own words for spelling, as last published; an empty one when there is none; never raises."""

    def publish_lexicon(self, *, at_once: bool = False) -> bool:
        """Write the words down anew when that is due, or `at_once`; whether it was done; worker only."""
