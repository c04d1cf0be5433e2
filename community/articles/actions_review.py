"""What happens between a draft and its readers: review, comments, schedule."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from community.articles.actions import locked_translation, open_draft
from community.articles.actions_steps import Seen, check_seen, keep_note, take_step
from community.articles.lifecycle import Step
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.models_review import ReviewNote
from community.articles.queries_review import is_reviewer
from community.articles.states import RevisionState
from community.content.actions import require
from community.core.clock import now
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import (
    OfReview,
    RevisionApproved,
    RevisionCommented,
    RevisionRejected,
    RevisionReturned,
    RevisionScheduled,
    RevisionSubmitted,
)
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

FARTHEST = timedelta(days=730)

InTheMaking = tuple[Translation, ArticleRevision]


def _in_the_making(article: Article, locale: str, seen: Seen | None = None) -> InTheMaking:
    """The draft of this language, locked; Conflict without one, DraftMoved when it is not the one that was seen."""
    translation = locked_translation(article, locale)
    draft = open_draft(translation) if translation else None
    if translation is None or draft is None or not draft.is_in_the_making:
        raise Conflict(_l("Nothing is in the making in this language any more."))
    check_seen(seen, draft)
    return translation, draft


def submit(
    actor: Actor,
    article: Article,
    locale: str,
    *,
    reviewer_id: int | None = None,
    text: str = "",
    seen: Seen | None = None,
) -> ArticleRevision:
    """Ask this reviewer, or any (None), to look at the draft; Invalid for one who may not approve it."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    translation, draft = _in_the_making(article, locale, seen)
    if reviewer_id is not None and not is_reviewer(reviewer_id, draft):
        raise Invalid(
            _l("This person may not approve the text. Please choose another."), field="reviewer"
        )
    note = take_step(actor, translation, draft, Step.SUBMIT, text=text)
    draft.reviewer_id, draft.submitted_at = reviewer_id, now()
    _tell(RevisionSubmitted, actor, translation, note)
    return draft


def withdraw(actor: Actor, article: Article, locale: str) -> None:
    """Take the text back from review, or an approval that is no longer wanted: it is a draft again."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    take_step(actor, *_in_the_making(article, locale), Step.WITHDRAW)


def comment(actor: Actor, article: Article, locale: str, text: str) -> None:
    """Say something about the text in the making; its writers and its reviewer hear of it."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    require(text, "text")
    translation, draft = _in_the_making(article, locale)
    note = keep_note(actor, draft, Step.COMMENT, text=text)
    _tell(RevisionCommented, actor, translation, note)


def approve(
    actor: Actor, article: Article, locale: str, *, text: str = "", seen: Seen | None = None
) -> None:
    """Approve these very words: `seen` is (number, saves) of what the reviewer read."""
    ensure(actor, Permission.ARTICLE_REVIEW)
    translation, draft = _in_the_making(article, locale, seen)
    note = take_step(actor, translation, draft, Step.APPROVE, text=text)
    draft.approved_by_id, draft.approved_at, draft.decided_at = actor.member_id, now(), now()
    _tell(RevisionApproved, actor, translation, note)


def ask_changes(actor: Actor, article: Article, locale: str, text: str) -> None:
    """Give the text back to its writer with what should change."""
    ensure(actor, Permission.ARTICLE_REVIEW)
    translation, draft = _in_the_making(article, locale)
    note = take_step(actor, translation, draft, Step.ASK_CHANGES, text=text)
    _tell(RevisionReturned, actor, translation, note)


def reject(actor: Actor, article: Article, locale: str, text: str) -> None:
    """End this revision, saying why; its words stay in the history, and another may be begun from them."""
    ensure(actor, Permission.ARTICLE_REVIEW)
    translation, draft = _in_the_making(article, locale)
    note = take_step(actor, translation, draft, Step.REJECT, text=text)
    draft.decided_at = now()
    _tell(RevisionRejected, actor, translation, note)


def give_up(actor: Actor, article: Article, locale: str) -> None:
    """End a draft that nobody wants to go on with; readers keep what they see."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    translation, draft = _in_the_making(article, locale)
    take_step(actor, translation, draft, Step.GIVE_UP)
    draft.decided_at = now()
    if translation.published_revision_id is not None:
        translation.draft_revision_id = None


def schedule(
    actor: Actor, article: Article, locale: str, at: datetime, *, seen: Seen | None = None
) -> None:
    """Let the portal publish the text at this minute, or at another than it was to be; Invalid for the past."""
    ensure(actor, Permission.ARTICLE_PUBLISH)
    translation, draft = _in_the_making(article, locale, seen)
    at = _checked_minute(at)
    is_again = draft.state is RevisionState.SCHEDULED
    step = Step.RESCHEDULE if is_again else Step.SCHEDULE
    note = take_step(actor, translation, draft, step, publish_at=at)
    draft.publish_at, draft.published_by_id = at, actor.member_id
    _tell(RevisionScheduled, actor, translation, note)


def _checked_minute(at: datetime) -> datetime:
    at = at.replace(second=0, microsecond=0)
    if at <= now():
        raise Invalid(
            _l("This moment has passed. Please choose a later one, or publish now."),
            field="publish_at",
        )
    if at > now() + FARTHEST:
        raise Invalid(_l("Please choose a moment within the next two years."), field="publish_at")
    return at


def cancel_schedule(actor: Actor, article: Article, locale: str) -> None:
    """Let the portal not publish it: approved words stay approved, others are a draft again."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    translation, draft = _in_the_making(article, locale)
    to = RevisionState.APPROVED if draft.is_approved else RevisionState.DRAFT
    take_step(actor, translation, draft, Step.CANCEL, to=to)
    draft.publish_at = draft.published_by_id = None


def _tell(event: type[OfReview], actor: Actor, translation: Translation, note: ReviewNote) -> None:
    record(
        event(
            article_id=translation.article_id,
            locale=translation.locale,
            revision_id=note.revision_id,
            note_id=note.id,
            actor_id=actor.member_id,
        )
    )
