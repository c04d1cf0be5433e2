"""Every check that reads the code without running a test; any fault fails."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = {
    "types": ["mypy", "--no-error-summary", "--num-workers", "auto"],
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "floors": ["lint-imports"],
    "templates": ["djlint", "community/templates", "--lint", "--profile=jinja", "--quiet"],
    "unused code": ["vulture"],
    # Also compiles the suite once, beside the types, for all workers of the run that follows.
    "collected": ["pytest", "--collect-only", "-qq"],
}


def passes(name: str) -> bool:
    """Run one check, print its line and its faults; a tool that is missing is a fault."""
    command = CHECKS[name]
    began = time.monotonic()
    try:
        program = [str(BIN / command[0]), *command[1:]]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        kept, words = done.returncode == 0, done.stdout + done.stderr
    except FileNotFoundError:
        kept, words = False, f"{command[0]} is not installed"
    line = f"{name:<12} {'ok' if kept else 'FAILED'}  {time.monotonic() - began:.1f} s"
    print(line if kept else f"{line}\n{words}", flush=True)
    return kept


def main() -> None:
    """Run them all beside each other, so that one look shows every fault."""
    with ThreadPoolExecutor() as threads:
        kept = dict(zip(CHECKS, threads.map(passes, CHECKS), strict=True))
    failed = [name for name in CHECKS if not kept[name]]
    if failed:
        sys.exit("checks failed: " + ", ".join(failed))


if __name__ == "__main__":
    main()
