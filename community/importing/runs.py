"""Imports from beginning to end, a transaction at a time: what a crash leaves, the next run takes up."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

from flask import current_app
from sqlalchemy.exc import DBAPIError

from community.content.actions_bulk import in_bulk
from community.content.queries import list_product_areas
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.core.errors import PortalError
from community.importing.actions import (
    IMPORTER,
    Taken,
    begin_run,
    end_run,
    forget_indexed,
    note_progress,
    settle_authors,
)
from community.importing.actions_questions import (
    QUESTION,
    Known,
    Ready,
    Sources,
    answer_key,
    comment_key,
    said_by,
    settle_accepted,
    take_question,
)
from community.importing.left_out import LeftOut, Reason
from community.importing.models import ImportedKind, ImportKind
from community.importing.queries import find_imported
from community.importing.question_rows import CommentRow, QuestionRow, read_questions
from community.importing.rendering import Texts, rendered
from community.search import actions as search

POSTS_AT_ONCE: Final = 100
BREATH_SECONDS: Final = 0.002
# Others may have read the clock before the rebuild and commit after it: theirs stay noted.
OTHERS_NEED: Final = timedelta(seconds=5)

Advance = Callable[[int], object]
T = TypeVar("T")
REFUSALS: Final = (PortalError, DBAPIError)


@dataclass(slots=True)
class Report:
    """What an import did, or with `dry_run` would do; `left_out` says what stayed outside and why."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def import_questions(
    path: Path,
    *,
    source: str = "questions",
    dry_run: bool = False,
    advance: Advance = lambda _rows: None,
) -> Report:
    """Bring the questions of a file in; rows that stand here as they are change nothing. OSError without the file."""
    report = Report()
    run = _QuestionRun(source, dry_run, report)
    batches = _batches(read_questions(path, report.left_out))
    with closing(rendered(map(run.news_of, batches))) as ready:
        for news, texts in ready:
            run.take(news, texts)
            advance(news.read)
    run.finish()
    return report


@dataclass(frozen=True, slots=True)
class News:
    """What a batch says that is new: its rows, what each says, what is known of those taken before."""

    read: int
    rows: list[QuestionRow]
    said: Mapping[str, str]
    known: Known


