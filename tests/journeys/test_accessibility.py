"""Every page for everybody: axe finds nothing, and nothing scrolls sideways. `make prove` looks at all of them."""

from __future__ import annotations

import random

from playwright.sync_api import Browser

from tests.services.visit import Visitors, axe_findings, sideways_scroll

SAMPLE, SEED = 24, 20260302
PLANTED = '<!doctype html><html><title>x</title><img src="a.png"><p style="color:#bbb">pale</p>'


def test_a_sample_of_pages_has_no_fault_that_axe_knows(visitors: Visitors) -> None:
    looks = random.Random(SEED).sample(visitors.looks(), SAMPLE)
    faults = {}
    for look in sorted(looks, key=lambda look: look.language):
        page = visitors.open(look)
        if found := axe_findings(page):
            faults[look] = found
        page.close()
    assert faults == {}


def test_no_page_scrolls_sideways_on_a_small_phone(visitors: Visitors) -> None:
    too_wide = {}
    for look in visitors.looks():
        if look.width == 320 and look.theme == "light" and look.language == "fr":
            page = visitors.open(look)
            if over := sideways_scroll(page):
                too_wide[look.stop.path] = over
            page.close()
    assert too_wide == {}


def test_planted_faults_are_found(chromium_browser: Browser) -> None:
    page = chromium_browser.new_page()
    page.set_content(PLANTED)
    rules = {finding.split(":")[0] for finding in axe_findings(page)}
    page.close()
    assert rules >= {"image-alt", "color-contrast", "html-has-lang"}
