"""Found documents as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from community.core.search_engine.analysis import base_lang, stem, telling_words
from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import Stored
from community.core.search_engine.query import Query
from community.search.addresses import address
from community.search.frozen import Key
from community.search.snippets import highlighted, snippet, spans

# Titles are the same from this share of common words on; one of fewer words than that says too little.
SAME, LEAST = 0.6, 2
EMPTY = Markup()


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, ready to be shown."""

    subject_id: int
    kind: str
    lang: str
    title: str
    title_marked: Markup
    href: str
    state: str
    # Where the asked words stand in its text.
    snippet: Markup = EMPTY
    # Of a look-alike: it seems to say the same as the draft.
    is_twin: bool = False


def find_stored(keys: Sequence[Key]) -> Mapping[str, Stored]:
    """What the engine keeps of these documents, by name."""
    return search_engine().stored([key.name for key in keys])


def find_hits(
    keys: Sequence[Key], query: Query, stored: Mapping[str, Stored] | None = None
) -> list[Hit]:
    """These documents as hits, in this order; those that have left the index are left out."""
    kept = stored or find_stored(keys)
    hits = find_titles(keys, query, kept)
    texts = (kept[key.name].body for key in keys if key.name in kept)
    return [
        replace(hit, snippet=snippet(text, query, hit.lang))
        for hit, text in zip(hits, texts, strict=True)
    ]


def find_titles(
    keys: Sequence[Key], query: Query, stored: Mapping[str, Stored] | None = None
) -> list[Hit]:
    """As find_hits, with nothing of their texts."""
    kept = stored or find_stored(keys)
    return [_hit(key, kept[key.name], query) for key in keys if key.name in kept]


def without_refused(keys: Sequence[Key], query: Query, stored: Mapping[str, Stored]) -> list[Key]:
    """Those whose shown text holds nothing of what the query leaves out, for a search that asks for no word."""
    return [
        key
        for key in keys
        if key.name in stored and not _holds_refused(stored[key.name], query, key.lang)
    ]


def _holds_refused(stored: Stored, query: Query, lang: str) -> bool:
    text = f"{stored.title}\n{stored.body}"
    stream = f" {' '.join(stem(word, lang) for word in telling_words(text, lang))} "
    forms = (form for phrase in query.without_phrases for form in phrase)
    return any(f" {form} " in stream for form in forms) or bool(
        spans(text, Query(slots=query.without), lang)
    )


def is_twin(title: str, other: str, lang: str) -> bool:
    """Whether two titles say nearly the same: most of the telling words of each stand in the other."""
    one, two = (_telling(text, lang) for text in (title, other))
    return len(one & two) >= SAME * max(len(one | two), LEAST)


def _telling(text: str, lang: str) -> frozenset[str]:
    known = base_lang(lang)
    return frozenset(stem(word, known) for word in telling_words(text, known))


def _hit(key: Key, stored: Stored, query: Query) -> Hit:
    return Hit(
        subject_id=key.subject_id,
        kind=key.kind,
        lang=key.lang,
        title=stored.title,
        title_marked=highlighted(stored.title, query, key.lang),
        href=address(key.kind, key.subject_id, key.lang, stored.path),
        state=stored.state,
    )
