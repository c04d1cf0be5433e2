"""A document's words counted by field, each count packed into one small number.

A packed count fits 22 bits, so a 32-bit float holds it exactly: Whoosh keeps it as the
weight of a posting, PostgreSQL as a number in JSON, and neither has to read five fields.
"""

from dataclasses import dataclass
from functools import lru_cache

from community.core.search_engine.analysis import base_lang, stem, stems, telling_words, words
from community.core.search_engine.port import Document, FieldCounts

# Bits for the count of each field; more occurrences than fit count as the most that do.
BITS = FieldCounts(title=3, headings=4, tags=2, body=7, replies=6)
BREAK = "|"


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document as the engines index it."""

    counts: dict[str, int]
    lengths: FieldCounts
    stream: str


def pack(counts: FieldCounts) -> int:
    """One number for five counts."""
    packed = 0
    for count, bits in zip(counts, BITS, strict=True):
        packed = packed << int(bits) | min(int(count), (1 << int(bits)) - 1)
    return packed


@lru_cache(maxsize=20_000)
def unpack(packed: int) -> FieldCounts:
    """The five counts of one number."""
    counts = []
    for bits in reversed(BITS):
        counts.append(packed & (1 << int(bits)) - 1)
        packed >>= int(bits)
    return FieldCounts(*reversed(counts))


def add(one: int, other: int) -> int:
    """The packed sum of two packed counts."""
    if not one or not other:
        return one or other
    return pack(FieldCounts(*map(sum, zip(unpack(one), unpack(other), strict=True))))


def analyse(document: Document) -> Analysed:
    """The words of a document, counted by field, and its tokens in reading order for phrases."""
    lang = base_lang(document.lang)
    texts = (
        document.title,
        "\n".join(document.headings),
        " ".join(document.tags),
        document.body,
        document.replies,
    )
    fields = [telling_words(text, lang) for text in texts]
    # A title keeps its stop words, so that one made of nothing else can be found.
    counted = [list(words(document.title)), *fields[1:]]
    return Analysed(
        counts=_count(counted, lang),
        lengths=FieldCounts(*map(len, fields)),
        stream=f" {f' {BREAK} '.join(' '.join(stem(word, lang) for word in field) for field in fields)} ",
    )


def _count(fields: list[list[str]], lang: str) -> dict[str, int]:
    table: dict[str, list[int]] = {}
    for place, field in enumerate(fields):
        for word in field:
            for token in stems(word, lang):
                table.setdefault(token, [0, 0, 0, 0, 0])[place] += 1
    return {token: pack(FieldCounts(*counts)) for token, counts in table.items()}
