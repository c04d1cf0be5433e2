"""What became of suggested edits is told: to the writers who decide, then to whoever wrote them."""

from collections.abc import Mapping

from community.articles.queries_suggestions import Told, find_told
from community.events import EditSuggested, SuggestionDecided
from community.notifications.actions import tell
from community.notifications.kinds import Kind


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


def _tell(kind: Kind, told: Told, *, by: int | None, words: Mapping[str, object]) -> None:
    tell(
        f"{kind.value}:{told.suggestion_id}",
        kind,
        subject_id=told.article_id,
        thread_id=None,
        actor_id=by,
        words={"title": told.title, **words},
    )
