"""Calendars as RFC 5545 writes them: lines of 75 octets that end in CRLF, texts escaped, instants in UTC. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MIME = "text/calendar"
LINE = 75
REFRESH = "PT1H"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event of a calendar; `uid` stays for ever, `sequence` rises with each change."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    description: str
    url: str
    is_cancelled: bool = False


def write(name: str, product: str, entries: Iterable[Entry]) -> bytes:
    """A calendar with these events."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{escaped(product)}//Live hours//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{instant(entry.changed_at)}"
    yield f"LAST-MODIFIED:{instant(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield f"DTSTART:{instant(entry.starts_at)}"
    yield f"DTEND:{instant(entry.ends_at)}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    yield f"URL:{entry.url}"
    yield "END:VEVENT"


def instant(at: datetime) -> str:
    """An instant in UTC, to the second (3.3.5, form 2)."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value (3.3.11): backslash, semicolon, comma and line ends written so that they stay; no other controls."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one in "\n\t" or (one >= " " and one != "\x7f"))
    for one, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(one, written)
    return kept


def folded(line: str) -> str:
    """The line in pieces of 75 octets at most, never within a character (3.1)."""
    pieces, piece, room = [], bytearray(), LINE
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece.decode())
            piece, room = bytearray(), LINE - 1  # the space that continues a line counts
        piece += octets
    pieces.append(piece.decode())
    return "\r\n ".join(pieces)
