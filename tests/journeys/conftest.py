"""Fixtures of journeys: a town on each database, with script and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.town import Town
from tests.services.live import LivePortal


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """Whether the browsers of this story run JavaScript."""
    switch: bool = request.param
    return switch


@pytest.fixture
def town(
    live_server: LivePortal,
    new_context: Callable[..., BrowserContext],
    chromium_browser: Browser,
    has_script: bool,
) -> Town:
    """The served portal with a menu of promises, a board and a section; once with script, once without."""
    return Town(live_server, new_context, has_script=has_script)


@pytest.fixture
def lively_town(
    live_server: LivePortal,
    new_context: Callable[..., BrowserContext],
    chromium_browser: Browser,
) -> Town:
    """As town, with script only."""
    return Town(live_server, new_context)
