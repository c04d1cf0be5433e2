"""Pages of HTML become Markdown that says the same."""

from __future__ import annotations

import re
from html import unescape

import pytest

from community.core.markup import render
from community.importing.html_reading import markdown_of
from community.importing.left_out import Reason


def words(page: str) -> str:
    """What a reader reads, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Choose <b>Print</b>, then <i>wait</i>.</p>", "Choose **Print**, then *wait*.\n"),
        ("<h2>Paper</h2>\n\n<p>A4.</p>", "## Paper\n\nA4.\n"),
        ("<ul>\n <li>one\n <li>two</ul>", "- one\n- two\n"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n\n   - b\n"),
        ('<p>See <a href="/x y">this</a>.</p>', "See [this](/x%20y).\n"),
        ("<pre><code>a &lt; b &amp;&amp; c\n  d</code></pre>", "```\na < b && c\n  d\n```\n"),
        ("<p><code>a_b</code></p>", "`a_b`\n"),
        ('<p class="note">Mind.</p>', ":::note\nMind.\n:::\n"),
        ("<p>{{dc.name}} opens</p>", "`{{dc.name}}` opens\n"),
        ("<p>open <b>still", "open **still**\n"),
        ("plain &amp; simple", "plain & simple\n"),
    ],
)
def test_structure_is_kept(html: str, markdown: str) -> None:
    assert markdown_of(html).markdown == markdown


@pytest.mark.parametrize(
    "text",
    [
        "1. no list",
        "# no heading",
        "5 * 3 * 2",
        "_not_ *this*",
        "[a](b)",
        "<b> is a tag",
        "- no",
        "&lt; ::: ~~x~~",
    ],
)
def test_words_that_look_like_markdown_stay_words(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    page = render(markdown_of(f"<p>{escaped}</p>").markdown).html
    assert unescape(words(page)) == text
    assert page.count("<") == 2


def test_a_table_keeps_its_cells() -> None:
    page = markdown_of("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2<td><p>3</p></table>")
    assert page.markdown == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |\n"


def test_scripts_go_and_are_counted_films_become_links() -> None:
    page = markdown_of('<script>x()</script><iframe src="//films.example/1"></iframe>')
    assert page.markdown == "[https://films.example/1](https://films.example/1)\n"
    assert page.found[Reason.HTML, "script"] == 1


def test_anchors_of_headings_are_noted() -> None:
    page = markdown_of('<h2 id="h_1">One</h2><a name="two"></a><h3>Two</h3>')
    assert page.anchors == (("h_1", "One"), ("two", "Two"))


@pytest.mark.parametrize("html", ["", "<", "</p></div>", "<p" * 500, "<ul>" * 200, "\x00<b>"])
def test_broken_pages_raise_nothing(html: str) -> None:
    markdown_of(html)
