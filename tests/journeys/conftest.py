"""Fixtures of journeys: a town on each database, with script and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.town import Town
from tests.journeys.ways import OTHERS, WAYS, Story
from tests.services.live import LivePortal


@pytest.fixture(
    params=[
        pytest.param(True, id="script"),
        pytest.param(False, id="plain", marks=pytest.mark.prove),
    ]
)
def has_script(request: pytest.FixtureRequest) -> bool:
    """Whether the browsers of this story run JavaScript; BOTH_WAYS tells it without in every run, too."""
    switch: bool = request.param
    return switch


@pytest.fixture
def town(
    live_server: LivePortal,
    new_context: Callable[..., BrowserContext],
    chromium_browser: Browser,
    has_script: bool,
) -> Iterator[Town]:
    """The served portal with a menu of promises, a board and a section; with script, and without it in the proofs.

    A story in which a browser found something wrong with a page has failed.
    """
    town = Town(live_server, new_context, has_script=has_script)
    yield town
    assert town.complaints == []


@pytest.fixture
def lively_town(
    live_server: LivePortal,
    new_context: Callable[..., BrowserContext],
    chromium_browser: Browser,
) -> Iterator[Town]:
    """As town, with script only."""
    town = Town(live_server, new_context)
    yield town
    assert town.complaints == []


@pytest.fixture(params=["script", *OTHERS])
def story(
    request: pytest.FixtureRequest,
    live_server: LivePortal,
    new_context: Callable[..., BrowserContext],
    chromium_browser: Browser,
) -> Iterator[Story]:
    """A long story: told with script in every run, without it and on a phone in the long proofs."""
    has_script, options = WAYS[request.param]
    story = Story(Town(live_server, new_context, has_script=has_script), options)
    yield story
    assert story.town.complaints == []
