"""Any member edits a copy of an article that he may read, sees what becomes of it, takes it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles.models import Article, ArticleRevision
from community.articles.models_work import ArticleSuggestion
from community.content.suggestions import SuggestionState
from community.core.db import db
from community.policies.actor import Role
from tests.articles.edits import (
    ADDRESS,
    BETTER,
    BODY,
    state,
    suggest,
)
from tests.makers import make_article, make_member, make_section
from tests.services.client import PortalClient

NewClient = Callable[[], PortalClient]


def test_a_visitor_is_asked_to_sign_in_and_a_member_edits_a_copy(
    client: PortalClient, article: Article, member: Member
) -> None:
    path = f"/help/en/articles/{article.id}/en/suggest"
    assert path in client.get(ADDRESS).text
    assert client.get(path).status_code == 303
    page = client.sign_in(member).get(path).text
    assert "Choose *Print*." in page


def test_suggesting_again_replaces_the_first(mia: PortalClient, article: Article) -> None:
    first = suggest(mia, article).revision_id
    again = suggest(mia, article, BETTER + "\n\nDone.").revision_id
    assert first == again
    assert len(db.session.scalars(select(ArticleSuggestion)).all()) == 1


def test_what_changes_nothing_or_says_no_why_is_asked_again(
    mia: PortalClient, article: Article
) -> None:
    path = f"/help/en/articles/{article.id}/en/suggest"
    same = {"title": "Print a delivery note", "body": BODY, "note": "Better."}
    assert "not changed anything" in mia.post(path, data=same).text
    answer = mia.post(path, data={**same, "body": BETTER, "note": ""})
    assert answer.status_code == 422
    assert "Print note" in answer.text


def test_a_preview_keeps_nothing(mia: PortalClient, article: Article) -> None:
    path = f"/help/en/articles/{article.id}/en/suggest"
    data = {"title": "T", "body": "Press **P**.", "note": "", "then": "preview"}
    assert "Press <strong>P</strong>." in mia.post(path, data=data).text
    assert db.session.scalars(select(ArticleSuggestion)).first() is None


def test_one_takes_ones_own_back_and_nobody_elses(
    mia: PortalClient, article: Article, new_client: NewClient
) -> None:
    made = suggest(mia, article)
    other = new_client().sign_in(make_member())
    path = f"/suggestions/{made.revision_id}"
    assert other.get(path).status_code == 404
    assert other.post(f"{path}/withdraw").status_code == 404
    assert state(made.revision_id) is SuggestionState.OPEN
    assert mia.post(f"{path}/withdraw").status_code == 303
    assert state(made.revision_id) is SuggestionState.WITHDRAWN


def test_the_desk_is_for_writers_and_ones_own_list_for_oneself(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    assert "The button’s name." not in mia.get("/suggestions/queue").text
    assert mia.get(f"/desk/articles/suggestions/{made.revision_id}").status_code == 403
    assert "The button’s name." in wanda.get("/suggestions/queue").text
    assert "The button’s name." in mia.get("/suggestions").text
    assert "The button’s name." not in wanda.get("/suggestions").text


def test_what_a_member_may_not_read_he_cannot_edit(
    mia: PortalClient, wanda: PortalClient, app: Flask
) -> None:
    closed = make_article(make_section("Inside", "Interne", grants=["staff"]))
    path = f"/help/en/articles/{closed.id}/en/suggest"
    data = {"title": "T", "body": "B.", "note": "N."}
    assert mia.get(path).status_code == 404
    assert mia.post(path, data=data).status_code == 404
    assert wanda.get(path).status_code == 200


def test_a_newcomers_new_link_waits_for_a_moderator(
    mia: PortalClient, wanda: PortalClient, article: Article, new_client: NewClient
) -> None:
    made = suggest(mia, article, BODY + "\n\nSee https://cheap.example now.")
    assert made.state is SuggestionState.HELD
    path = f"/suggestions/{made.revision_id}"
    assert wanda.get(f"/desk/articles{path}").status_code == 404
    assert "The button’s name." not in wanda.get("/suggestions/queue").text
    moderator = new_client().sign_in(make_member("", Role.MODERATOR))
    assert "The button’s name." in moderator.get("/suggestions/queue?state=held").text
    assert moderator.post(f"/desk{path}/release").status_code == 303
    assert wanda.get(f"/desk/articles{path}").status_code == 200


def test_a_moderator_refuses_what_is_held_and_says_why(
    mia: PortalClient, article: Article, new_client: NewClient
) -> None:
    made = suggest(mia, article, BODY + "\n\nSee https://cheap.example now.")
    moderator = new_client().sign_in(make_member("", Role.MODERATOR))
    path = f"/desk/suggestions/{made.revision_id}/refuse"
    assert moderator.post(path, data={"reason": ""}).status_code == 422
    assert moderator.post(path, data={"reason": "Advertising."}).status_code == 303
    assert state(made.revision_id) is SuggestionState.REJECTED


def test_links_that_the_article_had_hold_nobody_up(mia: PortalClient, app: Flask) -> None:
    links = " ".join(f"https://known{number}.example" for number in range(4))
    article = make_article(body=f"{BODY}\n\n{links}")
    made = suggest(mia, article, f"{BETTER}\n\n{links}")
    assert made.state is SuggestionState.OPEN


@pytest.mark.long
def test_a_newcomer_waits_when_three_of_his_are_undecided(mia: PortalClient, app: Flask) -> None:
    section = make_section()
    articles = [make_article(section, f"Article {number}", body=BODY) for number in range(4)]
    for one in articles[:3]:
        suggest(mia, one)
    path = f"/help/en/articles/{articles[3].id}/en/suggest"
    answer = mia.post(path, data={"title": "T", "body": BETTER, "note": "Better."})
    assert answer.status_code == 422
    assert "Print note" in answer.text


def test_the_history_tells_published_words_alone(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    number = db.session.get_one(ArticleRevision, made.revision_id).number
    path = f"/desk/articles/{article.id}/en/history"
    assert f"Revision {number}" not in wanda.get(path).text
    assert wanda.get(f"{path}/{number}").status_code == 404
