"""What stands in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*places: str) -> list[str]:
    """Paths from the root of all Python files at these places, in order."""
    return files("*.py", *places)


def files(pattern: str, *places: str) -> list[str]:
    """Paths from the root of all files of that name at these places, in order."""
    found: list[Path] = []
    for place in places:
        here = ROOT / place
        found += [here] if here.is_file() else here.rglob(pattern)
    return sorted(str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts)
