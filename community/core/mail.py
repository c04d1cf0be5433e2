"""Mail leaves here and nowhere else: one port, three postmen (SMTP, a folder for development, memory for tests)."""

import select
import smtplib
import ssl
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask

TIMEOUT_SECONDS = 20
PERMANENT = 500


class Headers(HeaderRegistry):
    """Keeps the class of each header: the library makes one anew for every header of every letter."""

    def __getitem__(self, name: str) -> Any:
        return _kind(name)


@lru_cache(maxsize=64)
def _kind(name: str) -> Any:
    return KINDS[name]


KINDS = HeaderRegistry()
POLICY = SMTP.clone(header_factory=Headers())


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail ready to leave; `message_id` is derived from its row, so a repeat carries the same one."""

    to: str
    sender: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime
    # Where it comes back to when it cannot be delivered; None for the sender.
    return_path: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def message(self) -> EmailMessage:
        """The letter as it goes over the wire."""
        message = EmailMessage(policy=POLICY)
        headers = {
            "To": self.to,
            "From": self.sender,
            "Subject": self.subject,
            "Message-ID": self.message_id,
            "Date": format_datetime(self.written_at),
            "Auto-Submitted": "auto-generated",
        }
        for name, value in (headers | self.headers).items():
            message[name] = _parsed(name, value)
        message.set_content(self.text)
        message.add_alternative(self.html, subtype="html")
        return message


class Refused(Exception):
    """The next server says that there is no such address: trying again is of no use."""


class ServerAway(Exception):
    """The next server takes nobody's letters: it cannot be reached, or does not know the portal."""


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> Any:
    """A header as messages keep it: most are the same in all letters that tell one thing, and to parse one is slow."""
    return POLICY.header_store_parse(name, value)[1]


class Carrier(Protocol):
    """Takes letters, one after the other; raises when one may not have arrived, Refused when it never will."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over."""


class Postman(Protocol):
    """Whoever carries letters, a round at a time."""

    def round(self) -> AbstractContextManager[Carrier]:
        """Begin a round; at its end the way is closed."""


class SmtpPostman:
    """A mail server: smtp:// (with STARTTLS where offered) or smtps://."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.secure = parts.hostname or "localhost", parts.scheme == "smtps"
        self.port = parts.port or (465 if self.secure else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.must_start_tls = parse_qs(parts.query).get("tls") == ["required"]

    def round(self) -> AbstractContextManager[Carrier]:
        """One connection for all letters of a round, opened again when the server has closed it."""
        return closing(SmtpRound(self))

    def connect(self) -> smtplib.SMTP:
        """A connection on which letters can be handed over."""
        server = self._open()
        if self.user:
            server.login(self.user, self.password)
        return server

    def _open(self) -> smtplib.SMTP:
        if self.secure:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls") or self.must_start_tls:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        return server


class SmtpRound:
    """The letters that go over one connection."""

    def __init__(self, postman: SmtpPostman) -> None:
        self.postman = postman
        self.server: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        """Hand the letter over; Refused for an address that is not there, else smtplib's errors pass through."""
        try:
            self._server().send_message(letter.message(), from_addr=letter.return_path)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            if code < PERMANENT:
                raise
            raise Refused(f"{code} {words.decode(errors='replace')}"[:300]) from error
        except Exception:
            # What the server knows of this letter is unsure: the next one has a connection of its own.
            self.close()
            raise

    def close(self) -> None:
        """End the connection, politely if the server still listens."""
        server, self.server = self.server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _server(self) -> smtplib.SMTP:
        if self.server is not None and not _listens(self.server):
            self.close()
        if self.server is None:
            try:
                self.server = self.postman.connect()
            except (OSError, smtplib.SMTPException) as error:
                raise ServerAway(f"{type(error).__name__}: {error}") from error
        return self.server


def _listens(server: smtplib.SMTP) -> bool:
    """Whether the server still waits for letters; many close a connection after some time, or so many letters.

    One that does says so, or hangs up: there is something to read where nothing was asked.
    """
    if server.sock is None:
        return False
    waiting = select.poll()
    waiting.register(server.sock, select.POLLIN)
    return not waiting.poll(0)


class FilePostman:
    """A folder of .eml files, so that a developer can open the mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def round(self) -> AbstractContextManager[Carrier]:
        """The folder is always open."""
        return nullcontext(self)

    def send(self, letter: Letter) -> None:
        """Write the letter as a file named after its id."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = letter.message_id.strip("<>").split("@")[0]
        (self.folder / f"{name}.eml").write_bytes(letter.message().as_bytes())


class MemoryPostman:
    """A list, for tests."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def round(self) -> AbstractContextManager[Carrier]:
        """The list is always open."""
        return nullcontext(self)

    def send(self, letter: Letter) -> None:
        """Keep the letter."""
        self.letters.append(letter)


def init_mail(app: Flask) -> None:
    """Choose the postman of PORTAL_MAIL_URL."""
    config = app.config["PORTAL"]
    scheme = urlsplit(config.mail_url).scheme
    postman: Postman
    if scheme in ("smtp", "smtps"):
        postman = SmtpPostman(config.mail_url)
    elif scheme == "memory":
        postman = MemoryPostman()
    else:
        postman = FilePostman(config.data_folder / "mail")
    app.extensions["portal_postman"] = postman
