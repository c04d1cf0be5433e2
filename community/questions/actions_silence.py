"""What the portal does by itself while an asker leaves the team without a reply."""

from flask_babel import force_locale
from flask_babel import gettext as _

from community.core.clock import now
from community.core.outbox import record
from community.events import InformationMissing
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.actions_states import close
from community.questions.models import Question
from community.questions.states import CloseReason


def remind_asker(actor: Actor, question: Question) -> None:
    """Remind the asker of a locked question that the team waits for him."""
    ensure(actor, Permission.DESK_QUESTIONS, question)
    question.reminded_at = now()
    record(InformationMissing(question_id=question.id))


def close_over_silence(actor: Actor, question: Question, lang: str) -> None:
    """Close a locked question whose asker does not reply, with a kind note in his language; a reply opens it again."""
    ensure(actor, Permission.QUESTION_CLOSE, question)
    with force_locale(lang):
        note = _(
            "We needed to know more to help you, and have not heard from you since, so this question "
            "is closed for now. Reply whenever it suits you: it opens again at once."
        )
    close(actor, question, CloseReason.NO_REPLY, text=note)
