"""A portal that serves and works: a real Granian and a real worker, forked, and a real mail server beside them."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask
from flask_migrate import stamp

from community.core.db import db
from config import load
from tests.services import forked, processes, smtp_sink
from tests.services.portals import new_app, page_cache_of

BIN = Path(sys.executable).parent
SECRET = "a secret of the live tests that is long enough"


@dataclass
class LivePortal:
    """Where it is served, what it mailed, and an app of the test's own on the same database."""

    address: str
    environment: dict[str, str]
    folder: Path
    sink: smtp_sink.Sink
    app: Flask
    web: list[BaseProcess] = field(default_factory=list)
    worker: list[BaseProcess] = field(default_factory=list)

    def start_web(self, workers: int = 1) -> BaseProcess:
        """Start a web server on the portal's port and wait until it answers."""
        log, port = self.folder / "web.log", self.address.rpartition(":")[2]
        command = (forked.SERVER, "--workers", str(workers), "--port", port)
        process = forked.start(self.environment, log, *command)
        self.web.append(process)
        processes.wait_until(self.answers, process, log)
        return process

    def start_worker(self) -> BaseProcess:
        """Start a worker."""
        process = self.start_flask("worker")
        self.worker.append(process)
        return process

    def start_flask(self, *words: str) -> BaseProcess:
        """Start a command of the portal; whoever calls this ends it."""
        log = self.folder / f"{words[-1]}.log"
        return forked.start(self.environment, log, "flask", *words)

    def answers(self) -> bool:
        """Whether the web server answers yet."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310 (ours)
                return True
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End what was started, by process id, and let the connections go."""
        for process in [*self.worker, *self.web]:
            processes.stop(process)
        page_cache_of(self.app).close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def prepared(database_url: str, folder: Path, sink: smtp_sink.Sink) -> Iterator[LivePortal]:
    """A portal with its tables and catalogues, without its processes."""
    address = f"http://127.0.0.1:{processes.free_port()}"
    settings = {
        "PORTAL_MODE": "development",
        "PORTAL_DATA": str(folder / "data"),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_PUBLIC_URL": address,
        "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "PORTAL_SECRET_KEY": SECRET,
    }
    app = new_app(load(settings))
    with app.app_context():
        stamp()  # so that `flask init` has nothing to migrate
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, **settings, "FLASK_APP": "wsgi:app", "PYTHONUNBUFFERED": "1"}
    portal = LivePortal(address, environment, folder, sink, app)
    try:
        yield portal
    finally:
        portal.stop()


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[LivePortal]:
    """A portal that serves, works and mails."""
    with smtp_sink.running() as sink, prepared(database_url, folder, sink) as portal:
        portal.start_web()
        portal.start_worker()
        yield portal
