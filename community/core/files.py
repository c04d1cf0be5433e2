"""Pictures that people send: checked, made anew without hidden data, and kept by their content.

A key is the hash of what is stored and its size in pixels (`<hash>_<width>x<height>.<ending>`), so
that a picture never changes under its address, may be cached for ever, and reserves its place on a
page. A thumbnail stands beside it as `<hash>_<width>x<height>.t<size>.<ending>`.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid, NotFound
from community.core.pixels import make_anew, make_square

ENDINGS: Final = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
CONTENT_TYPES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}
MAX_PICTURE_BYTES: Final = 8 * 1024 * 1024
THUMBNAIL_SIZES: Final = (96, 256)
KEY: Final = re.compile(r"[0-9a-f]{40}_\d{1,5}x\d{1,5}(?:\.t\d{2,4})?\.(png|jpg|webp|gif)")
FOREVER: Final = "public, max-age=31536000, immutable"
SOON: Final = "public, max-age=30"


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as it is kept: its key under /files/, pixels, format and size on disk."""

    key: str
    width: int
    height: int
    format: str
    bytes: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a view needs to send a file."""

    path: Path
    content_type: str
    cache_control: str


class Files:
    """The one folder of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store_picture(
        self, stream: IO[bytes], *, max_bytes: int = MAX_PICTURE_BYTES
    ) -> StoredPicture:
        """Keeps a picture; the same one twice has one key. Invalid says what is wrong with it.

        Slow: call it before `writing()`.
        """
        data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise Invalid(_l("This picture is too large. Choose a smaller file."), "picture")
        body, width, height, kind = make_anew(data)
        name = hashlib.sha256(body).hexdigest()[:40]
        key = f"{name}_{width}x{height}.{ENDINGS[kind]}"
        self._write(key, body)
        return StoredPicture(key, width, height, kind, len(body))

    def take_back(self, key: str, body: bytes) -> StoredPicture:
        """Keeps a picture that a portal made and named by its content, byte for byte; Invalid when it is none."""
        _anew, width, height, kind = make_anew(body)
        name = f"{hashlib.sha256(body).hexdigest()[:40]}_{width}x{height}.{ENDINGS[kind]}"
        if name != key:
            raise Invalid(_l("This picture is not what its name says."), "picture")
        self._write(key, body)
        return StoredPicture(key, width, height, kind, len(body))

    def thumbnail(self, key: str, size: int) -> str:
        """Makes the square of `size` pixels beside a picture when it is missing; its key."""
        small = thumbnail_key(key, size)
        if not self._path(small).exists():
            self._write(small, make_square(self._existing(key), size, _format_of(key)))
        return small

    def find_path(self, key: str) -> Path | None:
        """Where a file stands, or None when there is none or the key is none of ours."""
        path = self._path(key) if KEY.fullmatch(key) else None
        return path if path is not None and path.is_file() else None

    def sendable(self, key: str) -> StoredFile:
        """A file with its headers; while a thumbnail is being made, its picture for the moment."""
        path, cache_control = self.find_path(key), FOREVER
        if path is None:
            path, cache_control = self.find_path(re.sub(r"\.t\d+(?=\.)", "", key)), SOON
        if path is None:
            raise NotFound
        return StoredFile(path, CONTENT_TYPES[path.suffix[1:]], cache_control)

    def open_file(self, key: str) -> IO[bytes]:
        """The bytes of a file; NotFound when there is none."""
        return self._existing(key).open("rb")

    def remove(self, key: str) -> None:
        """Takes a picture and its thumbnails away; silent when they are gone."""
        path = self.find_path(key)
        if path is not None:
            # Itself last: while it is there, what was interrupted is found again.
            for twin in sorted(path.parent.glob(f"{path.stem}.*"), key=lambda one: one == path):
                twin.unlink(missing_ok=True)

    def _existing(self, key: str) -> Path:
        path = self.find_path(key)
        if path is None:
            raise NotFound
        return path

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise NotFound
        return self.folder / key[:2] / key

    def _write(self, key: str, body: bytes) -> None:
        path = self._path(key)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, body)


def write_atomically(path: Path, body: bytes) -> None:
    """Puts a whole file in its place at once, readable by the server in front (0644)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_out(folder: Path, path: str, body: bytes) -> None:
    """Writes a file of an export below the operator's folder, with the folders it stands in."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)


def thumbnail_key(key: str, size: int) -> str:
    """The key under which a picture's thumbnail stands or will stand; NotFound for a wrong key."""
    if not KEY.fullmatch(key) or ".t" in key or size not in THUMBNAIL_SIZES:
        raise NotFound
    stem, _, ending = key.rpartition(".")
    return f"{stem}.t{size}.{ending}"


def picture_url(key: str | None, size: int = 96) -> str | None:
    """The address of a picture's thumbnail; None without a picture."""
    return f"/files/{thumbnail_key(key, size)}" if key else None


def init_files(app: Flask, folder: Path) -> None:
    """Gives the app its folder of files."""
    app.extensions["files"] = Files(folder)


def files() -> Files:
    """The folder of the running app."""
    return cast(Files, current_app.extensions["files"])


def store_picture(stream: IO[bytes], *, max_bytes: int = MAX_PICTURE_BYTES) -> StoredPicture:
    """`Files.store_picture` of the running app."""
    return files().store_picture(stream, max_bytes=max_bytes)


def _format_of(key: str) -> str:
    ending = key.rpartition(".")[2]
    return next(kind for kind, known in ENDINGS.items() if known == ending)
