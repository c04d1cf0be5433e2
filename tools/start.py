"""`make run`: brings the instance up to date, then serves it until Ctrl-C: `python -m tools.start`."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from honcho.command import main as manage_processes

from community.core.ports import refuse_port
from tools import translations

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT") or "8000"


def port() -> int:
    """The port to serve on; ends with a sentence when it is none."""
    if not (PORT.isdecimal() and len(PORT) <= 5 and 0 < int(PORT) < 2**16):
        sys.exit(f"PORT must be a number from 1 to 65535, not {PORT!r}: PORT=8001 make run")
    return int(PORT)


def settings() -> dict[str, str]:
    """The environment of the processes: links in mails lead to where the portal is served."""
    return {
        "PORTAL_PUBLIC_URL": f"http://{HOST}:{PORT}",
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "FLASK_APP": "wsgi:app",
        "PYTHONUNBUFFERED": "1",
    }


def state(environment: dict[str, str]) -> str:
    """Changes whenever preparing could do something: other code, other migrations, other settings."""
    sources = [*(ROOT / "community").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    facts = hashlib.sha256()
    for path in sorted(sources):
        stat = path.stat()
        facts.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    own = sorted(f"{name}={value}" for name, value in environment.items() if "PORTAL" in name)
    facts.update("\n".join(own).encode())
    return facts.hexdigest()


def prepare(environment: dict[str, str]) -> None:
    """Migrate, install, seed; an embedded instance that this code has prepared before only says so again."""
    folder = Path(environment.get("PORTAL_DATA", "instance"))
    note, now = folder / "prepared.txt", state(environment)
    embedded = "PORTAL_DATABASE_URL" not in environment and (folder / "portal.db").exists()
    if embedded and note.exists():
        before, _, words = note.read_text().partition("\n")
        if before == now:
            print(words)
            return
    init = [str(BIN / "flask"), "init", "--demo"]
    with subprocess.Popen(init, env=environment, stdout=subprocess.PIPE, text=True) as process:
        words = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            words += "" if line.startswith("Seeding") else line
    if process.returncode:
        sys.exit("The portal was not started; what is missing stands above.")
    note.write_text(f"{now}\n{words}")
    note.chmod(0o600)


def end_with_terminal() -> None:
    """Let a terminal that is closed end web and worker as Ctrl-C does: they have sessions of their own."""
    own = os.getpid()

    def hang_up(_number: int, _frame: object) -> None:
        if os.getpid() != own:  # what was forked is told to end by who forked it
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for output in (sys.stdout, sys.stderr):  # nobody reads any more what is said there
            os.dup2(nowhere, output.fileno())
        signal.raise_signal(signal.SIGTERM)

    signal.signal(signal.SIGHUP, hang_up)


def main() -> None:
    """Prepare, say where the portal is, and become the process manager."""
    refuse_port(HOST, port(), instead="PORT=8001 make run")
    os.chdir(ROOT)
    translations.compile_changed()
    environment = settings()
    prepare(environment)
    print(
        f"\n  The portal is at {environment['PORTAL_PUBLIC_URL']} — Ctrl-C ends it.\n", flush=True
    )
    os.environ.update(environment)
    end_with_terminal()
    manage_processes(["start", "--port", PORT])


if __name__ == "__main__":
    main()
