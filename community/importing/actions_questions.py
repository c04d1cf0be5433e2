"""A question of another system becomes one of ours, with its answers, comments and votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.content import actions as content
from community.content import actions_comments, actions_tags
from community.content.models import Subject
from community.content.prose import Prose
from community.core.clock import as_of
from community.core.db import get_locked, is_pending
from community.importing.actions import Taken
from community.importing.models import ImportedKind
from community.importing.queries import hash_of
from community.importing.question_rows import AnswerRow, CommentRow, QuestionRow
from community.policies.actor import Actor
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.drafts import Details
from community.questions.models import Answer, Question

UNKNOWN_LANGUAGE: Final = "und"
QUESTION: Final = ""  # the key of its own text among the texts of a row
Known = Mapping[tuple[ImportedKind, str], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A row whose texts are rendered: what is slow is done before the transaction."""

    row: QuestionRow
    said: str
    prose: Mapping[str, Prose]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where rows come from and what is known: source, members by author, areas by key, what was imported."""

    name: str
    authors: Mapping[str, int]
    areas: Mapping[str, int]
    known: Known

    def key(self, one: str) -> str:
        """The key of a row of this source."""
        return f"{self.name}:{one}"[:500]

    def find(self, kind: ImportedKind, one: str) -> int | None:
        """What a row became, if it was imported."""
        found = self.known.get((kind, self.key(one)))
        return found[0] if found else None


def said_by(row: QuestionRow) -> str:
    """The hash of all that a row says, its answers and comments too; its place in the file does not count."""
    return hash_of(
        [row.title, row.body, row.author, row.created, row.locale, row.area, row.tags],
        [row.same_question, row.views, [_comment_values(one) for one in row.comments]],
        [
            [one.id, one.body, one.author, one.created, one.helpful, one.accepted]
            + [_comment_values(comment) for comment in one.comments]
            for one in row.answers
        ],
    )


def answer_key(row: QuestionRow, answer: AnswerRow) -> str:
    """The key of an answer: its id may be its own within its question only."""
    return f"{row.id}/{answer.id}"


def comment_key(on: str, comment: CommentRow) -> str:
    """The key of a comment, which has no id of its own: what it stands under and what it says."""
    return f"{on}/{hash_of(*_comment_values(comment))[:16]}"


def _comment_values(comment: CommentRow) -> list[object]:
    return [comment.body, comment.author, comment.created]


@dataclass(frozen=True, slots=True)
class Work:
    """One row on its way in: who brings it, the row, where it comes from, what it brought so far."""

    actor: Actor
    ready: Ready
    sources: Sources
    taken: Taken

    @property
    def lang(self) -> str:
        """The language of the row's texts."""
        return self.ready.row.locale or UNKNOWN_LANGUAGE

    def author(self, name: str) -> int | None:
        """The member of this name in the source."""
        return self.sources.authors.get(name)

    def find(self, kind: ImportedKind, key: str) -> int | None:
        """What a part of the row became, if it was imported before."""
        return self.sources.find(kind, key)

    def remember(self, kind: ImportedKind, key: str, target_id: int, said: str = "") -> None:
        """Note that a part of the row is new and became this."""
        self.taken.remember(kind, self.sources.key(key), target_id, said)
        self.taken.added += 1


def take_question(actor: Actor, ready: Ready, sources: Sources, taken: Taken) -> None:
    """Add the question with all that stands under it, or what is new about one that was taken before."""
    work, row = Work(actor, ready, sources, taken), ready.row
    found = work.find(ImportedKind.QUESTION, row.id)
    with as_of(row.created):
        if found is None:
            question = _ask(work)
            work.remember(ImportedKind.QUESTION, row.id, question.id, ready.said)
        else:
            question = _edit(work, get_locked(Question, found))
            taken.said.append((ImportedKind.QUESTION, sources.key(row.id), ready.said))
    _take_comments(work, row.id, _subject_of(question), row.comments)
    for one in row.answers:
        _take_answer(work, question, one)


def settle_accepted(actor: Actor, taken: Taken) -> None:
    """Accept what the askers accepted elsewhere; the first answer to a question that has none yet."""
    for answer_id, at in taken.accepted:
        answer = get_locked(Answer, answer_id)
        if get_locked(Question, answer.question_id).accepted_answer_id is None:
            with as_of(at):
                answers.accept_answer(actor, answer, at=at)


def _subject_of(row: Question | Answer) -> Subject:
    return row.subject if is_pending(row) else get_locked(Subject, row.id)


def _ask(work: Work) -> Question:
    row = work.ready.row
    area_id = work.sources.areas.get(row.area)
    words = [row.area, *row.tags] if row.area and area_id is None else row.tags
    tags = dict.fromkeys(filter(None, map(actions_tags.tag_key, words)))
    return questions.ask(
        work.actor,
        row.title,
        work.ready.prose[QUESTION],
        Details(tags=tuple(tags)[: actions_tags.MAX_TAGS], product_area_id=area_id),
        lang=work.lang,
        created_at=row.created,
        author_id=work.author(row.author),
        votes_imported=row.same_question,
        views_imported=row.views,
    )


def _edit(work: Work, question: Question) -> Question:
    """Words and votes as the source has them now."""
    row, prose = work.ready.row, work.ready.prose[QUESTION]
    if (question.title, question.body) != (row.title, prose.body):
        details = Details(
            tags=row.tags[: actions_tags.MAX_TAGS], product_area_id=question.product_area_id
        )
        questions.edit_question(work.actor, question, row.title, prose, details=details)
    by = row.same_question - question.votes_imported
    if by:
        question.votes_imported = row.same_question
        questions.weigh(question, by)
    question.views_count = max(question.views_count, row.views)
    content.mark_dirty(question.id)
    work.taken.changed += 1
    return question


def _take_answer(work: Work, question: Question, row: AnswerRow) -> None:
    key = answer_key(work.ready.row, row)
    found = work.find(ImportedKind.ANSWER, key)
    # Some systems date an answer before its question: it cannot be older here.
    at = max(row.created, work.ready.row.created)
    with as_of(at):
        if found is None:
            answer = _answer(work, question, row, at)
            work.remember(ImportedKind.ANSWER, key, answer.id)
        else:
            answer = get_locked(Answer, found)
            answers.edit_answer(work.actor, answer, work.ready.prose[key])
            _weigh(answer, question, row.helpful)
    if row.accepted:
        work.taken.accepted.append((answer.id, at))
    if row.comments:
        _take_comments(work, key, _subject_of(answer), row.comments)


def _answer(work: Work, question: Question, row: AnswerRow, at: datetime) -> Answer:
    return answers.answer(
        work.actor,
        question,
        work.ready.prose[answer_key(work.ready.row, row)],
        lang=work.lang,
        created_at=at,
        author_id=work.author(row.author),
        votes_imported=row.helpful,
    )


def _weigh(answer: Answer, question: Question, helpful: int) -> None:
    by = helpful - answer.votes_imported
    if by:
        answer.votes_imported = helpful
        questions.weigh(question, by, helpful=by)
        content.mark_dirty(answer.id)


def _take_comments(work: Work, on_key: str, on: Subject, comments: tuple[CommentRow, ...]) -> None:
    for one in comments:
        key = comment_key(on_key, one)
        if work.find(ImportedKind.COMMENT, key) is not None:
            continue
        at = max(one.created, work.ready.row.created)
        with as_of(at):
            comment = actions_comments.add_comment(
                work.actor,
                on,
                work.ready.prose[key],
                lang=work.lang,
                created_at=at,
                author_id=work.author(one.author),
            )
        work.remember(ImportedKind.COMMENT, key, comment.id)
