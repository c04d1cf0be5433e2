"""One queue of suggested edits, of articles and of posts alike: those one may decide about, and one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal, select, tuple_, union_all

from community.accounts.queries import Person, list_people
from community.articles import queries_suggestions as of_articles
from community.articles.models_work import ArticleSuggestion
from community.content.suggestions import UNDECIDED, SuggestionState
from community.core import paging
from community.core.db import UTCDateTime, db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can
from community.questions import queries_suggestions as of_posts
from community.questions.models_suggestions import PostSuggestion

ARTICLE, POST = 0, 1


@dataclass(frozen=True)
class SuggestedEdit:
    """A suggested edit in a list, whatever it would change; `kind` is article, question or answer."""

    kind: str
    id: int
    state: SuggestionState
    title: str
    lang: str
    note: str
    author_id: int | None
    created_at: datetime
    decided_at: datetime | None
    author: Person | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether it may still be changed, withdrawn or decided."""
        return self.state in UNDECIDED


def list_queue(
    actor: Actor, state: SuggestionState, after: str | None = None
) -> Page[SuggestedEdit]:
    """The edits in this state that the actor may decide about: those to decide oldest first; four statements at most.

    Held ones only for those who may see what is hidden.
    """
    if state is SuggestionState.HELD and not can(actor, Permission.SEE_HIDDEN):
        raise NotFound
    parts = [of_posts.edits_to_decide(actor, *_of_post()).where(PostSuggestion.state == state)]
    if _decides_about_articles(actor, state):
        articles = of_articles.suggestions_seen(actor, *_of_article())
        parts.append(articles.where(ArticleSuggestion.state == state))
    page = _page(actor, parts, after, newest_first=state not in UNDECIDED)
    people = list_people({one.author_id for one in page.items if one.author_id is not None})
    items = [replace(one, author=people.get(one.author_id or 0)) for one in page.items]
    return replace(page, items=items)


def list_own(actor: Actor, after: str | None = None) -> Page[SuggestedEdit]:
    """What the actor suggested himself, newest first, of what he sees; three statements."""
    articles = of_articles.suggestions_seen(actor, *_of_article())
    own = articles.where(ArticleSuggestion.author_id == actor.member_id)
    return _page(actor, [own, of_posts.edits_of_own(actor, *_of_post())], after, newest_first=True)


def count_edits(actor: Actor) -> dict[SuggestionState, int]:
    """How many edits that the actor may decide about are in which state; two statements."""
    found = of_posts.count_edits(actor)
    for state, number in of_articles.count_suggestions(actor).items():
        if _decides_about_articles(actor, state):
            found[state] = found.get(state, 0) + number
    return found


def _decides_about_articles(actor: Actor, state: SuggestionState) -> bool:
    held = state is SuggestionState.HELD
    return can(actor, Permission.SEE_HIDDEN if held else Permission.ARTICLE_WRITE)


def _of_post() -> Sequence[Any]:
    return PostSuggestion.created_at, PostSuggestion.id, literal(POST).label("kind")


def _of_article() -> Sequence[Any]:
    return (
        ArticleSuggestion.created_at,
        ArticleSuggestion.revision_id.label("id"),
        literal(ARTICLE).label("kind"),
    )


def _page(
    actor: Actor, parts: Sequence[Select[Any]], after: str | None, *, newest_first: bool
) -> Page[SuggestedEdit]:
    rows = union_all(*parts).subquery()
    order = (rows.c.created_at, rows.c.id, rows.c.kind)
    statement = select(*order)
    key = paging.decode(after, 3, words=True)
    at = paging.as_instant(key[0]) if key else None
    if key and at is not None:
        here, there = tuple_(*order), tuple_(literal(at, UTCDateTime), key[1], key[2])
        statement = statement.where(here < there if newest_first else here > there)
    by = [column.desc() if newest_first else column for column in order]
    found = [
        tuple(row) for row in db.session.execute(statement.order_by(*by).limit(paging.SIZE + 1))
    ]
    page = paging.cut(found, lambda row: (row[0].isoformat(), row[1], row[2]), began=at is not None)
    return Page(_with_words(actor, page.items), page.older, page.newer)


def _with_words(actor: Actor, keys: Sequence[tuple[Any, ...]]) -> list[SuggestedEdit]:
    articles = of_articles.list_by_ids(actor, [key for _at, key, kind in keys if kind == ARTICLE])
    posts = of_posts.list_edits(actor, [key for _at, key, kind in keys if kind == POST])
    found = []
    for _at, key, kind in keys:
        if kind == ARTICLE and key in articles:
            one = articles[key]
            found.append(_edit("article", one, lang=one.locale))
        elif kind == POST and key in posts:
            edit = posts[key]
            found.append(_edit("answer" if edit.is_answer else "question", edit, lang=edit.lang))
    return found


def _edit(kind: str, row: Any, *, lang: str) -> SuggestedEdit:
    return SuggestedEdit(
        kind,
        row.id,
        row.state,
        row.title,
        lang,
        row.note,
        author_id=row.author_id,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )
