"""Once a question is solved its asker is asked, once: was it solved, how hard was it."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from community import site_settings
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import SolvedSurveyAnswered, SolvedSurveyDue
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question
from community.questions.models_surveys import MAX_COMMENT, SolvedSurvey
from community.questions.queries_surveys import get_survey, list_untold


def open_survey(actor: Actor, question: Question) -> None:
    """Let the asker who accepted an answer be asked, unless he was before or the site asks nobody."""
    if actor.is_historic or not actor.is_author_of(question):
        return
    if not site_settings.current().ask_when_solved:
        return
    at = question.accepted_at or now()
    insert_once(
        SolvedSurvey,
        question_id=question.id,
        member_id=question.author_id,
        product_area_id=question.product_area_id,
        month=at.date().replace(day=1),
        asked_at=at,
        comment="",
    )


def answer_survey(
    actor: Actor, question: Question, *, satisfaction: int | None, effort: int | None, comment: str
) -> None:
    """Keep what the asker says, 1 to 5 each; Invalid for nothing at all, Conflict for a second time."""
    survey = _locked(actor, question)
    if satisfaction is None and effort is None:
        raise Invalid(_l("Please answer one of the two questions."), field="satisfaction")
    survey.satisfaction, survey.effort = satisfaction, effort
    survey.comment, survey.answered_at = comment.strip()[:MAX_COMMENT], now()
    record(SolvedSurveyAnswered(question_id=question.id))


def decline_survey(actor: Actor, question: Question) -> None:
    """Ask this asker about this question no more."""
    survey = _locked(actor, question)
    survey.declined_at = now()
    record(SolvedSurveyAnswered(question_id=question.id))


def _locked(actor: Actor, question: Question) -> SolvedSurvey:
    lock(question)
    ensure_visible(actor, db.session.get_one(Subject, question.id))
    ensure(actor, Permission.QUESTION_RATE, question)
    survey = get_locked(SolvedSurvey, get_survey(question.id).id)
    if not survey.is_open:
        raise Conflict(_l("You have been asked about this question before. Thank you."))
    return survey


def remind_of_surveys(limit: int) -> int:
    """Tell those who did not answer on the page, once; how many that were."""
    pause = timedelta(hours=site_settings.current().survey_after_hours)
    waiting = list_untold(now() - pause, limit)
    for survey in waiting:
        survey.told_at = now()
        record(SolvedSurveyDue(question_id=survey.question_id or 0))
    return len(waiting)
