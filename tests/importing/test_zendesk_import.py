"""A Zendesk Help Center export comes in as articles, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.articles.models import ArticleAuthor, ArticleRevision, HelpSection, Translation
from community.articles.states import Staleness
from community.core.db import db
from community.core.outbox import OutboxEvent
from community.importing.left_out import LeftOut, Reason
from community.importing.models import ImportedRow
from community.importing.runs import Report
from community.importing.runs_zendesk import import_zendesk
from community.importing.zendesk_reading import read_zendesk
from tests.importing.zendesk_export import STOCK, article, rows, translation, write_export
from tests.makers import make_member
from tests.services.client import PortalClient


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_export(tmp_path / "export")


def take(folder: Path, *, known: tuple[str, ...] = (), dry_run: bool = False) -> Report:
    return import_zendesk(read_zendesk(folder, known=known), source="zendesk", dry_run=dry_run)


def words_of(title: str) -> ArticleRevision:
    db.session.rollback()
    statement = select(ArticleRevision).where(ArticleRevision.title == title)
    return db.session.scalars(statement.order_by(ArticleRevision.id.desc())).first()  # type: ignore[return-value]


def count(model: type) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


@pytest.mark.long
def test_articles_stand_in_their_sections_with_links_pictures_and_callouts(
    app: Flask, folder: Path
) -> None:
    report = take(folder)
    assert (report.read, report.added) == (5, 5)
    page = words_of("Print a note").html
    assert 'href="/help/en/till/take-stock#h-note-it"' in page
    assert 'src="/files/' in page
    assert 'alt="The till"' in page
    assert 'class="callout-warning callout"' in page


@pytest.mark.long
def test_every_old_address_leads_to_its_page(
    app: Flask, client: PortalClient, folder: Path
) -> None:
    take(folder)
    for path, target in (
        ("/hc/en-us/articles/2001-Print-a-note", "/help/en/till/print-a-note"),
        ("/hc/en-us/articles/2001", "/help/en/till/print-a-note"),
        ("/hc/en-us/articles/2001-An-older-title", "/help/en/till/print-a-note"),
        ("/hc/fr/articles/2001-Imprimer-un-bon", "/help/fr/till/imprimer-un-bon"),
        ("/hc/en-us/sections/1001-Till", "/help/en/till"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, target)


@pytest.mark.long
def test_a_category_leads_to_its_shelf(app: Flask, client: PortalClient, folder: Path) -> None:
    take(folder)
    assert client.get("/hc/en-us/categories/901-Shop").location.startswith("/help/en#shelf-")


def test_a_language_of_a_section_that_was_only_begun_takes_no_name_away(
    app: Flask, tmp_path: Path
) -> None:
    lists = rows()
    lists["sections"][0]["description"] = "<p>What one <b>needs</b></p>"
    begun = translation(1001, "en-us", "", "", source_type="Section")
    french = translation(
        1001, "fr", "Caisse", "<p>L&#39;essentiel &amp; plus</p>", source_type="Section"
    )
    lists["translations"] += [begun, french]
    assert take(write_export(tmp_path / "begun", lists)).added == 5
    section = db.session.scalars(select(HelpSection)).one()
    assert section.name == {"en": "Till", "fr": "Caisse"}
    assert section.description == {"en": "What one needs", "fr": "L'essentiel & plus"}


@pytest.mark.long
def test_drafts_stay_drafts_and_members_pages_stay_theirs(
    app: Flask, client: PortalClient, folder: Path
) -> None:
    take(folder)
    assert client.get("/help/en/till/not-yet").status_code == 404
    assert words_of("Not yet").published_at is None
    assert client.get("/help/en/till/take-stock").status_code == 404
    assert client.sign_in(make_member()).get("/help/en/till/take-stock").status_code == 200


@pytest.mark.long
def test_a_segment_that_nobody_knows_is_for_staff_and_is_reported(
    app: Flask, client: PortalClient, folder: Path
) -> None:
    report = take(folder)
    assert LeftOut("article 2003", Reason.SEGMENT, "Resellers") in report.left_out
    assert client.sign_in(make_member()).get("/help/en/till/our-margins").status_code == 404


def test_a_segment_of_this_name_here_is_that_segment(app: Flask, folder: Path) -> None:
    tree = read_zendesk(folder, known=["segment:resellers"])
    margins = next(one for one in tree.texts if one.front["title"] == "Our margins")
    assert margins.front["audience"] == ["segment:resellers"]


@pytest.mark.long
def test_what_cannot_be_taken_is_said(app: Flask, folder: Path) -> None:
    left_out = {(one.source, one.reason, one.detail) for one in take(folder).left_out}
    assert ("article 2005", Reason.NO_SECTION, "") in left_out
    assert ("article 2001", Reason.LANGUAGE, "de") in left_out
    assert ("article 2001 (en)", Reason.ATTACHMENT, "prices.pdf") in left_out
    assert ("article 2001 (en)", Reason.LINK, "/hc/en-us/articles/9999") in left_out


@pytest.mark.parametrize("key", ["user_segment_ids", "outdated_locales", "label_names"])
@pytest.mark.parametrize("odd", [43, "43", {"a": 1}])
def test_a_field_of_the_wrong_kind_stops_nothing(folder: Path, key: str, odd: object) -> None:
    lists = rows()
    lists["articles"][0][key] = odd
    titles = [one.front["title"] for one in read_zendesk(write_export(folder, lists)).texts]
    assert {"Print a note", "Take stock"} <= set(titles)


def test_an_audience_of_the_wrong_kind_opens_a_page_to_nobody(folder: Path) -> None:
    lists = rows()
    lists["articles"][0]["user_segment_ids"] = 43
    [page, *_] = read_zendesk(write_export(folder, lists)).texts
    assert page.front["audience"] == ["staff"]


def test_half_a_character_and_an_odd_id_stop_nothing(app: Flask, folder: Path) -> None:
    lists = rows()
    lists["articles"][0]["title"] = "Print \ud83d a note"
    lists["articles"] += [article(1, "Odd", "<p>Odd.</p>", id=one) for one in ("a/b", [1], "")]
    report = take(write_export(folder, lists))
    assert (report.added, words_of("Print ? a note").title) == (5, "Print ? a note")
    assert [one.reason for one in report.left_out].count(Reason.NO_OBJECT) == 3


def test_times_that_cannot_be_true_are_reported_and_break_no_page(
    app: Flask, client: PortalClient, folder: Path
) -> None:
    lists, odd = rows(), "9999-12-31T23:59:59Z"
    lists["articles"][0] |= {"created_at": "0001-01-01T00:00:00Z", "updated_at": odd}
    lists["translations"] = []
    report = take(write_export(folder, lists))
    told = [one.detail for one in report.left_out if one.reason is Reason.BAD_TIME]
    assert "created: 0001-01-01T00:00:00Z" in told
    assert f"published: {odd}" in told
    for page in ("/", "/help/en", "/help/en/till/print-a-note"):
        assert client.get(page).status_code == 200


@pytest.mark.long
def test_authors_dates_and_lagging_translations_come_along(app: Flask, folder: Path) -> None:
    take(folder)
    french = db.session.scalars(select(Translation).where(Translation.locale == "fr")).one()
    assert french.staleness is Staleness.OUT_OF_DATE
    assert words_of("Print a note").published_at.isoformat() == "2024-05-06T07:08:09+00:00"  # type: ignore[union-attr]
    author = db.session.scalars(select(Member.name).join(ArticleAuthor)).first()
    assert author == "Rosa Linde"


@pytest.mark.long
def test_an_author_is_never_taken_for_a_member_of_his_name(app: Flask, folder: Path) -> None:
    rosa = make_member("Rosa Linde").id
    take(folder)
    credited = set(db.session.scalars(select(ArticleAuthor.member_id)))
    assert credited
    assert rosa not in credited


@pytest.mark.long
def test_a_second_run_changes_nothing_and_keeps_what_was_edited_here(
    app: Flask, folder: Path
) -> None:
    take(folder)
    before = {model: count(model) for model in (ArticleRevision, ImportedRow, Member)}
    report = take(folder)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 5)
    assert {model: count(model) for model in before} == before


@pytest.mark.long
def test_a_changed_page_is_a_new_revision_though_its_title_changed(
    app: Flask, folder: Path
) -> None:
    take(folder)
    lists: dict[str, list[dict[str, Any]]] = rows()
    lists["articles"][1] = article(
        2002, "Count the stock", f"{STOCK}<p>Twice.</p>", user_segment_id=41
    )
    write_export(folder, lists)
    report = take(folder)
    assert (report.added, report.changed) == (0, 1)
    assert count(Translation) == 5
    assert words_of("Count the stock").number == 2


@pytest.mark.long
def test_a_dry_run_writes_nothing_and_an_import_tells_nobody(app: Flask, folder: Path) -> None:
    assert take(folder, dry_run=True).added == 5
    assert count(Translation) == 0
    take(folder)
    assert count(OutboxEvent) == 0


@pytest.mark.long
def test_the_command_takes_an_export_and_refuses_other_folders(
    app: Flask, folder: Path, tmp_path: Path
) -> None:
    run = app.test_cli_runner().invoke
    done = run(args=["import", "zendesk", str(folder)])
    assert done.exit_code == 0, done.output
    assert "5 read: 5 added" in done.output
    (tmp_path / "other").mkdir()
    assert run(args=["import", "zendesk", str(tmp_path / "other")]).exit_code == 1
