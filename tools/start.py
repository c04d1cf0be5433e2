"""`make run`: brings the instance up to date, then serves it until Ctrl-C: `python -m tools.start`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from tools import translations

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))


def refuse_taken_port() -> None:
    """End with a sentence when somebody else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            sys.exit(f"{HOST}:{PORT} cannot be used ({error.strerror}): PORT=8001 make run")


def settings() -> dict[str, str]:
    """The environment of the processes: links in mails lead to where the portal is served."""
    return {
        "PORTAL_PUBLIC_URL": f"http://{HOST}:{PORT}",
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "FLASK_APP": "wsgi:app",
        "PYTHONUNBUFFERED": "1",
    }


def main() -> None:
    """Prepare, say where the portal is, and become the process manager."""
    refuse_taken_port()
    os.chdir(ROOT)
    translations.compile_changed()
    environment = settings()
    if subprocess.run([BIN / "flask", "init", "--demo"], env=environment, check=False).returncode:
        sys.exit("The portal was not started; what is missing stands above.")
    print(
        f"\n  The portal is at {environment['PORTAL_PUBLIC_URL']} — Ctrl-C ends it.\n", flush=True
    )
    os.execve(BIN / "honcho", ["honcho", "start", "--port", str(PORT)], environment)


if __name__ == "__main__":
    main()
