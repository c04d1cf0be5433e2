"""What circles do when a badge is earned or ends, and when the product has another part."""

from community.circles.actions_entries import settle_entries
from community.content.actions_circles import install_circles
from community.events import AreaAdded, AwardRestored, AwardRevoked, BadgeAwarded


def note_award(event: BadgeAwarded | AwardRevoked | AwardRestored) -> None:
    """A badge may open a circle, and its end may close it."""
    settle_entries(event.member_id)


def note_area(event: AreaAdded) -> None:
    """Each product area has its circle."""
    install_circles([event.area_key])
