"""The floor contracts hold, and each catches an import that was planted to break it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.both
PLANTED = {
    "core knows no feature": ("core/planted.py", "import community.accounts", "not below core"),
    "neighbours on a floor": ("ideas/planted.py", "import community.questions", "not below ideas"),
    "only along the arrow": (
        "accounts/planted.py",
        "import community.content",
        "not below accounts",
    ),
    "a package without a floor": ("attic/__init__.py", "", "attic stands on no floor"),
    "queries before actions": (
        "ideas/queries_x.py",
        "import community.ideas.actions_x",
        "not left of it",
    ),
    "pure before actions": (
        "ideas/planted.py",
        "import community.ideas.actions_x",
        "not left of it",
    ),
    "forms beside actions": (
        "ideas/forms_x.py",
        "import community.ideas.actions_x",
        "not left of it",
    ),
    "views are for wiring": (
        "admin/views_x.py",
        "import community.ideas.views_x",
        "only community.wiring",
    ),
    "handlers are for wiring": (
        "admin/views_x.py",
        "import community.ideas.handlers_x",
        "only community.wiring",
    ),
    "views read queries, not actions": (
        "ideas/views_x.py",
        "import community.questions.actions_x",
        "not below ideas",
    ),
    "no cycle": ("core/ring_a.py", "import community.core.ring_b", "cycle: "),
}
NEIGHBOURS = (
    "ideas/actions_x.py",
    "ideas/models_x.py",
    "ideas/views_x.py",
    "ideas/handlers_x.py",
    "questions/actions_x.py",
    "questions/queries_x.py",
    "admin/__init__.py",
    "accounts/__init__.py",
    "content/__init__.py",
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    command = [str(program), "--no-cache", "--config", "pyproject.toml"]
    wide = {**os.environ, "COLUMNS": "400"}  # it would break sentences over lines
    return subprocess.run(
        command, cwd=folder, env=wide, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree's Python files, with a few empty modules that planted imports may name."""
    ignore = shutil.ignore_patterns("static", "templates", "translations", "__pycache__")
    shutil.copytree(ROOT / "community", tmp_path / "community", ignore=ignore)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in NEIGHBOURS:
        path = tmp_path / "community" / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.touch()
    (tmp_path / "community/core/ring_b.py").write_text("import community.core.ring_a\n")
    return tmp_path


def plant(folder: Path, name: str, line: str) -> None:
    path = folder / "community" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{line}\n")


def test_imports_only_go_down() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_import_is_caught(copy: Path, fault: str) -> None:
    name, line, sentence = PLANTED[fault]
    plant(copy, name, line)
    done = lint(copy)
    assert done.returncode == 1, done.stderr
    assert sentence in done.stdout


def test_views_may_read_the_queries_of_any_package(copy: Path) -> None:
    plant(copy, "ideas/views_x.py", "import community.questions.queries_x")
    assert "views_x" not in lint(copy).stdout


def test_an_import_inside_a_function_is_caught() -> None:
    program = Path(sys.executable).parent / "ruff"
    command = [str(program), "check", "--stdin-filename", "community/core/planted.py", "-"]
    source = '"""Planted."""\n\n\ndef late() -> None:\n    """Import late."""\n    import json\n\n    json.dumps(1)\n'
    done = subprocess.run(
        command, cwd=ROOT, input=source, capture_output=True, text=True, check=False
    )
    assert "PLC0415" in done.stdout
