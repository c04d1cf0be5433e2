"""Where a reader comes from: a parameter of links that leads from lists of hits, read by the report and by nobody else.

`?from=search.<token>.<subject>`: the token names the words of a search, or the form that a look-alike stood beside;
neither names a person. Pages do not depend on it, and their canonical address has no query.
"""

import hashlib
import re
from enum import StrEnum
from typing import NamedTuple

ORIGIN = re.compile(r"(search|draft)\.([0-9a-f]{8,32})\.([1-9][0-9]{0,8})")


class Source(StrEnum):
    """What kind of list a link stood in."""

    SEARCH = "search"
    DRAFT = "draft"


class Origin(NamedTuple):
    """A list of hits and the subject that was opened from it."""

    source: Source
    token: str
    subject_id: int

    def __str__(self) -> str:
        return f"{self.source}.{self.token}.{self.subject_id}"


def read_origin(text: str | None) -> Origin | None:
    """The origin of an address; None for what is none of ours."""
    found = ORIGIN.fullmatch(text or "")
    return Origin(Source(found[1]), found[2], int(found[3])) if found else None


def search_token(phrase: str, locale: str) -> str:
    """Names the words of a search (masked) in a language."""
    return hashlib.blake2s(f"{locale}|{phrase}".encode(), digest_size=6).hexdigest()


def link_from(href: str, source: Source, token: str, subject_id: int) -> str:
    """The address of a hit that tells where it was clicked; the plain one without a token."""
    return f"{href}?from={Origin(source, token, subject_id)}" if token else href
