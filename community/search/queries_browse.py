"""A search without a word: what fits the operators alone, newest first, from the rows."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from community.articles.models import ArticleArea, Translation, Verification
from community.articles.states import Staleness
from community.content.models import Subject, SubjectKind, SubjectTag, Tag
from community.content.queries import is_seen_by
from community.core.clock import now
from community.core.db import db
from community.core.search_engine.port import CANDIDATES
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.policies.actor import Actor
from community.questions.models import Answer, Question, official_holds
from community.questions.states import QuestionState
from community.search.frozen import Key
from community.search.language import OFFICIAL, UNANSWERED, VERIFIED, Name
from community.search.queries_rows import NOBODY_YET
from community.search.queries_wanted import Wanted

STATES, MEANINGS = frozenset(QuestionState), frozenset(Meaning)
STALENESSES = frozenset(Staleness)
# An article has a language for each of its texts.
SPOKEN = func.coalesce(Translation.locale, Subject.lang)


def newest_keys(actor: Actor, wanted: Wanted, locale: str) -> list[Key]:
    """The newest two hundred that fit and the actor may see, articles in the reader's language where there is one."""
    statement = (
        select(Subject.id, Subject.kind, SPOKEN)
        .outerjoin(Translation, and_(Translation.article_id == Subject.id, Translation.is_live))
        .outerjoin(Question, Question.id == Subject.id)
        .outerjoin(Idea, Idea.id == Subject.id)
        .outerjoin(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(Subject.kind.in_(wanted.kinds), is_seen_by(actor), *_conditions(wanted))
        .where(or_(Translation.id.is_not(None), Subject.kind != SubjectKind.ARTICLE))
        .where(Idea.merged_into_id.is_(None))
        .order_by(Subject.id.desc())
        .limit(2 * CANDIDATES)
    )
    keys: dict[int, Key] = {}
    for subject_id, kind, spoken in db.session.execute(statement):
        if subject_id not in keys or spoken == locale:
            keys[subject_id] = Key(subject_id, str(kind), spoken)
    return list(keys.values())[:CANDIDATES]


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for group in wanted.groups:
        yield or_(*map(_condition, sorted(group)))
    for facet in sorted(wanted.refused):
        yield ~_condition(facet)
    if wanted.langs:
        yield SPOKEN.in_(sorted(wanted.langs))
    if wanted.refused_langs:
        yield SPOKEN.not_in(sorted(wanted.refused_langs))


def _condition(facet: str) -> ColumnElement[bool]:
    """Whether a subject has this facet."""
    name, _, value = facet.partition(":")
    if name == Name.AUTHOR:
        return and_(Subject.author_id.is_not(None), Subject.author_id == int(value))
    if name == Name.AREA:
        of_article = exists().where(
            ArticleArea.article_id == Subject.id, ArticleArea.product_area_id == int(value)
        )
        own = and_(Subject.product_area_id.is_not(None), Subject.product_area_id == int(value))
        return or_(own, of_article)
    if name == Name.TAG:
        tagged = exists().where(SubjectTag.subject_id == Subject.id, SubjectTag.tag_id == Tag.id)
        return tagged.where(Tag.key == value)
    return _has_state(value)


def _has_state(state: str) -> ColumnElement[bool]:
    if state == UNANSWERED:
        waits = and_(Question.answer_count == 0, Question.state.in_(sorted(NOBODY_YET)))
        return and_(Question.id.is_not(None), waits)
    if state == OFFICIAL:
        return exists().where(Answer.question_id == Subject.id, official_holds())
    if state == VERIFIED:
        checked = Verification.id == Translation.verification_id
        return exists().where(checked, Verification.valid_until > now())
    meant: list[ColumnElement[bool]] = []
    if state in MEANINGS:
        meant.append(and_(IdeaStatus.meaning.is_not(None), IdeaStatus.meaning == state))
    if state in STATES:
        meant.append(and_(Question.state.is_not(None), Question.state == state))
    if state in STALENESSES:
        meant.append(and_(Translation.staleness.is_not(None), Translation.staleness == state))
    return or_(*meant)
