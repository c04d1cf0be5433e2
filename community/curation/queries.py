"""What ties an article to questions and answers, as far as its reader sees both sides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, union_all

from community.accounts.models import Member
from community.accounts.queries import Person, person_columns
from community.articles.addresses import article_address
from community.articles.models import Article, HelpSection
from community.articles.queries import article_rows
from community.articles.queries_audience import phrases
from community.content.models import Link, LinkKind, Revision, Subject, Visibility
from community.content.queries import visible_to
from community.core.db import db
from community.core.errors import NotFound
from community.curation.queries_ideas import OF_IDEAS, IdeaCard, family_of, ideas_of
from community.policies.actor import Actor
from community.questions.models import Answer, Question, official_holds
from community.questions.queries_lists import QuestionRow, question_rows

TIES = 100
SHOWN = 5


@dataclass(frozen=True)
class ArticleCard:
    """An article as a link: title and place in the reader's language, else in the one there is."""

    id: int
    locale: str
    title: str
    summary: str
    href: str


def list_cards(actor: Actor, article_ids: Collection[int], locale: str) -> dict[int, ArticleCard]:
    """Those of these articles that the actor may read; one statement, none for none."""
    if not article_ids:
        return {}
    rows: Any = article_rows(actor, locale)
    narrowed = rows.where(Subject.id.in_(article_ids))
    return {
        row[1]: ArticleCard(row[1], row[2], row[4], row[5], article_address(locale, row[9], row[3]))
        for row in db.session.execute(narrowed)
    }


def find_limits(article_ids: Collection[int]) -> dict[int, str]:
    """Article → who sees it, of those that not everybody sees; two statements."""
    statement = select(Subject.id, Subject.audience_id).where(Subject.id.in_(article_ids))
    audiences = {row.id: row.audience_id for row in db.session.execute(statement)}
    words = phrases(list(audiences.values()))
    return {one: words[audience] for one, audience in audiences.items() if audience in words}


@dataclass(frozen=True)
class PromotedRow:
    """An answer that staff show on an article."""

    id: int
    article_id: int
    question_id: int
    question_title: str
    question_slug: str
    html: str
    lang: str
    created_at: datetime
    # When somebody else than whoever chose it changed its words after that.
    changed_at: datetime | None
    author: Person | None = None


@dataclass(frozen=True)
class Community:
    """What people said around an article."""

    about: Sequence[QuestionRow] = ()
    answered: Sequence[QuestionRow] = ()
    made_from: Sequence[QuestionRow] = ()
    promoted: Sequence[PromotedRow] = ()


ABOUT, ANSWERED, MADE_FROM, PROMOTED = "about", "answered", "made_from", "promoted"


def get_community(actor: Actor, article_id: int) -> Community:
    """The questions and answers around an article: one statement where there are none, three at most."""
    rows: list[Any] = [tuple(row) for row in db.session.execute(_ties(article_id))]
    if not rows:
        return Community()
    ids = {question_id for _kind, _id, question_id in rows}
    seen = {
        row[0]: QuestionRow(*row)
        for row in db.session.execute(question_rows(actor).where(Question.id.in_(ids)))
    }
    promoted = _list_promoted(actor, article_id, [one for one in rows if one[2] in seen])
    return Community(
        **{
            kind: [seen[key] for key in _newest(rows, kind) if key in seen]
            for kind in (ABOUT, ANSWERED, MADE_FROM)
        },
        promoted=promoted,
    )


def _newest(rows: Sequence[tuple[str, int, int]], kind: str) -> list[int]:
    return sorted({question for tie, _one, question in rows if tie == kind}, reverse=True)


def _ties(article_id: int) -> Any:
    """(kind, subject, its question) of everything that is tied to the article."""
    visible = Subject.visibility == Visibility.VISIBLE
    about = select(literal(ABOUT), Link.from_id, Link.from_id).where(
        Link.to_id == article_id, Link.kind == LinkKind.ABOUT
    )
    answered = (
        select(literal(ANSWERED), Answer.id, Answer.question_id)
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.article_id == article_id, visible)
    )
    return union_all(
        _last(about, Link.id),
        _last(answered, Answer.id),
        _last(_of_answers(PROMOTED, Link.from_id, Link.to_id, article_id), Link.id),
        _last(_of_answers(MADE_FROM, Link.to_id, Link.from_id, article_id), Link.id),
    )


def _last(statement: Any, key: Any) -> Any:
    return select(statement.order_by(key.desc()).limit(TIES).subquery())


def _of_answers(kind: str, answer: Any, article: Any, article_id: int) -> Any:
    links = {PROMOTED: LinkKind.PROMOTED_ON, MADE_FROM: LinkKind.MADE_FROM}
    # A duplicate leads to its root, and so does what was made of it.
    root = func.coalesce(Question.duplicate_of_id, Question.id)
    return (
        select(literal(kind), Answer.id, root if kind == MADE_FROM else Question.id)
        .join(Question, Question.id == Answer.question_id)
        .join(Link, answer == Answer.id)
        .where(article == article_id, Link.kind == links[kind])
    )


