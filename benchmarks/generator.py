"""Fills a database quickly: copies of questions, ideas and articles that were made by the actions of the pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Table, func, insert, select, text, update

from community.articles.models import Article, ArticleArea, ArticleRevision, Translation
from community.content.models import Subject, SubjectTag
from community.content.models_kept import KeptTotal
from community.core.db import db, writing
from community.core.statistics import refresh_statistics
from community.core.versions import raise_version
from community.ideas.models import Idea, IdeaFigures
from community.questions.models import Answer, Question
from community.service_levels.models import Promise

BATCH = 500
WORDS = [
    "invoice",
    "delivery",
    "stock",
    "label",
    "printer",
    "till",
    "refund",
    "deposit",
    "order",
    "round",
    "driver",
    "wreath",
    "seedling",
    "passport",
    "receipt",
    "tax",
    "export",
    "price",
    "bouquet",
    "greenhouse",
    "shelf",
    "barcode",
    "holiday",
    "customer",
    "note",
]
Row = dict[str, Any]


@dataclass
class Ids:
    """The next free key of each table, asked once."""

    taken: dict[str, int] = field(default_factory=dict)

    def next(self, table: Table) -> int:
        """A key that nobody has."""
        if table.name not in self.taken:
            highest = db.session.execute(select(func.max(table.c.id))).scalar()
            self.taken[table.name] = highest or 0
        self.taken[table.name] += 1
        return self.taken[table.name]


@dataclass
class Copies:
    """Rows that wait to be inserted, in the order of their keys."""

    ids: Ids
    chance: random.Random
    rows: dict[Table, list[Row]] = field(default_factory=dict)
    later: list[Row] = field(default_factory=list)
    known: dict[tuple[str, int], list[Row]] = field(default_factory=dict)

    def of(self, column: Any, value: int) -> list[Row]:
        """The originals that point there, read once, without what the database computes itself."""
        key = (str(column), value)
        if key not in self.known:
            plain = [one for one in column.table.columns if one.computed is None]
            rows = db.session.execute(select(*plain).where(column == value)).mappings()
            self.known[key] = [dict(row) for row in rows]
        return self.known[key]

    def add(self, table: Table, row: Row, **changes: Any) -> None:
        """One more row like this one."""
        self.rows.setdefault(table, []).append({**row, **changes})

    def words(self, count: int) -> str:
        """Words of the trade."""
        return " ".join(self.chance.choices(WORDS, k=count))

    def flush(self) -> None:
        """Insert what waits, tables that others point at first."""
        for table in db.metadata.sorted_tables:
            if table in self.rows:
                db.session.execute(insert(table), self.rows[table])
        translations = table_of(Translation)
        for row in self.later:
            same = translations.c.id == row.pop("id")
            db.session.execute(update(translations).where(same).values(**row))
        self.rows.clear()
        self.later.clear()


def settle() -> None:
    """What the hourly job and PostgreSQL itself do for tables that grew: count rows, note which pages all see."""
    refresh_statistics()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))


def table_of(model: Any) -> Table:
    """The table of a model."""
    table: Table = model.__table__
    return table


def multiply(kind: str, original: int, times: int, *, seed: int = 1) -> None:
    """As many copies of the question, idea or article with all that belongs to it, each a minute older."""
    copy_one = {"question": copy_question, "idea": copy_idea, "article": copy_article}[kind]
    with writing():
        copies = Copies(Ids(), random.Random(seed))
    for numbers in batches(times):
        with writing():
            for number in numbers:
                copy_one(copies, original, number)
            copies.flush()
    with writing():
        raise_totals(kind, original, times)
        raise_version("generated")
        follow_keys()


def batches(times: int) -> Iterator[range]:
    """The numbers of the copies, a transaction at a time."""
    for start in range(1, times + 1, BATCH):
        yield range(start, min(times + 1, start + BATCH))


def copy_subject(copies: Copies, original: int, number: int) -> int:
    """A subject like this one; its key."""
    row = copies.of(table_of(Subject).c.id, original)[0]
    identity, ago = copies.ids.next(table_of(Subject)), timedelta(minutes=number)
    at = {"created_at": row["created_at"] - ago, "activity_at": row["activity_at"] - ago}
    copies.add(table_of(Subject), row, id=identity, **at)
    for tag in copies.of(table_of(SubjectTag).c.subject_id, original):
        copies.add(table_of(SubjectTag), tag, subject_id=identity)
    return identity


def copy_question(copies: Copies, original: int, number: int) -> None:
    """The question with its answers and its promise."""
    identity = copy_subject(copies, original, number)
    row = copies.of(table_of(Question).c.id, original)[0]
    words = copies.words(5)
    changes: Row = {"title": f"How about the {words}?", "slug": f"how-about-{number}"}
    changes |= {"text": f"{words} {row['text']}", "popularity": copies.chance.randrange(100)}
    at = row["created_at"] - timedelta(minutes=number)
    copies.add(table_of(Question), row, id=identity, created_at=at, **changes)
    for answer in copies.of(table_of(Answer).c.question_id, original):
        key = copy_subject(copies, answer["id"], number)
        copies.add(table_of(Answer), answer, id=key, question_id=identity)
    for promise in copies.of(table_of(Promise).c.subject_id, original):
        key = copies.ids.next(table_of(Promise))
        copies.add(table_of(Promise), promise, id=key, subject_id=identity)


def copy_idea(copies: Copies, original: int, number: int) -> None:
    """The idea with what lists sort it by."""
    identity = copy_subject(copies, original, number)
    row = copies.of(table_of(Idea).c.id, original)[0]
    words, votes = copies.words(5), copies.chance.randrange(200)
    changes: Row = {"title": f"More {words}", "slug": f"more-{number}", "votes_imported": votes}
    copies.add(table_of(Idea), row, id=identity, text=f"{words} {row['text']}", **changes)
    for figures in copies.of(table_of(IdeaFigures).c.idea_id, original):
        trending = copies.chance.random()
        copies.add(table_of(IdeaFigures), figures, idea_id=identity, trending=trending)


def copy_article(copies: Copies, original: int, number: int) -> None:
    """The article with what readers see of it in each language."""
    identity = copy_subject(copies, original, number)
    copies.add(table_of(Article), copies.of(table_of(Article).c.id, original)[0], id=identity)
    for area in copies.of(table_of(ArticleArea).c.article_id, original):
        copies.add(table_of(ArticleArea), area, article_id=identity)
    for row in copies.of(table_of(Translation).c.article_id, original):
        key, words = copies.ids.next(table_of(Translation)), copies.words(4)
        empty = {"published_revision_id": None, "draft_revision_id": None, "verification_id": None}
        own: Row = {"article_id": identity, "slug": f"about-{number}-{key}", "position": number}
        copies.add(table_of(Translation), row, id=key, **own, **empty)
        copy_published(copies, row, key, words)


def copy_published(copies: Copies, translation: Row, key: int, words: str) -> None:
    """The revision that readers see; the translation points at it once both are there."""
    revisions = table_of(ArticleRevision).c.id
    for row in copies.of(revisions, translation["published_revision_id"]):
        fresh = copies.ids.next(table_of(ArticleRevision))
        own: Row = {"title": f"About {words}", "text": f"{words} {row['text']}", "basis_id": None}
        copies.add(table_of(ArticleRevision), row, id=fresh, translation_id=key, **own)
        copies.later.append({"id": key, "published_revision_id": fresh})


def raise_totals(kind: str, original: int, times: int) -> None:
    """Kept totals count the copies too."""
    if kind == "question":
        names = KeptTotal.container.like("questions%")
    elif kind == "article":
        article = db.session.get_one(Article, original)
        names = KeptTotal.container.like(f"section:{article.section_id}")
    else:
        return
    more = update(KeptTotal).where(names, KeptTotal.total > 0)
    db.session.execute(more.values(total=KeptTotal.total + times))


def follow_keys() -> None:
    """PostgreSQL's sequences go on after the keys that were given here."""
    if db.engine.dialect.name != "postgresql":
        return
    for model in (Subject, Promise, Translation, ArticleRevision):
        name = table_of(model).name
        column: Column[int] = table_of(model).c.id
        highest = db.session.execute(select(func.max(column))).scalar() or 1
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        db.session.execute(text(f"SELECT setval({sequence}, {highest})"))
