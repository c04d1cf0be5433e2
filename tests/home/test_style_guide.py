"""The style guide shows each macro that a page draws with, and is a page like any other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from jinja2 import nodes

from tests.architecture.tree import ROOT, files
from tests.services.client import PortalClient

FOLDER = "community/templates"
GUIDE = "home/styleguide.html"
# Macros that cannot stand there by themselves, and why.
ELSEWHERE = {
    "toasts": "the layout ends each page with it, and scripts speak into the first",
    "kept_words": "not_lost shows it, and its ids would repeat",
}
Sources = dict[str, str]


def sources() -> Sources:
    """Each template that is no macro by its name."""
    texts = {path.removeprefix(f"{FOLDER}/"): (ROOT / path) for path in files("*.html", FOLDER)}
    return {name: path.read_text() for name, path in texts.items() if not name.startswith("_")}


def imported(tree: nodes.Template) -> set[str]:
    """The macros that a template takes from _macros."""
    found = [one for one in tree.find_all(nodes.FromImport) if is_macros(one.template)]
    return {name if isinstance(name, str) else name[0] for one in found for name in one.names}


def is_macros(place: nodes.Expr) -> bool:
    """Whether an import is from the folder of macros."""
    return isinstance(place, nodes.Const) and str(place.value).startswith("_macros/")


def trees_of_guide(app: Flask, texts: Sources, name: str = GUIDE) -> Iterator[nodes.Template]:
    """The style guide and what it includes."""
    tree = app.jinja_env.parse(texts[name])
    yield tree
    for one in tree.find_all(nodes.Include):
        assert isinstance(one.template, nodes.Const)
        yield from trees_of_guide(app, texts, one.template.value)


def shown(app: Flask, texts: Sources) -> set[str]:
    """The macros that the style guide calls."""
    calls = [call for tree in trees_of_guide(app, texts) for call in tree.find_all(nodes.Call)]
    return {call.node.name for call in calls if isinstance(call.node, nodes.Name)}


def used(app: Flask, texts: Sources) -> set[str]:
    """The macros that pages take; the style guide's own count, so that none is taken for nothing."""
    pages = [text for text in texts.values() if "_macros/" in text]
    return set[str]().union(*(imported(app.jinja_env.parse(text)) for text in pages))


@pytest.mark.long
def test_each_macro_that_a_page_draws_with_has_an_example(app: Flask) -> None:
    texts = sources()
    wanted = used(app, texts)
    assert len(wanted) > 70
    assert wanted - shown(app, texts) == set(ELSEWHERE)


@pytest.mark.long
def test_an_example_that_is_taken_out_is_missed(app: Flask) -> None:
    texts = sources()
    wanted = used(app, texts)
    for name in ("miss_note", "facts", "vote_button", "keep_draft", "bar_chart", "icon"):
        without = {key: re.sub(rf"\b{name}\(", "nothing(", text) for key, text in texts.items()}
        assert wanted - shown(app, without) == {name, *ELSEWHERE}


def test_what_stands_elsewhere_is_on_the_page(client: PortalClient) -> None:
    text = client.get("/styleguide").text
    assert text.count("data-toasts") == text.count('id="kept-1"') == 1


def test_no_id_repeats_on_it(client: PortalClient) -> None:
    ids = Counter(re.findall(r'\sid="([^"]*)"', client.get("/styleguide").text))
    assert len(ids) > 20
    assert [name for name, count in ids.items() if count > 1] == []


def test_its_examples_ask_the_database_nothing(
    client: PortalClient, statements: Callable[[], Any]
) -> None:
    client.get("/styleguide")
    with statements() as seen:
        assert client.get("/styleguide").status_code == 200
    assert list(seen) == []
