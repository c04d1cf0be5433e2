"""Mail leaves here and nowhere else: one port, three postmen (SMTP, a folder for development, memory for tests)."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask

TIMEOUT_SECONDS = 20
PERMANENT = 500


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
        message = EmailMessage(policy=SMTP)
        message["To"], message["From"], message["Subject"] = self.to, self.sender, self.subject
        message["Message-ID"], message["Date"] = self.message_id, format_datetime(self.written_at)
        message["Auto-Submitted"] = "auto-generated"
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text)
        message.add_alternative(self.html, subtype="html")
        return message


class Refused(Exception):
    """The next server says that there is no such address: trying again is of no use."""


class Postman(Protocol):
    """Whoever takes letters; it raises when the letter may not have arrived, Refused when it never will."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over."""


class SmtpPostman:
    """A mail server: smtp:// (with STARTTLS where offered) or smtps://."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.secure = parts.hostname or "localhost", parts.scheme == "smtps"
        self.port = parts.port or (465 if self.secure else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.must_start_tls = parse_qs(parts.query).get("tls") == ["required"]

    def send(self, letter: Letter) -> None:
        """Hand the letter over; Refused for an address that is not there, else smtplib's errors pass through."""
        with self._connection() as server:
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(letter.message(), from_addr=letter.return_path)
            except smtplib.SMTPRecipientsRefused as error:
                code, words = next(iter(error.recipients.values()))
                if code < PERMANENT:
                    raise
                raise Refused(f"{code} {words.decode(errors='replace')}"[:300]) from error

    def _connection(self) -> smtplib.SMTP:
        if self.secure:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls") or self.must_start_tls:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        return server


class FilePostman:
    """A folder of .eml files, so that a developer can open the mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter) -> None:
        """Write the letter as a file named after its id."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = letter.message_id.strip("<>").split("@")[0]
        (self.folder / f"{name}.eml").write_bytes(letter.message().as_bytes())


class MemoryPostman:
    """A list, for tests."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

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
