"""Opens pages of a served portal as somebody, and asks axe and the network about them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import product
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tools.tour import (
    FETCHES_A_ROUTE,
    Browse,
    Stop,
    find_people,
    page_of,
    session_cookie,
    speak,
    tour,
)

LANGUAGES, THEMES, WIDTHS = ("en", "fr"), ("light", "dark"), (320, 1280)


@dataclass(frozen=True, order=True)
class Look:
    """A page in one language, theme and width."""

    stop: Stop
    language: str
    theme: str
    width: int


class Visitors:
    """Browsers of a visitor, a member and an administrator, in each language and theme."""

    def __init__(self, app: Flask, address: str, browser: Browser) -> None:
        self.app, self.address, self.browser = app, address, browser
        self.people = find_people(app)
        self.language = ""
        self.cookies = {who: session_cookie(app, member) for who, member in self.people.items()}

    def speak(self, language: str) -> None:
        """Members read in the language of their account: change it when another is looked at."""
        if self.language != language:
            speak(self.app, self.people.values(), language)
            self.language = language

    @functools.cache  # noqa: B019 (one for the whole run)
    def context(self, who: str, language: str, theme: str) -> BrowserContext:
        """The browser of this person."""
        context = self.browser.new_context(
            base_url=self.address,
            locale=language,
            color_scheme="dark" if theme == "dark" else "light",
        )
        cookies = [("lang", language), *([self.cookies[who]] if who in self.cookies else [])]
        context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in cookies]
        )
        return context

    @functools.cache  # noqa: B019 (one for the whole run)
    def stops(self, language: str, fetches_a_route: int = FETCHES_A_ROUTE) -> list[Stop]:
        """Every page in this language; the fullest of so many of each kind."""
        self.speak(language)

        def browse_as(who: str) -> Browse:
            return functools.partial(self._fetch, who, language)

        return tour(self.app, browse_as, fetches_a_route)

    def looks(self, language: str, fetches_a_route: int = FETCHES_A_ROUTE) -> list[Look]:
        """Every page in this language, in every theme and width."""
        return [
            Look(stop, language, theme, width)
            for stop, theme, width in product(self.stops(language, fetches_a_route), THEMES, WIDTHS)
        ]

    def open(self, look: Look) -> Page:
        """The page, loaded."""
        self.speak(look.language)
        page = self.context(look.stop.who, look.language, look.theme).new_page()
        page.set_viewport_size({"width": look.width, "height": 800})
        page.goto(look.stop.path, wait_until="load")
        return page

    def _fetch(self, who: str, language: str, path: str) -> str | None:
        return page_of(self.context(who, language, "light").request.get(path), path)


SETTLE = """() => document.getAnimations()
    .filter(one => one instanceof CSSTransition).forEach(one => one.finish())"""


def turn(page: Page, theme: str) -> None:
    """Let the page be light or dark from now on, and its colours have changed."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate(SETTLE)


# Every rule; of what it finds the element itself is told, and no way to it is worked out for all that it looks at.
ASK_AXE = "axe.run({resultTypes: ['violations'], selectors: false}).then(found => found.violations)"


def axe_findings(page: Page) -> list[str]:
    """What axe finds on a page, no rule off: rule and element, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    findings: list[dict[str, Any]] = page.evaluate(ASK_AXE)
    return [f"{one['id']}: {node['html'][:160]}" for one in findings for node in one["nodes"]]


def sideways_scroll(page: Page) -> int:
    """By how many pixels a page is wider than its window, once it is there: a click may still be leading to it."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
