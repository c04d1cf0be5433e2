"""The suite's fixtures; tests/fixtures/ says what each gives."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["tests.fixtures.reporting", "tests.fixtures.services"]
if (ROOT / "community" / "app.py").exists():
    pytest_plugins.append("tests.fixtures.portal")
