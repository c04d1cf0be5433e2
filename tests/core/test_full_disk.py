"""With a full disk pages are drawn all the same, and what cannot be is a plain page with all headers."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment

from community.core.assets import KeptTemplates
from community.core.http_edge import errors
from tests.services.client import PortalClient


def full(*_given: object, **_options: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_template_is_drawn_where_it_cannot_be_kept(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    loader, kept = DictLoader({"sum": "{{ 1 + 1 }}"}), KeptTemplates(str(folder))
    environment = Environment(loader=loader, bytecode_cache=kept, autoescape=True)
    shutil.rmtree(folder)
    assert environment.get_template("sum").render() == "2"


def test_an_app_keeps_its_templates_so(app: Flask) -> None:
    assert isinstance(app.jinja_env.bytecode_cache, KeptTemplates)


def test_an_error_page_that_cannot_be_drawn_is_a_plain_one_with_headers(
    client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "_page", full)
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"]
    assert "There is nothing at this address" in answer.text
