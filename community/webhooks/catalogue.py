"""The public events that others can hear of, and how long a message is tried."""

from datetime import timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class WebhookEvent(StrEnum):
    """The type of a message."""

    QUESTION_ASKED = "question.asked"
    QUESTION_CLOSED = "question.closed"
    ANSWER_POSTED = "answer.posted"
    ANSWER_ACCEPTED = "answer.accepted"
    COMMENT_POSTED = "comment.posted"
    IDEA_PROPOSED = "idea.proposed"
    IDEA_STATUS_CHANGED = "idea.status_changed"
    IDEA_ANSWERED = "idea.answered"
    IDEA_MERGED = "idea.merged"
    IDEA_UNMERGED = "idea.unmerged"
    RELEASE_PUBLISHED = "release.published"
    ARTICLE_PUBLISHED = "article.published"
    MENU_PUBLISHED = "menu.published"
    INCIDENT_UPDATED = "incident.updated"
    TEST = "webhook.test"


EVENT_WORDS: dict[WebhookEvent, LazyString] = {
    WebhookEvent.QUESTION_ASKED: _l("A question is asked"),
    WebhookEvent.QUESTION_CLOSED: _l("A question is closed"),
    WebhookEvent.ANSWER_POSTED: _l("A question is answered"),
    WebhookEvent.ANSWER_ACCEPTED: _l("An answer is accepted"),
    WebhookEvent.COMMENT_POSTED: _l("Somebody comments"),
    WebhookEvent.IDEA_PROPOSED: _l("An idea is proposed"),
    WebhookEvent.IDEA_STATUS_CHANGED: _l("An idea changes its status"),
    WebhookEvent.IDEA_ANSWERED: _l("An idea is answered officially"),
    WebhookEvent.IDEA_MERGED: _l("An idea is merged into another"),
    WebhookEvent.IDEA_UNMERGED: _l("A merged idea stands on its own again"),
    WebhookEvent.RELEASE_PUBLISHED: _l("A release stands in the changelog"),
    WebhookEvent.ARTICLE_PUBLISHED: _l("A help article is published"),
    WebhookEvent.MENU_PUBLISHED: _l("The service menu changes"),
    WebhookEvent.INCIDENT_UPDATED: _l("An incident or maintenance is told of"),
}

# How long after each failed attempt the next one comes (Standard Webhooks); after the last the message has failed.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# A message is late by up to a tenth, so that many do not come at once.
JITTER = 0.1
# An endpoint that took nothing for so long is switched off.
PATIENCE = timedelta(days=5)
LONGEST_WAIT = timedelta(hours=24)
# After a failed attempt all else that goes there waits a moment, too.
LONGEST_REST = timedelta(minutes=5)
# For so long the former secret signs beside the new one.
OVERLAP = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
EXCERPT = 500
