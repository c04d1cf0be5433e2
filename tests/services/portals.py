"""The portal in the tests' own process: made once for each worker and database, reset between tests."""

from __future__ import annotations

import shutil
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from flask import Flask

from community.app import create_app
from community.cli import install_catalogues
from community.core.db import db
from community.core.http_edge.page_cache import PageCache
from community.core.mail import MemoryPostman
from community.core.search_engine.port import IndexNotReady
from community.core.search_engine.whoosh_engine import WhooshEngine
from config import Config, Mode
from tests.architecture.tree import ROOT
from tests.services.databases import Baseline

SECRET = "a secret of the tests that is long enough"
PUBLIC_URL = "http://localhost"
COMPILED = ROOT / "build" / "templates"


def config_for_tests(database_url: str, folder: Path, **changes: object) -> Config:
    """The configuration of a portal under test; `changes` are fields of Config."""
    values: dict[str, object] = {
        "mode": Mode.TEST,
        "data_folder": folder,
        "secret_key": SECRET,
        "database_url": database_url,
        "public_url": PUBLIC_URL,
        "mail_url": "memory:",
        "mail_inbox": "inbox@localhost.example",
        "inside_allowed": (ip_network("127.0.0.0/8"),),
        **changes,
    }
    return Config(**values)  # type: ignore[arg-type]  # names are checked when it is made


def new_app(config: Config) -> Flask:
    """An app on an empty database, with its tables and what must be there before the first request."""
    share_templates(config.data_folder)
    app = create_app(config)
    with app.app_context():
        db.create_all()
        install_catalogues()
        db.session.remove()
    return app


def share_templates(folder: Path) -> None:
    """Let all portals of all runs use the same compiled templates, which are named by their sources."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        (folder / "templates").symlink_to(COMPILED)


def page_cache_of(app: Flask) -> PageCache:
    """The layer in front of an app that keeps pages; in production others stand before it."""
    layer: Any = app.wsgi_app
    while not isinstance(layer, PageCache):
        layer = layer.app
    return layer


def close_app(app: Flask) -> None:
    """Let the connections of an app go, those of its layer too."""
    page_cache_of(app).close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Portal:
    """An app with its tables and what a new portal holds."""

    def __init__(self, config: Config) -> None:
        self.folder = config.data_folder
        self.app = new_app(config)
        self.baseline = Baseline(self.app)

    def reset(self) -> None:
        """As new: rows, queue, letters, signals and cached pages."""
        self.baseline.restore()
        self.app.extensions["portal_queue"].huey.flush()
        postman = self.app.extensions["portal_postman"]
        if isinstance(postman, MemoryPostman):
            postman.letters.clear()
        self.app.extensions["portal_spool"].forget()
        for line in (self.folder / "spool").glob("*.log"):
            line.unlink()
        self.app.extensions.pop("portal_settings", None)
        self.app.extensions.pop("portal_glossary", None)
        self.app.extensions.pop("portal_kept", None)
        self.forget_pages()
        self.forget_documents()

    def forget_documents(self) -> None:
        """Empty the embedded search index; PostgreSQL's is a table."""
        engine = self.app.extensions.get("portal_search_engine")
        if isinstance(engine, WhooshEngine):
            with suppress(IndexNotReady):
                if engine.count():
                    engine.rebuild(())

    def forget_pages(self) -> None:
        """Empty the page cache: the next test counts its versions from the same number."""
        self.page_cache.forget()

    @property
    def page_cache(self) -> PageCache:
        """The layer in front of the app."""
        return page_cache_of(self.app)

    def close(self) -> None:
        """Let the connections go, and the files."""
        self.app.extensions["portal_spool"].forget()  # what was left is nobody's any more
        self.baseline.close()
        close_app(self.app)
        shutil.rmtree(self.folder, ignore_errors=True)
