"""Somebody with a member's rights who is nobody: pages that many members share are drawn for him."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from community.policies.actor import Actor

# What belongs to one person: a page that many share cannot ask for it.
PERSONAL = frozenset({"member_id", "handle", "name", "unread", "picture_key", "reputation"})
SHARED = tuple(field.name for field in fields(Actor) if field.name not in PERSONAL)


class OwnThing(Exception):
    """The page that is being drawn for many asked for something of one person."""


class StandIn(Actor):
    """Has the rights of a member, refuses to say who he is, and notes whose deeds he was compared with.

    What he is told holds for each member with the same `rights_of`, but for those in `authors`.
    """

    authors: set[int]
    # (a member, whether the viewer is he), while a part is drawn for that case alone.
    case: tuple[int, bool] | None

    def __init__(self, actor: Actor) -> None:
        own: dict[str, Any] = {name: getattr(actor, name) for name in SHARED}
        self.__dict__.update(own, authors=set(), case=None)

    def __getattribute__(self, name: str) -> Any:
        if name in PERSONAL:
            raise OwnThing(name)
        return super().__getattribute__(name)

    @property
    def is_member(self) -> bool:
        """He is signed in."""
        return True

    @property
    def is_person(self) -> bool:
        """He is nobody: no vote or post is his."""
        return False

    def is_author_of(self, thing: object) -> bool:
        """No; who wrote the thing is noted, because of him it would not be true."""
        author = getattr(thing, "author_id", None)
        known, is_he = self.case or (None, False)
        if author is not None and author != known and not is_he:
            self.authors.add(author)
        return is_he and author == known

    @contextmanager
    def supposing(self, member_id: int, *, is_he: bool) -> Iterator[None]:
        """Within this it is known whether the viewer is this member."""
        self.__dict__["case"] = (member_id, is_he)
        try:
            yield
        finally:
            self.__dict__["case"] = None


def rights_of(actor: Actor) -> str:
    """What two members must have in common to be shown the same page but for their own things."""
    held = (
        sorted(actor.roles),
        sorted(actor.privileges),
        sorted(actor.capabilities, key=str),
        sorted(actor.organisations.items()),
        sorted(actor.plan_keys),
        sorted(actor.segment_keys),
        sorted(actor.audience_ids),
    )
    facts = (actor.level, actor.locale, actor.time_zone, actor.is_suspended)
    return repr((held, facts))
