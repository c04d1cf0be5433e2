"""Finds a Chromium, and installs Debian's where one may: `python -m tools.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# The one without windows first: the same engine at less than half of the work.
PACKAGES = ("chromium-headless-shell", "chromium")
NAMES = (*PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = """
No Chromium was found, and the tests in a browser are not skipped. Either install one:

    sudo apt-get install chromium-headless-shell

or name one: CHROMIUM=/path/to/chromium make test
"""


def find_chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def flags() -> list[str]:
    """What Chromium is started with: quiet, and without its sandbox where root runs it."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


def install_chromium() -> None:
    """Debian's package, the first that it has; does nothing where one is not root or there is no apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("browser: installing chromium …", flush=True)
    _apt_get("update", "-qq")
    any(_apt_get("install", "-y", "-qq", package) for package in PACKAGES)


def _apt_get(*arguments: str) -> bool:
    """Whether it succeeded."""
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments]
    done = subprocess.run(command, env=settings, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def main() -> None:
    """Make sure that there is a Chromium."""
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        sys.exit(MISSING)


if __name__ == "__main__":
    main()
