"""What a vote ring is, as pure figures over who voted for whom; docs/vote-rings.md says it in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

# (voter, author) → how many votes within the time that is looked at.
Pairs = Mapping[tuple[int, int], int]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """The numbers of the definition; the settings hold them."""

    votes: int = 5
    factor: int = 4
    share: int = 50
    members: int = 8


def find_rings(pairs: Pairs, definition: Definition) -> list[frozenset[int]]:
    """The members of each ring, none in two of them; the smallest member first."""
    hard = _hard_votes(pairs, definition)
    forth, back = _reach(hard), _reach((author, voter) for voter, author in hard)
    rings, placed = [], set[int]()
    for member in sorted(forth):
        group = frozenset(forth[member] & back.get(member, set()))
        if member not in placed and _is_ring(group, pairs, definition):
            rings.append(group)
        placed |= group
    return rings


def _hard_votes(pairs: Pairs, definition: Definition) -> set[tuple[int, int]]:
    """Who votes hard for whom: many votes, and many times the usual number."""
    if not pairs:
        return set()
    bound = max(definition.votes, definition.factor * median(pairs.values()))
    return {pair for pair, count in pairs.items() if count >= bound}


def _reach(arrows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """For each member whom he reaches along the arrows, in any number of steps."""
    nearest: dict[int, set[int]] = {}
    for start, end in arrows:
        nearest.setdefault(start, set()).add(end)
    reached = {}
    for member in nearest:
        seen: set[int] = set()
        waiting = [member]
        while waiting:
            fresh = nearest.get(waiting.pop(), set()) - seen
            seen |= fresh
            waiting += fresh
        reached[member] = seen
    return reached


def _is_ring(group: frozenset[int], pairs: Pairs, definition: Definition) -> bool:
    if not 2 <= len(group) <= definition.members:
        return False
    given = Counter[bool]()
    for (voter, author), count in pairs.items():
        if voter in group:
            given[author in group] += count
    return 100 * given[True] >= definition.share * given.total()
