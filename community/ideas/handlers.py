"""What the idea board does when something happened: it lets the figures of an idea be counted again."""

from sqlalchemy import func, select, update

from community.content.actions import mark_dirty
from community.content.models import Comment, Subject, Visibility
from community.core.db import db
from community.events import (
    CommentPosted,
    IdeaAnswered,
    IdeaProposed,
    IdeaStatusChanged,
    IdeaVoted,
    IdeaVoteWeighed,
    IdeaVoteWithdrawn,
    SubjectHidden,
    SubjectShown,
)
from community.ideas.actions import mark_figures_stale
from community.ideas.models import Idea


def note_vote(event: IdeaVoted | IdeaVoteWithdrawn | IdeaVoteWeighed | IdeaProposed) -> None:
    """Votes change who supports an idea, or what it was merged into."""
    leads = select(Idea.merged_into_id).where(Idea.id == event.idea_id)
    mark_figures_stale(db.session.scalars(leads).first() or event.idea_id)


def note_word(event: IdeaAnswered | IdeaStatusChanged) -> None:
    """What the team says changes when it said something last."""
    mark_figures_stale(event.idea_id)


def count_comments(event: CommentPosted) -> None:
    """Bring the number of comments on an idea to that of its visible comments."""
    recount_comments(event.on_id)


def count_comments_after_moderation(event: SubjectHidden | SubjectShown) -> None:
    """A comment that was hidden, removed or restored counts no longer, or again; so do those that went along."""
    on_id = db.session.scalars(select(Comment.on_id).where(Comment.id == event.subject_id)).first()
    recount_comments(event.subject_id if on_id is None else on_id)


def reindex_root(event: SubjectHidden | SubjectShown) -> None:
    """The words of a merged idea are found under its root while it is shown."""
    leads = select(Idea.merged_into_id).where(Idea.id == event.subject_id)
    root_id = db.session.scalars(leads).first()
    if root_id is not None:
        mark_dirty(root_id)


def recount_comments(idea_id: int) -> None:
    """The present number of visible comments, written to the idea if it is one."""
    visible = (
        select(func.count())
        .select_from(Comment)
        .join(Subject, Subject.id == Comment.id)
        .where(Comment.on_id == idea_id, Subject.visibility == Visibility.VISIBLE)
    )
    db.session.execute(
        update(Idea).where(Idea.id == idea_id).values(comment_count=visible.scalar_subquery())
    )
    mark_figures_stale(idea_id)
