"""The shape of what one chooses to hear: boxes called `kind:channel`, and hours; what is not sent is off."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid
from community.notifications.catalogue import KINDS
from community.notifications.kinds import DIGESTS, Channel, Kind

LETTERS = (Channel.EMAIL, *DIGESTS)


def name_of(kind: Kind, channel: Channel) -> str:
    """How a box of the matrix is called."""
    return f"{kind.value}:{channel.value}"


def read_matrix(sent: Collection[str], *, for_staff: bool) -> dict[tuple[Kind, Channel], bool]:
    """What was ticked, for the kinds that the form shows to this person; other names change nothing."""
    return {
        (kind, channel): name_of(kind, channel) in sent
        for kind, about in KINDS.items()
        for channel in about.channels
        if for_staff or not about.for_staff
    }


def letter_name(channel: Channel) -> str:
    """How the box is called that lets letters of this channel come at all."""
    return f"letters:{channel.value}"


def read_letters(sent: Collection[str]) -> dict[Channel, bool]:
    """Which letters were ticked."""
    return {channel: letter_name(channel) in sent for channel in LETTERS}


def read_quiet(sent: Mapping[str, str]) -> tuple[int, int] | None:
    """From which hour until which no news are mailed; None for no such hours, Invalid when one of both is missing."""
    first, last = (_hour(sent.get(name, "")) for name in ("quiet_from", "quiet_until"))
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise Invalid(_l("Please choose both hours, or none."), field="quiet_until")
    return first, last


def _hour(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 2 and int(text) < 24):
        raise Invalid(_l("Please choose one from the list."), field="quiet_until")
    return int(text)
