"""A document's words counted by field, each count packed into one small number.

A packed count fits 24 bits, so a 32-bit float holds it exactly: Whoosh keeps it as the
weight of a posting, PostgreSQL as a number in JSON, and neither has to read six fields.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from community.core.search_engine.analysis import base_lang, stem, stems, telling_words, words
from community.core.search_engine.lexicon import written_words
from community.core.search_engine.port import Document, FieldCounts

# Bits for the count of each field; more occurrences than fit count as the most that do.
BITS = FieldCounts(title=3, summary=2, headings=4, tags=2, body=7, replies=6)
# Between passages, and between the heading of a passage and its text.
BREAK, UNDER = "|", "#"


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document as the engines index it: counts by token, lengths, tokens in reading order, written words."""

    counts: dict[str, int]
    lengths: FieldCounts
    stream: str
    written: list[str]


@lru_cache(maxsize=20_000)
def pack(counts: FieldCounts) -> int:
    """One number for six counts."""
    packed = 0
    for count, bits in zip(counts, BITS, strict=True):
        packed = packed << int(bits) | min(int(count), (1 << int(bits)) - 1)
    return packed


@lru_cache(maxsize=20_000)
def unpack(packed: int) -> FieldCounts:
    """The six counts of one number."""
    counts = []
    for bits in reversed(BITS):
        counts.append(packed & (1 << int(bits)) - 1)
        packed >>= int(bits)
    return FieldCounts(*reversed(counts))


def places() -> list[tuple[int, int]]:
    """Where each count stands in a packed number: by how many bits to shift it, and its mask."""
    found, shift = [], 0
    for bits in reversed(BITS):
        found.append((shift, (1 << int(bits)) - 1))
        shift += int(bits)
    return found[::-1]


def analyse(document: Document) -> Analysed:
    """The words of a document, counted by field, and its tokens in reading order.

    The stream is the title, the tags, the summary, each section (heading # text) and the
    replies, with a mark between them: phrases and nearness end there.
    """
    lang = base_lang(document.lang)
    sections = sections_of(document)
    bodies = [telling_words(text, lang) for _, text in sections]
    fields = [
        telling_words(document.title, lang),
        telling_words(document.summary, lang),
        telling_words("\n".join(document.headings), lang),
        telling_words(" ".join(document.tags), lang),
        list(chain.from_iterable(bodies)),
        telling_words(document.replies, lang),
    ]
    # A title keeps its stop words, so that one made of nothing else can be found.
    counted = [list(words(document.title)), *fields[1:]]
    heads = [telling_words(heading, lang) for heading, _ in sections]
    parts = [[*head, UNDER, *body] for head, body in zip(heads, bodies, strict=True)]
    passages = [fields[0], fields[3], fields[1], *parts, fields[5]]
    texts = (document.title, document.summary, *document.headings, document.body, document.replies)
    return Analysed(
        counts=_count(counted, lang) | {facet_term(facet): 0 for facet in document.facets},
        lengths=FieldCounts(*map(len, fields)),
        stream=_stream(passages, lang),
        written=written_words(lang, *texts) if document.public else [],
    )


def facet_term(facet: str) -> str:
    """The term under which a facet is indexed; no word looks like it."""
    return f"={facet}"


def sections_of(document: Document) -> list[tuple[str, str]]:
    """The body by sections, each with its heading; the first has none."""
    waiting = deque(" ".join(heading.split()) for heading in document.headings)
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in document.body.splitlines():
        flat = " ".join(line.split())
        if waiting and flat == waiting[0]:
            sections.append((waiting.popleft(), []))
        else:
            sections[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in sections]


def _stream(passages: Iterable[Iterable[str]], lang: str) -> str:
    texts = (
        " ".join(word if word == UNDER else stem(word, lang) for word in passage)
        for passage in passages
    )
    return f" {f' {BREAK} '.join(texts)} "


def _count(fields: list[list[str]], lang: str) -> dict[str, int]:
    table: dict[str, list[int]] = {}
    for place, field in enumerate(fields):
        for word in field:
            for token in stems(word, lang):
                table.setdefault(token, [0] * len(fields))[place] += 1
    return {token: pack(FieldCounts(*counts)) for token, counts in table.items()}
