from pathlib import Path

import pytest

from community.importing.left_out import LeftOut, Reason, summary
from community.importing.markdown_links import anchors, settle_links
from community.importing.markdown_tree import PagePlan, TreeOptions, TreePlan, read_tree

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small help center: a root page, two folders, one within the other."""
    write(tmp_path / "welcome.md", "---\ntitle: Welcome\n---\nSee [tills](till/README.md).\n")
    write(tmp_path / "till/README.md", "# The till\n\nNext: [closing](./2-closing.md#count-it).\n")
    write(
        tmp_path / "till/2-closing.md",
        "---\npermalink: /till/close-day/\n---\n# Closing\n\n## Count it\n\nNow.\n",
    )
    write(tmp_path / "till/10-opening.md", "# Opening\n\n[Back](/till/close-day)\n")
    write(tmp_path / "till/cards/fees.md", "# Fees\n\n![Slip](../pictures/slip.png)\n")
    (tmp_path / "till/pictures").mkdir()
    (tmp_path / "till/pictures/slip.png").write_bytes(PNG)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def page(plan: TreePlan, source: str) -> PagePlan:
    return next(one for one in plan.pages if one.source == source)


def reasons(plan: TreePlan) -> dict[Reason, int]:
    return dict(summary(plan.left_out))


def test_titles_come_from_front_matter_else_the_first_heading_else_the_file(tree: Path) -> None:
    write(tree / "late-hours.md", "We stay open.\n")
    plan = read_tree(tree)
    titles = [page(plan, name).title for name in ("welcome.md", "till/README.md", "late-hours.md")]
    assert titles == ["Welcome", "The till", "Late hours"]


def test_folders_become_sections_and_those_with_folders_categories(tree: Path) -> None:
    plan = read_tree(tree, TreeOptions(category="Guides"))
    assert [(one.key, one.category, one.titles["en"]) for one in plan.sections] == [
        ("", "", "General"),
        ("till", "till", "The till"),
        ("till/cards", "till", "Cards"),
    ]
    assert [one.titles["en"] for one in plan.categories] == ["Guides", "The till"]


def test_a_folder_around_all_pages_is_no_section(tmp_path: Path) -> None:
    write(tmp_path / "docs/a.md", "# A\n\nText\n")
    write(tmp_path / "docs/more/b.md", "# B\n\nText\n")
    plan = read_tree(tmp_path)
    assert [one.key for one in plan.sections] == ["", "more"]
    assert page(plan, "docs/a.md").old_paths == ("/docs/a", "/a")


def test_a_label_of_the_folder_names_the_section(tree: Path) -> None:
    write(tree / "till/cards/_category_.json", '{"label": "Cards and fees"}')
    assert read_tree(tree).sections[-1].titles == {"en": "Cards and fees"}


def test_pages_stand_in_the_order_of_their_numbers(tree: Path) -> None:
    in_till = [one.source for one in read_tree(tree).pages if one.section == "till"]
    assert in_till == ["till/README.md", "till/2-closing.md", "till/10-opening.md"]


def test_links_between_pages_are_found_however_they_are_written(tree: Path) -> None:
    plan = read_tree(tree)
    assert "(article:till/README.md)" in page(plan, "welcome.md").markdown
    assert "(article:till/2-closing.md#count-it)" in page(plan, "till/README.md").markdown
    assert "(article:till/2-closing.md)" in page(plan, "till/10-opening.md").markdown


def test_links_to_the_old_site_lead_to_its_pages(tree: Path) -> None:
    write(
        tree / "a.md",
        "# A\n\n[x](https://old.example/till/close-day) [y](https://old.examples.org/z)\n",
    )
    plan = read_tree(tree, TreeOptions(site_url="https://old.example/"))
    assert (
        "[x](article:till/2-closing.md) [y](https://old.examples.org/z)"
        in page(plan, "a.md").markdown
    )


def test_a_link_to_nothing_leaves_its_words_and_a_line_in_the_report(tree: Path) -> None:
    write(tree / "a.md", "# A\n\nSee [the cellar](cellar.md) and `[code](nothing.md)`.\n")
    plan = read_tree(tree)
    assert page(plan, "a.md").markdown == "See the cellar and `[code](nothing.md)`.\n"
    assert LeftOut("a.md", Reason.LINK, "cellar.md") in plan.left_out


def test_pictures_are_listed_and_missing_ones_reported(tree: Path) -> None:
    write(
        tree / "a.md",
        "# A\n\n![One](till/pictures/slip.png) ![Two](gone.png) ![Three](/etc/passwd)\n",
    )
    plan = read_tree(tree)
    assert page(plan, "a.md").pictures == ("till/pictures/slip.png",)
    assert page(plan, "till/cards/fees.md").pictures == ("till/pictures/slip.png",)
    assert reasons(plan) == {Reason.PICTURE: 2}


def test_a_picture_in_another_format_is_reported(tree: Path) -> None:
    write(tree / "plan.svg", "<svg/>")
    write(tree / "a.md", "# A\n\nText ![Plan](plan.svg)\n")
    assert reasons(read_tree(tree)) == {Reason.PICTURE_FORMAT: 1}


def test_old_paths_are_the_file_the_permalink_and_the_path_without_number(tree: Path) -> None:
    assert page(read_tree(tree), "till/2-closing.md").old_paths == (
        "/till/close-day/",
        "/till/2-closing",
        "/till/closing",
    )


def test_an_old_path_that_two_pages_claim_stays_with_the_first(tree: Path) -> None:
    write(tree / "zebra.md", "---\npermalink: /till/close-day\n---\n# Z\n\nText\n")
    plan = read_tree(tree)
    assert page(plan, "zebra.md").old_paths == ("/zebra",)
    assert reasons(plan) == {Reason.OLD_PATH: 1}


def test_the_language_comes_from_the_option_the_folder_or_the_front_matter(tmp_path: Path) -> None:
    write(tmp_path / "en/a.md", "# A\n\nText\n")
    write(tmp_path / "fr/a.md", "# Ah\n\nTexte\n")
    write(tmp_path / "b.md", "---\nlang: fr\n---\n# B\n\nTexte\n")
    plan = read_tree(tmp_path)
    assert [(one.article, one.locale) for one in plan.pages] == [
        ("a", "en"),
        ("a", "fr"),
        ("b", "fr"),
    ]
    assert {one.locale for one in read_tree(tmp_path, TreeOptions(locale="fr")).pages} == {"fr"}


def test_the_language_may_stand_at_the_end_of_the_folders_name(tmp_path: Path) -> None:
    write(tmp_path / "help-fr/a.md", "# A\n\nTexte\n")
    assert read_tree(tmp_path / "help-fr").pages[0].locale == "fr"


def test_accents_in_paths_are_the_same_however_they_are_composed(tmp_path: Path) -> None:
    write(tmp_path / "animer-communaute\u0301.md", "# Animer\n\nTexte\n")
    write(tmp_path / "b.md", "# B\n\n[x](animer-communauté.md) [y](/animer-communaut%C3%A9)\n")
    assert page(read_tree(tmp_path), "b.md").markdown.count("article:animer-communauté.md") == 2


def test_files_that_are_no_pages_are_left_out_with_their_reason(tree: Path) -> None:
    write(tree / "LICENSE.md", "MIT\n")
    write(tree / "empty.md", "---\ntitle: Empty\n---\n")
    write(tree / "later.md", "---\ndraft: true\n---\n# Later\n\nText\n")
    write(tree / "pictures/README.md", "Our pictures\n")
    (tree / "latin.md").write_bytes(b"# Caf\xe9\n")
    assert reasons(read_tree(tree)) == {
        Reason.NO_PAGE: 2,
        Reason.NO_TEXT: 1,
        Reason.DRAFT: 1,
        Reason.NOT_UTF8: 1,
    }


def test_broken_front_matter_costs_no_page(tree: Path) -> None:
    write(tree / "a.md", "---\ntitle: [oops\n---\n# Still here\n\nText\n")
    plan = read_tree(tree)
    assert page(plan, "a.md").title == "Still here"
    assert reasons(plan) == {Reason.BAD_FRONT_MATTER: 1}


def test_a_file_that_leads_out_of_the_folder_is_not_read(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("# Secret\n\nText\n")
    (tree / "way-out.md").symlink_to(secret)
    plan = read_tree(tree)
    assert LeftOut("way-out.md", Reason.OUTSIDE) in plan.left_out
    assert all(one.title != "Secret" for one in plan.pages)


def test_the_same_folder_gives_the_same_plan(tree: Path) -> None:
    assert read_tree(tree) == read_tree(tree)


def test_targets_become_addresses_once_the_articles_have_them() -> None:
    markdown = "[a](article:x.md#close) ![p](picture:p%20q.png) [gone](article:y.md) [b](https://b.example)\n"
    settled = settle_links(
        markdown,
        article=lambda source, anchor: f"/help/en/s/x#{anchor}" if source == "x.md" else None,
        picture=lambda source: f"/files/{len(source)}.png",
    )
    assert settled == "[a](/help/en/s/x#close) ![p](/files/7.png) gone [b](https://b.example)\n"


def test_old_anchors_find_the_new_headings() -> None:
    found = anchors(
        [("h-compter-la-caisse", "Compter la caisse !")], [("fin", "Compter la caisse !")]
    )
    assert found == {"compterlacaisse": "h-compter-la-caisse", "fin": "h-compter-la-caisse"}
