"""Searching: the engine finds and the scorer ranks; the rows have the last word on who sees what."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy import and_, func, select

from community.articles.models import ArticleArea, Translation
from community.content.models import ProductArea, Subject, SubjectKind
from community.content.queries import find_product_area, is_seen_by
from community.core.clock import now
from community.core.db import db
from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import Filters, IndexNotReady, Stored
from community.core.search_engine.query import Query, draft, parse
from community.core.search_engine.scorer import rank
from community.policies.actor import Actor
from community.search.addresses import KINDS, address
from community.search.frozen import Key, freeze, thaw
from community.search.snippets import highlighted, snippet

GROUP_SIZE, PAGE_SIZE, SUGGESTIONS = 5, 20, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, ready to be shown."""

    subject_id: int
    kind: str
    lang: str
    title: str
    title_marked: Markup
    snippet: Markup
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: how many there are, the first of them, and where the next page begins."""

    kind: str
    count: int
    hits: Sequence[Hit]
    older: str | None = None


@dataclass(frozen=True, slots=True)
class AreaFacet:
    """A product area in which something was found."""

    id: int
    key: str
    name: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found; not `ready` while the index is being rebuilt."""

    groups: Sequence[Group] = ()
    areas: Sequence[AreaFacet] = ()
    langs: Mapping[str, int] = field(default_factory=dict)
    words: Sequence[str] = ()
    ready: bool = True

    @property
    def count(self) -> int:
        """How many things were found (of the most promising two hundred)."""
        return sum(group.count for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks for: the words, and what narrows them."""

    text: str
    locale: str
    kind: str | None = None
    lang: str | None = None
    area: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What the rows say of a found subject."""

    area_id: int | None
    area_key: str | None
    area_name: Mapping[str, str] | None
    live: frozenset[str]


def search(actor: Actor, asked: Asked) -> Results:
    """The groups of what the actor may see, best first; with a kind, a page of that kind alone."""
    query = parse(asked.text, asked.locale)
    if not query:
        return Results()
    try:
        if asked.kind and asked.after:
            return _next_page(actor, asked, query)
        return _first_page(actor, asked, query)
    except IndexNotReady:
        return Results(ready=False, words=query.words)


def suggest(actor: Actor, text: str, locale: str, limit: int = SUGGESTIONS) -> list[Hit]:
    """The best hits for what somebody is typing; nothing while the index is being rebuilt."""
    query = parse(text, locale, typing=True)
    return _best(actor, query, locale, kinds=KINDS, limit=limit)


def lookalikes(
    actor: Actor, draft_text: str, kinds: Collection[str], limit: int, *, locale: str = ""
) -> list[Hit]:
    """What is most like a draft; nothing while the index is being rebuilt."""
    return _best(actor, draft(draft_text, locale), locale, kinds=kinds, limit=limit)


def find_hits(keys: Sequence[Key], query: Query) -> list[Hit]:
    """These documents as hits, in this order; those that have left the index are left out."""
    stored = search_engine().stored([key.name for key in keys])
    return [_hit(key, stored[key.name], query) for key in keys if key.name in stored]


def _first_page(actor: Actor, asked: Asked, query: Query) -> Results:
    keys = ranked_keys(actor, query, asked.locale, _filters(asked))
    rows = rows_seen(actor, keys)
    seen = [key for key in keys if is_there(key, rows)]
    groups = _groups(seen, query, PAGE_SIZE if asked.kind else GROUP_SIZE)
    return Results(groups, _areas(seen, rows), Counter(key.lang for key in seen), query.words)


def _next_page(actor: Actor, asked: Asked, query: Query) -> Results:
    """A later page of one kind: the list was frozen when the first was asked for; the rows are asked again."""
    keys = thaw(asked.after or "", asked.kind or "")
    rows = rows_seen(actor, keys)
    seen = [key for key in keys if is_there(key, rows)]
    return Results(_groups(seen, query, PAGE_SIZE), words=query.words)


def _filters(asked: Asked) -> Filters:
    area = find_product_area(asked.area) if asked.area else None
    return Filters(
        kinds=frozenset({asked.kind} if asked.kind else KINDS),
        langs=frozenset({asked.lang} if asked.lang else ()),
        area_ids=frozenset({area.id} if area else ()),
    )


def ranked_keys(actor: Actor, query: Query, locale: str, filters: Filters) -> list[Key]:
    """What the engine finds for the actor's audiences, best first, each subject in its best language."""
    found = search_engine().candidates(query, actor.audience_ids, filters)
    keys: dict[int, Key] = {}
    for one in rank(found, now(), locale):
        candidate = one.candidate
        keys.setdefault(
            candidate.subject_id, Key(candidate.subject_id, candidate.kind, candidate.lang)
        )
    return list(keys.values())


def rows_seen(actor: Actor, keys: Sequence[Key]) -> dict[int, Row]:
    """What the rows say now of those of these that the actor may see; one statement."""
    if not keys:
        return {}
    statement = (
        select(Subject.id, ProductArea.id, ProductArea.key, ProductArea.name, Translation.locale)
        .outerjoin(ArticleArea, ArticleArea.article_id == Subject.id)
        .outerjoin(
            ProductArea,
            ProductArea.id == func.coalesce(Subject.product_area_id, ArticleArea.product_area_id),
        )
        .outerjoin(Translation, and_(Translation.article_id == Subject.id, Translation.is_live))
        .where(Subject.id.in_([key.subject_id for key in keys]), is_seen_by(actor))
    )
    rows: dict[int, Row] = {}
    for subject_id, area_id, area_key, name, locale in db.session.execute(statement):
        before = rows[subject_id].live if subject_id in rows else frozenset[str]()
        live = before | ({locale} if locale else set())
        rows[subject_id] = Row(area_id, area_key, name, live)
    return rows


def is_there(key: Key, rows: Mapping[int, Row]) -> bool:
    """Whether the actor may see the subject, and, of an article, this language is published."""
    row = rows.get(key.subject_id)
    return row is not None and (key.kind != SubjectKind.ARTICLE or key.lang in row.live)


def _areas(keys: Sequence[Key], rows: Mapping[int, Row]) -> list[AreaFacet]:
    counts = Counter(rows[key.subject_id].area_id for key in keys)
    facets = {}
    for key in keys:
        row = rows[key.subject_id]
        if row.area_id and row.area_key and row.area_name is not None:
            count = counts[row.area_id]
            facets[row.area_id] = AreaFacet(row.area_id, row.area_key, row.area_name, count)
    return sorted(facets.values(), key=lambda facet: (-facet.count, facet.key))


def _groups(keys: Sequence[Key], query: Query, size: int) -> list[Group]:
    """The kinds in the order of their best hit; the texts of all shown hits are read at once."""
    kinds: dict[str, list[Key]] = {}
    for key in keys:
        kinds.setdefault(key.kind, []).append(key)
    shown = [key for of_kind in kinds.values() for key in of_kind[:size]]
    hits = find_hits(shown, query)
    return [
        Group(
            kind,
            len(of_kind),
            [hit for hit in hits if hit.kind == kind],
            freeze(of_kind[size:]),
        )
        for kind, of_kind in kinds.items()
    ]


def _best(
    actor: Actor, query: Query, locale: str, *, kinds: Collection[str], limit: int
) -> list[Hit]:
    filters = Filters(kinds=frozenset(kinds) & frozenset(KINDS))
    if not query or not filters.kinds:
        return []
    try:
        keys = ranked_keys(actor, query, locale, filters)
        rows = rows_seen(actor, keys[: 4 * limit])
        return find_hits([key for key in keys if is_there(key, rows)][:limit], query)
    except IndexNotReady:
        return []


def _hit(key: Key, stored: Stored, query: Query) -> Hit:
    return Hit(
        subject_id=key.subject_id,
        kind=key.kind,
        lang=key.lang,
        title=stored.title,
        title_marked=highlighted(stored.title, query, key.lang),
        snippet=snippet(stored.body, query, key.lang),
        href=address(key.kind, key.subject_id, key.lang, stored.path),
        state=stored.state,
    )
