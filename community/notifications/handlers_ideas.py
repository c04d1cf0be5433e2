"""After an idea was decided: its supporters are asked, and product managers hear what came of it."""

from community.events import IdeaAssigned, IdeaUnsolved, IdeaVerdictAsked
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread


def tell_of_question_to_supporters(event: IdeaVerdictAsked) -> None:
    """Whether it solves the problem is asked of supporters alone, once for each shipping; the link leads to a form."""
    words = {"change_id": event.change_id, "path": f"/ideas/{event.idea_id}/solved"}
    _tell(f"IdeaVerdictAsked:{event.change_id}", Kind.IDEA_VERDICT, event, words)


def tell_of_return(event: IdeaUnsolved) -> None:
    """That an idea is back in review concerns product managers."""
    words = {"number": event.yes, "total": event.total, "path": f"/desk/ideas/{event.idea_id}"}
    _tell(f"IdeaUnsolved:{event.change_id}", Kind.IDEA_UNSOLVED, event, words)


def tell_of_assignment(event: IdeaAssigned) -> None:
    """That an idea is his work now concerns whoever got it."""
    words = {"member_id": event.assignee_id, "path": f"/desk/ideas/{event.idea_id}"}
    source = f"IdeaAssigned:{event.idea_id}:{event.assignee_id}:{event.at}"
    _tell(source, Kind.IDEA_ASSIGNED, event, words)


def _tell(
    source: str,
    kind: Kind,
    event: IdeaVerdictAsked | IdeaUnsolved | IdeaAssigned,
    words: dict[str, object],
) -> None:
    thread = find_thread(event.idea_id)
    if thread is not None:
        tell(
            source,
            kind,
            subject_id=event.idea_id,
            thread_id=thread.id,
            actor_id=event.actor_id or None,
            words={"title": thread.title} | words,
        )
