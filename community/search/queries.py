"""Searching: the engine finds and the scorer ranks; the rows have the last word on who sees what."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from community.core.clock import now
from community.core.search_engine.analysis import fold, telling_words
from community.core.search_engine.expansion import expand
from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import (
    CANDIDATES,
    CANDIDATES_WHILE_TYPING,
    Filters,
    IndexNotReady,
    Stored,
)
from community.core.search_engine.query import Query, draft, parse
from community.core.search_engine.scorer import is_far, rank
from community.policies.actor import Actor
from community.search.addresses import KINDS
from community.search.asked import Asked
from community.search.frozen import Key, freeze, thaw
from community.search.hits import (
    Hit,
    find_hits,
    find_stored,
    find_titles,
    is_twin,
    without_refused,
)
from community.search.language import Narrowing, plain_words, read, respelt
from community.search.queries_browse import newest_keys
from community.search.queries_names import find_names
from community.search.queries_rows import Area, Row, rows_seen
from community.search.queries_synonyms import synonyms
from community.search.queries_wanted import EVERYTHING, Wanted, wanted

GROUP_SIZE, PAGE_SIZE, SUGGESTIONS, LOOKALIKES = 5, 20, 8, 5
# A title says in one sentence what the text says in many: its words count so often.
TITLE_COUNTS = 3
MOST_NEAR, BEGINNING = 6, 3


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: how many there are, the first of them, and where the next page begins."""

    kind: str
    count: int
    hits: Sequence[Hit]
    older: str | None = None

    @property
    def kind_and_count(self) -> tuple[str, int]:
        """For a table of counts."""
        return self.kind, self.count


