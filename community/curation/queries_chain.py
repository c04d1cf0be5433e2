"""The chain from a wish to its use: question → idea → release → article → questions that it answers, from each side."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.accounts.queries import Person, person_columns
from community.articles.queries_places import find_places
from community.content.models import Link, LinkKind, Subject, SubjectKind, Visibility
from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import Board, Idea
from community.ideas.models_releases import Release, ReleaseIdea, ReleaseState
from community.policies.actor import Actor
from community.questions.models import Answer, Question

TIES, SHOWN = 50, 5
TIED = (LinkKind.RELATED, LinkKind.RAISED_FROM)


@dataclass(frozen=True)
class Tied:
    """A page as a link: `id` and `kind` are those of its subject."""

    id: int
    kind: SubjectKind
    title: str
    href: str
    # Whoever asked a question.
    author: Person | None = None


@dataclass(frozen=True)
class Chain:
    """What belongs to an idea or a release, as far as the reader sees it."""

    origins: Sequence[Tied] = ()
    questions: Sequence[Tied] = ()
    ideas: Sequence[Tied] = ()
    releases: Sequence[Tied] = ()
    articles: Sequence[Tied] = ()
    answered: Sequence[Tied] = ()


def find_chain(actor: Actor, subject_id: int, locale: str) -> Chain:
    """What is tied to an idea or a release, and what its articles answer.

    One statement where nothing is, else one more for each kind of thing.
    """
    ties = _ties_of(subject_id)
    tied = list_tied(actor, {key: kind for kind, key, _tie in ties if key != subject_id}, locale)
    origins = {key for _kind, key, tie in ties if tie == LinkKind.RAISED_FROM}
    shown = _once(sorted(tied, key=lambda one: one.id not in origins))
    of = {kind: [one for one in shown if one.kind is kind] for kind in SubjectKind}
    questions, articles = of[SubjectKind.QUESTION], of[SubjectKind.ARTICLE]
    return Chain(
        origins=[one for one in questions if one.id in origins],
        questions=[one for one in questions if one.id not in origins],
        ideas=of[SubjectKind.IDEA],
        releases=of[SubjectKind.RELEASE],
        articles=articles,
        answered=_answered_with(actor, [one.id for one in articles]),
    )


def _once(tied: Sequence[Tied]) -> list[Tied]:
    """The first that leads to each page: two duplicates lead to one."""
    first: dict[str, Tied] = {}
    for one in tied:
        first.setdefault(one.href, one)
    return list(first.values())


def _ties_of(subject_id: int) -> list[tuple[SubjectKind, int, str]]:
    """(kind, subject, tie) of links from and to it, of the ideas of a release and the releases of an idea.

    What is tied to an idea that was merged into it is tied to the whole.
    """
    merged = select(Idea.id).where(Idea.merged_into_id == subject_id)
    family = union_all(select(literal(subject_id)), merged)
    there = select(Subject.kind, Link.to_id, Link.kind, Link.id)
    there = there.join(Link, Link.to_id == Subject.id).where(Link.from_id.in_(family))
    here = select(Subject.kind, Link.from_id, Link.kind, Link.id)
    here = here.join(Link, Link.from_id == Subject.id).where(Link.to_id.in_(family))
    row, came = ReleaseIdea, literal(LinkKind.RELATED.value)
    release = select(literal(SubjectKind.RELEASE.value), row.release_id, came, row.id)
    # What was merged is one with what it leads to.
    root = func.coalesce(Idea.merged_into_id, Idea.id)
    idea = select(literal(SubjectKind.IDEA.value), root, came, row.id)
    idea = idea.join(Idea, Idea.id == row.idea_id)
    statement: Any = union_all(
        there.where(Link.kind.in_(TIED)),
        here.where(Link.kind == LinkKind.RELATED),
        release.where(row.idea_id.in_(family)),
        idea.where(row.release_id == subject_id),
    )
    rows = sorted(db.session.execute(statement), key=lambda one: int(one[3]))
    return [(SubjectKind(row[0]), row[1], str(row[2])) for row in rows]


def list_tied(actor: Actor, kinds: Mapping[int, SubjectKind], locale: str) -> list[Tied]:
    """These subjects as links, those that the actor sees, in their order; one statement for each kind of thing."""
    found: list[Tied] = []
    for kind, of_kind in KINDS.items():
        keys = [key for key, one in kinds.items() if one is kind]
        if keys:
            found += of_kind(actor, keys, locale)
    order = list(kinds)
    return sorted(found, key=lambda one: order.index(one.id))


_root = aliased(Question)


def _questions(actor: Actor, keys: Collection[int], _locale: str) -> list[Tied]:
    """The questions with whoever asked them; a duplicate stands as the one that it leads to."""
    statement: Any = (
        select(Question.id, _root.id, _root.title, _root.slug, *person_columns())
        .select_from(Question)
        .join(_root, _root.id == func.coalesce(Question.duplicate_of_id, Question.id))
        .outerjoin(Member, Member.id == Question.author_id)
        .where(Question.id.in_(keys))
    )
    rows = db.session.execute(visible_to(statement, actor, _root.id).limit(TIES))
    return [
        replace(_question(*row[1:4]), id=row[0], author=Person(*row[4:]) if row[4] else None)
        for row in rows
    ]


def _question(key: int, title: str, slug: str) -> Tied:
    return Tied(key, SubjectKind.QUESTION, title, f"/questions/{key}-{slug}")


def _ideas(actor: Actor, keys: Collection[int], _locale: str) -> list[Tied]:
    statement: Any = select(Idea.id, Idea.title, Idea.slug, Board.slug.label("board"))
    statement = statement.join(Board, Board.id == Idea.board_id).where(Idea.id.in_(keys))
    rows = db.session.execute(visible_to(statement, actor, Idea.id).limit(TIES))
    return [
        Tied(row.id, SubjectKind.IDEA, row.title, f"/ideas/{row.board}/{row.id}-{row.slug}")
        for row in rows
    ]


def _releases(actor: Actor, keys: Collection[int], _locale: str) -> list[Tied]:
    statement: Any = select(Release.id, Release.name, Release.slug).where(
        Release.id.in_(keys), Release.state == ReleaseState.PUBLISHED
    )
    rows = db.session.execute(visible_to(statement, actor, Release.id).limit(TIES))
    return [
        Tied(row.id, SubjectKind.RELEASE, row.name, f"/changelog/{row.id}-{row.slug}")
        for row in rows
    ]


def _articles(actor: Actor, keys: Collection[int], locale: str) -> list[Tied]:
    places = find_places(actor, keys, locale)
    return [Tied(key, SubjectKind.ARTICLE, *places[key]) for key in keys if key in places]


KINDS: dict[SubjectKind, Callable[[Actor, Collection[int], str], list[Tied]]] = {
    SubjectKind.QUESTION: _questions,
    SubjectKind.IDEA: _ideas,
    SubjectKind.RELEASE: _releases,
    SubjectKind.ARTICLE: _articles,
}


def _answered_with(actor: Actor, article_ids: Collection[int]) -> list[Tied]:
    """The newest questions that one of these articles answers."""
    if not article_ids:
        return []
    answered = (
        select(Answer.question_id)
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.article_id.in_(article_ids), Subject.visibility == Visibility.VISIBLE)
    )
    statement: Any = select(Question.id, Question.title, Question.slug)
    narrowed = visible_to(statement.where(Question.id.in_(answered)), actor, Question.id)
    rows = db.session.execute(narrowed.order_by(Question.id.desc()).limit(SHOWN))
    return [_question(*row) for row in rows]


def list_ties(actor: Actor, subject_id: int, locale: str) -> list[Tied]:
    """What was tied to an idea or a release by hand, as far as the actor sees it."""
    statement = (
        select(Subject.id, Subject.kind)
        .join(Link, Link.to_id == Subject.id)
        .where(Link.from_id == subject_id, Link.kind == LinkKind.RELATED)
        .order_by(Link.id)
        .limit(TIES)
    )
    kinds = {row.id: row.kind for row in db.session.execute(statement)}
    return list_tied(actor, kinds, locale)


def list_wishes(actor: Actor, article_id: int, locale: str) -> list[Tied]:
    """The ideas and releases that an article was written for; one statement where there are none."""
    statement = (
        select(Subject.id, Subject.kind)
        .join(Link, Link.from_id == Subject.id)
        .where(Link.to_id == article_id, Link.kind == LinkKind.RELATED)
        .order_by(Link.id.desc())
        .limit(TIES)
    )
    kinds = {row.id: row.kind for row in db.session.execute(statement)}
    return list_tied(actor, kinds, locale)


def find_ways(actor: Actor, ways: Mapping[int, str], locale: str) -> dict[int, tuple[str, str]]:
    """Subject → (title, address) of ways round that the actor sees; `ways` are their stored addresses.

    An article stands where the reader's language has it. No statement for none.
    """
    if not ways:
        return {}
    statement = select(Subject.id, Subject.kind).where(Subject.id.in_(ways))
    kinds = {row.id: row.kind for row in db.session.execute(statement)}
    return {
        one.id: (one.title, one.href if one.kind is SubjectKind.ARTICLE else ways[one.id])
        for one in list_tied(actor, kinds, locale)
    }
