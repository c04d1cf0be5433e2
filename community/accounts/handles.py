"""Handles: the name of a member in addresses and mentions."""

import re
import unicodedata
from typing import Final

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid

SHAPE: Final = re.compile(r"[^\W_][\w.-]{1,38}[^\W_]")
# Names under which somebody could pass for the company or for a page.
RESERVED: Final = frozenset(
    [
        "admin",
        "administrator",
        "agent",
        "editor",
        "former-member",
        "help",
        "me",
        "moderator",
        "new",
        "official",
        "portal",
        "root",
        "security",
        "staff",
        "support",
        "system",
        "team",
    ]
)


def check_handle(handle: str) -> str:
    """The handle in its kept spelling (NFKC); Invalid on `handle` when it is malformed or reserved."""
    plain = unicodedata.normalize("NFKC", handle).strip().removeprefix("@")
    if not SHAPE.fullmatch(plain):
        raise Invalid(
            _l(
                "Use 3 to 40 letters, digits, dots or hyphens, with a letter or digit at both ends."
            ),
            "handle",
        )
    if plain.casefold() in RESERVED:
        raise Invalid(_l("This name is kept for the team. Choose another one."), "handle")
    return plain
