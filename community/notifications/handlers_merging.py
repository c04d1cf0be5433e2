"""What is merged, split or noted in a customer's name is told to everyone whom it concerns, once."""

from sqlalchemy import select

from community.accounts.actions import recipient
from community.accounts.models import Member
from community.content.models import Vote
from community.core.db import db
from community.core.mail_outbox import post
from community.events import IdeaMerged, IdeaSplit, IdeaUnmerged, IdeaVotedFor
from community.ideas.models import Idea
from community.ideas.models_merging import IdeaMerge
from community.ideas.queries_merging import list_beneath
from community.ideas.taking_back import own_vote_path, take_back_url
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.models import Fanout
from community.notifications.threads import find_thread

MERGED, APART = "merged", "apart"


def tell_of_merge(event: IdeaMerged) -> None:
    """A merge concerns those who proposed, support or follow what was merged: they are led to the root."""
    merge, root = db.session.get(IdeaMerge, event.merge_id), find_thread(event.root_id)
    if merge is None or merge.undone_at is not None or root is None:
        return
    from_ids = list_beneath(event.idea_id)
    _tell(_source(MERGED, event.merge_id), MERGED, root.id, event, from_ids=from_ids)


def tell_of_parting(event: IdeaUnmerged) -> None:
    """An undone merge concerns those who were told of it: their idea stands on its own again."""
    told = select(Fanout.words).where(Fanout.source == _source(MERGED, event.merge_id))
    words = db.session.scalars(told).first()
    if words is not None and find_thread(event.idea_id) is not None:
        from_ids = list(words["from_ids"])
        _tell(_source(APART, event.merge_id), APART, event.idea_id, event, from_ids=from_ids)


def _source(what: str, merge_id: int) -> str:
    return f"IdeaMerge:{what}:{merge_id}"


def _tell(
    source: str,
    status: str,
    thread_id: int,
    event: IdeaMerged | IdeaUnmerged,
    *,
    from_ids: list[int],
) -> None:
    thread = find_thread(thread_id)
    if thread is None:
        return
    tell(
        source,
        Kind.IDEA_MERGED,
        subject_id=thread.id,
        thread_id=thread.id,
        actor_id=event.actor_id,
        words={
            "title": thread.title,
            "path": thread.path,
            "status": status,
            "from_ids": from_ids,
            "quoted_id": event.idea_id,
            "excerpt": db.session.scalars(
                select(Idea.title).where(Idea.id == event.idea_id)
            ).first()
            or "",
        },
    )


def tell_of_split(event: IdeaSplit) -> None:
    """A part that stands on its own concerns those whose votes came along, and its author."""
    thread = find_thread(event.idea_id)
    origin = db.session.get(Idea, event.from_id)
    if thread is not None and origin is not None:
        tell(
            f"IdeaSplit:{event.idea_id}",
            Kind.IDEA_SPLIT,
            subject_id=thread.id,
            thread_id=thread.id,
            actor_id=event.actor_id,
            words={
                "title": thread.title,
                "path": own_vote_path(thread.id),
                "quoted_id": origin.id,
                "excerpt": origin.title,
            },
        )


def tell_customer(event: IdeaVotedFor) -> None:
    """A vote in a customer's name concerns him: with where his wish was heard, and how to take it back."""
    vote, thread = db.session.get(Vote, event.vote_id), find_thread(event.idea_id)
    customer = db.session.get(Member, event.member_id)
    if vote is None or thread is None or customer is None:
        return  # it was taken back in the meantime
    heard = " – ".join(filter(None, (vote.source, vote.reason)))
    words = {
        "title": thread.title,
        "path": own_vote_path(thread.id),
        "member_id": customer.id,
        "excerpt": heard,
    }
    fresh = tell(
        f"IdeaVotedFor:{event.vote_id}",
        Kind.IDEA_VOTED_FOR,
        subject_id=thread.id,
        thread_id=thread.id,
        actor_id=event.actor_id,
        words=words,
    )
    if fresh and customer.email and customer.email_confirmed_at is None:
        link = take_back_url(customer.id, thread.id)
        facts = {"source": vote.source or "", "reason": vote.reason or "", "title": thread.title}
        post(recipient(customer), "voted_for", {"name": customer.name, "link": link} | facts)
