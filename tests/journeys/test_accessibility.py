"""Every page for everybody: axe finds nothing, and nothing scrolls sideways. `make prove` looks at all of them."""

from __future__ import annotations

import random

from playwright.sync_api import Browser

from tests.services.visit import Visitors, axe_findings, sideways_scroll

SAMPLE, SEED = 6, 20260302
PLANTED = '<!doctype html><html><title>x</title><img src="a.png"><p style="color:#bbb">pale</p>'


def test_a_sample_of_pages_has_no_fault_that_axe_knows_and_fits_its_window(
    visitors: Visitors,
) -> None:
    """In French, whose words are longer; of each kind of page the first that is met, for a walk costs most."""
    looks = random.Random(SEED).sample(visitors.looks("fr", fetches_a_route=1), SAMPLE)
    faults = {}
    for look in looks:
        page = visitors.open(look)
        found = axe_findings(page)
        found += ["scrolls sideways"] if sideways_scroll(page) else []
        if found:
            faults[look] = found
        page.close()
    assert faults == {}


def test_planted_faults_are_found(chromium_browser: Browser) -> None:
    page = chromium_browser.new_page()
    page.set_content(PLANTED)
    rules = {finding.split(":")[0] for finding in axe_findings(page)}
    page.close()
    assert rules >= {"image-alt", "color-contrast", "html-has-lang"}
