"""What readers meet in the help center."""

from __future__ import annotations

from flask import Flask

from tests.makers import make_article, make_section, translate_article
from tests.services.client import PortalClient


def test_help_leads_to_the_readers_language(app: Flask, client: PortalClient) -> None:
    answer = client.get("/help", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.location) == (302, "/help/fr")


def test_the_front_shows_sections_with_their_number_of_articles(
    app: Flask, client: PortalClient
) -> None:
    section = make_section()
    make_article(section)
    make_article(section, "Deliver on a Sunday")
    make_section("Empty", "Vide")
    page = client.get("/help/en").text
    assert "Deliveries" in page
    assert "2 articles" in page
    assert "Empty" not in page


def test_an_article_stands_at_its_address(app: Flask, client: PortalClient) -> None:
    make_article()
    page = client.get("/help/en/deliveries/print-a-delivery-note")
    assert page.status_code == 200
    assert "Choose <em>Print</em>" in page.text


def test_a_translation_has_an_address_of_its_own(app: Flask, client: PortalClient) -> None:
    translate_article(make_article())
    page = client.get("/help/fr/livraisons/imprimer-un-bon").text
    assert "Voilà." in page
    assert 'hreflang="en"' in page
