"""Folders of Markdown come in as articles, on both databases."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from community.articles import actions as articles
from community.articles.models import ArticleRevision, HelpSection, Translation
from community.content.models import SlugRedirect
from community.core.db import db
from community.core.errors import Conflict
from community.core.outbox import OutboxEvent
from community.importing.left_out import LeftOut, Reason
from community.importing.markdown_tree import TreeOptions, read_tree
from community.importing.models import ImportedRow, ImportRun
from community.importing.runs import Report
from community.importing.runs_help import import_help


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A first page, two that link to each other, a picture, an aside."""
    folder = tmp_path / "tips-en"
    (folder / "care/pictures").mkdir(parents=True)
    Image.new("RGB", (30, 20), "green").save(folder / "care/pictures/fern.png")
    (folder / "care/1-water.md").write_text(
        "# Water\n\n:::tip\nIn the evening.\n:::\n\n![Fern](pictures/fern.png)\n\nThen [feed](2-feed.md#how-much).\n"
    )
    (folder / "care/2-feed.md").write_text(
        "---\npermalink: /feed-it\n---\n# Feed\n\n## How much?\n\nLittle. See [water](1-water.md).\n"
    )
    (folder / "welcome.md").write_text("# Welcome\n\nBegin with [water](care/1-water.md).\n")
    return folder


def take(folder: Path, *, dry_run: bool = False) -> Report:
    return import_help(read_tree(folder), source="tips", dry_run=dry_run)


def text_of(title: str) -> str:
    statement = select(ArticleRevision.html).join(
        Translation, Translation.published_revision_id == ArticleRevision.id
    )
    return db.session.scalars(statement.where(ArticleRevision.title == title)).one()


def count(model: type) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_pages_become_published_articles_in_the_section_of_their_folder(
    app: Flask, folder: Path
) -> None:
    report = take(folder)
    assert (report.read, report.added, report.changed) == (3, 3, 0)
    sections = db.session.scalars(select(HelpSection.name).order_by(HelpSection.position)).all()
    assert [name["en"] for name in sections] == ["General", "Care"]
    assert 'class="callout-tip callout"' in text_of("Water")


def test_links_lead_from_article_to_article_and_to_the_heading(app: Flask, folder: Path) -> None:
    take(folder)
    assert 'href="/help/en/care/feed#h-how-much"' in text_of("Water")
    assert 'href="/help/en/care/water"' in text_of("Feed")


def test_pictures_are_kept_and_shown(app: Flask, folder: Path) -> None:
    take(folder)
    assert 'src="/files/' in text_of("Water")
    assert 'alt="Fern"' in text_of("Water")


def test_old_paths_lead_to_the_article(app: Flask, folder: Path) -> None:
    take(folder)
    paths = set(db.session.scalars(select(SlugRedirect.path)))
    assert {"/feed-it", "/care/2-feed", "/care/feed"} <= paths


def test_a_second_run_changes_nothing(app: Flask, folder: Path) -> None:
    take(folder)
    before = {model: count(model) for model in (ArticleRevision, ImportedRow, ImportRun)}
    report = take(folder)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    assert {model: count(model) for model in before} == before


def test_a_changed_page_becomes_a_new_revision_of_its_article(app: Flask, folder: Path) -> None:
    take(folder)
    (folder / "care/1-water.md").write_text("# Water\n\nAlways in the morning.\n")
    report = take(folder)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 2)
    assert "Always in the morning" in text_of("Water")
    assert count(Translation) == 3


@pytest.mark.long
def test_a_new_page_joins_the_others(app: Flask, folder: Path) -> None:
    take(folder)
    (folder / "care/3-repot.md").write_text("# Repot\n\nAfter [water](1-water.md).\n")
    assert take(folder).added == 1
    assert 'href="/help/en/care/water"' in text_of("Repot")


def test_a_dry_run_writes_nothing(app: Flask, folder: Path) -> None:
    report = take(folder, dry_run=True)
    assert report.added == 3
    assert (count(Translation), count(ImportRun), count(HelpSection)) == (0, 0, 0)


