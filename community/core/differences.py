"""What changed between two texts, line by line and word by word: pure, and bounded whatever the texts are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from community.core.alignment import Block, Budget, align

WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")
# Lines that share less than this are told as one that went and one that came.
ALIKE: Final = 0.35
MAX_ROWS: Final = 2_000
CONTEXT: Final = 3


class Kind(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; changed ones stand on this side alone."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one side with its number, counted from 1."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """A line beside what became of it; `skipped` lines that are the same stand for themselves."""

    kind: Kind
    before: Line | None = None
    after: Line | None = None
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows side by side; `is_cut` says that there are more than anybody would read."""

    rows: tuple[Row, ...]
    added: int
    removed: int
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.added and not self.removed


def compare(before: str, after: str, *, context: int | None = CONTEXT) -> Difference:
    """The difference of two texts; of what is the same only `context` lines around a change, None for all."""
    budget = Budget()
    old, new = before.splitlines(), after.splitlines()
    blocks = align(old, new, budget)
    changed = [block for block in blocks if not block[0]]
    every = _every_row(old, new, blocks=blocks, context=context, budget=budget)
    rows = tuple(islice(every, MAX_ROWS + 1))
    return Difference(
        rows[:MAX_ROWS],
        added=sum(j_end - j for _, _, _, j, j_end in changed),
        removed=sum(i_end - i for _, i, i_end, _, _ in changed),
        is_cut=len(rows) > MAX_ROWS,
    )


def _every_row(
    old: Sequence[str],
    new: Sequence[str],
    *,
    blocks: Sequence[Block],
    context: int | None,
    budget: Budget,
) -> Iterator[Row]:
    for number, block in enumerate(blocks):
        if not block[0]:
            yield from _changed_rows(old, new, block=block, budget=budget)
            continue
        length = block[2] - block[1]
        head = length if context is None else context if number else 0
        tail = 0 if context is None or number == len(blocks) - 1 else context
        yield from _same_rows(old, new, block=block, shown=(head, tail))


def _same_rows(
    old: Sequence[str], new: Sequence[str], *, block: Block, shown: tuple[int, int]
) -> Iterator[Row]:
    """The first and the last lines of what is the same; those between are a number."""
    _, i, i_end, j, _ = block
    head, tail = shown
    skipped = i_end - i - head - tail
    steps = range(i_end - i)
    for step in steps if skipped <= 0 else steps[:head]:
        yield Row(Kind.SAME, _line(i + step, old), _line(j + step, new))
    if skipped > 0:
        yield Row(Kind.SKIPPED, skipped=skipped)
        for step in steps[head + skipped :]:
            yield Row(Kind.SAME, _line(i + step, old), _line(j + step, new))


def _changed_rows(
    old: Sequence[str], new: Sequence[str], *, block: Block, budget: Budget
) -> Iterator[Row]:
    _, i, i_end, j, j_end = block
    for left, right in _pairs(old[i:i_end], new[j:j_end], budget):
        if left is not None and right is not None:
            sides = _words(old[i + left], new[j + right], budget)
            before, after = Line(i + left + 1, sides[0]), Line(j + right + 1, sides[1])
            yield Row(Kind.CHANGED, before, after)
        elif left is not None:
            yield Row(Kind.GONE, before=_line(i + left, old, is_changed=True))
        elif right is not None:
            yield Row(Kind.NEW, after=_line(j + right, new, is_changed=True))


def _line(place: int, lines: Sequence[str], *, is_changed: bool = False) -> Line:
    return Line(place + 1, (Piece(lines[place], is_changed),))


def _pairs(
    old: Sequence[str], new: Sequence[str], budget: Budget
) -> list[tuple[int | None, int | None]]:
    """Which line became which: the pairing in order with the most words in common."""
    if not old or not new or not budget.allows(len(old) * len(new)):
        return [(i, None) for i in range(len(old))] + [(None, j) for j in range(len(new))]
    bags = [_bag(line) for line in old], [_bag(line) for line in new]
    alike = [[_likeness(left, right) for right in bags[1]] for left in bags[0]]
    best = _best_sums(alike)
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return [
        *pairs,
        *((left, None) for left in range(i, len(old))),
        *((None, right) for right in range(j, len(new))),
    ]


def _best_sums(alike: list[list[float]]) -> list[list[float]]:
    """The most likeness that can still be had from each pair of places on."""
    height, width = len(alike), len(alike[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return best


def _bag(line: str) -> frozenset[str]:
    return frozenset(word for word in WORDS.findall(line) if not word.isspace())


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """The share of words that two lines have in common; 0 for lines that are too different to be one."""
    if not left and not right:
        return 1.0
    share = 2 * len(left & right) / (len(left) + len(right))
    return share if share >= ALIKE else 0.0


def _words(before: str, after: str, budget: Budget) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lines in pieces, those changed that stand on one side alone."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for same, i, i_end, j, j_end in align(old, new, budget):
        if i < i_end:
            left.append(Piece("".join(old[i:i_end]), not same))
        if j < j_end:
            right.append(Piece("".join(new[j:j_end]), not same))
    return tuple(left), tuple(right)
