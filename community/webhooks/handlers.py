"""What happened in public becomes messages for the endpoints that chose it."""

from community import events
from community.core.db import db
from community.ideas.queries_story import find_official_response
from community.questions.models import Question
from community.questions.states import QuestionState
from community.webhooks.actions import announce
from community.webhooks.catalogue import WebhookEvent


def tell_of_question(event: events.QuestionAsked) -> None:
    """A question that everybody sees."""
    _announce(WebhookEvent.QUESTION_ASKED, event.question_id)


def tell_of_closing(event: events.QuestionClosed) -> None:
    """A question that takes no more answers, each time; none that was opened again meanwhile."""
    question = db.session.get(Question, event.question_id)
    if question is not None and question.state is QuestionState.CLOSED:
        at = question.state_changed_at.isoformat()
        source = f"{WebhookEvent.QUESTION_CLOSED}:{question.id}:{at}"
        announce(source, WebhookEvent.QUESTION_CLOSED, question.id)


def tell_of_answer(event: events.AnswerPosted) -> None:
    """An answer to a public question."""
    _announce(WebhookEvent.ANSWER_POSTED, event.answer_id)


def tell_of_acceptance(event: events.AnswerAccepted) -> None:
    """The answer that solved a public question, once."""
    _announce(WebhookEvent.ANSWER_ACCEPTED, event.answer_id)


def tell_of_comment(event: events.CommentPosted) -> None:
    """A comment that everybody sees."""
    _announce(WebhookEvent.COMMENT_POSTED, event.comment_id)


def tell_of_idea(event: events.IdeaProposed) -> None:
    """An idea on a public board, once it waits for no moderator."""
    _announce(WebhookEvent.IDEA_PROPOSED, event.idea_id)


def tell_of_status(event: events.IdeaStatusChanged) -> None:
    """A step of a public idea."""
    _announce(WebhookEvent.IDEA_STATUS_CHANGED, event.change_id)


def tell_of_response(event: events.IdeaAnswered) -> None:
    """What the company answers to a public idea, each time."""
    response = find_official_response(event.idea_id)
    if response is not None:
        source = f"{WebhookEvent.IDEA_ANSWERED}:{response.id}"
        announce(source, WebhookEvent.IDEA_ANSWERED, event.idea_id)


def tell_of_merge(event: events.IdeaMerged) -> None:
    """That a public idea leads to another one, while it does."""
    _announce(WebhookEvent.IDEA_MERGED, event.merge_id)


def tell_of_parting(event: events.IdeaUnmerged) -> None:
    """That it stands on its own again."""
    _announce(WebhookEvent.IDEA_UNMERGED, event.merge_id)


def tell_of_incident(event: events.IncidentUpdated) -> None:
    """What the team says of an incident that everybody sees, each word once."""
    _announce(WebhookEvent.INCIDENT_UPDATED, event.update_id)


def tell_of_release(event: events.ReleasePublished) -> None:
    """A release that everybody sees."""
    _announce(WebhookEvent.RELEASE_PUBLISHED, event.release_id)


def tell_of_article(event: events.ArticlePublished) -> None:
    """A public article, in the language in which it was published first."""
    if event.is_first:
        source = f"{WebhookEvent.ARTICLE_PUBLISHED}:{event.article_id}:{event.locale}"
        announce(source, WebhookEvent.ARTICLE_PUBLISHED, event.article_id, event.locale)


def tell_of_menu(event: events.MenuPublished) -> None:
    """A version of the service menu."""
    _announce(WebhookEvent.MENU_PUBLISHED, event.version_id)


def _announce(event: WebhookEvent, thing_id: int) -> None:
    announce(f"{event}:{thing_id}", event, thing_id)
