"""Atom feeds as RFC 4287 asks for them; what people wrote becomes well-formed XML whatever signs it holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

# A feed must say when it changed last, even before its first entry.
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
MIME: Final = "application/atom+xml"
NAMESPACE: Final = "http://www.w3.org/2005/Atom"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0 has no way to write these, not even escaped.
UNSPEAKABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in a feed; `identity` never changes, `address` may."""

    identity: str
    address: str
    title: str
    updated: datetime
    published: datetime | None = None
    lang: str | None = None
    summary: str = ""
    html: str = ""
    authors: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed; `address` is its own, `page` that of the page it follows, `author` speaks for entries without one."""

    identity: str
    address: str
    page: str
    title: str
    lang: str
    author: str
    entries: Sequence[Entry] = ()
    began: datetime

    @property
    def updated(self) -> datetime:
        """When anything in it changed last; an empty feed has not changed since it began."""
        return max((one.updated for one in self.entries), default=self.began)


def tag_uri(host: str, name: str) -> str:
    """An identity under RFC 4151 that outlives addresses."""
    return f"tag:{host.partition(':')[0]},2026:{name}"


def write(feed: Feed) -> bytes:
    """The feed as a document."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, LANG: feed.lang})
    _say(root, "id", feed.identity)
    _say(root, "title", feed.title)
    _say(root, "updated", _instant(feed.updated))
    ET.SubElement(root, "link", {"rel": "self", "type": MIME, "href": feed.address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    _say(ET.SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _write_entry(ET.SubElement(root, "entry"), entry)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _write_entry(node: ET.Element, entry: Entry) -> None:
    if entry.lang:
        node.set(LANG, entry.lang)
    _say(node, "id", entry.identity)
    _say(node, "title", entry.title)
    _say(node, "updated", _instant(entry.updated))
    if entry.published:
        _say(node, "published", _instant(entry.published))
    ET.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.address})
    for name in entry.authors:
        _say(ET.SubElement(node, "author"), "name", name)
    if entry.summary:
        _say(node, "summary", entry.summary)
    if entry.html:
        _say(node, "content", entry.html).set("type", "html")


def _say(parent: ET.Element, name: str, words: str) -> ET.Element:
    node = ET.SubElement(parent, name)
    node.text = UNSPEAKABLE.sub("", words)
    return node


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
