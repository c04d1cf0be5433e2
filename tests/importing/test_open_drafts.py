"""An import takes nobody the draft that he is writing: neither its words nor what was decided about it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.articles import tasks_publishing
from community.articles.actions import write_draft
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.states import RevisionState
from community.core.clock import now
from community.core.db import db, writing
from community.importing.export_help import export_help
from community.importing.left_out import LeftOut, Reason
from community.importing.markdown_tree import read_tree
from community.importing.runs import Report
from community.importing.runs_help import import_help
from community.importing.runs_tree import import_tree
from community.importing.runs_zendesk import import_zendesk
from community.importing.tree_reading import read_portal_tree
from community.importing.zendesk_reading import read_zendesk
from community.policies.actor import SYSTEM, Role
from tests.articles.team import Team, draft, notes, translation, words
from tests.importing.zendesk_export import article, rows, write_export
from tests.makers import actor_of, make_member

PAGE = "articles/guides/deliveries/print-a-delivery-note.en.md"
DRAFT = PAGE.replace(".en.", ".en.draft.")


@pytest.fixture
def team(app: Flask) -> Team:
    """A published article that the writer is at again."""
    team = Team()
    team.publish(team.writer)
    team.write(team.writer, "Monday.")
    return team


def exported(folder: Path) -> Path:
    db.session.rollback()
    export_help(SYSTEM, folder)
    return folder


def take(folder: Path, *, dry_run: bool = False) -> Report:
    return import_tree(read_portal_tree(folder), source="garden", dry_run=dry_run)


def edit_published(folder: Path) -> None:
    page = folder / PAGE
    page.write_text(page.read_text().replace("Choose *Print*.", "Choose *Paper*."))


def body_of(title: str) -> str:
    """What the only draft of this title says."""
    db.session.rollback()
    drafts = select(ArticleRevision.body).join(
        Translation, Translation.draft_revision_id == ArticleRevision.id
    )
    return db.session.scalars(drafts.where(ArticleRevision.title == title)).one().strip()


def go_on_with(title: str, body: str) -> None:
    """Somebody of the portal writes in the draft of this title."""
    found = select(Article).join(Translation, Translation.article_id == Article.id)
    found = found.join(ArticleRevision, ArticleRevision.translation_id == Translation.id)
    writer = actor_of(make_member("Wanda", Role.EDITOR))
    with writing():
        kept = db.session.scalars(found.where(ArticleRevision.title == title)).first()
        assert kept is not None
        write_draft(writer, kept, "en", words(body, title=title))


def test_a_draft_that_was_continued_after_the_export_stays_and_is_reported(
    team: Team, tmp_path: Path
) -> None:
    folder = exported(tmp_path / "monday")
    team.write(team.writer, "Tuesday.")
    for dry_run in (True, False, False):
        report = take(folder, dry_run=dry_run)
        assert report.left_out == [LeftOut(DRAFT, Reason.OPEN_DRAFT)]
        assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
        assert (draft(team).body, draft(team).saves) == ("Tuesday.", 2)


def test_a_scheduled_draft_stays_scheduled_though_its_words_were_others(
    team: Team, tmp_path: Path
) -> None:
    folder = exported(tmp_path / "monday")
    team.write(team.writer, "Tuesday.")
    team.act(team.writer, "schedule", now() + timedelta(hours=2))
    take(folder)
    assert (draft(team).state, draft(team).body) == (RevisionState.SCHEDULED, "Tuesday.")


def test_a_draft_whose_owner_changes_in_the_file_is_taken_as_said_already(
    team: Team, tmp_path: Path
) -> None:
    folder = exported(tmp_path / "monday")
    for path in (folder / PAGE, folder / DRAFT):
        path.write_text(path.read_text().replace("locale: en\n", "locale: en\nowner: rita\n"))
    for dry_run in (True, False):
        report = take(folder, dry_run=dry_run)
        assert (report.changed, report.left_out) == (2, [])
    assert draft(team).saves == 1


def test_a_draft_whose_file_leaves_away_what_goes_without_saying_is_taken_as_said_already(
    team: Team, tmp_path: Path
) -> None:
    path = exported(tmp_path / "monday") / DRAFT
    path.write_text(path.read_text().replace("significance: medium\n", "owner: rita\n"))
    for dry_run in (True, False):
        report = take(tmp_path / "monday", dry_run=dry_run)
        assert (report.changed, report.left_out) == (1, [])


@pytest.mark.long
def test_what_is_published_beside_a_draft_takes_nothing_that_was_decided_about_it(
    team: Team, tmp_path: Path
) -> None:
    team.write(team.reviewer, "Together.")
    third, at = make_member("Thea", Role.EDITOR), now() + timedelta(hours=2)
    team.act(team.writer, "submit", reviewer_id=third.id)
    team.act(third, "approve", text="Fine.")
    team.act(team.writer, "schedule", at)
    before, said = facts_of(draft(team)), notes(team)
    edit_published(folder := exported(tmp_path / "monday"))
    report = take(folder)
    assert (report.changed, report.left_out) == (1, [])
    assert (facts_of(draft(team)), notes(team)) == (before, said)
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        assert tasks_publishing.publish_due() == 1
    published = translation(team.article).published
    assert published is not None
    assert published.body == "Together."


def facts_of(revision: ArticleRevision) -> dict[str, object]:
    """All that its row says but its number."""
    columns = [one.key for one in ArticleRevision.__table__.columns if one.key != "number"]
    return {key: getattr(revision, key) for key in columns}


def test_what_is_published_beside_a_draft_comes_before_it_in_the_history(
    team: Team, tmp_path: Path
) -> None:
    edit_published(folder := exported(tmp_path / "monday"))
    take(folder)
    found = translation(team.article)
    assert found.published is not None
    assert "Choose *Paper*." in found.published.body
    assert draft(team).body == "Monday."
    assert draft(team).number > found.published.number


def test_a_changed_text_that_is_refused_counts_neither_as_added_nor_as_changed(
    team: Team, tmp_path: Path
) -> None:
    page = exported(tmp_path / "monday") / PAGE
    page.write_text(page.read_text().replace("Choose *Print*.", "A word. " * 20_000))
    report = take(tmp_path / "monday")
    assert [one.reason for one in report.left_out] == [Reason.NOT_TAKEN]
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)


def test_a_changed_page_of_markdown_is_published_beside_a_writers_draft(
    app: Flask, tmp_path: Path
) -> None:
    page = tmp_path / "tips-en" / "water.md"
    page.parent.mkdir()
    for body, drafted in (("At night.", "By hand."), ("At dawn.", "")):
        page.write_text(f"# Water\n\n{body}\n")
        import_help(read_tree(page.parent), source="tips")
        if drafted:
            go_on_with("Water", drafted)
    assert body_of("Water") == "By hand."


@pytest.mark.long
@pytest.mark.parametrize("went_on", [True, False])
def test_a_draft_from_zendesk_follows_its_source_until_somebody_here_goes_on_with_it(
    app: Flask, tmp_path: Path, *, went_on: bool
) -> None:
    import_zendesk(read_zendesk(write_export(tmp_path)), source="zendesk")
    if went_on:
        go_on_with("Not yet", "Wanda's.")
    lists = rows()
    lists["articles"][3] = article(2004, "Not yet", "<p>Later.</p>", draft=True)
    write_export(tmp_path, lists)
    for dry_run, changed in ((True, not went_on), (False, not went_on), (False, False)):
        report = import_zendesk(read_zendesk(tmp_path), source="zendesk", dry_run=dry_run)
        assert (report.added, report.changed) == (0, int(changed))
        stays = [one for one in report.left_out if one.reason is Reason.OPEN_DRAFT]
        assert len(stays) == went_on
    assert body_of("Not yet") == ("Wanda's." if went_on else "Later.")
