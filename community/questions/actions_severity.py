"""The team gives a question another severity, and says why."""

from flask_babel import lazy_gettext as _l

from community.content.actions import mark_dirty, require, touch
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import SeverityChanged
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.actions_clocks import wait_from_the_start
from community.questions.models import Question
from community.questions.models_severity import MAX_REASON, SeverityChange
from community.service_levels.actions_running import better_promises, promise_solution
from community.service_levels.queries_terms import list_severities_for


def change_severity(actor: Actor, question: Question, severity: str, reason: str) -> SeverityChange:
    """Give a question another severity of its customer's plan; of both deadlines the better one stands."""
    lock(question)
    subject = db.session.get_one(Subject, question.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.QUESTION_CHANGE_SEVERITY, question)
    if severity not in {one.key for one in list_severities_for(subject.organisation_id, now())}:
        raise Invalid(_l("Please choose a severity that the plan has."), field="severity")
    if question.severity == severity:
        raise Invalid(_l("It has this severity already."), field="severity")
    if question.is_closed or question.is_solved:
        raise Conflict(_l("This question waits for no answer any more."))
    require(reason, "reason")
    row = SeverityChange(question_id=question.id, came_from=question.severity, to=severity)
    row.reason, row.actor_id, row.at = reason.strip()[:MAX_REASON], actor.member_id, now()
    db.session.add(row)
    question.severity = severity
    better_promises(question.id, severity, row.at)
    solution = promise_solution(question.id, severity)
    if solution is not None:
        wait_from_the_start(question, solution)
    touch(question.id)
    mark_dirty(question.id)
    if actor.member_id is not None:
        record(SeverityChanged(question_id=question.id, actor_id=actor.member_id))
    return row
