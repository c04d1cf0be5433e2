import pytest

from community.core.markup import render
from community.importing.left_out import Reason
from community.importing.markdown_cleaning import clean


def cleaned(source: str, *, is_mdx: bool = False) -> str:
    return clean(source, is_mdx=is_mdx).markdown


def test_the_first_heading_becomes_the_title_and_leaves_the_text() -> None:
    page = clean("\n# Count the `till` *twice*\n\nThen sign.\n")
    assert (page.title, page.markdown) == ("Count the till twice", "Then sign.\n")


def test_an_underlined_heading_is_a_title_too() -> None:
    assert clean("Closing time\n============\n\nSweep.\n").title == "Closing time"


def test_a_page_that_begins_with_text_has_no_title() -> None:
    assert clean("Sweep first.\n\n# Then this\n").title == ""


@pytest.mark.parametrize(
    ("opening", "ours"),
    [
        (":::tip", ":::tip"),
        (":::tip Water in the evening", ":::tip Water in the evening"),
        ("::: tip Water in the evening", ":::tip Water in the evening"),
        (":::warning[Mind the frost]", ":::warning Mind the frost"),
        (":::caution", ":::warning"),
        ("::: Tip For florists", ":::tip For florists"),
        (":::note **Bold** {.wide}", ":::note Bold"),
        ("::: lexicon Mulch", ":::note Mulch"),
    ],
)
def test_asides_of_other_generators_are_ours_afterwards(opening: str, ours: str) -> None:
    markdown = cleaned(f"{opening}\nBody.\n:::\n")
    assert markdown == f"{ours}\nBody.\n:::\n"
    assert ":::" not in render(markdown).html


def test_an_aside_within_an_aside_needs_fewer_colons_than_the_outer_one() -> None:
    markdown = cleaned(":::tip Outer\nOne.\n\n:::note Inner\nTwo.\n:::\n:::\n")
    assert markdown.startswith("::::tip Outer")
    assert "\n:::note Inner" in markdown
    assert render(markdown).html.count("callout-title") == 2


def test_an_aside_that_nobody_closed_is_closed_at_the_end() -> None:
    assert cleaned(":::info\nBody.\n") == ":::info\nBody.\n\n:::\n"


def test_a_link_in_the_title_of_an_aside_moves_into_it() -> None:
    markdown = cleaned('::: tip <a href="2-till">The till</a>\nBody.\n:::\n')
    assert markdown.startswith(":::tip\n**[The till](2-till)**\n")


def test_alerts_and_hints_become_asides() -> None:
    assert cleaned("> [!WARNING]\n> Frost.\n") == ":::warning\nFrost.\n:::\n"
    hint = '{% hint style="danger" %}\nFrost.\n{% endhint %}\n'
    assert cleaned(hint) == ":::danger\nFrost.\n:::\n"


def test_imports_and_components_go_and_are_counted() -> None:
    page = clean("import Box from '@site/Box';\n\n# A\n\nOne <Badge/> two.\n\n<Box a={1} />\n")
    assert page.markdown == "One  two.\n"
    assert page.found == {
        (Reason.IMPORT, ""): 1,
        (Reason.COMPONENT, "Badge"): 1,
        (Reason.COMPONENT, "Box"): 1,
    }


def test_the_text_inside_a_component_stays_and_is_never_code() -> None:
    markdown = cleaned("<Card>\n      <Deep>\n        Water **me**.\n      </Deep>\n</Card>\n")
    assert markdown == "Water **me**.\n"


def test_tabs_become_parts_under_their_labels() -> None:
    source = (
        '<Tabs>\n  <TabItem value="till" label="At the till">\n\n    Press **Day**.\n\n    ```bash\n'
        '    close day\n    ```\n\n  </TabItem>\n  <TabItem value="office">\n    Call us.\n'
        "  </TabItem>\n</Tabs>\n"
    )
    assert cleaned(source) == (
        "**At the till**\n\nPress **Day**.\n\n```bash\nclose day\n```\n\n**office**\n\nCall us.\n"
    )


def test_a_button_with_an_address_stays_a_link() -> None:
    assert cleaned('<Button link="/stock/" text="See stock" />\n') == "[See stock](/stock/)\n"


def test_what_only_looks_like_a_tag_stays_text() -> None:
    source = "Put <your-shop> and <YOUR_KEY> where a < b and see <https://example.org>.\n"
    assert cleaned(source) == source


