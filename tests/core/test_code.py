"""Code is coloured by the words of its language, its text stays as it is, and hostile code costs no seconds."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from community.core.markup import render
from community.core.markup_code import CLASSES, LANGUAGES, MOST, coloured
from community.core.sanitiser import sanitise
from tests.architecture.tree import ROOT
from tests.core.markup_corpus import faults_in
from tests.services.work import cost_of

# What was slowest of some hundred seeds in each language.
COSTLY = {"css": "'\\", "go": '\\"', "html": "&&", "http": 'x = "a', "js": "'\\"}
SEEDS = (
    "a",
    '"',
    "'",
    "\\",
    "<",
    "{",
    "[[",
    "(",
    "#",
    "$",
    "\n",
    " ",
    "\t",
    "@",
    "/*",
    "//",
    "<!--",
)
PLAIN = "def f(a):\n    return 'x' + 12\n"
# A lexer that tries every ending of every beginning costs thousands of times as much as code does.
DEAREST = 60
SIGNS = some.sampled_from("ab01 <>&\"'`$#@{}()[]=:;,./\\*-+!\n\t_é")


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_words_are_coloured_by_what_they_are() -> None:
    html = render('```python\n# Why\ndef f(a):\n    return "x" + 12\n```').html
    assert '<span class="hl-c"># Why</span>' in html
    assert '<span class="hl-k">def</span>' in html
    assert '<span class="hl-f">f</span>' in html
    assert '<span class="hl-s">"x"</span>' in html
    assert '<span class="hl-n">12</span>' in html


def test_what_is_no_language_of_ours_stays_plain() -> None:
    for words in ("```\nif a\n```", "```brainless\nif a\n```", "    if a"):
        assert "<span" not in render(words).html
        assert "if a" in render(words).html


def test_long_code_stays_plain_and_whole() -> None:
    long = "if a:\n" * (MOST // 6 + 1)
    html = render(f"```py\n{long}```\n\n```py\nif b:\n```").html
    assert "<span" not in html
    assert html.count("if a:") == MOST // 6 + 1


@pytest.mark.parametrize("language", sorted(set(LANGUAGES)))
def test_its_text_is_never_changed(language: str) -> None:
    code = '\n\n  <?php $a = \'é\';\tif (x) { return "y" } // z\r\n[a]\n- b: <c d="e">&amp;</c>\n\n'
    assert text_of(coloured(code, language)) == code


@given(some.sampled_from(sorted(LANGUAGES)), some.text(alphabet=SIGNS, max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_code_is_safe_and_whole(language: str, code: str) -> None:
    html = coloured(code, language)
    assert text_of(html) == code
    assert faults_in(sanitise(html)) == []
    assert sanitise(html).count("<span") == html.count("<span")


def test_people_cannot_write_the_classes_themselves() -> None:
    assert sanitise('<span class="hl-k toast">x</span>') == "<span>x</span>"
    assert sanitise('<a href="/x" class="button">x</a>') == '<a href="/x">x</a>'
    assert "&lt;span" in render('<span class="hl-k">x</span>').html


def test_the_style_sheet_knows_each_class() -> None:
    css = (ROOT / "community/static/css/components/code.css").read_text()
    assert {f".hl-{kind} " for kind in CLASSES.values()} <= set(re.findall(r"\.hl-\w ", css))


@pytest.mark.parametrize("language", ["css", "http"])
def test_hostile_code_costs_some_times_what_code_does(language: str) -> None:
    assert cost_of_code(COSTLY[language], language) < DEAREST * cost_of_code(PLAIN, "python")


@pytest.mark.prove
@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_no_repeated_sign_costs_more_than_some_times_what_code_does(language: str) -> None:
    bound = DEAREST * cost_of_code(PLAIN, "python")
    seeds = (*SEEDS, *COSTLY.values())
    assert [seed for seed in seeds if cost_of_code(seed, language) > bound] == []


def cost_of_code(seed: str, language: str) -> float:
    """What as much code as is ever coloured takes, once its lexer is there."""
    return cost_of(lambda: coloured(seed * (MOST // len(seed)), language), 2)
