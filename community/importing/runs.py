"""Imports from beginning to end, a transaction at a time: what a crash leaves, the next run takes up."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy.exc import DBAPIError

from community.content.actions_bulk import gathering_dirty
from community.content.prose import compose
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.core.errors import Invalid, PortalError
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
    take_question,
)
from community.importing.left_out import LeftOut, Reason
from community.importing.models import ImportedKind, ImportKind
from community.importing.queries import find_imported
from community.importing.question_rows import CommentRow, QuestionRow, read_questions
from community.search import actions as search

POSTS_AT_ONCE: Final = 100
BREATH_SECONDS: Final = 0.002
# Others may have read the clock before the rebuild and commit after it: theirs stay noted.
OTHERS_NEED: Final = timedelta(seconds=5)

Advance = Callable[[int], object]


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
    for batch in _batches(read_questions(path, report.left_out)):
        run.take(batch)
        advance(len(batch))
    run.finish()
    return report


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

    def take(self, batch: list[QuestionRow]) -> None:
        """Bring a batch in, in one transaction, if anything in it is new."""
        self.report.read += len(batch)
        keys = {f"{self.source}:{row.id}"[:500]: row for row in batch}
        known = find_imported(ImportedKind.QUESTION, keys)
        news = []
        for key, row in keys.items():
            said = said_by(row)
            if known.get(key, (0, ""))[1] == said:
                self.report.unchanged += 1
            elif (ready := self._ready(row, said)) is not None:
                news.append(ready)
        if self.dry_run:
            self._count(news, set(known))
        elif news:
            self._write(news, {(ImportedKind.QUESTION, key): found for key, found in known.items()})

    def _ready(self, row: QuestionRow, said: str) -> Ready | None:
        try:
            return Ready(row, said, {key: compose(body) for key, body in _texts(row)})
        except Invalid as error:
            self._leave_out(row, str(error.message))
            return None

    def _count(self, news: list[Ready], known: set[str]) -> None:
        for ready in news:
            if f"{self.source}:{ready.row.id}"[:500] in known:
                self.report.changed += 1
            else:
                self.report.added += len(ready.prose)

    def _write(
        self, news: list[Ready], known: dict[tuple[ImportedKind, str], tuple[int, str]]
    ) -> None:
        known |= self._known_parts([one for one in news if self._was_taken(one, known)])
        with writing():
            if self.run_id is None:
                self.run_id = begin_run(IMPORTER, ImportKind.QUESTIONS, self.source)
            first = min(one.row.created for one in news)
            authors = settle_authors(IMPORTER, self.source, _authors(news), joined_at=first)
            sources = Sources(self.source, authors, known)
            taken = Taken(self.run_id)
            with as_of(first), gathering_dirty():
                for ready in news:
                    self._take_one(ready, sources, taken)
            note_progress(taken, cursor=news[-1].row.number, at=now())
        self.report.added += taken.added
        self.report.changed += taken.changed
        db.session.expunge_all()
        time.sleep(BREATH_SECONDS)

    def _take_one(self, ready: Ready, sources: Sources, taken: Taken) -> None:
        """One question in a savepoint of its own: what the portal refuses stops nothing else."""
        part = Taken(taken.run_id)
        try:
            with db.session.begin_nested():
                take_question(IMPORTER, ready, sources, part)
        except (PortalError, DBAPIError) as error:
            words = error.message if isinstance(error, PortalError) else error.orig
            self._leave_out(ready.row, str(words))
            return
        taken.join(part)

    def _was_taken(self, ready: Ready, known: Known) -> bool:
        return (ImportedKind.QUESTION, f"{self.source}:{ready.row.id}"[:500]) in known

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
