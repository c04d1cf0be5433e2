"""The help center goes out as a tree of Markdown and comes back the same, on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from community.articles import actions, actions_audience, actions_life, queries_desk
from community.articles.models import Article, ArticleRevision, HelpSection, Translation
from community.articles.texts import compose
from community.content.actions_redirects import keep_redirect
from community.content.models import Subject
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.core.files import store_picture
from community.importing.export_help import export_help, tree_of
from community.importing.help_tree import rewrite_targets
from community.importing.left_out import Reason
from community.importing.models import ImportRun
from community.importing.runs import Report
from community.importing.runs_tree import import_tree
from community.importing.tree_reading import read_portal_tree
from community.policies.actor import SYSTEM, VISITOR, Role
from tests.makers import (
    actor_of,
    make_area,
    make_article,
    make_member,
    make_section,
    translate_article,
)
from tests.services.client import PortalClient
from tests.services.portals import Portal


def picture(folder: Path) -> str:
    Image.new("RGB", (30, 20), "green").save(folder / "fern.jpg", quality=40)
    with (folder / "fern.jpg").open("rb") as stream:
        return store_picture(stream).key


@pytest.fixture
def content(app: Flask, tmp_path: Path) -> None:
    """Two sections, three articles, everything that may be said of them."""
    first, second = make_section(), make_section("Till", "Caisse", grants=["plan:premium"])
    area, ines = make_area(), make_member("Inès Roy", Role.EDITOR)
    stock = make_article(second, "Take stock", author=ines, body="Count.\r\n\r\n\r\n`[a](b)`")
    key = picture(tmp_path)
    link = "[stock](/help/en/till/take-stock#h-now) ![A fern](/files/" + key + ")"
    note = make_article(first, body=f"See {link}.\n\n```\n{link}\n```", author=ines)
    translate_article(note)
    with writing():
        actions_life.verify(SYSTEM, note, "en")
        actions_life.rename(SYSTEM, note, "en", "delivery-notes")
        actions_life.sort_into(SYSTEM, note, owner_id=ines.id, product_area_ids=[area.id])
        actions_audience.set_audience(SYSTEM, note, ["members"])
        keep_redirect("/docs/print", "translation", queries_desk.get_translation(note.id, "en").id)
        keep_redirect("/docs/any", "article", stock.id)
        keep_redirect("/help/en/old-till", "help_section", second.id)
        keep_redirect(f"/help/en/old-till#{first.id}", "help_section", first.id)
        draft = compose("Take stock twice", "", "Count again.", lang="en")
        actions.write_draft(actor_of(ines), stock, "en", draft, note="Better")
        actions_life.archive(SYSTEM, make_hidden(first))


def make_hidden(section: HelpSection) -> Article:
    subject = actions.create_article(SYSTEM, section, lang="fr")
    text = compose("Rien", "", "Du tout: il était une fois.", lang="fr")
    actions.write_draft(SYSTEM, subject, "fr", text)
    return subject


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def out(folder: Path) -> dict[str, bytes]:
    db.session.rollback()
    export_help(SYSTEM, folder)
    return files_of(folder)


def take(folder: Path, *, dry_run: bool = False) -> Report:
    return import_tree(read_portal_tree(folder), source="garden", dry_run=dry_run)


@pytest.fixture
def moved(content: None, portal: Portal, tmp_path: Path) -> tuple[dict[str, bytes], Path]:
    """The files of an export that was taken into an empty portal, and their folder."""
    folder = tmp_path / "first"
    before = out(folder)
    portal.reset()
    report = take(folder)
    assert not report.left_out
    return before, folder


@pytest.mark.long
def test_export_import_export_gives_the_same_bytes(
    moved: tuple[dict[str, bytes], Path], tmp_path: Path
) -> None:
    assert out(tmp_path / "second") == moved[0]


@pytest.mark.long
def test_links_between_articles_and_pictures_are_relative_and_code_is_untouched(
    content: None, tmp_path: Path
) -> None:
    files = out(tmp_path / "out")
    page = files["articles/guides/deliveries/delivery-notes.en.md"].decode()
    assert "[stock](../till/take-stock.en.md#h-now)" in page
    assert "](../../../pictures/" in page
    assert "```\n[stock](/help/en/till/take-stock#h-now)" in page
    assert b"Count.\r\n\r\n\r\n`[a](b)`" in files["articles/guides/till/take-stock.en.md"]


@pytest.mark.long
def test_an_imported_page_reads_as_before(
    moved: tuple[dict[str, bytes], Path], client: PortalClient
) -> None:
    reader = client.sign_in(make_member())
    page = reader.get("/help/en/deliveries/delivery-notes").text
    assert 'href="/help/en/till/take-stock#h-now"' in page
    assert "Inès Roy" in page
    assert "Verified" in page


@pytest.mark.long
def test_old_addresses_lead_where_they_led(
    moved: tuple[dict[str, bytes], Path], client: PortalClient
) -> None:
    reader, new = client.sign_in(make_member()), "/help/en/deliveries/delivery-notes"
    for old in ("deliveries/print-a-delivery-note", "old-till/delivery-notes"):
        assert reader.get(f"/help/en/{old}").location == new
    assert reader.get("/docs/print").location == new
    staff = client.sign_in(make_member("Ann", Role.AGENT))
    led = [staff.get(old).location for old in ("/docs/any", "/help/en/old-till")]
    assert led == ["/help/en/till/take-stock", "/help/en/till"]
    assert b"till#" not in moved[0]["redirects.yaml"]


@pytest.mark.long
def test_audiences_come_along(moved: tuple[dict[str, bytes], Path], client: PortalClient) -> None:
    assert client.get("/help/en/deliveries/delivery-notes").status_code == 404
    assert client.get("/help/en/till").status_code == 404


@pytest.mark.long
def test_a_second_import_changes_nothing(moved: tuple[dict[str, bytes], Path]) -> None:
    models = (ArticleRevision, Translation, Subject, ImportRun)
    before = [db.session.scalar(select(func.count()).select_from(one)) for one in models]
    report = take(moved[1])
    assert (report.added, report.changed, report.unchanged) == (
        0,
        0,
        5,
    )
    assert [db.session.scalar(select(func.count()).select_from(one)) for one in models] == before


@pytest.mark.long
def test_an_export_taken_into_its_own_portal_changes_only_what_was_edited(
    content: None, tmp_path: Path
) -> None:
    out(folder := tmp_path / "out")
    page = folder / "articles/guides/till/take-stock.en.md"
    page.write_bytes(page.read_bytes().replace(b"Count.", b"Count slowly."))
    report = take(folder)
    assert (report.added, report.changed) == (0, 1)
    again = out(tmp_path / "again")
    assert b"Count slowly." in again["articles/guides/till/take-stock.en.md"]
    assert "articles/guides/till/take-stock.en.draft.md" in again


@pytest.mark.long
def test_a_visitors_export_holds_what_a_visitor_sees(content: None) -> None:
    make_article(db.session.scalars(select(HelpSection).order_by(HelpSection.id)).first(), "Open")
    visitor = replace(VISITOR, audience_ids=list_audience_ids(VISITOR))
    paths = [path for path, _body in tree_of(visitor)]
    assert [one for one in paths if one.endswith(".md")] == [
        "articles/guides/deliveries/open.en.md"
    ]
    assert not [path for path in paths if "till" in path]
    whole = [path for path, _body in tree_of(SYSTEM)]
    assert len([path for path in whole if path.endswith(".md")]) == 6


@pytest.mark.long
def test_what_nobody_knows_as_an_audience_is_for_staff(
    content: None, portal: Portal, tmp_path: Path, client: PortalClient
) -> None:
    out(folder := tmp_path / "out")
    page = folder / "articles/guides/deliveries/delivery-notes.en.md"
    for file in page.parent.glob("delivery-notes.*.md"):
        file.write_text(file.read_text().replace("- members", "- everyone"))
    portal.reset()
    assert Reason.AUDIENCE in {one.reason for one in take(folder).left_out}
    reader = client.sign_in(make_member())
    assert reader.get("/help/en/deliveries/delivery-notes").status_code == 404


@pytest.mark.long
def test_a_file_that_is_none_and_a_false_picture_stop_nothing(
    content: None, portal: Portal, tmp_path: Path
) -> None:
    out(folder := tmp_path / "out")
    (folder / "articles/guides/till/broken.en.md").write_text("no front matter")
    for file in (folder / "pictures").iterdir():
        file.write_bytes(b"no picture")
    portal.reset()
    reasons = {one.reason for one in take(folder).left_out}
    assert {Reason.NO_TREE_PAGE, Reason.PICTURE_REFUSED} <= reasons
    assert db.session.scalar(select(func.count()).select_from(Translation)) == 4


@pytest.mark.long
def test_an_article_that_is_refused_and_shelves_without_a_name_stop_nothing(
    content: None, portal: Portal, tmp_path: Path
) -> None:
    out(folder := tmp_path / "out")
    shelf = folder / "articles/guides"
    for file in (shelf / "category.yaml", shelf / "till/section.yaml"):
        file.write_text("name: 7\nposition: " + "9" * 40 + "\nverification_days: 99999999999\n")
    page = shelf / "till/take-stock.en.md"
    page.write_text(page.read_text().replace("title: Take stock", 'title: "*"'))
    portal.reset()
    report = take(folder)
    assert Reason.NOT_TAKEN in {one.reason for one in report.left_out}
    assert (report.added, db.session.scalar(select(func.count(Article.id)))) == (3, 3)


@pytest.mark.long
def test_times_that_cannot_be_true_are_reported_and_hide_what_was_archived(
    content: None, portal: Portal, tmp_path: Path, client: PortalClient
) -> None:
    out(folder := tmp_path / "out")
    page = folder / "articles/guides/deliveries/delivery-notes.en.md"
    text = re.sub(r"(?m)^(published|created): .*$", r"\1: 9999-12-31T23:59:59Z", page.read_text())
    page.write_text(text.replace("locale: en\n", "locale: en\narchived: 9999-12-31T23:59:59Z\n"))
    portal.reset()
    told = [one.detail for one in take(folder).left_out if one.reason is Reason.BAD_TIME]
    assert {one.partition(":")[0] for one in told} == {"archived", "created", "published"}
    reader = client.sign_in(make_member())
    assert reader.get("/help/en/deliveries/delivery-notes").status_code == 410


@pytest.mark.long
def test_the_commands_write_and_read_and_refuse_a_full_folder(
    content: None, app: Flask, tmp_path: Path
) -> None:
    db.session.rollback()
    run = app.test_cli_runner().invoke
    folder = str(tmp_path / "out")
    assert "5 texts written" in run(args=["export", "help", folder]).output
    assert run(args=["export", "help", folder]).exit_code == 1
    assert "0 would be added" in run(args=["import", "help", folder, "--dry-run"]).output
    public = run(args=["export", "help", str(tmp_path / "public"), "--seen-by", "public"])
    assert "0 texts written" in public.output


@pytest.mark.parametrize(
    ("markdown", "settled"),
    [
        ("[a](/x)", "[a](/y)"),
        ("![a](/x 't')", "![a](/y 't')"),
        ("[a]: /x", "[a]: /y"),
        ("[a](</x>)", "[a](</y>)"),
        ("`[a](/x)` [b](/x)", "`[a](/x)` [b](/y)"),
        ("~~~\n[a](/x)\n~~~\n[b](/x)", "~~~\n[a](/x)\n~~~\n[b](/y)"),
        ("- ```\n  [a](/x)\n  ```\n  [b](/x)", "- ```\n  [a](/x)\n  ```\n  [b](/y)"),
        ("a\r\n\r\n\r\n\tb  \n", "a\r\n\r\n\r\n\tb  \n"),
    ],
)
def test_targets_change_and_no_other_byte(markdown: str, settled: str) -> None:
    assert rewrite_targets(markdown, lambda target: target.replace("/x", "/y")) == settled


@pytest.mark.long
def test_dates_of_publishing_and_checks_come_along(
    moved: tuple[dict[str, bytes], Path],
) -> None:
    page = moved[0]["articles/guides/deliveries/delivery-notes.en.md"].decode()
    assert "verified:" in page
    french = db.session.scalars(select(Translation).where(Translation.locale == "fr")).first()
    assert french is not None
    assert now() - (french.published_at or now()) < timedelta(hours=1)
