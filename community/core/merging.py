"""Two edits of the same words brought together, line by line, as version control does (diff3)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from community.core.alignment import Budget, align

OURS, BETWEEN, THEIRS = "<<<<<<< published", "=======", ">>>>>>> suggested"
MARKED = re.compile(rf"^({OURS}|{THEIRS})$", re.MULTILINE)

# (begin, end) in each of base, ours and theirs.
Span = tuple[int, int]
Region = tuple[Span, Span, Span]


@dataclass(frozen=True)
class Merged:
    """The words of both edits; `conflicts` is how many passages both changed differently, marked in the text."""

    text: str
    conflicts: int


def has_marks(text: str) -> bool:
    """Whether a passage still waits for somebody to choose."""
    return MARKED.search(text) is not None


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Both edits of `base` in one text; where they differ on the same lines, both versions between marks."""
    if ours in (base, theirs):
        return Merged(theirs, 0)
    if theirs == base:
        return Merged(ours, 0)
    texts = base.split("\n"), ours.split("\n"), theirs.split("\n")
    lines: list[str] = []
    conflicts = 0
    for region in _regions(*texts):
        chosen = _choose(
            *(text[begin:end] for text, (begin, end) in zip(texts, region, strict=True))
        )
        conflicts += chosen is None
        lines += chosen if chosen is not None else _both(texts, region)
    return Merged("\n".join(lines), conflicts)


def _choose(base: list[str], ours: list[str], theirs: list[str]) -> list[str] | None:
    if ours in (base, theirs):
        return theirs
    return ours if theirs == base else None


def _both(texts: tuple[list[str], list[str], list[str]], region: Region) -> list[str]:
    (_, ours, theirs), (_, mine, yours) = texts, region
    return [OURS, *ours[slice(*mine)], BETWEEN, *theirs[slice(*yours)], THEIRS]


def _regions(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Region]:
    """The text in passages: those that all three share, and what stands between them."""
    at = (0, 0, 0)
    for begin, length, in_ours, in_theirs in _shared(base, ours, theirs):
        yield (at[0], begin), (at[1], in_ours), (at[2], in_theirs)
        at = (begin + length, in_ours + length, in_theirs + length)
        yield (begin, at[0]), (in_ours, at[1]), (in_theirs, at[2])


def _shared(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """(begin in base, length, begin in ours, begin in theirs) of each run of lines that all three hold."""
    mine, yours = _runs(base, ours), _runs(base, theirs)
    one = two = 0
    while one < len(mine) and two < len(yours):
        (a, a_end, in_ours), (b, b_end, in_theirs) = mine[one], yours[two]
        begin, end = max(a, b), min(a_end, b_end)
        if begin < end:
            yield begin, end - begin, in_ours + begin - a, in_theirs + begin - b
        if a_end < b_end:
            one += 1
        else:
            two += 1
    yield len(base), 0, len(ours), len(theirs)


def _runs(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """(begin and end in base, begin in the other) of the runs of lines that both hold, in bounded time."""
    return [(i, i_end, j) for same, i, i_end, j, _ in align(base, other, Budget()) if same]
