"""What a search is narrowed to: for the engine as filters, for the rows as a check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from community.core.search_engine.port import Filters
from community.search.addresses import KINDS
from community.search.frozen import Key
from community.search.language import OFFICIAL, VERIFIED, Name, Narrowing
from community.search.queries_names import Names
from community.search.queries_rows import Row, is_there

# What only the rows know (a verification ends while no row changes), and what only the index knows.
KNOWN_BY_ROWS = frozenset({f"{Name.STATE}:{VERIFIED}"})
KNOWN_BY_INDEX = frozenset({f"{Name.STATE}:{OFFICIAL}"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Narrowings with what they name looked up; `unknown` are those that name nothing there is."""

    kinds: frozenset[str] = frozenset(KINDS)
    langs: frozenset[str] = frozenset()
    groups: tuple[frozenset[str], ...] = ()
    refused: frozenset[str] = frozenset()
    refused_langs: frozenset[str] = frozenset()
    unknown: tuple[Narrowing, ...] = ()

    @property
    def filters(self) -> Filters:
        """What the engine narrows by."""
        return Filters(
            kinds=self.kinds if len(self.kinds) < len(KINDS) else frozenset(),
            langs=self.langs,
            facets=tuple(group for group in self.groups if not group & KNOWN_BY_ROWS),
            without_facets=self.refused - KNOWN_BY_ROWS,
        )

    def admits(self, key: Key, rows: Mapping[int, Row]) -> bool:
        """Whether the rows let this be shown: the actor sees it, and it is (still) in the states asked for."""
        if not is_there(key, rows) or key.lang in self.refused_langs:
            return False
        if not self.groups and not self.refused:
            return True
        states = {f"{Name.STATE}:{state}" for state in rows[key.subject_id].states_in(key)}
        groups = (group for group in self.groups if all(map(is_state, group)))
        return not self.refused & states and all(
            group & (states | KNOWN_BY_INDEX) for group in groups
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be found: what is asked for is not there, or every kind is left out."""
        return bool(self.unknown) or not self.kinds


EVERYTHING = Wanted()


def is_state(facet: str) -> bool:
    """Whether it says how a thing stands, which the rows know best."""
    return facet.startswith(f"{Name.STATE}:")


def wanted(narrowings: Iterable[Narrowing], names: Names) -> Wanted:
    """The narrowings with the names they mean; several kinds or languages are alternatives, all else adds up."""
    kinds, langs, refused_kinds, refused_langs = set[str](), set[str](), set[str](), set[str]()
    groups, refused, unknown = [], set[str](), []
    for one in narrowings:
        if one.name is Name.KIND:
            (refused_kinds if one.refused else kinds).update(one.values)
        elif one.name is Name.LANG:
            (refused_langs if one.refused else langs).update(one.values)
        else:
            facets = frozenset(
                facet for value in one.values for facet in _facets(one, value, names)
            )
            if one.refused:
                refused |= facets
            elif facets:
                groups.append(facets)
            else:
                unknown.append(one)
    return Wanted(
        kinds=frozenset(kinds or KINDS) - refused_kinds,
        langs=frozenset(langs),
        groups=tuple(groups),
        refused=frozenset(refused),
        refused_langs=frozenset(refused_langs),
        unknown=tuple(unknown),
    )


def _facets(one: Narrowing, value: str, names: Names) -> tuple[str, ...]:
    """How the documents that it means are marked; none when nothing is called so."""
    found: Mapping[str, object] = {
        Name.TAG: names.tags,
        Name.AREA: names.areas,
        Name.AUTHOR: names.people,
        Name.STATE: {value: value},
    }[one.name]
    return (f"{one.name}:{found[value]}",) if value in found else ()
