"""Every page × light, dark × 320, 1280 × English, French: axe finds nothing, no rule off."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from tests.services.visit import (
    LANGUAGES,
    THEMES,
    WIDTHS,
    Look,
    Visitors,
    axe_findings,
    sideways_scroll,
    turn,
)

pytestmark = pytest.mark.prove
Note = Callable[[str, object], None]


def look_at(page: Page) -> dict[tuple[int, str], list[str]]:
    """(width, theme) → what is wrong with the page that is open."""
    faults = {}
    for width, theme in product(WIDTHS, THEMES):
        page.set_viewport_size({"width": width, "height": 800})
        turn(page, theme)
        found = axe_findings(page)
        found += ["scrolls sideways"] if sideways_scroll(page) else []
        if found:
            faults[width, theme] = found
    return faults


@pytest.mark.prove(minutes=6)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_fault_in_either_theme_and_width(
    visitors: Visitors, record_property: Note, language: str
) -> None:
    faults, stops = {}, visitors.stops(language)
    for stop in stops:
        page = visitors.open(Look(stop, language, THEMES[0], WIDTHS[0]))
        if found := look_at(page):
            faults[stop.path] = found
        page.close()
    where = f"{language}, {' and '.join(THEMES)}, {' and '.join(map(str, WIDTHS))} px"
    record_property("figure", f"axe: {len(stops)} pages, {where}: {len(faults)} with faults")
    assert faults == {}


def test_axe_would_have_seen_a_fault(chromium_browser: Browser, record_property: Note) -> None:
    page = chromium_browser.new_page()
    page.set_content(
        "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><button></button>"
    )
    found = axe_findings(page)
    record_property("figure", f"axe, control: {len(found)} faults on a planted page")
    assert any(finding.startswith("button-name") for finding in found)
    page.close()


def test_what_is_pale_in_the_dark_alone_would_have_been_seen(chromium_browser: Browser) -> None:
    page = chromium_browser.new_page()
    page.set_content(
        "<!doctype html><html lang=en><title>x</title><style>p {color: #000; transition: color .2s}"
        "@media (prefers-color-scheme: dark) {p {color: #bbb}}</style><main><h1>x</h1><p>pale</p>"
    )
    found = []
    for theme in THEMES:
        turn(page, theme)
        found.append([one for one in axe_findings(page) if one.startswith("color-contrast")])
    page.close()
    assert [len(one) for one in found] == [0, 1]
