"""The picture that a member showed before is removed."""

from community.content.actions_pictures import drop_picture
from community.events import MemberChanged


def drop_former(event: MemberChanged) -> None:
    """Remove the file, unless somebody shows it; whoever sent the same again does."""
    if event.former_picture is not None:
        drop_picture(event.former_picture)
