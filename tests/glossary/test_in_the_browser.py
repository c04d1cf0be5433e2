"""A word explains itself to whoever reads: by keyboard, without script, on paper; writers find their desk usable."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from community.core.errors import Invalid
from community.policies.actor import Role
from tests.glossary.stories import define
from tests.makers import make_article, make_member, make_section
from tests.services.live import LivePortal
from tests.services.visit import THEMES, axe_findings, sideways_scroll, turn
from tools.tour import session_cookie

KEY = f"{'0f' * 20}_800x600.png"
BODY = f"""
## Begin

Press the gondola button.

![A gondola]({"/files/" + KEY} "In spring")

## Go on

```
gondola --open
```

::: warning
Mind the | gap
:::

| Long | Table |
|---|---|
| {"wide " * 20} | b |

## End

Fine.
"""

# The portal is not emptied between tests.
numbers = itertools.count(1)


@pytest.fixture
def address(live_server: LivePortal) -> str:
    """An article with all that an article can hold."""
    with live_server.app.app_context():
        number = next(numbers)
        section = make_section(f"Gondolas {number}", f"Gondoles {number}")
        make_article(section, "Open a gondola", body=BODY)
        with suppress(Invalid):  # the portal keeps what an earlier test defined
            define("gondola button", "What opens it.", "gondola knob")
        return f"/help/en/gondolas-{number}/open-a-gondola"


def word(page: Page) -> None:
    page.locator("a.term").first.focus()
    page.keyboard.press("Enter")


def test_a_word_is_explained_on_the_spot_and_lets_go_again(page: Page, address: str) -> None:
    page.goto(address)
    word(page)
    note = page.locator(".word-note")
    expect(note).to_be_in_viewport()
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(note).not_to_be_in_viewport()
    expect(page.locator("a.term").first).to_be_focused()
    box = page.locator(".code-box")
    expect(box.get_by_role("button")).to_have_text("Copy this code")


def test_without_script_and_on_a_phone_the_note_comes_to_the_reader(
    new_context: Callable[..., BrowserContext], address: str
) -> None:
    page = new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, color_scheme="dark"
    ).new_page()
    page.goto(address)
    word(page)
    expect(page.locator(".word-note")).to_be_in_viewport()
    page.get_by_role("link", name="Back to the text").click()
    expect(page.locator("a.term").first).to_be_in_viewport()
    expect(page.locator(".word-note")).not_to_be_in_viewport()


def test_on_paper_the_text_stands_alone_with_its_words(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    for shown in (".article-body", ".word-note", ".print-only", "figcaption"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".site-header", ".rating", ".copy-code", ".word-note-ways", ".article-toc"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.prove
def test_the_pages_are_for_everybody(
    new_context: Callable[..., BrowserContext], live_server: LivePortal, address: str
) -> None:
    with live_server.app.app_context():
        editor = make_member("", Role.EDITOR).id
        name, value = session_cookie(live_server.app, editor)
    context = new_context(viewport={"width": 320, "height": 800})
    context.add_cookies([{"name": name, "value": value, "url": live_server.address}])
    page = context.new_page()
    for path in (address, "/glossary/en", "/desk/glossary", "/desk/glossary/new", "/help/en"):
        page.goto(path)
        for theme in THEMES:
            turn(page, theme)
            assert axe_findings(page) == [], (path, theme)
        assert sideways_scroll(page) == 0, path
