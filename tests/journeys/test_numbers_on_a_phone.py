"""The numbers behind the bars of the status page are read on a phone, in French, without scrolling sideways."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.services.visit import Visitors, axe_findings, sideways_scroll


def test_the_numbers_of_a_component_fit_a_phone(visitors: Visitors) -> None:
    page = visitors.context("visitor", "fr", "light").new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/status")
    figures = page.get_by_text("Les chiffres")
    for number in range(figures.count()):
        figures.nth(number).click()
    expect(page.locator(".day-bars .data-table").first).to_be_visible()
    assert sideways_scroll(page) <= 0
    frames = page.locator(".day-bars .table-frame")
    widths = frames.evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert widths
    assert max(widths) <= 0
    assert axe_findings(page) == []
