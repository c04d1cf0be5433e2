"""Each setting has its heading in docs/configuration.md, and each heading its setting."""

from __future__ import annotations

import re
from dataclasses import fields

from community.settings_catalogue import SiteSettings
from config import KNOWN
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "configuration.md"


def headings() -> set[str]:
    """The settings that the page explains."""
    return set(re.findall(r"^### `(\w+)`$", PAGE.read_text(), flags=re.MULTILINE))


def settings() -> set[str]:
    """The settings that an operator or an administrator meets."""
    deployed = {name for name in KNOWN if not name.startswith("PORTAL_TEST_")}
    return deployed | {one.name for one in fields(SiteSettings)}


def test_each_setting_is_explained() -> None:
    assert settings() - headings() == set()


def test_nothing_is_explained_that_is_not_there() -> None:
    assert headings() - settings() == set()