def _list_promoted(
    actor: Actor, article_id: int, rows: Collection[tuple[str, int, int]]
) -> list[PromotedRow]:
    answer_ids = {answer for kind, answer, _question in rows if kind == PROMOTED}
    if not answer_ids:
        return []
    changed = select(func.max(Revision.created_at)).where(
        Revision.subject_id == Answer.id,
        Revision.created_at > Link.created_at,
        Revision.author_id.is_distinct_from(Link.made_by_id),
    )
    statement = (
        select(
            Answer.id,
            Link.to_id,
            Question.id,
            Question.title,
            Question.slug,
            Answer.html,
            Subject.lang,
            Answer.created_at,
            changed.correlate(Answer, Link).scalar_subquery(),
            *person_columns(),
        )
        .select_from(Answer)
        .outerjoin(Member, Member.id == Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .join(Link, (Link.from_id == Answer.id) & (Link.kind == LinkKind.PROMOTED_ON))
        .where(Answer.id.in_(answer_ids), Link.to_id == article_id, _stands())
        .order_by(Link.id)
    )
    found: Any = visible_to(statement, actor, Answer.id)
    return [_promoted(*row) for row in db.session.execute(found)]


def _stands() -> ColumnElement[bool]:
    """The condition on an answer and its question that somebody stood behind it, and has not taken that back."""
    return or_(Answer.official_at.is_not(None), Question.accepted_answer_id == Answer.id)


def _promoted(*row: Any) -> PromotedRow:
    author = Person(*row[9:]) if row[9] is not None else None
    return replace(PromotedRow(*row[:9]), author=author)


@dataclass(frozen=True)
class Ties:
    """What ties a question to articles: those its answers point at, those made of it, those that show an answer.

    And the ideas that were made of it, or tied to it.
    """

    cards: Mapping[int, ArticleCard]
    made: Sequence[ArticleCard] = ()
    promoted: Mapping[int, Sequence[ArticleCard]] = field(default_factory=dict)
    ideas: Sequence[IdeaCard] = ()


def find_ties(
    actor: Actor,
    answers: Mapping[int, int | None],
    about_id: int | None,
    locale: str,
    *,
    question_id: int | None = None,
) -> Ties:
    """What is around a question; `answers` are its answers with their articles; two statements at most."""
    rows = _links_of(actor, answers, question_id)
    ideas = _cards_of([row for row in rows if row[3] in OF_IDEAS])
    links = [row[1:4] for row in rows if row[3] not in OF_IDEAS]
    wanted = {one for one in answers.values() if one is not None}
    wanted |= {article for _answer, article, _kind in links}
    cards = list_cards(actor, wanted | ({about_id} if about_id else set()), locale)
    promoted: dict[int, list[ArticleCard]] = {}
    for answer, article, kind in links:
        if kind == LinkKind.PROMOTED_ON and article in cards:
            promoted.setdefault(answer, []).append(cards[article])
    made = [article for _answer, article, kind in links if kind == LinkKind.MADE_FROM]
    shown = [cards[one] for one in dict.fromkeys(made) if one in cards]
    return Ties(cards, shown, promoted, ideas)


def _cards_of(rows: Sequence[tuple[Any, ...]]) -> list[IdeaCard]:
    """Each idea once, however many ties lead to it."""
    made = {row[2] for row in rows if row[3] == LinkKind.RAISED_FROM}
    cards = {row[2]: IdeaCard(row[2], row[4], row[5], row[6], row[2] in made) for row in rows}
    return list(cards.values())


def _links_of(
    actor: Actor, answers: Collection[int], question_id: int | None
) -> list[tuple[Any, ...]]:
    """(link, answer, article, kind, …) of these answers, what the question and its duplicates became, in their order.

    Of ideas the rows of `ideas_of`.
    """
    promoted: ColumnElement[bool] = Link.kind == LinkKind.PROMOTED_ON
    made: ColumnElement[bool] = Link.kind == LinkKind.MADE_FROM
    nothing = (literal(""), literal(""), literal(""))
    shown = select(Link.id, Link.from_id, Link.to_id, Link.kind, *nothing)
    begun = select(Link.id, Link.to_id, Link.from_id, Link.kind, *nothing)
    parts: list[Any] = []
    if answers:
        of_answers = shown.join(Answer, Answer.id == Link.from_id).join(
            Question, Question.id == Answer.question_id
        )
        parts.append(of_answers.where(promoted, Link.from_id.in_(answers), _stands()))
    if question_id is not None:
        of_it = Answer.question_id.in_(family_of(question_id))
        parts.append(begun.join(Answer, Answer.id == Link.to_id).where(made, of_it))
        parts.append(ideas_of(actor, question_id))
    if not parts:
        return []
    return sorted((tuple(row) for row in db.session.execute(union_all(*parts))), key=itemgetter(0))


def find_article_made_of(answer_ids: Collection[int]) -> int | None:
    """The article that was begun with one of these answers, published or not, unless it is archived."""
    statement = (
        select(Link.from_id)
        .join(Article, Article.id == Link.from_id)
        .where(Link.to_id.in_(answer_ids), Link.kind == LinkKind.MADE_FROM)
        .where(Article.archived_at.is_(None))
    )
    return db.session.scalars(statement.order_by(Link.id).limit(1)).first()


def list_telling(actor: Actor, question: Question) -> list[Answer]:
    """The answers that an article can be made of: the accepted one, then those that staff stand behind."""
    statement = select(Answer).where(
        Answer.question_id == question.id,
        or_(Answer.id == (question.accepted_answer_id or 0), official_holds()),
    )
    found = list(db.session.scalars(visible_to(statement, actor, Answer.id)))
    return sorted(found, key=lambda one: (one.id != question.accepted_answer_id, one.id))


def is_live_article(article_id: int) -> bool:
    """Whether this is an article that is not archived."""
    statement = select(Article.id).where(Article.id == article_id, Article.archived_at.is_(None))
    return db.session.scalars(statement).first() is not None


def get_section(section_id: int) -> HelpSection:
    """The section; NotFound when there is none."""
    found = db.session.get(HelpSection, section_id)
    if found is None:
        raise NotFound
    return found
