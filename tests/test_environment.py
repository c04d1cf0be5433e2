"""Which Python the environment is made with: asked before anything is installed, so tested without installing."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from tools import environment

VERSION = "{}.{}".format(*sys.version_info[:2])
OPTIMIZED, PLAIN = "'--enable-optimizations' '--with-lto'", "'--enable-shared'"


def system_with(folder: Path, version: str, *, has_ensurepip: bool = True) -> Path:
    """A system whose Python of that version can make an environment, or not."""
    python = folder / "bin" / f"python{version}"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\nexit {0 if has_ensurepip else 1}\n")
    python.chmod(0o755)
    return folder


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """This Python, somewhere else than the system's."""
    monkeypatch.setattr(sys, "base_prefix", "/home/ada/.pyenv/versions/x")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _name: PLAIN)
    return monkeypatch


@pytest.mark.usefixtures("built")
def test_the_systems_python_is_taken_before_one_built_without_optimizations(tmp_path: Path) -> None:
    system = system_with(tmp_path, VERSION)
    assert environment.better_built_python(system) == str(system / "bin" / f"python{VERSION}")


@pytest.mark.usefixtures("built")
def test_another_version_than_asked_for_is_never_taken(tmp_path: Path) -> None:
    assert environment.better_built_python(system_with(tmp_path, "3.99")) is None


@pytest.mark.usefixtures("built")
def test_one_that_cannot_make_an_environment_is_left_alone(tmp_path: Path) -> None:
    system = system_with(tmp_path, VERSION, has_ensurepip=False)
    assert environment.better_built_python(system) is None


def test_an_optimized_python_stays(tmp_path: Path, built: pytest.MonkeyPatch) -> None:
    built.setattr(sysconfig, "get_config_var", lambda _name: OPTIMIZED)
    assert environment.better_built_python(system_with(tmp_path, VERSION)) is None


def test_the_systems_own_stays_however_it_was_built(
    tmp_path: Path, built: pytest.MonkeyPatch
) -> None:
    system = system_with(tmp_path, VERSION)
    built.setattr(sys, "base_prefix", str(system))
    assert environment.better_built_python(system) is None
