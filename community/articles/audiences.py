"""Who may see what of the help center: grants as they are kept, and what an inner shelf lets see of an outer one."""

from collections.abc import Iterable, Sequence
from typing import Final

PUBLIC, MEMBERS, POWER_USERS, STAFF = "public", "members", "power_users", "staff"
PLAN, SEGMENT = "plan:", "segment:"
SOME: Final = "some"
"""The choice of a form that names plans, segments and power users one by one."""


def closed_to(grants: Iterable[str]) -> list[str]:
    """The grants as they are kept: public stands alone, and staff see whatever is closed to others."""
    given = set(grants)
    return [PUBLIC] if PUBLIC in given else sorted(given | {STAFF})


def effective(outer: Sequence[str], own: Sequence[str] | None) -> list[str]:
    """What a section or an article lets see: its own grants, never more than what it stands in."""
    if own is None or PUBLIC in own:
        return closed_to(outer)
    return closed_to(one for one in own if is_implied(one, outer))


def is_implied(one: str, outer: Sequence[str]) -> bool:
    """Whether whoever holds this grant sees what is open to these."""
    return one in outer or PUBLIC in outer or MEMBERS in outer


def left_out(outer: Sequence[str], own: Sequence[str] | None) -> list[str]:
    """The grants of its own that what it stands in does not let see."""
    if own is None:
        return []
    return [one for one in own if one not in (PUBLIC, STAFF) and not is_implied(one, outer)]


def choice_of(grants: Sequence[str] | None) -> str:
    """What a form shows of these grants: "" for none of its own, one word for all of a kind, else `some`."""
    if grants is None:
        return ""
    for all_of_a_kind in (PUBLIC, MEMBERS):
        if all_of_a_kind in grants:
            return all_of_a_kind
    return SOME if set(grants) - {STAFF} else STAFF


def chosen(choice: str, only: Iterable[str]) -> list[str] | None:
    """The grants that a form's choice means; None is as what it stands in."""
    if not choice:
        return None
    return closed_to(only) if choice == SOME else closed_to([choice])