def _batches(rows: Iterable[QuestionRow]) -> Iterator[list[QuestionRow]]:
    batch: list[QuestionRow] = []
    posts = 0
    for row in rows:
        batch.append(row)
        posts += 1 + len(row.answers) + len(row.comments)
        if posts >= POSTS_AT_ONCE:
            yield batch
            batch, posts = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class _QuestionRun:
    source: str
    dry_run: bool
    report: Report
    run_id: int | None = None

    def news_of(self, batch: list[QuestionRow]) -> tuple[News, list[dict[str, str]]]:
        """The rows of a batch that are new or say something else than when they were taken, and their texts."""
        self.report.read += len(batch)
        keys = {self._key(row): row for row in batch}
        known = find_imported(ImportedKind.QUESTION, keys)
        db.session.rollback()  # batches are read ahead of those that are written
        said = {row.id: said_by(row) for row in batch}
        rows = [row for key, row in keys.items() if known.get(key, (0, ""))[1] != said[row.id]]
        self.report.unchanged += len(batch) - len(rows)
        parts = {(ImportedKind.QUESTION, key): one for key, one in known.items()}
        return News(len(batch), rows, said, parts), [dict(_texts(row)) for row in rows]

    def take(self, news: News, texts: Iterable[Texts]) -> None:
        """Bring what is new in, in one transaction; one by one where the portal refuses something."""
        found = zip(news.rows, texts, strict=True)
        rows = [self._ready(row, news.said[row.id], prose) for row, prose in found]
        ready = [row for row in rows if row is not None]
        if self.dry_run:
            self._count(ready, news.known)
        else:
            one_by_one(
                ready,
                lambda some: self._write(some, news.known),
                lambda one, why: self._leave_out(one.row, why),
            )

    def _key(self, row: QuestionRow) -> str:
        return f"{self.source}:{row.id}"[:500]

    def _ready(self, row: QuestionRow, said: str, prose: Texts) -> Ready | None:
        if isinstance(prose, dict):
            return Ready(row, said, prose)
        self._leave_out(row, prose)
        return None

    def _count(self, rows: list[Ready], known: Known) -> None:
        old = [one for one in rows if (ImportedKind.QUESTION, self._key(one.row)) in known]
        present = len(old) + len(self._known_parts(old))
        db.session.rollback()  # batches are read ahead of those that are counted
        self.report.changed += len(old)
        self.report.added += sum(len(one.prose) for one in rows) - present

    def _write(self, rows: list[Ready], known: Known) -> None:
        with writing():
            run_id = self.run_id or begin_run(IMPORTER, ImportKind.QUESTIONS, self.source)
            taken = Taken(run_id)
            self._take_all(rows, known, taken)
            note_progress(taken, cursor=rows[-1].row.number, at=now())
        self.run_id = run_id
        self.report.added += taken.added
        self.report.changed += taken.changed
        db.session.expunge_all()
        time.sleep(BREATH_SECONDS)

    def _take_all(self, rows: list[Ready], known: Known, taken: Taken) -> None:
        """New questions in bulk, changed ones as on the pages, then what was accepted."""
        first = min(one.row.created for one in rows)
        authors = settle_authors(IMPORTER, self.source, _authors(rows), joined_at=first)
        areas = {area.key: area.id for area in list_product_areas()}
        old = [one for one in rows if (ImportedKind.QUESTION, self._key(one.row)) in known]
        known = {**known, **self._known_parts(old)}
        sources = Sources(self.source, authors, areas, known)
        new = [one for one in rows if one not in old]
        with as_of(first), in_bulk(sum(len(one.prose) for one in new)):
            for ready in new:
                take_question(IMPORTER, ready, sources, taken)
        for ready in old:
            take_question(IMPORTER, ready, sources, taken)
        settle_accepted(IMPORTER, taken)

    def _known_parts(self, changed: list[Ready]) -> dict[tuple[ImportedKind, str], tuple[int, str]]:
        known: dict[tuple[ImportedKind, str], tuple[int, str]] = {}
        for kind in (ImportedKind.ANSWER, ImportedKind.COMMENT):
            keys = [f"{self.source}:{key}"[:500] for one in changed for key in one.prose]
            known |= {(kind, key): found for key, found in find_imported(kind, keys).items()}
        return known

    def _leave_out(self, row: QuestionRow, why: str) -> None:
        detail = f"{row.id}: {why}"[:300]
        self.report.left_out.append(
            LeftOut(f"{self.source}:{row.number}", Reason.NOT_TAKEN, detail)
        )

    def finish(self) -> None:
        """Note the end, and build the index once."""
        if self.run_id is not None:
            finish(self.run_id)


def _texts(row: QuestionRow) -> Iterator[tuple[str, str]]:
    """Key and Markdown of each text of a row."""
    yield QUESTION, row.body
    yield from _comment_texts(row.id, row.comments)
    for answer in row.answers:
        yield answer_key(row, answer), answer.body
        yield from _comment_texts(answer_key(row, answer), answer.comments)


def _comment_texts(on: str, comments: Iterable[CommentRow]) -> Iterator[tuple[str, str]]:
    return ((comment_key(on, one), one.body) for one in comments)


def _authors(news: Iterable[Ready]) -> Iterator[str]:
    for row in (ready.row for ready in news):
        yield from (row.author, *(answer.author for answer in row.answers))
        yield from (comment.author for comment in row.comments)
        yield from (comment.author for answer in row.answers for comment in answer.comments)


def reason_of(refusal: PortalError | DBAPIError) -> str:
    """What the portal or its database says, as it stands in a report."""
    return str(refusal.message if isinstance(refusal, PortalError) else refusal.orig)[:300]


def one_by_one(
    items: list[T], write: Callable[[list[T]], None], refuse: Callable[[T, str], None]
) -> None:
    """Write all at once, each alone where the portal refuses something of them; `refuse` learns what and why."""
    try:
        if items:
            write(items)
    except REFUSALS as error:
        if len(items) == 1:
            refuse(items[0], reason_of(error))
            return
        for one in items:
            one_by_one([one], write, refuse)


def finish(run_id: int) -> None:
    """The end of a run that changed something: search and recognition are settled once, the run is noted as done."""
    began = now() - OTHERS_NEED
    search.rebuild()
    forgotten = 1
    while forgotten:
        with writing():
            forgotten = forget_indexed(began)
    recount, _schedule = current_app.extensions["portal_queue"].jobs["recount_recognition"]
    recount()
    with writing():
        end_run(run_id)
