"""What happens to help articles, their revisions and suggested edits."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ArticleMadeOfQuestion(Event):
    """A help writer began an article with the words of a question and its answers."""

    article_id: int
    question_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(Event):
    """A translation of an article was published or republished."""

    article_id: int
    locale: str
    actor_id: int | None
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class OfReview(Event):
    """Something that was done with a text in the making, with the note that says it."""

    article_id: int
    locale: str
    revision_id: int
    note_id: int
    actor_id: int | None


class RevisionSubmitted(OfReview):
    """A reviewer is asked to look at a text."""


class RevisionCommented(OfReview):
    """Somebody said something about a text in the making."""


class RevisionApproved(OfReview):
    """A reviewer approved a text."""


class RevisionReturned(OfReview):
    """A reviewer asked for changes."""


class RevisionRejected(OfReview):
    """A reviewer rejected a text."""


class RevisionScheduled(OfReview):
    """A text is to be published at a minute, or at another than before."""


@dataclass(frozen=True, kw_only=True)
class ArticleArchived(Event):
    """An article was archived or taken out of the archive."""

    article_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class ArticleAudienceChanged(Event):
    """Others may see an article from now on."""

    article_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class OfSuggestion(Event):
    """Something that became of a member's suggested edit."""

    suggestion_id: int
    article_id: int
    actor_id: int | None


class EditSuggested(OfSuggestion):
    """A member suggested an edit of an article, and writers may look at it."""


@dataclass(frozen=True, kw_only=True)
class SuggestionDecided(OfSuggestion):
    """Writers took a suggested edit, or did not."""

    was_accepted: bool


@dataclass(frozen=True, kw_only=True)
class ArticleRated(Event):
    """A reader said whether an article helped."""

    article_id: int
    revision_id: int
    was_helpful: bool


@dataclass(frozen=True, kw_only=True)
class ArticleVerified(Event):
    """Staff or an area's expert checked what an article says in one language."""

    article_id: int
    locale: str
    verification_id: int
    actor_id: int | None
