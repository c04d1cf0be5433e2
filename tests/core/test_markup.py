"""What people write is shown as they meant it, and does nothing to who reads it."""

import re
from functools import partial
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from community.core.errors import Invalid
from community.core.html_texts import link_headings
from community.core.markup import (
    MAX_BODY_BYTES,
    excerpt,
    render,
    silent_pictures,
    text_lines,
)
from community.core.sanitiser import sanitise
from tests.core.markup_corpus import attacks, faults_in
from tests.services.work import lines_run

OURS = f"/files/{'0f' * 20}_800x600.png"


def html(markdown: str) -> str:
    return render(markdown).html


def test_no_attack_reaches_the_reader() -> None:
    cases = list(attacks())
    assert len(cases) > 550
    assert [case for case in cases if faults_in(html(case))] == []


def test_the_sanitiser_holds_alone_when_the_parser_lets_all_html_through() -> None:
    open_parser = MarkdownIt("js-default", {"html": True})
    open_parser.validateLink = lambda url: True  # type: ignore[method-assign]
    raw = [open_parser.render(case) for case in attacks()]
    assert [page for page in raw if faults_in(sanitise(page))] == []


def test_without_a_sanitiser_the_eye_finds_most_attacks() -> None:
    open_parser = MarkdownIt("js-default", {"html": True})
    open_parser.validateLink = lambda url: True  # type: ignore[method-assign]
    found = sum(bool(faults_in(open_parser.render(case))) for case in attacks())
    assert found > 300


@given(
    some.text(
        alphabet=some.sampled_from("ab <>&\"'`*_~[]()!#|:-\n\\/.=onjavscript\0\ud800"), max_size=400
    )
)
@settings(max_examples=300, deadline=None)
def test_any_signs_at_all_give_safe_html(markdown: str) -> None:
    assert faults_in(html(markdown)) == []


