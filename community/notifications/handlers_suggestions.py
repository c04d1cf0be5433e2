"""What became of suggested edits is told: to the writers who decide, then to whoever wrote them."""

from collections.abc import Mapping

from community.articles.queries_suggestions import Told, find_told
from community.content.suggestions import SuggestionState
from community.events import (
    EditSuggested,
    OfPostEdit,
    PostEditDecided,
    PostEditSuggested,
    SuggestionDecided,
)
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.questions import queries_suggestions as of_posts

DECISIONS = {
    SuggestionState.ACCEPTED: Kind.SUGGESTION_ACCEPTED,
    SuggestionState.REJECTED: Kind.SUGGESTION_REJECTED,
    SuggestionState.UNDONE: Kind.SUGGESTION_REJECTED,
}


def tell_of_suggestion(event: EditSuggested) -> None:
    """A suggested edit concerns the article's owner where that is a writer, else all writers."""
    told = find_told(event.suggestion_id)
    if told is not None:
        path = f"/desk/articles/suggestions/{event.suggestion_id}"
        to = [told.owner_id] if told.owner_id is not None else None
        words = {"excerpt": told.note, "to": to, "path": path}
        _tell(Kind.EDIT_SUGGESTED, told, by=event.actor_id, words=words)


def tell_of_decision(event: SuggestionDecided) -> None:
    """A decision concerns whoever suggested the edit."""
    told = find_told(event.suggestion_id)
    if told is None or told.author_id is None:
        return
    kind = Kind.SUGGESTION_ACCEPTED if event.was_accepted else Kind.SUGGESTION_REJECTED
    path = f"/suggestions/{event.suggestion_id}"
    words = {"text": told.answer, "lang": "", "member_id": told.author_id, "path": path}
    _tell(kind, told, by=event.actor_id, words=words)


def tell_of_post_edit(event: PostEditSuggested) -> None:
    """A suggested edit of a post concerns whoever wrote it."""
    told = of_posts.find_told(event.edit_id)
    if told is not None and told.state is SuggestionState.OPEN:
        _tell_of_post(
            Kind.POST_EDIT_SUGGESTED, event, told, member_id=told.post_author_id, text=told.note
        )


def tell_of_post_edit_decision(event: PostEditDecided) -> None:
    """What became of a suggested edit concerns whoever suggested it; what one takes back oneself is told to nobody."""
    told = of_posts.find_told(event.edit_id)
    kind = DECISIONS.get(told.state) if told is not None else None
    if told is not None and kind is not None:
        _tell_of_post(kind, event, told, member_id=told.author_id, text=told.answer)


def _tell_of_post(
    kind: Kind, event: OfPostEdit, told: of_posts.Told, *, member_id: int | None, text: str
) -> None:
    if member_id is None:
        return
    words = {
        "title": told.title,
        "excerpt": text,
        "status": told.state.value,
        "member_id": member_id,
        "path": f"/edits/{event.edit_id}",
    }
    tell(
        f"post_edit:{told.state}:{event.edit_id}",
        kind,
        subject_id=told.subject_id,
        thread_id=told.question_id,
        actor_id=event.actor_id,
        words=words,
    )


def _tell(kind: Kind, told: Told, *, by: int | None, words: Mapping[str, object]) -> None:
    tell(
        f"{kind.value}:{told.suggestion_id}",
        kind,
        subject_id=told.article_id,
        thread_id=None,
        actor_id=by,
        words={"title": told.title, **words},
    )
