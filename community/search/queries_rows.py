"""What the rows say now of found subjects: they, not the index, decide who sees what."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, cast, func, select, type_coerce

from community.articles.models import ArticleArea, Translation, Verification
from community.content.models import ProductArea, Subject, SubjectKind
from community.content.queries import is_seen_by
from community.core.bare import among, listed
from community.core.clock import now
from community.core.db import UTCDateTime, db
from community.ideas.models import Idea, IdeaStatus
from community.policies.actor import Actor
from community.questions.models import Question
from community.questions.states import QuestionState
from community.search.frozen import Key
from community.search.language import UNANSWERED, VERIFIED

Seen = Select[*tuple[Any, ...]]
# By dialect, audiences and, of one person, who he is.
STATEMENTS: dict[tuple[str, frozenset[int], int | None], Seen] = {}
MOST_READERS = 256

NOBODY_YET = frozenset({QuestionState.OPEN, QuestionState.NEEDS_INFO})


@dataclass(frozen=True, slots=True)
class Area:
    """A product area of a found subject."""

    id: int
    key: str
    name: Mapping[str, str]


@dataclass(slots=True)
class Row:
    """What the rows say of a found subject: its kind, areas, states, and those of each published language."""

    kind: str = ""
    areas: dict[int, Area] = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    live: dict[str, frozenset[str]] = field(default_factory=dict)

    def states_in(self, key: Key) -> frozenset[str]:
        """The states of the document with this key."""
        if key.kind == SubjectKind.ARTICLE:
            return self.live.get(key.lang, frozenset())
        return self.states


def rows_seen(actor: Actor, keys: Sequence[Key]) -> dict[int, Row]:
    """The rows of those of these that the actor may see; one statement."""
    if not keys:
        return {}
    wanted = {key.subject_id for key in keys}
    asked = {"keys": listed(wanted, db.engine), "now": now()}
    rows: dict[int, Row] = {}
    # On the session's connection: there are hundreds of rows of plain values, and no objects to make of them.
    for found in db.session.connection().execute(_statement(actor), asked):
        subject_id, kind = found[:2]
        _add(rows.get(subject_id) or rows.setdefault(subject_id, Row(kind)), found)
    return rows


def _statement(actor: Actor) -> Seen:
    """Put together once for all with the same audiences: that takes as long as asking."""
    own = actor.member_id if actor.is_person else None
    reader = db.engine.dialect.name, actor.audience_ids, own
    found = STATEMENTS.get(reader)
    if found is None:
        if len(STATEMENTS) >= MOST_READERS:
            STATEMENTS.clear()  # also while another thread looks
        found = STATEMENTS[reader] = _seen_by(actor)
    return found


def _seen_by(actor: Actor) -> Seen:
    return (
        select(
            Subject.id,
            type_coerce(Subject.kind, String),
            ProductArea.id,
            ProductArea.key,
            cast(ProductArea.name, String),
            Translation.locale,
            type_coerce(Translation.staleness, String),
            Verification.valid_until > bindparam("now", type_=UTCDateTime),
            type_coerce(Question.state, String),
            Question.answer_count,
            type_coerce(IdeaStatus.meaning, String),
        )
        .outerjoin(ArticleArea, ArticleArea.article_id == Subject.id)
        .outerjoin(
            ProductArea,
            ProductArea.id == func.coalesce(Subject.product_area_id, ArticleArea.product_area_id),
        )
        .outerjoin(Translation, and_(Translation.article_id == Subject.id, Translation.is_live))
        .outerjoin(Verification, Verification.id == Translation.verification_id)
        .outerjoin(Question, Question.id == Subject.id)
        .outerjoin(Idea, Idea.id == Subject.id)
        .outerjoin(IdeaStatus, IdeaStatus.id == Idea.status_id)
        # One parameter, so that the statement is the same for any number and PostgreSQL plans it once.
        .where(among(Subject.id, "keys", db.engine), is_seen_by(actor))
        # What was merged is found as what it leads to, also before the index knows.
        .where(Idea.merged_into_id.is_(None))
    )


def is_there(key: Key, rows: Mapping[int, Row]) -> bool:
    """Whether the actor may see the subject, it is of this kind, and, of an article, this language is published."""
    row = rows.get(key.subject_id)
    if row is None or row.kind != key.kind:
        return False
    return key.kind != SubjectKind.ARTICLE or key.lang in row.live


def _add(row: Row, found: Any) -> None:
    _, _, area_id, key, name, locale, staleness, is_valid, state, answers, meaning = found
    if area_id is not None:
        row.areas[area_id] = _area(area_id, key, name)
    if locale is not None:
        row.live[locale] = _states(staleness, VERIFIED if is_valid else "")
    if state is not None:
        waits = answers == 0 and state in NOBODY_YET
        row.states = _states(state, UNANSWERED if waits else "")
    if meaning is not None:
        row.states = _states(meaning)


@lru_cache(maxsize=256)
def _area(area_id: int, key: str, name: str) -> Area:
    return Area(area_id, key, json.loads(name))


@lru_cache(maxsize=64)
def _states(*names: str) -> frozenset[str]:
    """There are few, and they are met 200 times a search."""
    return frozenset(filter(None, names))
