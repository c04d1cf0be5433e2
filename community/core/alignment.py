"""Which parts of two sequences are the same, in a time that no input can stretch.

What stands once on either side is an anchor (patience diff); difflib settles the small gaps between anchors. A gap that
would cost too much is told as a whole: what is said stays true, only coarser.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

# Cells (before × after) that difflib may look at in one gap, and in one comparison.
GAP_CELLS: Final = 6_000
ALL_CELLS: Final = 60_000
DEPTH: Final = 12

# (from, to) of the side before, (from, to) of the side after; what is the same has equal lengths.
Block = tuple[bool, int, int, int, int]


@dataclass(slots=True)
class Budget:
    """How many cells a comparison may still look at."""

    cells: int = ALL_CELLS

    def allows(self, cells: int) -> bool:
        """Whether so many may be looked at now; they are then gone."""
        if cells > min(self.cells, GAP_CELLS):
            return False
        self.cells -= cells
        return True


def align(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Block]:
    """Both sides from beginning to end, as blocks that are the same or not, in turn."""
    found = _Blocks()
    _settle(old, new, (0, len(old), 0, len(new)), found=found, budget=budget, depth=0)
    return found.blocks


@dataclass(slots=True)
class _Blocks:
    """Collects blocks in their order and joins neighbours of one kind."""

    blocks: list[Block] = field(default_factory=list)

    def add(self, block: Block) -> None:
        same, i, i_end, j, j_end = block
        if i == i_end and j == j_end:
            return
        if self.blocks and self.blocks[-1][0] is same:
            _, first_i, _, first_j, _ = self.blocks.pop()
            i, j = first_i, first_j
        self.blocks.append((same, i, i_end, j, j_end))


def _settle(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    span: tuple[int, int, int, int],
    *,
    found: _Blocks,
    budget: Budget,
    depth: int,
) -> None:
    i, i_end, j, j_end = span
    head = _common(old, new, span)
    found.add((True, i, i + head, j, j + head))
    i, j = i + head, j + head
    tail = _common_tail(old, new, (i, i_end, j, j_end))
    i_end, j_end = i_end - tail, j_end - tail
    gap = (i, i_end, j, j_end)
    anchors = _anchors(old, new, gap) if depth < DEPTH and i < i_end and j < j_end else []
    if anchors:
        for at_i, at_j in [*anchors, (i_end, j_end)]:
            part = (i, at_i, j, at_j)
            _settle(old, new, part, found=found, budget=budget, depth=depth + 1)
            if (at_i, at_j) != (i_end, j_end):
                found.add((True, at_i, at_i + 1, at_j, at_j + 1))
            i, j = at_i + 1, at_j + 1
    else:
        _settle_gap(old, new, gap, found=found, budget=budget)
    found.add((True, i_end, i_end + tail, j_end, j_end + tail))


def _settle_gap(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    span: tuple[int, int, int, int],
    *,
    found: _Blocks,
    budget: Budget,
) -> None:
    """difflib for what is small enough, else the gap as a whole."""
    i, i_end, j, j_end = span
    if i == i_end or j == j_end or not budget.allows((i_end - i) * (j_end - j)):
        found.add((False, *span))
        return
    matcher = SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False)
    for word, a, a_end, b, b_end in matcher.get_opcodes():
        found.add((word == "equal", i + a, i + a_end, j + b, j + b_end))


def _common(
    old: Sequence[Hashable], new: Sequence[Hashable], span: tuple[int, int, int, int]
) -> int:
    i, i_end, j, j_end = span
    most, count = min(i_end - i, j_end - j), 0
    while count < most and old[i + count] == new[j + count]:
        count += 1
    return count


def _common_tail(
    old: Sequence[Hashable], new: Sequence[Hashable], span: tuple[int, int, int, int]
) -> int:
    i, i_end, j, j_end = span
    most, count = min(i_end - i, j_end - j), 0
    while count < most and old[i_end - 1 - count] == new[j_end - 1 - count]:
        count += 1
    return count


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], span: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Places of what stands exactly once on either side, in an order that both share."""
    i, i_end, j, j_end = span
    counts = Counter(old[i:i_end])
    others = Counter(new[j:j_end])
    once = {one for one, count in counts.items() if count == 1 and others.get(one) == 1}
    if not once:
        return []
    where = {new[place]: place for place in range(j, j_end) if new[place] in once}
    return _rising([(place, where[old[place]]) for place in range(i, i_end) if old[place] in once])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    came_from: list[int] = []
    for number, (_, value) in enumerate(pairs):
        place = bisect_left(ends, value)
        came_from.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [value]
        last[place : place + 1] = [number]
    run = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = came_from[number]
    return run[::-1]
