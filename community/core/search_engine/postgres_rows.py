"""Documents as rows of the PostgreSQL index, and what they change in its statistics."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from community.core.search_engine.frequencies import Analysed, unpack
from community.core.search_engine.port import SHOWN_CHARACTERS, Document, FieldCounts


@dataclass
class Changes:
    """How many more documents hold each term, how many more there are, how much longer their fields are."""

    terms: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    lengths: list[int] = field(default_factory=lambda: [0] * len(FieldCounts._fields))

    def add(
        self, terms: Iterable[str] | Mapping[str, int], lengths: Sequence[float], sign: int
    ) -> None:
        """Count one document in (sign 1) or out (−1)."""
        for term in terms:
            self.terms[term] += sign
        self.documents += sign
        self.lengths = [
            one + sign * int(other) for one, other in zip(self.lengths, lengths, strict=True)
        ]


def row(document: Document, analysed: Analysed) -> dict[str, object]:
    """A document as the parameters of its insert."""
    shown = {
        "title": storable(document.title),
        "body": storable(document.body[:SHOWN_CHARACTERS]),
        "state": document.state,
        "path": dict(document.path),
    }
    return {
        "key": document.key,
        "subject_id": document.subject_id,
        "audience_id": document.audience_id,
        "kind": document.kind,
        "lang": document.lang,
        "area_id": document.area_id or 0,
        "created_at": int(document.created_at.timestamp()),
        "updated_at": int(document.updated_at.timestamp()),
        "votes": max(-(2**31), min(document.votes, 2**31 - 1)),
        "accepted": document.accepted,
        "trust": document.trust,
        "lengths": [int(length) for length in analysed.lengths],
        "terms": indexed_terms(analysed.counts),
        "counts": json.dumps(analysed.counts),
        "stream": analysed.stream,
        "shown": json.dumps(shown),
        "written": analysed.written,
        "fingerprint": document.fingerprint,
    }


def indexed_terms(counts: Mapping[str, int]) -> list[str]:
    """The terms of a document; a word in its title is one more, so that the index alone tells it."""
    return [*counts, *(f"^{term}" for term, packed in counts.items() if unpack(packed).title)]


def storable(text: str) -> str:
    """The text without the characters that PostgreSQL refuses: NUL and lone surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\x00", " ")
