from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from community import site_settings
from community.core.db import writing
from tests.makers import make_idea, make_member
from tests.services.client import PortalClient


def page(client: PortalClient, path: str = "/", **headers: str) -> str:
    """The page as text; it must be there."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_the_first_page_opens_with_a_search_and_three_doors(client: PortalClient) -> None:
    text = page(client)
    assert 'action="/search"' in text
    assert text.count('class="door"') == 3
    assert text.count("<h1") == 1


def test_it_greets_in_the_words_and_the_language_of_the_settings(client: PortalClient) -> None:
    with writing():
        site_settings.change(welcome_en="What grows?", welcome_fr="Qu'est-ce qui pousse ?")
    assert "What grows?" in page(client)
    french = page(client, **{"Accept-Language": "fr"})
    assert "Qu&#39;est-ce qui pousse ?" in french
    assert '<html lang="fr"' in french


def test_it_shows_what_others_wish_for(client: PortalClient) -> None:
    make_idea(title="Water the ferns by phone")
    assert "Water the ferns by phone" in page(client)


def test_a_member_sees_his_open_matters_and_a_visitor_does_not(
    client: PortalClient, sign_in: Callable[[Any], PortalClient]
) -> None:
    assert "Your open matters" not in page(client)
    assert "Your open matters" in page(sign_in(make_member()))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_colours_are_there_before_anything_is_painted(
    client: PortalClient, theme: str
) -> None:
    client.post("/preferences/theme", data={"theme": theme, "next": "/"})
    assert f'data-theme="{theme}"' in page(client)
    client.post("/preferences/theme", data={"theme": "", "next": "/"})
    assert "data-theme" not in page(client)


def test_the_operators_accent_comes_as_a_style_sheet_of_its_own(client: PortalClient) -> None:
    assert "/theme." not in page(client)
    with writing():
        site_settings.change(accent="#7a1f5c")
    text = page(client)
    address = text.partition('href="/theme.')[2].partition('"')[0]
    assert "#7a1f5c" in client.get(f"/theme.{address}").text


def test_the_first_page_asks_the_database_little(
    client: PortalClient, statements: Callable[[], Any], sign_in: Callable[[Any], PortalClient]
) -> None:
    make_idea()
    with statements() as seen:
        page(client, "/?fresh=1")
    assert len(seen) <= 7
    sign_in(make_member())
    with statements() as seen:
        page(client)
    assert len(seen) <= 11


def test_there_is_no_style_guide_in_production(
    client: PortalClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Production:
        mode = "production"

        def __getattr__(self, name: str) -> Any:
            return getattr(kept, name)

    kept = app.config["PORTAL"]
    monkeypatch.setitem(app.config, "PORTAL", Production())
    assert client.get("/styleguide").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_unknown_address_gets_a_page_with_a_way_on(client: PortalClient, language: str) -> None:
    answer = client.get("/nothing-here", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert 'name="q"' in answer.text
    assert 'content="noindex"' in answer.text
