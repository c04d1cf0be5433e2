"""The rest of a list of hits, frozen into an address, so that later pages neither repeat nor miss one.

The address names documents and proves nothing: whoever thaws it asks the rows again.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

ENTRY = re.compile(r"(?P<id>[1-9][0-9]{0,8})\.(?P<lang>[A-Za-z-]{1,8})")
MOST = 200


class Key(NamedTuple):
    """A document in a list: its subject, kind and language."""

    subject_id: int
    kind: str
    lang: str

    @property
    def name(self) -> str:
        """What the engine calls it."""
        return f"{self.subject_id}:{self.lang}"


def freeze(keys: Sequence[Key]) -> str | None:
    """These documents, which are of one kind, as a part of an address; None when there are none."""
    return "~".join(f"{key.subject_id}.{key.lang}" for key in keys[:MOST]) or None


def thaw(text: str, kind: str) -> list[Key]:
    """The documents that an address names; what is no name is left out."""
    entries = (ENTRY.fullmatch(part) for part in text.split("~")[:MOST])
    keys = [Key(int(entry["id"]), kind, entry["lang"]) for entry in entries if entry]
    return list(dict.fromkeys(keys))
