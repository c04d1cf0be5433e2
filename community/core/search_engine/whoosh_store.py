"""Where the embedded index lies: numbered folders, a file that names the present one, and its locks."""

import fcntl
import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh import index
from whoosh.filedb.fileindex import FileIndex

from community.core.clock import now
from community.core.search_engine.port import IndexNotReady
from community.core.search_engine.whoosh_schema import make_schema

# Raise it with any change of fields or analysis: an index of another format is rebuilt.
FORMAT = "f4"
# An index that is younger (in seconds) is not made anew because a reader failed in it.
SETTLED = 3600
# Whoosh reads pickles and structs: a broken file shows itself as any of these.
UNREADABLE = (
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ImportError,
    AssertionError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
    index.IndexError,
)


class Store:
    """The folders of one embedded index below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> str:
        """The name of the present index's folder; IndexNotReady when there is none of this format."""
        try:
            name = (self.root / "current").read_text("utf-8").strip()
        except OSError as error:
            raise IndexNotReady("there is no index yet") from error
        if not name.startswith(f"{FORMAT}-"):
            raise IndexNotReady("the index has another format")
        return name

    def open(self, name: str) -> FileIndex:
        """The index in that folder; IndexNotReady when it cannot be opened."""
        try:
            return index.open_dir(str(self.root / name), schema=None)
        except UNREADABLE as error:
            raise IndexNotReady(f"the index cannot be opened: {error!r}") from error

    def report(self, name: str) -> None:
        """Note that a part of that index cannot be read."""
        with suppress(OSError):
            (self.root / name / "damaged").touch()

    def ensure_unreported(self) -> None:
        """IndexNotReady when a part of the present index could not be read, and it is no new one.

        What fails over a sound index would fail over the next as well, and have it made anew each minute.
        """
        if not (self.root / self.current() / "damaged").exists():
            return
        if (self.root / "current").stat().st_mtime < now().timestamp() - SETTLED:
            raise IndexNotReady("a part of the index cannot be read")

    def create(self) -> tuple[str, FileIndex]:
        """A fresh, empty index that nobody reads yet."""
        name = f"{FORMAT}-{max(self._numbers(), default=0) + 1:06}"
        folder = self.root / name
        folder.mkdir(parents=True)
        return name, index.create_in(str(folder), make_schema())

    def swap(self, name: str) -> None:
        """Make that index the present one at once, and drop all but it and the one before."""
        before = self._name_or_none()
        fresh = self.root / "current.new"
        with fresh.open("w", encoding="utf-8") as pointer:
            pointer.write(name)
            pointer.flush()
            os.fsync(pointer.fileno())
        fresh.replace(self.root / "current")
        # Readers may still have the one before open; it goes with the next rebuild.
        self.drop_all_but(name, before)

    def drop_all_but(self, *names: str | None) -> None:
        """Remove the folders of other indexes."""
        for folder in self.root.glob("f*-*"):
            if folder.name not in names:
                shutil.rmtree(folder, ignore_errors=True)

    def write_lexicon(self, name: str, data: bytes) -> None:
        """Let the words of that index be these, at once."""
        fresh = self.root / name / "lexicon.new"
        fresh.write_bytes(data)
        fresh.replace(self.root / name / "lexicon")

    def lexicon_stamp(self) -> tuple[str, int]:
        """Changes whenever the words of the present index do; ("", 0) when there are none."""
        try:
            name = self.current()
            return name, (self.root / name / "lexicon").stat().st_mtime_ns
        except (IndexNotReady, OSError):
            return "", 0

    def read_lexicon(self, name: str) -> bytes:
        """The words of that index; none when they cannot be read."""
        try:
            return (self.root / name / "lexicon").read_bytes()
        except OSError:
            return b""

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the right to rebuild; a second rebuild waits. A crash gives it back."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "rebuild.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def is_rebuilding(self) -> bool:
        """Whether somebody holds the right to rebuild."""
        try:
            with (self.root / "rebuild.lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def _name_or_none(self) -> str | None:
        try:
            return self.current()
        except IndexNotReady:
            return None

    def _numbers(self) -> list[int]:
        names = [folder.name.rpartition("-")[2] for folder in self.root.glob("f*-*")]
        return [int(number) for number in names if number.isdigit()]
