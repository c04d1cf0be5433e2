"""Which Python the environment is made with: asked before anything is installed, so tested without installing."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tools import environment

VERSION = "{}.{}".format(*sys.version_info[:2])
OPTIMIZED, PLAIN = "'--enable-optimizations' '--with-lto'", "'--enable-shared'"
# It has what it is asked to import, or only that.
ABLE, UNABLE = '[ "$*" = "-c import ensurepip" ]', '[ "$*" != "-c import ensurepip" ]'

Started = list[tuple[Any, ...]]


def system_with(folder: Path, version: str, answer: str = ABLE) -> Path:
    """A system whose Python of that version can make an environment, or not."""
    python = folder / "bin" / f"python{version}"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\n{answer}\n")
    python.chmod(0o755)
    return folder


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """This Python, in somebody's own folder and without optimizations."""
    monkeypatch.setattr(sys, "base_prefix", "/home/ada/.pyenv/versions/x")
    monkeypatch.setattr(sys, "abiflags", "")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _name: PLAIN)
    return monkeypatch


@pytest.mark.usefixtures("built")
def test_the_systems_python_is_taken_before_one_built_without_optimizations(tmp_path: Path) -> None:
    system = system_with(tmp_path, VERSION)
    assert environment.better_built_python(system) == str(system / "bin" / f"python{VERSION}")


@pytest.mark.usefixtures("built")
def test_another_minor_version_is_never_taken(tmp_path: Path) -> None:
    assert environment.better_built_python(system_with(tmp_path, "3.99")) is None


@pytest.mark.usefixtures("built")
def test_one_that_cannot_make_an_environment_or_start_is_left_alone(tmp_path: Path) -> None:
    system = system_with(tmp_path, VERSION, UNABLE)
    assert environment.better_built_python(system) is None
    (system / "bin" / f"python{VERSION}").chmod(0o644)
    assert environment.better_built_python(system) is None


def test_an_optimized_python_stays(tmp_path: Path, built: pytest.MonkeyPatch) -> None:
    built.setattr(sysconfig, "get_config_var", lambda _name: OPTIMIZED)
    assert environment.better_built_python(system_with(tmp_path, VERSION)) is None


def test_another_kind_of_python_stays(tmp_path: Path, built: pytest.MonkeyPatch) -> None:
    built.setattr(sys, "abiflags", "t")
    assert environment.better_built_python(system_with(tmp_path, VERSION)) is None


def test_the_systems_own_stays_however_it_was_built(
    tmp_path: Path, built: pytest.MonkeyPatch
) -> None:
    system = system_with(tmp_path, VERSION)
    built.setattr(sys, "base_prefix", str(system))
    assert environment.better_built_python(system) is None


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """What a making of the environment starts instead of going on; a better Python is there."""
    started: Started = []

    def start(*call: Any) -> None:
        started.append(call)
        sys.exit()  # as the real one, it never comes back

    monkeypatch.setattr(os, "execv", start)
    monkeypatch.setattr(environment, "HOME", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(environment, "better_built_python", lambda: "/better")
    for way in ("install_with_uv", "install_with_pip"):
        monkeypatch.setattr(environment, way, lambda *_: True)
    return started


def test_a_better_python_is_started_once_and_said(
    started: Started, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        environment.main("test", or_better=True)
    assert started == [("/better", ["/better", sys.argv[0], "test"])]
    assert sys.executable in capsys.readouterr().out


def test_the_python_that_was_named_is_taken(started: Started) -> None:
    environment.main("test")
    assert started == []


def test_an_environment_that_is_there_stays(started: Started) -> None:
    environment.PYTHON.touch()
    environment.main("test", or_better=True)
    assert started == []
