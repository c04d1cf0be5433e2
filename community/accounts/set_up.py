"""The set-up token: how the first administrator proves to be the operator, instead of a default password."""

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

FILE: Final = "setup.token"


def make_token(data_folder: Path) -> str:
    """The token, made on first use and kept in the data folder with mode 0600."""
    path = data_folder / FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    token = secrets.token_urlsafe(24)
    with os.fdopen(descriptor, "w") as file:
        file.write(token)
    return token


def fits(data_folder: Path, token: str) -> bool:
    """Whether this is the token; False when there is none (any more)."""
    try:
        kept = (data_folder / FILE).read_text().strip()
    except OSError:
        return False
    return bool(kept) and hmac.compare_digest(
        kept.encode(), token.strip().encode("utf-8", "replace")
    )


def take(data_folder: Path) -> bool:
    """End the token; True for exactly one of those who try at once."""
    try:
        (data_folder / FILE).unlink()
    except FileNotFoundError:
        return False
    return True