@given(some.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_renders_the_same_twice(markdown: str) -> None:
    assert render(markdown) == render(markdown)


def test_headings_begin_under_the_title_of_the_page_and_skip_no_level() -> None:
    rendered = render("# One\n\n#### Deep\n\n## Two\n\n# One\n")
    assert [(level, text) for level, _, text in rendered.toc] == [
        (2, "One"), (3, "Deep"), (3, "Two"), (2, "One"),
    ]  # fmt: skip
    assert "<h1" not in rendered.html


def test_headings_of_one_text_have_ids_of_their_own() -> None:
    toc = render("# A\n# A\n# A 2\n# A\n# Équipe 日本\n# !!!\n").toc
    ids = [anchor for _, anchor, _ in toc]
    assert len(set(ids)) == len(ids) == 6
    assert ids[:2] == ["h-a", "h-a-2"]
    assert ids[4] == "h-équipe-日本"


def test_a_heading_without_words_is_left_out() -> None:
    assert html("#\n\ntext") == '<p dir="auto">text</p>\n'


def test_a_link_inside_the_page_finds_its_heading() -> None:
    page = html("[go](#équipe)\n\n## Équipe")
    assert 'id="h-équipe"' in page
    assert 'href="#h-%C3%A9quipe"' in page.replace("é", "%C3%A9")


@pytest.mark.parametrize("kind", ["note", "tip", "info", "warning", "danger"])
def test_an_aside_becomes_a_callout_with_its_title(kind: str) -> None:
    page = html(f":::{kind} Mind *this*\nText\n:::")
    assert f'<div class="callout-{kind} callout" role="note">' in page
    assert '<p class="callout-title" dir="auto">Mind *this*</p>' in page


def test_an_aside_without_title_is_named_in_the_language_of_the_text() -> None:
    assert ">Tip</p>" in html("::: tip\nx\n:::")
    assert ">Astuce</p>" in render("::: tip\nx\n:::", lang="fr").html


def test_an_unknown_aside_stays_as_it_was_written() -> None:
    assert "callout" not in html(":::spaceship\nx\n:::")


def test_links_to_strangers_carry_no_weight_and_ours_stay_plain() -> None:
    assert 'rel="nofollow ugc noopener"' in html("[x](https://a.example)")
    assert 'rel="nofollow ugc noopener"' in html("see www.example.com")
    assert html("[x](/help/en)") == '<p dir="auto"><a href="/help/en">x</a></p>\n'


@pytest.mark.parametrize("address", ["other.md", "../up", "//evil.example", "ftp://a.example"])
def test_a_link_that_leads_nowhere_stays_as_its_words(address: str) -> None:
    assert html(f"[words]({address})") == '<p dir="auto">words</p>\n'


def test_a_link_without_words_shows_its_address() -> None:
    assert ">https://a.example</a>" in html("[](https://a.example)")


def test_our_picture_is_shown_with_its_size() -> None:
    page = html(f"![A till]({OURS})")
    assert f'<img src="{OURS}" alt="A till" width="800" height="600" loading="lazy"' in page


def test_a_strangers_picture_becomes_a_link() -> None:
    assert html("![A till](https://a.example/x.png)").count("<img") == 0
    assert ">A till</a>" in html("![A till](https://a.example/x.png)")
    assert html("[![A](https://a.example/x.png)](/help)").count("<a ") == 1


def test_code_keeps_its_language_and_its_signs() -> None:
    page = html("```Python title=x\nif a < b & c:\n```")
    start = '<pre tabindex="0"><code class="language-python"><span class="hl-k">if</span>'
    assert f"{start} a &lt; b &amp; c:\n</code></pre>" in page


def test_a_table_scrolls_in_a_box_named_by_its_columns_and_has_no_styles() -> None:
    page = html("| | Price |\n|-|-:|\n| Till | 12 |")
    assert 'role="group" tabindex="0" aria-label="Table: Price"' in page
    assert '<th class="align-end" scope="col">Price</th>' in page
    assert "style" not in page
    assert "<th></th>" not in page


def test_blocks_say_their_own_direction() -> None:
    page = html("# A\n\nb\n\n- c\n\n> d")
    assert re.findall(r'<(\w+)[^>]* dir="auto"', page) == ["h2", "p", "ul", "blockquote", "p"]


def test_plain_text_holds_words_code_and_alternatives_of_pictures() -> None:
    text = render(f"# Head\n\nA **bold** [link](/x) ![Till]({OURS})\n\n```\ncode()\n```").text
    assert text == "Head\nA bold link Till\ncode()"


def test_a_text_at_the_bound_is_taken_and_one_byte_more_is_refused() -> None:
    assert render("é" * (MAX_BODY_BYTES // 2)).text
    with pytest.raises(Invalid) as refusal:
        render("é" * (MAX_BODY_BYTES // 2) + "a")
    assert refusal.value.field == "body"


@pytest.mark.parametrize(
    "unit", ["[", "![", "*a ", "__a", "> ", "- ", "`", "a|b\n-|-\n", "# a\n", ":::tip\n",
             "http://a.b/(", "a@b.c ", "[a](", "<a ", "\\", "&amp;", "  - a\n", "~~a "]
)  # fmt: skip
def test_twice_the_text_costs_at_most_about_twice(unit: str) -> None:
    render(unit)
    small, large = (lines_run(partial(render, (unit * size)[:size])) for size in (2_500, 5_000))
    assert large < 2.6 * small


def test_many_threads_render_at_once_without_mixing_their_links() -> None:
    sources = [
        f"see https://a{number}.example/path and b{number}@c.example " * 20 for number in range(8)
    ]
    expected = [html(source) for source in sources]
    seen: list[bool] = []

    def read(number: int) -> None:
        seen.extend(html(sources[number]) == expected[number] for _ in range(5))

    threads = [Thread(target=read, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 40


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("one\ntwo three", 50) == "one two three"
    assert excerpt("one two three four", 12) == "one two…"
    assert len(excerpt("x" * 500, 100)) == 100


def test_a_picture_that_stands_alone_with_a_title_has_a_caption() -> None:
    page = html(f'![A till]({OURS} "The till in spring")')
    assert page.startswith("<figure><img ")
    assert '<figcaption dir="auto">The till in spring</figcaption>' in page
    assert "title=" not in page
    assert "<figure>" not in html(f'Here: ![A till]({OURS} "t")')


def test_pictures_without_words_are_named_by_their_lines() -> None:
    assert silent_pictures(f"One\n\n![]({OURS})\n\n![A till]({OURS})\n\n![ ]({OURS})") == [3, 7]


def test_lines_of_text_leave_code_and_addresses_out() -> None:
    text = "# Head\n\nOne `code`\ntwo\n\n```\ncode\n```\n| a |\n|-|\n| b |\n"
    assert list(text_lines(text)) == [(1, "Head"), (3, "One "), (4, "two"), (9, "a"), (11, "b")]


def test_a_heading_is_a_link_to_itself_unless_it_holds_one() -> None:
    linked = link_headings(html("## One *two*\n\n## [x](/help)"))
    assert '<a class="heading-link" href="#h-one-two">One <em>two</em></a></h2>' in linked
    assert linked.count("heading-link") == 1
