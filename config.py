"""Deploy-time settings: the environment becomes one typed, frozen object that names every fault at once."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url

from community.core.secret_file import own_secret


class Mode(StrEnum):
    """How strict the portal is: `production` refuses everything unsafe, `development` shows the style guide."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"
    TEST = "test"


class ConfigFaults(Exception):
    """All that is wrong with the environment, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(
            "The portal cannot start:\n" + "\n".join(f"  - {fault}" for fault in faults)
        )
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Config:
    """What the operator decides when deploying; docs/configuration.md explains each."""

    mode: Mode = Mode.DEVELOPMENT
    data_folder: Path = Path("instance")
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    database_url: str
    redis_url: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    mail_url: str = "file:"
    mail_sender: str = "Community <community@localhost>"
    mail_inbox: str | None = None
    mailbox_url: str | None = None
    inside_allowed: tuple[IPv4Network | IPv6Network, ...] = ()
    metrics_token: str | None = None
    worker_threads: int = 2
    log_level: str = "INFO"

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")

    @property
    def is_secure(self) -> bool:
        """Whether visitors come over TLS, which cookies and headers follow."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """The public host name, used in Message-IDs and links."""
        return urlsplit(self.public_url).hostname or "localhost"


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration of this environment, or ConfigFaults with every fault."""
    faults: list[str] = []
    mode = _mode(environ, faults)
    folder = _folder(environ, faults)
    config = Config(
        mode=mode,
        data_folder=folder,
        secret_key=_secret(environ, mode, folder, faults),
        secret_key_fallbacks=_former_secrets(environ, faults),
        database_url=_database(environ, folder, faults),
        redis_url=_queue(environ, faults),
        public_url=_public_url(environ, mode, faults),
        trusted_hosts=_words(environ.get("PORTAL_TRUSTED_HOSTS", "")),
        trusted_proxies=_number(environ, "PORTAL_TRUSTED_PROXIES", 0, faults),
        mail_url=_mail(environ, mode, faults),
        mail_sender=_sender(environ, faults),
        mail_inbox=_inbox(environ, faults),
        mailbox_url=_mailbox(environ, faults),
        inside_allowed=_networks(environ, faults),
        metrics_token=environ.get("PORTAL_METRICS_TOKEN") or None,
        worker_threads=_number(environ, "PORTAL_WORKER_THREADS", 2, faults, low=1),
        log_level=_log_level(environ, faults),
    )
    faults += [f"{name} is not a setting of the portal." for name in _unknown(environ)]
    if mode is Mode.PRODUCTION:
        faults += _unsafe(environ, config)
    if faults:
        raise ConfigFaults(faults)
    return config


def _unsafe(environ: Mapping[str, str], config: Config) -> list[str]:
    faults = []
    if environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        faults.append("FLASK_DEBUG shows code and secrets to visitors: not in production.")
    if not config.is_secure and config.host not in LOOPBACK:
        faults.append("PORTAL_PUBLIC_URL must begin with https://: passwords travel to it.")
    if urlsplit(config.mail_url).scheme == "memory":
        faults.append("PORTAL_MAIL_URL must lead to a mail server: memory: forgets every letter.")
    return faults


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
KNOWN = frozenset(
    {f"PORTAL_{one.name.upper()}" for one in fields(Config) if one.name != "data_folder"}
    | {"PORTAL_DATA", "PORTAL_TEST_POSTGRES_URL"}
)


def _unknown(environ: Mapping[str, str]) -> list[str]:
    return sorted(name for name in environ if name.startswith("PORTAL_") and name not in KNOWN)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _mode(environ: Mapping[str, str], faults: list[str]) -> Mode:
    mode = environ.get("PORTAL_MODE", "development")
    if mode not in (Mode.DEVELOPMENT, Mode.PRODUCTION):  # the suite makes its own configuration
        faults.append("PORTAL_MODE must be development or production.")
        return Mode.PRODUCTION
    return Mode(mode)


def _folder(environ: Mapping[str, str], faults: list[str]) -> Path:
    folder = Path(environ.get("PORTAL_DATA") or "instance").absolute()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        faults.append(f"PORTAL_DATA must be a folder in which one can write, not {folder}.")
    return folder


def _number(
    environ: Mapping[str, str], name: str, default: int, faults: list[str], *, low: int = 0
) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal() or len(text) > 3 or int(text) < low:
        faults.append(f"{name} must be a whole number from {low} to 999, not {text[:20]!r}.")
        return default
    return int(text)


