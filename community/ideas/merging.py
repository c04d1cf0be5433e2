"""What lies beneath and above an idea in a tree of merges: pure figures over (child, parent) pairs."""

from collections.abc import Iterable

Edge = tuple[int, int]


def beneath(edges: Iterable[Edge], idea_id: int) -> frozenset[int]:
    """The idea and all that were merged into it, at whatever remove."""
    children: dict[int, list[int]] = {}
    for child, parent in edges:
        children.setdefault(parent, []).append(child)
    found, waiting = {idea_id}, [idea_id]
    while waiting:
        fresh = [one for one in children.get(waiting.pop(), ()) if one not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)


def above(edges: Iterable[Edge], idea_id: int) -> tuple[int, ...]:
    """What the idea was merged into, what that was merged into, up to the root; without the idea itself."""
    parents = dict(edges)
    found: list[int] = []
    while idea_id in parents and parents[idea_id] not in found:
        idea_id = parents[idea_id]
        found.append(idea_id)
    return tuple(found)
