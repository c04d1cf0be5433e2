"""The secret of an instance that was given none: made at its first start, kept in the data folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

SECRET_FILE = "secret.key"  # noqa: S105 – the name of a file


def own_secret(data_folder: Path) -> str:
    """The secret of this folder, made with mode 0600 when there is none; OSError when none can be kept."""
    if not (data_folder / SECRET_FILE).is_file():
        _make(data_folder)
    return (data_folder / SECRET_FILE).read_text().strip()


def _make(data_folder: Path) -> None:
    """Write a fresh secret; an existing one stays, whoever made it first."""
    fresh = data_folder / f".{SECRET_FILE}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(fresh, data_folder / SECRET_FILE)
    fresh.unlink()
