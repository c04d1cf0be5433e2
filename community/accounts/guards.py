"""How often one may knock: by address and by account, without a lock-out that a stranger can cause.

A network from which the member is signed in keeps its own count, so guesses from elsewhere never shut the owner out.
"""

import ipaddress

from community.accounts.models import TokenPurpose, fold
from community.core.errors import TooMany
from community.core.limits import limit

HOUR, DAY = 3600, 24 * 3600


def place_of(address: str | None) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


def guard_sign_in(email: str, address: str | None, *, is_known_place: bool) -> None:
    """TooMany after too many attempts from this place, or at this account from places it does not know."""
    place, account = place_of(address), fold(email)
    limit(f"sign-in:place:{place}", 100, HOUR)
    limit(f"sign-in:both:{place}:{account}", 10, 15 * 60)
    if not is_known_place:
        limit(f"sign-in:account:{account}", 60, HOUR)


def guard_password(member_id: int) -> None:
    """TooMany after too many tries of the present password by somebody who is signed in."""
    limit(f"password:{member_id}", 10, 15 * 60)


def guard_letter(address: str | None) -> None:
    """TooMany after too many letters asked for from this place."""
    limit(f"letter:place:{place_of(address)}", 20, HOUR)


def may_write_to(email: str, address: str | None, purpose: TokenPurpose) -> bool:
    """Whether this mailbox may get one more letter; the answer is kept from whoever asked for it.

    Each place has five letters an hour to a mailbox for a purpose, and all places together twenty: whoever asks from
    fewer than four places takes none from its owner, and it gets sixty at the most. Each purpose counts by itself,
    so that letters without a link (there is no account, the address is taken) use up none with one.
    """
    place, mailbox = place_of(address), f"{purpose}:{fold(email)}"
    try:
        limit(f"letter:both:{place}:{mailbox}", 5, HOUR)
        limit(f"letter:to:{mailbox}", 20, HOUR)
    except TooMany:
        return False
    return True


def guard_token(address: str | None) -> None:
    """TooMany after too many tries of mailed links or set-up tokens from this place."""
    limit(f"token:place:{place_of(address)}", 60, HOUR)
