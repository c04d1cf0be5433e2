"""The shape of what one chooses to hear: a matrix of boxes called `kind:channel`; what is not sent is off."""

from collections.abc import Collection

from community.notifications.kinds import KINDS, Channel, Kind


def name_of(kind: Kind, channel: Channel) -> str:
    """How a box of the matrix is called."""
    return f"{kind.value}:{channel.value}"


def read_matrix(sent: Collection[str], *, for_staff: bool) -> dict[tuple[Kind, Channel], bool]:
    """What was ticked, for the kinds that the form shows to this person; other names change nothing."""
    return {
        (kind, channel): name_of(kind, channel) in sent
        for kind, about in KINDS.items()
        for channel in Channel
        if for_staff or not about.for_staff
    }
