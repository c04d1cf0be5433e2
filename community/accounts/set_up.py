"""The set-up token: how the first administrator proves to be the operator, instead of a default password."""

import hmac
import secrets
from pathlib import Path
from typing import Final

from community.core.secret_file import end_secret, find_secret, keep_secret_once

FILE: Final = "setup.token"


def make_token(data_folder: Path) -> str:
    """The token, made on first use and kept in the data folder with mode 0600."""
    return keep_secret_once(data_folder / FILE, secrets.token_urlsafe(24))


def fits(data_folder: Path, token: str) -> bool:
    """Whether this is the token; False when there is none (any more)."""
    kept = find_secret(data_folder / FILE)
    return bool(kept) and hmac.compare_digest(
        (kept or "").encode(), token.strip().encode("utf-8", "replace")
    )


def take(data_folder: Path) -> bool:
    """End the token; True for exactly one of those who try at once."""
    return end_secret(data_folder / FILE)