@dataclass(frozen=True, slots=True)
class AreaFacet:
    """A product area in which something was found."""

    id: int
    key: str
    name: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found; not `ready` while the index is being rebuilt.

    `query` says what was looked for beside the typed words, `plain` is the wanted words alone,
    `corrected` what was typed with nearer spellings, `nearest` are words of the index for where nothing was found;
    `unknown` is what was asked for and is not there; `area_id` is the area that it was narrowed to, else that in
    which most was found; `only_refuses` says that nothing was asked for but what to leave out, `is_cut` that more
    fits than the two hundred looked at, `is_far` that even the best hold but little of what was asked.
    """

    groups: Sequence[Group] = ()
    areas: Sequence[AreaFacet] = ()
    langs: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    query: Query = field(default_factory=Query)
    plain: str = ""
    corrected: str = ""
    nearest: Sequence[str] = ()
    unknown: Sequence[Narrowing] = ()
    area_id: int | None = None
    only_refuses: bool = False
    is_cut: bool = False
    is_far: bool = False
    ready: bool = True

    @property
    def count(self) -> int:
        """How many things were found (of the most promising two hundred)."""
        return sum(group.count for group in self.groups)


def search(actor: Actor, asked: Asked) -> Results:
    """The groups of what the actor may see, best first; with a kind, a page of that kind alone."""
    said = asked.said
    query = _parsed(said.words, asked.locale)
    if not query and not read(asked.text).narrowings:
        return Results(query=query, only_refuses=bool(query.without or query.without_phrases))
    names = find_names(actor, said.narrowings)
    want, area_id = wanted(said.narrowings, names), names.area_of(said.narrowings)
    plain = plain_words(said.words)
    if want.is_empty:
        return Results(query=query, plain=plain, unknown=want.unknown, area_id=area_id)
    try:
        query = understood(query, actor, asked.locale)
        make_page = _next_page if asked.kind and asked.after else _first_page
        page = make_page(actor, asked, query, want)
        area_id = area_id or next((one.id for one in page.areas), None)
        corrected = _corrected(asked.text, query)
        return replace(page, plain=plain, corrected=corrected, area_id=area_id)
    except IndexNotReady:
        return Results(query=query, ready=False)


def suggest(actor: Actor, text: str, locale: str, limit: int = SUGGESTIONS) -> list[Hit]:
    """The best hits for what somebody is typing; nothing while the index is being rebuilt."""
    said = read(text)
    query = parse(said.words, locale, typing=True)
    want = wanted(said.narrowings, find_names(actor, said.narrowings))
    if not query or want.is_empty:
        return []
    try:
        query = understood(query, actor, locale)
        return find_titles(_best(actor, query, locale, want=want, limit=limit), query)
    except IndexNotReady:
        return []


def lookalikes(
    actor: Actor,
    title: str,
    body: str,
    *,
    kinds: Collection[str] = KINDS,
    limit: int = LOOKALIKES,
    locale: str = "",
) -> list[Hit]:
    """What is most like a draft, what seems to be the same first; nothing while the index is being rebuilt."""
    query = draft("\n".join([title] * TITLE_COUNTS + [body]), locale)
    if not query:
        return []
    want = replace(EVERYTHING, kinds=frozenset(kinds))
    try:
        hits = find_hits(_best(actor, query, locale, want=want, limit=limit), query)
    except IndexNotReady:
        return []
    marked = [replace(hit, is_twin=is_twin(title, hit.title, hit.lang)) for hit in hits]
    return sorted(marked, key=lambda hit: not hit.is_twin)


def understood(query: Query, actor: Actor, locale: str) -> Query:
    """The query with synonyms, split and joined words, and unknown words as the index spells them."""
    return (
        expand(query, locale, search_engine().lexicon(), synonyms(actor, locale))
        if query
        else query
    )


def _first_page(actor: Actor, asked: Asked, query: Query, want: Wanted) -> Results:
    keys = _keys(actor, query, asked, want)
    rows = rows_seen(actor, list(keys))
    seen = _shown(keys, rows, want)
    # An engine has left these out already; the rows know nothing of words.
    refusing = not query and (query.without or query.without_phrases)
    stored = find_stored(seen) if refusing else {}
    seen = without_refused(seen, query, stored) if refusing else seen
    return Results(
        groups=_groups(seen, query, PAGE_SIZE if asked.kind else GROUP_SIZE, stored),
        areas=_areas(seen, rows),
        langs=Counter(key.lang for key in seen),
        states=Counter(state for key in seen for state in rows[key.subject_id].states_in(key)),
        query=query,
        nearest=() if seen else _nearest(asked.said.words, asked.locale),
        is_cut=len(keys) >= CANDIDATES,
        is_far=is_far([keys[key] for key in seen]),
    )


def _parsed(text: str, locale: str) -> Query:
    """The query; a last word that stands nowhere is taken for the beginning of one, where there is such a word."""
    query = parse(text, locale)
    last = query.slots[-1] if query.slots else None
    if last is None or last.required or len(last.word) < BEGINNING:
        return query
    try:
        lexicon = search_engine().lexicon()
        unfinished = not lexicon.knows(last.word, last.terms) and lexicon.complete(last.word, 1)
    except IndexNotReady:
        return query
    return parse(text, locale, typing=True) if unfinished else query


def _corrected(text: str, query: Query) -> str:
    """What was typed with its words corrected; nothing where all were known."""
    return respelt(text, dict(query.corrections)) if query.corrections else ""


def _nearest(text: str, locale: str) -> list[str]:
    """Words of the index that are near to what was typed: like it, or beginning as it does."""
    lexicon = search_engine().lexicon()
    found: dict[str, None] = {}
    for word in telling_words(text, locale)[:MOST_NEAR]:
        beginning = word[: max(BEGINNING, len(word) - BEGINNING)]
        near = lexicon.nearest(word, locale) or lexicon.complete(beginning, BEGINNING)
        found.update(dict.fromkeys(one for one in near if fold(one) != fold(word)))
    return list(found)[:MOST_NEAR]


def _next_page(actor: Actor, asked: Asked, query: Query, want: Wanted) -> Results:
    """A later page of one kind: the list was frozen when the first was asked for; the rows are asked again."""
    keys = thaw(asked.after or "", asked.kind or "")
    rows = rows_seen(actor, keys)
    seen = [key for key in keys if want.admits(key, rows)]
    return Results(_groups(seen, query, PAGE_SIZE), query=query)


def _keys(actor: Actor, query: Query, asked: Asked, want: Wanted) -> dict[Key, float]:
    if not query:
        return dict.fromkeys(newest_keys(actor, want, asked.locale), 1.0)
    return ranked_keys(actor, query, asked.locale, want.filters)


def ranked_keys(actor: Actor, query: Query, locale: str, filters: Filters) -> dict[Key, float]:
    """The documents that the engine finds for the actor's audiences, best first, each with the share of what was
    asked that it holds.
    """
    most = CANDIDATES_WHILE_TYPING if query.is_typed else CANDIDATES
    found = search_engine().candidates(query, actor.audience_ids, filters, most)
    return {
        Key(one.candidate.subject_id, one.candidate.kind, one.candidate.lang): one.share
        for one in rank(found, now(), locale)
    }


def _shown(keys: Iterable[Key], rows: Mapping[int, Row], want: Wanted) -> list[Key]:
    """Each subject in the best of the languages in which it may be shown."""
    best: dict[int, Key] = {}
    for key in keys:
        if key.subject_id not in best and want.admits(key, rows):
            best[key.subject_id] = key
    return list(best.values())


def _best(
    actor: Actor,
    query: Query,
    locale: str,
    *,
    want: Wanted,
    limit: int,
) -> list[Key]:
    keys = list(ranked_keys(actor, query, locale, want.filters))[: 4 * limit]
    rows = rows_seen(actor, keys)
    return _shown(keys, rows, want)[:limit]


def _areas(keys: Sequence[Key], rows: Mapping[int, Row]) -> list[AreaFacet]:
    areas: dict[int, Area] = {}
    counts: Counter[int] = Counter()
    for key in keys:
        found = rows[key.subject_id].areas
        areas |= found
        counts.update(found.keys())
    facets = [AreaFacet(one.id, one.key, one.name, counts[one.id]) for one in areas.values()]
    return sorted(facets, key=lambda facet: (-facet.count, facet.key))


def _groups(
    keys: Sequence[Key], query: Query, size: int, stored: Mapping[str, Stored] | None = None
) -> list[Group]:
    """The kinds in the order of their best hit; the texts of all shown hits are read at once, if not before."""
    kinds: dict[str, list[Key]] = {}
    for key in keys:
        kinds.setdefault(key.kind, []).append(key)
    shown = [key for of_kind in kinds.values() for key in of_kind[:size]]
    hits = find_hits(shown, query, stored)
    return [
        Group(
            kind,
            len(of_kind),
            [hit for hit in hits if hit.kind == kind],
            freeze(of_kind[size:]),
        )
        for kind, of_kind in kinds.items()
    ]
