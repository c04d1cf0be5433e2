"""What happens to a text on its way to readers is told to its writers and reviewer; a new article to followers."""

from sqlalchemy import select

from community.articles.addresses import article_address
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.models_review import ReviewNote
from community.articles.queries import list_slugs
from community.articles.queries_carriers import list_carriers
from community.articles.queries_following import LiveText, list_live_texts
from community.articles.states import RevisionState
from community.core.db import db
from community.core.markup import excerpt
from community.events import (
    ArticlePublished,
    OfReview,
    RevisionApproved,
    RevisionCommented,
    RevisionRejected,
    RevisionReturned,
    RevisionScheduled,
    RevisionSubmitted,
)
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.service_levels.quotes import OPENING

EXCERPT = 280
OUTCOMES: dict[type[OfReview], str] = {
    RevisionApproved: "approved",
    RevisionReturned: "returned",
    RevisionRejected: "rejected",
    RevisionScheduled: "scheduled",
}


def tell_of_review(event: RevisionSubmitted) -> None:
    """A text in review concerns its reviewer, or every help writer who may look at it."""
    revision = db.session.get(ArticleRevision, event.revision_id)
    if revision is None or revision.state is not RevisionState.IN_REVIEW:
        return  # it was taken back, or somebody was quick
    asked = [revision.reviewer_id] if revision.reviewer_id is not None else None
    _tell(event, Kind.REVIEW_ASKED, revision, to=asked, status="")


def tell_of_outcome(
    event: RevisionApproved | RevisionReturned | RevisionRejected | RevisionScheduled,
) -> None:
    """What became of a text concerns those who wrote it, and who took up the suggested edit that it was."""
    revision = db.session.get(ArticleRevision, event.revision_id)
    if revision is not None:
        writers = sorted({*revision.writers, *list_carriers(revision)})
        _tell(event, Kind.REVIEW_DONE, revision, to=writers, status=OUTCOMES[type(event)])


def tell_of_remark(event: RevisionCommented) -> None:
    """A remark on a text in the making concerns its writers, its reviewer, and those who said something before."""
    revision = db.session.get(ArticleRevision, event.revision_id)
    if revision is None:
        return
    spoke = select(ReviewNote.member_id).where(
        ReviewNote.revision_id == revision.id, ReviewNote.text != ""
    )
    writers = {*revision.writers, *list_carriers(revision)}
    people = {*writers, revision.reviewer_id, *db.session.scalars(spoke)}
    to = sorted(one for one in people if one is not None)
    _tell(event, Kind.DRAFT_COMMENTED, revision, to=to, status="")


def _tell(
    event: OfReview, kind: Kind, revision: ArticleRevision, *, to: list[int] | None, status: str
) -> None:
    note = db.session.get(ReviewNote, event.note_id)
    tell(
        f"{type(event).__name__}:{event.note_id}",
        kind,
        subject_id=event.article_id,
        thread_id=event.article_id,
        actor_id=event.actor_id,
        words={
            "title": revision.title,
            "path": f"/desk/articles/{event.article_id}/{event.locale}/review",
            "excerpt": excerpt(note.text, EXCERPT) if note else "",
            "status": status,
            "to": to,
            "writers": sorted(revision.writers),
        },
    )


def tell_of_publishing(event: ArticlePublished) -> None:
    """A published text concerns those who wrote it, and whoever let the portal publish it at its minute."""
    statement = (
        select(ArticleRevision)
        .join(Translation, Translation.published_revision_id == ArticleRevision.id)
        .where(Translation.article_id == event.article_id, Translation.locale == event.locale)
    )
    revision = db.session.scalars(statement).first()
    if revision is None:
        return
    was_scheduled = revision.publish_at is not None
    actor_id = None if was_scheduled else event.actor_id
    people = {*revision.writers, revision.published_by_id if was_scheduled else None}
    to = sorted(one for one in people if one is not None and one != actor_id)
    if not to:
        return
    tell(
        f"ArticlePublished:{revision.id}",
        Kind.ARTICLE_PUBLISHED,
        subject_id=event.article_id,
        thread_id=event.article_id,
        actor_id=actor_id,
        words={
            "title": revision.title,
            "path": f"/desk/articles/{event.article_id}/{event.locale}",
            "to": to,
        },
    )


def tell_of_article(event: ArticlePublished) -> None:
    """A new article concerns those who follow its section, once, each in his language as far as it is published in it.

    It is new with its first language: what was imported, and what is translated, edited, moved or taken out of the
    archive later, is not.
    """
    texts = list_live_texts(event.article_id)
    if not event.is_first or not texts or texts[0].locale != event.locale:
        return
    said = _in_each_language(event.article_id, texts)
    tell(
        f"ArticleAdded:{event.article_id}",
        Kind.ARTICLE_ADDED,
        subject_id=event.article_id,
        thread_id=event.article_id,
        actor_id=event.actor_id,
        words={
            **said[event.locale],
            "in": said,
            "writers": sorted(set().union(*(one.writers for one in texts))),
        },
    )


def _in_each_language(article_id: int, texts: list[LiveText]) -> dict[str, dict[str, str]]:
    """What readers of each language find: their own, else the one that was published first; by locale."""
    slugs = list_slugs(db.session.get_one(Article, article_id).section_id)
    found = dict.fromkeys(slugs, texts[0]) | {one.locale: one for one in texts}
    return {
        locale: {
            "title": text.title,
            "path": article_address(locale, slugs[locale], text.slug),
            # What quotes the menu would say tomorrow what it says today.
            "excerpt": "" if OPENING in text.summary else excerpt(text.summary, EXCERPT),
        }
        for locale, text in found.items()
    }