def test_two_languages_of_a_page_are_one_article(app: Flask, tmp_path: Path) -> None:
    for locale, title in (("en", "Water"), ("fr", "Arroser")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "water.md").write_text(f"# {title}\n\nText.\n")
    take(tmp_path)
    rows = db.session.execute(select(Translation.article_id, Translation.locale)).all()
    assert len({row.article_id for row in rows}) == 1
    assert sorted(row.locale for row in rows) == ["en", "fr"]


def test_a_language_that_the_portal_does_not_speak_is_left_out(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText.\n")
    report = import_help(read_tree(tmp_path, TreeOptions(locale="de")), source="x")
    assert report.added == 0
    assert LeftOut("a.md", Reason.LANGUAGE, "de") in report.left_out


def test_a_page_that_is_too_long_stops_no_other(app: Flask, folder: Path) -> None:
    (folder / "care/long.md").write_text("# Long\n\n" + "A word. " * 5000)
    report = take(folder)
    assert LeftOut("care/long.md", Reason.TOO_LONG) in report.left_out
    assert text_of("Water")


@pytest.mark.parametrize(
    ("front", "left_out"),
    [
        ('title: "Half \\ud800, \\0"', []),
        ('title: "…"', [Reason.NOT_TAKEN]),
        ("weight: " + "9" * 400, []),
        ("title: !!timestamp soon", [Reason.BAD_FRONT_MATTER]),
        ("title: " + "[" * 2000, [Reason.BAD_FRONT_MATTER]),
    ],
)
def test_odd_front_matter_stops_no_other_page(
    app: Flask, folder: Path, front: str, left_out: list[Reason]
) -> None:
    (folder / "care/0-odd.md").write_text(f"---\n{front}\n---\nSome text.\n")
    report = take(folder)
    assert [(one.source, one.reason) for one in report.left_out] == [
        ("care/0-odd.md", reason) for reason in left_out
    ]
    assert report.added == 4 - left_out.count(Reason.NOT_TAKEN)
    assert 'href="/help/en/care/water"' in text_of("Feed")


def test_a_page_without_a_place_stops_no_other(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_feed(*arguments: Any, title: str, **named: Any) -> Translation:
        if title == "Feed":
            raise Conflict("Not here.")
        return add(*arguments, title=title, **named)

    add = articles.add_translation
    with monkeypatch.context() as patched:
        patched.setattr(articles, "add_translation", refuse_feed)
        report = take(folder)
    assert report.left_out == [LeftOut("care/2-feed.md", Reason.NOT_TAKEN, "Not here.")]
    assert (report.added, count(Translation)) == (2, 2)
    assert take(folder).added == 1


def test_folders_without_a_name_stop_nothing(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "--" / "__").mkdir(parents=True)
    for folder in ("--", "--/__"):
        (tmp_path / folder / "water.md").write_text("# Water\n\nAt night.\n")
    assert take(tmp_path / "--").added == 2


def test_a_picture_that_is_none_is_left_out(app: Flask, folder: Path) -> None:
    (folder / "care/pictures/fern.png").write_bytes(b"no picture")
    report = take(folder)
    assert any(one.reason is Reason.PICTURE_REFUSED for one in report.left_out)
    assert "<img" not in text_of("Water")


def test_an_import_is_told_to_nobody(app: Flask, folder: Path, drain: Callable[[], None]) -> None:
    take(folder)
    assert count(OutboxEvent) == 0


def test_the_command_reports_what_was_left_out(app: Flask, folder: Path) -> None:
    (folder / "LICENSE.md").write_text("Ours.\n")
    result = app.test_cli_runner().invoke(args=["import", "help", str(folder), "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "3 read: 3 would be added" in result.output
    assert "LICENSE.md: file is about the folder itself" in result.output


def test_braces_that_the_menu_does_not_know_stay_and_are_said(app: Flask, folder: Path) -> None:
    page = folder / "care/3-call.md"
    page.write_text("# Call\n\nHello {{ customer_name }}, `{{ code }}`.\n\nIn {{ hours:gold }}.\n")
    report = take(folder)
    assert "Hello {{ customer_name }}" in text_of("Call")
    said = [line.detail for line in report.left_out if line.reason is Reason.MENU_VALUE]
    assert said == [
        "line 1, column 7: {{ customer_name }}",
        "line 3, column 4: {{ hours:gold }}",
    ]
