"""Secrets that an instance makes for itself, each in a file that only its owner reads."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

SECRET_FILE = "secret.key"  # noqa: S105 – the name of a file


def own_secret(data_folder: Path) -> str:
    """The secret of an instance that was given none, made at its first start; OSError when none can be kept."""
    path = data_folder / SECRET_FILE
    return find_secret(path) or keep_secret_once(path, secrets.token_urlsafe(48))


def keep_secret_once(path: Path, secret: str) -> str:
    """The secret that the file keeps: this one, unless one is there already. Only its owner reads it (0600).

    The file appears whole, so of several processes that start together none reads half a secret.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
    return find_secret(path) or ""


def find_secret(path: Path) -> str | None:
    """The secret that the file keeps; None without a file."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return None


def end_secret(path: Path) -> bool:
    """Remove the file; True for exactly one of those who try at once."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
