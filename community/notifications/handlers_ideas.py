"""A new idea is told to followers; once it was decided, its supporters are asked and product managers hear the rest."""

from community.content.models import Subject
from community.core.db import db
from community.core.markup import excerpt
from community.events import IdeaAssigned, IdeaProposed, IdeaUnsolved, IdeaVerdictAsked
from community.ideas.models import Idea
from community.notifications.actions import tell
from community.notifications.handlers import EXCERPT
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread


def tell_of_idea(event: IdeaProposed) -> None:
    """A new idea concerns those who follow its board, its area or its author, once, as soon as it can be seen."""
    subject, idea = db.session.get(Subject, event.idea_id), db.session.get(Idea, event.idea_id)
    if subject is not None and idea is not None and subject.is_visible:
        words: dict[str, object] = {"excerpt": excerpt(idea.text, EXCERPT)}
        _tell(f"IdeaProposed:{idea.id}", Kind.IDEA_PROPOSED, event, words)


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
    event: IdeaProposed | IdeaVerdictAsked | IdeaUnsolved | IdeaAssigned,
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
            words={"title": thread.title, "path": thread.path} | words,
        )
