"""What a letter that came in holds: headers that may be broken, its text, whether a machine wrote it."""

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import Any

MACHINES = re.compile(
    r"mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?[+@]", re.IGNORECASE
)
# Whoever sends one of these answers by himself, or speaks to a list.
MARKS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponse",
    "X-Auto-Reply-From",
    "X-Mailer-Daemon",
    "List-Id",
    "List-Unsubscribe",
    "X-Loop",
    "Feedback-ID",
)
IN_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
# Where servers write for whom a letter came.
RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


def header(message: Message, name: str) -> str:
    """A header on one line, decoded; empty when it is not there or nobody can read it."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (ValueError, LookupError):
        return " ".join(str(value).split())


def sender(message: Message) -> str:
    """The plain address of whoever wrote it, as it is spelled there."""
    return parseaddr(header(message, "From"))[1]


def recipients(message: Message) -> list[str]:
    """All addresses that it may have come to."""
    values = [str(value) for name in RECIPIENTS for value in message.get_all(name, [])]
    return [address for _name, address in getaddresses(values) if address]


def is_from_machine(message: Message) -> bool:
    """Whether nobody wrote it: absence notes, lists, bounces, our own letters."""
    submitted = header(message, "Auto-Submitted").lower().split(";")[0].strip()
    if submitted not in ("", "no") or header(message, "Precedence").lower() in IN_BULK:
        return True
    if any(message.get(name) is not None for name in MARKS):
        return True
    return header(message, "Return-Path").strip() == "<>" or bool(MACHINES.search(sender(message)))


def has_files(message: Message) -> bool:
    """Whether something hangs on it that is not its text: files, other letters, pictures in the text."""
    return any(_hangs_on(part) for part in _parts(message))


def first_text(message: Message, kind: str = "text/plain") -> str:
    """Its first part of this kind that is no file, as text; empty when there is none."""
    for part in _parts(message):
        if part.get_content_type() == kind and not _hangs_on(part):
            return _text_of(part)
    return ""


def _parts(message: Message) -> Iterator[Message]:
    """What it is made of; a letter that hangs on it is one part, for what that says somebody else said."""
    pieces: Any = message.get_payload()
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for piece in pieces:
            yield from _parts(piece)
    else:
        yield message


def _hangs_on(part: Message) -> bool:
    is_file = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    return is_file or part.get_content_maintype() in ("image", "video", "audio", "message")


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        text = raw.decode("utf-8", errors="replace")
    text = text.replace("\r\n", "\n")
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    return (
        _unwrap(text, drops=str(part.get_param("delsp") or "").lower() == "yes") if flowed else text
    )


def _unwrap(text: str, *, drops: bool) -> str:
    """Lines that a mail program broke to fit are one again (RFC 3676)."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        if goes_on and not is_quoted:
            lines[-1] += line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" "))
        goes_on = line.endswith(" ") and line != "-- " and not is_quoted
        if goes_on and drops:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
