"""What happens to members, and to every kind of post."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MemberConfirmed(Event):
    """A member confirmed the address and can sign in."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """A member changed name, handle or picture, which was this one before."""

    member_id: int
    former_picture: str | None = None


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """A member joined the team, left it, or does other work in it."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectShown(Event):
    """A subject became visible again (restored, released by a moderator)."""

    subject_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SubjectHidden(Event):
    """A subject is no longer visible: hidden by a moderator or deleted."""

    subject_id: int
    actor_id: int | None
    was_deleted: bool


@dataclass(frozen=True, kw_only=True)
class CommentPosted(Event):
    """A comment was posted under a subject."""

    comment_id: int
    on_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class MembersMentioned(Event):
    """A post names members whom it did not name before."""

    subject_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectFlagged(Event):
    """A member flagged a subject."""

    subject_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class FlagUpheld(Event):
    """Moderators agreed with the flags on a subject; its author loses points."""

    subject_id: int
    reason: str
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class FlagsLifted(Event):
    """Moderators took back what they had agreed with: the post was restored."""

    subject_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SubjectFollowed(Event):
    """A member began to follow something."""

    member_id: int
    target_kind: str
    target_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectUnfollowed(Event):
    """A member follows something no longer, or has muted it."""

    member_id: int
