"""A real Chromium, driven over its own protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tools.browser import MISSING, find_chromium, flags


@contextmanager
def running() -> Iterator[Browser]:
    """One browser; each test opens its own context in it."""
    path = find_chromium()
    if path is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags(), headless=True)
        try:
            yield browser
        finally:
            browser.close()
