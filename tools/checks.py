"""Every check that reads the code without running it; any fault fails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = {
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "floors": ["lint-imports"],
    "templates": ["djlint", "community/templates", "--lint", "--profile=jinja", "--quiet"],
    "unused code": ["vulture"],
}


def passes(name: str, command: list[str]) -> bool:
    """Run one check, print its line and its faults; a tool that is missing is a fault."""
    began = time.monotonic()
    try:
        program = [str(BIN / command[0]), *command[1:]]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        kept, words = done.returncode == 0, done.stdout + done.stderr
    except FileNotFoundError:
        kept, words = False, f"{command[0]} is not installed"
    print(f"{name:<12} {'ok' if kept else 'FAILED'}  {time.monotonic() - began:.1f} s", flush=True)
    if not kept:
        print(words, flush=True)
    return kept


def main() -> None:
    """Run them all, so that one look shows every fault."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        sys.exit("checks failed: " + ", ".join(failed))


if __name__ == "__main__":
    main()
