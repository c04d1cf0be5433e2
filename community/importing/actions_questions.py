"""A question of another system becomes one of ours, with its answers, comments and votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.content import actions as content
from community.content import actions_comments
from community.content.models import Subject
from community.content.prose import Prose
from community.content.queries import find_product_area
from community.core.clock import as_of
from community.core.db import db, get_locked
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
    """Where rows come from and what is known of them: their source's name, members by author, what was imported."""

    name: str
    authors: Mapping[str, int]
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


def take_question(actor: Actor, ready: Ready, sources: Sources, taken: Taken) -> None:
    """Add the question with all that stands under it, or what is new about one that was taken before."""
    row = ready.row
    found = sources.find(ImportedKind.QUESTION, row.id)
    with as_of(row.created):
        question = _ask(actor, ready, sources, taken) if found is None else None
        question = question or _edit(actor, ready, get_locked(Question, found or 0), taken)
    if found is None:
        taken.remember(ImportedKind.QUESTION, sources.key(row.id), question.id, ready.said)
    else:
        taken.said.append((ImportedKind.QUESTION, sources.key(row.id), ready.said))
    subject = question.subject if found is None else get_locked(Subject, question.id)
    _take_comments(actor, ready, sources, taken, (row.id, subject, row.comments))
    for one in row.answers:
        _take_answer(actor, ready, sources, taken, (question, one))


def _ask(actor: Actor, ready: Ready, sources: Sources, taken: Taken) -> Question:
    row = ready.row
    area = find_product_area(row.area) if row.area else None
    words = [row.area, *row.tags] if row.area and area is None else row.tags
    tags = dict.fromkeys(filter(None, map(content.tag_key, words)))
    question = questions.ask(
        actor,
        row.title,
        ready.prose[QUESTION],
        Details(tags=tuple(tags)[: content.MAX_TAGS], product_area_id=area.id if area else None),
        lang=row.locale or UNKNOWN_LANGUAGE,
        created_at=row.created,
        author_id=sources.authors.get(row.author),
        votes_imported=row.same_question,
        views_imported=row.views,
    )
    taken.added += 1
    return question


def _edit(actor: Actor, ready: Ready, question: Question, taken: Taken) -> Question:
    """Words and votes as the source has them now."""
    row, prose = ready.row, ready.prose[QUESTION]
    if (question.title, question.body) != (row.title, prose.body):
        tags = tuple(name for name in row.tags)[: content.MAX_TAGS]
        details = Details(tags=tags, product_area_id=question.product_area_id)
        questions.edit_question(actor, question, row.title, prose, details)
    by = row.same_question - question.votes_imported
    if by:
        question.votes_imported = row.same_question
        db.session.flush()  # the weight below is changed in SQL
        questions.weigh(question, by)
    question.views_count = max(question.views_count, row.views)
    content.mark_dirty(question.id)
    taken.changed += 1
    return question


def _take_answer(
    actor: Actor, ready: Ready, sources: Sources, taken: Taken, place: tuple[Question, AnswerRow]
) -> None:
    question, row = place
    key = answer_key(ready.row, row)
    found = sources.find(ImportedKind.ANSWER, key)
    # Some systems date an answer before its question: it cannot be older here.
    at = max(row.created, ready.row.created)
    with as_of(at):
        if found is None:
            answer = _answer(actor, ready, sources, (question, row, at))
            taken.remember(ImportedKind.ANSWER, sources.key(key), answer.id)
            taken.added += 1
            subject = answer.subject
        else:
            answer = get_locked(Answer, found)
            answers.edit_answer(actor, answer, ready.prose[key])
            _weigh(answer, question, row.helpful)
            subject = get_locked(Subject, found)
        if row.accepted and question.accepted_answer_id is None:
            answers.accept_answer(actor, answer, at=at)
    _take_comments(actor, ready, sources, taken, (key, subject, row.comments))


def _answer(
    actor: Actor, ready: Ready, sources: Sources, place: tuple[Question, AnswerRow, datetime]
) -> Answer:
    question, row, at = place
    return answers.answer(
        actor,
        question,
        ready.prose[answer_key(ready.row, row)],
        lang=ready.row.locale or UNKNOWN_LANGUAGE,
        created_at=at,
        author_id=sources.authors.get(row.author),
        votes_imported=row.helpful,
    )


def _weigh(answer: Answer, question: Question, helpful: int) -> None:
    by = helpful - answer.votes_imported
    if by:
        answer.votes_imported = helpful
        db.session.flush()  # the weight below is changed in SQL
        questions.weigh(question, by, helpful=by)
        content.mark_dirty(answer.id)


def _take_comments(
    actor: Actor,
    ready: Ready,
    sources: Sources,
    taken: Taken,
    place: tuple[str, Subject, tuple[CommentRow, ...]],
) -> None:
    on_key, on, comments = place
    for one in comments:
        key = comment_key(on_key, one)
        if sources.find(ImportedKind.COMMENT, key) is not None:
            continue
        at = max(one.created, ready.row.created)
        with as_of(at):
            comment = actions_comments.add_comment(
                actor,
                on,
                ready.prose[key],
                lang=ready.row.locale or UNKNOWN_LANGUAGE,
                created_at=at,
                author_id=sources.authors.get(one.author),
            )
        taken.remember(ImportedKind.COMMENT, sources.key(key), comment.id)
        taken.added += 1