def _log_level(environ: Mapping[str, str], faults: list[str]) -> str:
    level = (environ.get("PORTAL_LOG_LEVEL") or "INFO").upper()
    if level not in LOG_LEVELS:
        faults.append(f"PORTAL_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
        return "INFO"
    return level


def _parts(url: str) -> SplitResult:
    """The parts of an address; empty ones where its host or its port cannot be one."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")


def _secret(environ: Mapping[str, str], mode: Mode, folder: Path, faults: list[str]) -> str:
    secret = environ.get("PORTAL_SECRET_KEY", "")
    if not secret and mode is Mode.PRODUCTION and environ.get("PORTAL_REDIS_URL"):
        faults.append("PORTAL_SECRET_KEY is needed when several machines serve: it is theirs all.")
        return secret
    try:
        secret = secret or own_secret(folder)
    except OSError as error:
        faults.append(f"No secret can be kept in the data folder ({error}): set PORTAL_SECRET_KEY.")
        return secret
    if _is_weak(secret):
        faults.append(f"PORTAL_SECRET_KEY must have {STRONG}.")
    return secret


def _former_secrets(environ: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    former = _words(environ.get("PORTAL_SECRET_KEY_FALLBACKS", ""))
    if any(_is_weak(one) for one in former):
        faults.append(f"PORTAL_SECRET_KEY_FALLBACKS: each must have {STRONG}.")
    return former


STRONG = "at least 32 characters, 8 of them different"


def _is_weak(secret: str) -> bool:
    return len(secret.strip()) < 32 or len(set(secret.strip())) < 8


def _database(environ: Mapping[str, str], folder: Path, faults: list[str]) -> str:
    url = environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{folder / 'portal.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        faults.append("PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql://.")
        return url
    try:
        make_url(url)
    except ValueError:
        faults.append("PORTAL_DATABASE_URL must look like postgresql://user:password@host/name.")
    return url


def _queue(environ: Mapping[str, str], faults: list[str]) -> str | None:
    url = environ.get("PORTAL_REDIS_URL", "")
    begins = url.startswith(("redis://", "rediss://", "unix://"))
    if url and not (begins and _parts(url).scheme):
        faults.append("PORTAL_REDIS_URL must look like redis://:password@host:6379/0.")
    return url or None


PUBLIC_URL = re.compile(r"https?://[^\s/?#@\\]+")


def _public_url(environ: Mapping[str, str], mode: Mode, faults: list[str]) -> str:
    url = environ.get("PORTAL_PUBLIC_URL", "").rstrip("/")
    if not url and mode is Mode.PRODUCTION:
        faults.append("PORTAL_PUBLIC_URL is needed in production: links in mails begin with it.")
    url = url or "http://127.0.0.1:8000"
    if not PUBLIC_URL.fullmatch(url) or not _parts(url).hostname:
        faults.append("PORTAL_PUBLIC_URL must look like https://community.example.com, no more.")
        return "http://127.0.0.1:8000"
    return url


def _mail(environ: Mapping[str, str], mode: Mode, faults: list[str]) -> str:
    url = environ.get("PORTAL_MAIL_URL", "")
    if not url and mode is Mode.PRODUCTION:
        faults.append("PORTAL_MAIL_URL is needed in production: smtp://user:password@host:587.")
    url = url or "file:"
    parts = _parts(url)
    is_server = parts.scheme in ("smtp", "smtps") and parts.hostname
    if not is_server and parts.scheme not in ("file", "memory"):
        faults.append("PORTAL_MAIL_URL must look like smtp://host:587, smtps://host or file:.")
        return "file:"
    if parts.query not in ("", "tls=required"):
        faults.append("PORTAL_MAIL_URL may end with ?tls=required, and with nothing else.")
    return url


SENDER = re.compile(r"(?:[^<>\r\n]*<)?[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9.-]+>?", re.ASCII)


def _sender(environ: Mapping[str, str], faults: list[str]) -> str:
    sender = environ.get("PORTAL_MAIL_SENDER") or Config.mail_sender
    if not SENDER.fullmatch(sender) or ("<" in sender) != (">" in sender):
        faults.append("PORTAL_MAIL_SENDER must look like Community <community@example.com>.")
    return sender


# 64 characters may stand before the @, and a signed address adds up to 40 to the name.
INBOX = re.compile(r"[a-z0-9._-]{1,20}@[a-z0-9.-]{1,200}")


def _inbox(environ: Mapping[str, str], faults: list[str]) -> str | None:
    inbox = environ.get("PORTAL_MAIL_INBOX", "").strip().lower()
    if inbox and not INBOX.fullmatch(inbox):
        faults.append(
            "PORTAL_MAIL_INBOX must be a plain address such as inbox@example.com, at most 20 signs before the @."
        )
    return inbox or None


def _mailbox(environ: Mapping[str, str], faults: list[str]) -> str | None:
    url = environ.get("PORTAL_MAILBOX_URL", "")
    parts = _parts(url)
    if url and (parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username):
        faults.append("PORTAL_MAILBOX_URL must look like imaps://user:password@host/INBOX.")
    if url and not environ.get("PORTAL_MAIL_INBOX"):
        faults.append("PORTAL_MAILBOX_URL is of no use without PORTAL_MAIL_INBOX.")
    return url or None


def _networks(
    environ: Mapping[str, str], faults: list[str]
) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part) for part in _words(environ.get("PORTAL_INSIDE_ALLOWED", "")))
    except ValueError as error:
        faults.append(f"PORTAL_INSIDE_ALLOWED must hold networks such as 10.1.0.0/16: {error}.")
        return ()