def test_code_is_never_touched() -> None:
    source = (
        "Use `<Box/>` or `{{ x }}`:\n\n```html title='a.html' {1}\n<div>\n  :::tip\n{x}\n</div>\n```\n\n"
        "    <Tabs> in an indented block\n"
    )
    markdown = cleaned(source, is_mdx=True)
    assert "`<Box/>` or `{{ x }}`" in markdown
    assert "```html\n<div>\n  :::tip\n{x}\n</div>\n```" in markdown
    assert "<Tabs> in an indented block" in render(markdown).html.replace("&lt;", "<").replace(
        "&gt;", ">"
    )


def test_code_in_a_list_keeps_its_place() -> None:
    source = "1. First\n\n   ```bash\n   close day\n     --now\n   ```\n\n2. Second\n"
    assert cleaned(source) == source


def test_marks_for_highlighted_lines_leave_code() -> None:
    source = "```js\n// highlight-next-line\nclose();\n```\n"
    assert cleaned(source) == "```js\nclose();\n```\n"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a <b>bold</b> and <em>soft</em> word", "a **bold** and *soft* word"),
        ('see <a href="x.md">the till</a>.', "see [the till](x.md)."),
        ('<a name="old"></a>Text', "Text"),
        ('<img src="a b.png" alt="Till">', "![Till](a%20b.png)"),
        ('<img alt="Till" src={useBaseUrl("img/t.png")} />', "![Till](img/t.png)"),
        ("<h3>\n\nOpen it\n\n</h3>", "### Open it"),
        (
            "<ul>\n<li>One</li>\n<li>Two<ul><li>Deep</li></ul></li>\n</ul>",
            "- One\n- Two\n\n  - Deep",
        ),
        ("<hr />", "---"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("press <kbd>Esc</kbd>", "press `Esc`"),
        ("<code>&lt;div&gt;</code>", "`<div>`"),
        ("<blockquote>Wise words</blockquote>", "> Wise words"),
        ("<!-- secret -->Open", "Open"),
        ("<details><summary>More</summary>\n  Inside.\n</details>", "**More**\n\nInside."),
        ("<dl><dt>Till</dt><dd>Takes money.</dd></dl>", "**Till**\n\nTakes money."),
    ],
)
def test_html_is_written_as_markdown(html: str, markdown: str) -> None:
    assert cleaned(html).strip() == markdown


def test_a_table_of_html_becomes_a_table_with_pipes() -> None:
    html = "<table><tr><th>A</th><th>B</th></tr>\n<tr><td>1 | 2</td><td>\n  <b>3</b>\n</td></tr></table>"
    assert cleaned(html) == "| A | B |\n| --- | --- |\n| 1 \\| 2 | **3** |\n"


def test_html_in_a_cell_of_a_pipe_table_does_not_break_its_row() -> None:
    source = "| A | B |\n| --- | --- |\n| one<br>two | <ul><li>x</li></ul> |\n"
    assert cleaned(source) == "| A | B |\n| --- | --- |\n| one two | • x  |\n"


def test_scripts_and_films_go_with_all_they_hold() -> None:
    page = clean(
        "Before\n\n<script>alert(1)</script>\n\n<video><source src='a.mp4'/></video>\n\nAfter\n"
    )
    assert page.markdown == "Before\n\nAfter\n"
    assert page.found == {(Reason.HTML, "script"): 1, (Reason.HTML, "video"): 1}


def test_expressions_go_from_programmed_pages_only() -> None:
    source = "Version {site.version} of {'Brindille'}.\n\n{list.map(row)}\n"
    page = clean(source, is_mdx=True)
    assert page.markdown == "Version  of Brindille.\n"
    assert page.found == {(Reason.EXPRESSION, ""): 2}
    assert cleaned(source) == source


def test_named_headings_keep_their_old_names_apart() -> None:
    page = clean("# A\n\n## Close the day {#closing}\n\nText\n")
    assert page.anchors == (("closing", "Close the day"),)
    assert "## Close the day\n" in page.markdown


def test_a_broken_page_is_read_all_the_same() -> None:
    for source in (
        "<div><b>never closed",
        "```\nopen fence",
        "</p></p>",
        "<Tabs",
        ":::\n:::",
        "\0\ue000",
        "",
    ):
        clean(source)
