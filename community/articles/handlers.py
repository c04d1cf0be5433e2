"""What happened to articles changes what their owners have to do, where links lead, and what was promised."""

from community.articles.actions_life import LOOK_AT_LINKS
from community.articles.actions_promises import begin_promise, settle_archived
from community.articles.actions_tasks import settle_article_tasks
from community.core.tasks import enqueue_job
from community.events import (
    ArticleArchived,
    ArticleAudienceChanged,
    ArticlePublished,
    SubjectHidden,
    SubjectShown,
)


def note_publishing(event: ArticlePublished) -> None:
    """A great edit asks its owner for a new check; its links are looked at, and those that lead to it."""
    begin_promise(event.article_id)
    settle_article_tasks(event.article_id)
    enqueue_job(LOOK_AT_LINKS, subject_id=event.article_id)


def note_archiving(event: ArticleArchived) -> None:
    """An archived article asks nothing of anybody, and those that link to it have a broken link."""
    settle_archived(event.article_id)
    settle_article_tasks(event.article_id)
    enqueue_job(LOOK_AT_LINKS, subject_id=event.article_id)


def note_visibility(event: SubjectHidden | SubjectShown) -> None:
    """What is hidden leaves broken links behind, what is shown again mends them."""
    enqueue_job(LOOK_AT_LINKS, subject_id=event.subject_id)


def note_audience(event: ArticleAudienceChanged) -> None:
    """Links to it may lead where their readers no longer follow, its own as well."""
    enqueue_job(LOOK_AT_LINKS, subject_id=event.article_id)
