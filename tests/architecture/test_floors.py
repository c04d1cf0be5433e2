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
# Where, what is written there, and the sentence about it.
PLANTED = {
    "core knows no feature": (
        "core/planted.py",
        "import community.accounts",
        "core.planted imports community.accounts: accounts is not below core",
    ),
    "neighbours on a floor": (
        "ideas/planted.py",
        "import community.questions",
        "ideas.planted imports community.questions: questions is not below ideas",
    ),
    "only along the arrow": (
        "accounts/planted.py",
        "import community.content",
        "accounts.planted imports community.content: content is not below accounts",
    ),
    "a package without a floor": ("attic/__init__.py", "", "attic stands on no floor"),
    "queries before actions": (
        "ideas/queries_x.py",
        "import community.ideas.actions_x",
        "ideas.queries_x imports community.ideas.actions_x: not left of it",
    ),
    "pure before actions": (
        "ideas/pure_x.py",
        "import community.ideas.actions_x",
        "ideas.pure_x imports community.ideas.actions_x: not left of it",
    ),
    "forms beside actions": (
        "ideas/forms_x.py",
        "import community.ideas.actions_x",
        "ideas.forms_x imports community.ideas.actions_x: not left of it",
    ),
    "views are for wiring": (
        "admin/views_x.py",
        "import community.ideas.views_x",
        "admin.views_x imports community.ideas.views_x: only community.wiring",
    ),
    "handlers are for wiring": (
        "admin/views_y.py",
        "import community.ideas.handlers_x",
        "admin.views_y imports community.ideas.handlers_x: only community.wiring",
    ),
    "views read queries, not actions": (
        "ideas/views_x.py",
        "import community.questions.actions_x",
        "ideas.views_x imports community.questions.actions_x: questions is not below ideas",
    ),
    "no cycle": ("core/ring_a.py", "import community.core.ring_b", "cycle: community.core.ring_"),
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


def test_each_planted_import_is_caught(copy: Path) -> None:
    for name, line, _sentence in PLANTED.values():
        plant(copy, name, line)
    plant(copy, "ideas/views_y.py", "import community.questions.queries_x")  # of any package
    done = lint(copy)
    assert done.returncode == 1, done.stderr
    missed = [fault for fault, (_, _, sentence) in PLANTED.items() if sentence not in done.stdout]
    assert missed == []
    assert "views_y imports community.questions.queries_x" not in done.stdout


def test_an_import_inside_a_function_is_caught() -> None:
    program = Path(sys.executable).parent / "ruff"
    command = [str(program), "check", "--stdin-filename", "community/core/planted.py", "-"]
    source = '"""Planted."""\n\n\ndef late() -> None:\n    """Import late."""\n    import json\n\n    json.dumps(1)\n'
    done = subprocess.run(
        command, cwd=ROOT, input=source, capture_output=True, text=True, check=False
    )
    assert "PLC0415" in done.stdout
