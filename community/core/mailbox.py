"""Letters that came in, read from an IMAP mailbox: each is marked as seen once whoever asks has taken it."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20
AT_ONCE = 100
# What is larger is no reply and no bounce: it is read as far as its head.
MOST_BYTES = 2 * 1024 * 1024


class MailboxAway(Exception):
    """The mail server cannot be asked now, or refuses who asks."""


def read_mailbox(url: str) -> Iterator[bytes]:
    """The letters not seen yet, oldest first, at most 100 of them; MailboxAway when the server is away."""
    with _opened(url) as box:
        _kind, found = box.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").decode().split()[:AT_ONCE]:
            raw = _fetch(box, uid)
            if raw is not None:
                yield raw
            # Marked after it was taken: a crash between both gives it out again, and it is known by its Message-ID.
            box.uid("STORE", uid, "+FLAGS", "(\\Seen)")


def _fetch(box: imaplib.IMAP4, uid: str) -> bytes | None:
    _kind, answer = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host, folder = parts.hostname or "", unquote(parts.path.strip("/")) or "INBOX"
    try:
        box: imaplib.IMAP4
        if parts.scheme == "imaps":
            context = ssl.create_default_context()
            box = imaplib.IMAP4_SSL(
                host, parts.port or 993, ssl_context=context, timeout=TIMEOUT_SECONDS
            )
        else:
            box = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
        with box:
            box.login(unquote(parts.username or ""), unquote(parts.password or ""))
            kind, words = box.select(f'"{folder}"')
            if kind != "OK":
                raise MailboxAway(f"{folder}: {words!r}")
            yield box
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(str(error)) from error
