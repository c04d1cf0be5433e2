"""Writes requirements.txt and requirements-test.txt, pins and hashes, with uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {"requirements.txt": ["--no-dev"], "requirements-test.txt": ["--group", "test"]}


def main() -> None:
    """Resolve once, export twice; the resolver's own lock names a registry and is not kept."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("make lock needs uv on the PATH.")
    settings = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for name, group in GROUPS.items():
        export = [uv, "export", "--no-emit-project", "--no-header", "--quiet", *group, "-o", name]
        subprocess.run(export, cwd=ROOT, env=settings, check=True)
    (ROOT / "uv.lock").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
