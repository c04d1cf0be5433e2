"""Links between pages: found when a text is published, looked at again, listed, mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.articles import actions, actions_life, queries_desk, queries_structure, tasks_work
from community.articles import actions_publishing as publishing
from community.articles.actions_structure import (
    SectionWords,
    change_category,
    change_section,
    create_category,
    create_section,
)
from community.articles.link_finder import FoundLink, find_links
from community.articles.models import Article, ArticleRevision, HelpSection
from community.articles.models_work import ArticleLink, ArticleTask
from community.articles.states import Significance
from community.articles.states_work import LinkState, TaskKind
from community.articles.texts import compose
from community.content import actions as content
from community.content.models import Subject, Visibility
from community.core.db import db, writing
from community.policies.actor import SYSTEM, Role
from tests.articles.linking import linking, rename_section, states
from tests.articles.team import reject_a_draft
from tests.makers import actor_of, make_article, make_idea, make_member, make_question, make_section
from tests.services.client import PortalClient
from tests.services.worker import Worker

TARGET = "/help/en/deliveries/print-a-delivery-note"
S = LinkState


def rename(article: Article, slug: str) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    with writing():
        actions_life.rename(actor, article, "en", slug)


def republish(article: Article, body: str) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", "", body, lang="en")
    with writing():
        actions.write_draft(actor, article, "en", text, significance=Significance.TYPO)
        publishing.publish(actor, article, "en")


def test_a_link_is_found_with_its_words_and_its_heading() -> None:
    html = compose(
        "T", "", "## One\n\n[Two](/help/en/a/b#h-c) [X](https://x.example)", lang="en"
    ).html
    assert find_links(html, site="https://help.example") == [
        FoundLink("/help/en/a/b#h-c", "Two", "One", "h-one")
    ]


def test_the_portals_own_address_is_no_elsewhere() -> None:
    html = '<p><a href="https://help.example/questions">Q</a></p>'
    [found] = find_links(html, site="https://help.example")
    assert found.href == "/questions"
    assert find_links(html, site="https://other.example") == []


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        (TARGET, S.OK),
        (f"{TARGET}#h-on-paper", S.OK),
        (f"{TARGET}#h-on-glass", S.NO_HEADING),
        ("/help/fr/livraisons/print-a-delivery-note", S.OK),
        ("/help/en/livraisons/print-a-delivery-note", S.MOVED),
        ("/help/en/deliveries/nothing", S.BROKEN),
        ("/help/en/nowhere/print-a-delivery-note", S.BROKEN),
        ("/help/en/deliveries", S.OK),
        ("/help/en/livraisons", S.MOVED),
        ("/help/en/nowhere", S.BROKEN),
        ("/questions/999999-gone", S.BROKEN),
        ("/ideas/product/999999-gone", S.BROKEN),
        ("/questions", S.OK),
        ("/questions/", S.MOVED),
        ("/help/en/deliveries/", S.OK),
        ("/no/such/page", S.BROKEN),
        ("#h-where", S.OK),
        ("#nowhere", S.NO_HEADING),
    ],
)
def test_where_a_link_leads(app: Flask, *, href: str, expected: LinkState) -> None:
    section = make_section()
    make_article(section, body="## On paper\n\nPrint.")
    linking(section, href)
    assert states() == [expected]


@pytest.mark.long
def test_questions_and_ideas_are_there_until_they_are_hidden(app: Flask, drain: Worker) -> None:
    question, idea = make_question(), make_idea()
    section = make_section()
    linking(section, f"/questions/{question.id}-x", "A")
    linking(section, f"/ideas/product/{idea.id}-x", "B")
    assert states() == [S.OK, S.OK]
    with writing():
        subject = db.session.get_one(Subject, question.id)
        content.change_visibility(SYSTEM, subject, Visibility.HIDDEN)
    drain()
    found = select(ArticleLink.state).order_by(ArticleLink.id)
    assert sorted(db.session.scalars(found)) == [S.BROKEN, S.OK]


def test_what_not_all_readers_may_see_is_told(app: Flask) -> None:
    closed = make_section("Inside", "Interne", grants=["members"])
    make_article(closed, "Secret way")
    linking(make_section(), "/help/en/inside/secret-way")
    assert states() == [S.CLOSED]
    linking(closed, "/help/en/inside/secret-way", "From inside")
    assert sorted(states()) == [S.CLOSED, S.OK]


@pytest.mark.long
def test_a_renamed_article_leaves_a_moved_link_that_one_click_mends(
    app: Flask, client: PortalClient, drain: Worker
) -> None:
    section = make_section()
    target, source = make_article(section), linking(section, TARGET)
    drain()
    rename(target, "print-it")
    drain()
    client.sign_in(make_member("", Role.EDITOR))
    page = client.get("/desk/articles/links").text
    assert "/help/en/deliveries/print-it" in page
    path = f"/desk/articles/{source.id}/en/links/mend"
    assert client.post(path).status_code == 303
    drain()
    assert "Every link leads somewhere" in client.get("/desk/articles/links").text
    assert "/help/en/deliveries/print-it" in client.get("/help/en/deliveries/see-elsewhere").text


def close_section(section: HelpSection) -> None:
    change_section(
        SYSTEM, section, section.category, SectionWords(name=section.name, grants=["staff"])
    )


def close_category(section: HelpSection) -> None:
    shelf = section.category
    change_category(SYSTEM, shelf, shelf.name, description={}, grants=["staff"], position=0)


@pytest.mark.parametrize("close", [close_section, close_category])
def test_a_section_that_is_closed_leaves_closed_links_at_once(
    app: Flask, drain: Worker, close: Callable[[HelpSection], None]
) -> None:
    make_article(section := make_section())
    with writing():
        shelf = create_category(SYSTEM, {"en": "Open to all"})
        other = create_section(SYSTEM, shelf, SectionWords(name={"en": "Open"}))
    linking(other, TARGET)
    drain()
    found = select(ArticleLink.state)
    assert db.session.scalars(found).all() == [S.OK]
    with writing():
        close(queries_structure.get_section(section.id))
    drain()
    assert db.session.scalars(found).all() == [S.CLOSED]


def test_a_renamed_section_leaves_moved_links_to_itself_and_its_articles(
    app: Flask, drain: Worker
) -> None:
    make_article(section := make_section())
    linking(section, TARGET)
    linking(section, "/help/en/deliveries", "See the section")
    drain()
    rename_section(section, "shipping")
    drain()
    moved = select(ArticleLink.state, ArticleLink.moved_to).order_by(ArticleLink.moved_to)
    assert [tuple(row) for row in db.session.execute(moved)] == [
        (S.MOVED, "/help/en/shipping"),
        (S.MOVED, "/help/en/shipping/print-a-delivery-note"),
    ]


def test_where_no_link_moved_nothing_is_published_anew(app: Flask, client: PortalClient) -> None:
    article = make_article()
    client.sign_in(make_member("", Role.EDITOR))
    assert client.post(f"/desk/articles/{article.id}/en/links/mend").status_code == 409
    assert [one.number for one in db.session.scalars(select(ArticleRevision))] == [1]


def test_an_open_draft_is_not_published_by_mending(app: Flask, client: PortalClient) -> None:
    section = make_section()
    target, source = make_article(section), linking(section, TARGET)
    rename(target, "print-it")
    assert states() == [S.MOVED]
    actor = actor_of(make_member("", Role.EDITOR))
    with writing():
        actions.write_draft(actor, source, "en", compose("T", "", "Unfinished.", lang="en"))
    client.sign_in(make_member("", Role.EDITOR))
    path = f"/desk/articles/{source.id}/en/links/mend"
    assert client.post(path).status_code == 409
    assert "Unfinished" not in client.get("/help/en/deliveries/see-elsewhere").text
    assert client.sign_in(make_member()).post(path).status_code == 403


def test_a_draft_that_was_rejected_is_in_nobodys_way(app: Flask, client: PortalClient) -> None:
    section = make_section()
    target, source = make_article(section), linking(section, TARGET)
    rename(target, "print-it")
    assert states() == [S.MOVED]
    reject_a_draft(source)
    client.sign_in(make_member("", Role.EDITOR))
    assert client.post(f"/desk/articles/{source.id}/en/links/mend").status_code == 303
    page = client.get("/help/en/deliveries/see-elsewhere").text
    assert "/help/en/deliveries/print-it" in page
    assert "A bad idea" not in page


def test_a_broken_link_is_work_for_the_owner_until_it_is_mended(app: Flask, drain: Worker) -> None:
    section = make_section()
    article = make_article(section, body="[There](/help/en/deliveries/nothing).")
    drain()
    open_ones = select(ArticleTask.kind).where(ArticleTask.done_at.is_(None))
    assert db.session.scalars(open_ones).all() == [TaskKind.BROKEN_LINKS]
    republish(article, "No link any more.")
    drain()
    assert db.session.scalars(open_ones).all() == []


@pytest.mark.long
def test_an_archived_target_breaks_the_links_to_it(app: Flask, drain: Worker) -> None:
    section = make_section()
    target, source = make_article(section), linking(section, TARGET)
    drain()
    actor = actor_of(make_member("", Role.EDITOR))
    with writing():
        actions_life.archive(actor, queries_desk.get_article(actor, target.id))
    drain()
    assert db.session.scalars(select(ArticleLink.state)).all() == [S.BROKEN]
    assert source.id


def test_looking_again_changes_nothing(app: Flask) -> None:
    section = make_section()
    make_article(section)
    linking(section, TARGET)
    assert tasks_work.check_article_links() == 1
    assert tasks_work.check_article_links() == 0


def test_the_command_lists_what_is_wrong_and_where(app: Flask) -> None:
    linking(make_section(), "/help/en/deliveries/nothing")
    said = app.test_cli_runner().invoke(args=["articles", "check-links"])
    assert said.exit_code == 1
    assert "broken       /help/en/deliveries/see-elsewhere#h-where" in said.output
    assert "1 links lead nowhere." in said.output


def test_the_command_is_content_when_every_link_leads_somewhere(app: Flask) -> None:
    make_article()
    said = app.test_cli_runner().invoke(args=["articles", "check-links"])
    assert said.exit_code == 0, said.output


def test_faults_of_what_a_writer_does_not_see_are_not_listed(
    app: Flask, client: PortalClient
) -> None:
    linking(make_section(), "/help/en/deliveries/nothing")
    states()
    path = "/desk/articles/links"
    assert client.sign_in(make_member()).get(path).status_code == 403
    assert "See elsewhere" in client.sign_in(make_member("", Role.EDITOR)).get(path).text
    assert "See elsewhere" not in client.get(f"{path}?state=moved").text
