"""Every page × light, dark × 320, 1280 × English, French: axe finds nothing, no rule off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.services.visit import Visitors, axe_findings, sideways_scroll

pytestmark = pytest.mark.prove


def test_no_page_has_a_fault_in_any_language_theme_or_width(
    visitors: Visitors, record_property: Callable[[str, object], None]
) -> None:
    looks, faults = visitors.looks(), {}
    for look in looks:
        page = visitors.open(look)
        found = axe_findings(page)
        found += ["scrolls sideways"] if sideways_scroll(page) else []
        if found:
            faults[look] = found
        page.close()
    pages = len({look.stop.name for look in looks})
    record_property("figure", f"axe: {pages} pages, {len(looks)} looks, {len(faults)} with faults")
    assert faults == {}


def test_axe_would_have_seen_a_fault(
    chromium_browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    page = chromium_browser.new_page()
    page.set_content(
        "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><button></button>"
    )
    found = axe_findings(page)
    record_property("figure", f"axe, control: {len(found)} faults on a planted page")
    assert any(finding.startswith("button-name") for finding in found)
    page.close()
