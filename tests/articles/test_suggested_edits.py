"""Any member suggests an edit; writers take it or say why not, and whoever wrote it is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles.models import Article, ArticleAuthor, ArticleRevision
from community.articles.models_work import ArticleSuggestion
from community.articles.states import CreditKind, RevisionState
from community.articles.states_work import SuggestionState
from community.core.db import db
from community.notifications.kinds import Kind
from community.notifications.queries import list_notifications
from community.policies.actor import Role
from tests.makers import actor_of, make_article, make_member, make_section
from tests.services.client import PortalClient
from tests.services.worker import Worker

BODY = "Open the order.\n\nChoose *Print*.\n\nWait for the paper."
BETTER = BODY.replace("Choose *Print*.", "Choose *Print note*.")
ADDRESS = "/help/en/deliveries/print-a-delivery-note"
NewClient = Callable[[], PortalClient]


def suggest(
    client: PortalClient, article: Article, body: str = BETTER, **fields: str
) -> ArticleSuggestion:
    path = f"/help/en/articles/{article.id}/en/suggest"
    page = client.get(path).text
    data = {"title": "Print a delivery note", "body": body, "note": "The button’s name.", **fields}
    answer = client.post(path, data={"base": hidden(page, "base"), **data})
    assert answer.status_code == 303, answer.text
    suggestion_id = int(str(answer.location).rpartition("/")[2])
    return db.session.get_one(ArticleSuggestion, suggestion_id)


def hidden(page: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" type="hidden" value="([^"]*)"', page)
    return str(value)


def decide(client: PortalClient, suggestion_id: int, **fields: str) -> int:
    path = f"/desk/articles/suggestions/{suggestion_id}"
    page = client.get(path).text
    body = re.findall(r'<textarea[^>]*name="body"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    data = {"title": "Print a delivery note", "body": unescape(body[0])}
    data |= {"seen": hidden(page, "seen"), "significance": "medium", "then": "publish"}
    return client.post(path, data=data | fields).status_code


def publish(client: PortalClient, article: Article, body: str) -> None:
    data = {"title": "Print a delivery note", "body": body, "seen": "0.0"}
    path = f"/desk/articles/{article.id}/en"
    data |= {"significance": "medium", "then": "publish"}
    assert client.post(path, data=data).status_code == 303


def state(suggestion_id: int) -> SuggestionState:
    db.session.expire_all()
    return db.session.get_one(ArticleSuggestion, suggestion_id).state


def told(member: Member) -> list[Kind]:
    return [one.kind for one in list_notifications(actor_of(member)).items]


@pytest.fixture
def member(app: Flask) -> Member:
    return make_member("Mia")


@pytest.fixture
def mia(client: PortalClient, member: Member) -> PortalClient:
    return client.sign_in(member)


@pytest.fixture
def wanda(new_client: NewClient, app: Flask) -> PortalClient:
    return new_client().sign_in(make_member("Wanda", Role.EDITOR))


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article(body=BODY)


def test_a_visitor_is_asked_to_sign_in_and_a_member_edits_a_copy(
    client: PortalClient, article: Article, member: Member
) -> None:
    path = f"/help/en/articles/{article.id}/en/suggest"
    assert path in client.get(ADDRESS).text
    assert client.get(path).status_code == 303
    page = client.sign_in(member).get(path).text
    assert "Choose *Print*." in page


def test_readers_see_nothing_of_it_until_it_is_accepted(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    assert "Print note" not in mia.get(ADDRESS).text
    assert decide(wanda, made.revision_id) == 303
    page = mia.get(ADDRESS).text
    assert "Print note" in page
    assert "improved it" in page
    assert state(made.revision_id) is SuggestionState.ACCEPTED


def test_whoever_suggested_it_is_credited_once(
    mia: PortalClient, wanda: PortalClient, article: Article, member: Member
) -> None:
    decide(wanda, suggest(mia, article).revision_id)
    decide(wanda, suggest(mia, article, BETTER + "\n\nDone.").revision_id)
    kinds = select(ArticleAuthor.kind).where(ArticleAuthor.member_id == member.id)
    assert db.session.scalars(kinds).all() == [CreditKind.CONTRIBUTOR]


def test_a_rejected_one_says_why_and_changes_nothing(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    path = f"/desk/articles/suggestions/{made.revision_id}/reject"
    refused = wanda.post(path, data={"reason": " "})
    assert refused.status_code == 422
    assert wanda.post(path, data={"reason": "It has been *Print* again since May."}).location
    assert "again since May" in mia.get(f"/suggestions/{made.revision_id}").text
    assert "Print note" not in mia.get(ADDRESS).text
    revision = db.session.get_one(ArticleRevision, made.revision_id)
    assert revision.state is RevisionState.REJECTED


def test_both_hear_of_it(
    mia: PortalClient,
    wanda: PortalClient,
    article: Article,
    *,
    member: Member,
    drain: Worker,
) -> None:
    made = suggest(mia, article)
    drain()
    writers = db.session.scalars(select(Member).where(Member.name == "Wanda")).one()
    assert Kind.EDIT_SUGGESTED in told(writers)
    decide(wanda, made.revision_id)
    drain()
    assert Kind.SUGGESTION_ACCEPTED in told(member)


def test_an_accepted_edit_earns_two_points_and_makes_a_scribe(
    mia: PortalClient, wanda: PortalClient, article: Article, *, member: Member, drain: Worker
) -> None:
    decide(wanda, suggest(mia, article).revision_id)
    drain()
    db.session.expire_all()
    assert db.session.get_one(Member, member.id).reputation == 2
    assert Kind.BADGE_AWARDED in told(member)
    assert "Your suggested edit was accepted" in mia.get("/account/reputation").text
    drain()
    assert db.session.get_one(Member, member.id).reputation == 2


def test_nobody_earns_by_accepting_his_own(
    wanda: PortalClient, article: Article, drain: Worker
) -> None:
    decide(wanda, suggest(wanda, article).revision_id)
    drain()
    db.session.expire_all()
    assert {one.reputation for one in db.session.scalars(select(Member))} == {0}


def test_two_edits_of_different_lines_come_together(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    publish(wanda, article, BODY.replace("Wait for", "Take"))
    page = wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    assert "nothing contradicts" in page
    decide(wanda, made.revision_id)
    page = mia.get(ADDRESS).text
    assert "Print note" in page
    assert "Take the paper" in page


def test_two_edits_of_the_same_line_are_settled_by_hand(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    publish(wanda, article, BODY.replace("*Print*", "*Print on paper*"))
    path = f"/desk/articles/suggestions/{made.revision_id}"
    assert "Both edits change the same lines" in wanda.get(path).text
    assert decide(wanda, made.revision_id) == 422
    assert decide(wanda, made.revision_id, body="Choose *Print note on paper*.") == 303
    assert "Print note on paper" in mia.get(ADDRESS).text


def test_who_looked_before_the_article_was_published_anew_looks_again(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    page = wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    publish(wanda, article, "Something else.")
    fields = {"body": "What I settled.", "seen": hidden(page, "seen")}
    assert decide(wanda, made.revision_id, **fields) == 422
    assert state(made.revision_id) is SuggestionState.OPEN


def test_an_open_draft_takes_it_in_and_is_not_published(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    data = {"title": "Print a delivery note", "body": BODY + "\n\nUnfinished.", "seen": "0.0"}
    data |= {"significance": "medium", "then": "keep"}
    wanda.post(f"/desk/articles/{article.id}/en", data=data)
    assert decide(wanda, made.revision_id) == 303
    assert "Unfinished" not in mia.get(ADDRESS).text
    draft = wanda.get(f"/desk/articles/{article.id}/en").text
    assert "Unfinished." in draft
    assert "Print note" in draft


def test_a_second_decision_is_refused(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    path = f"/desk/articles/suggestions/{made.revision_id}/reject"
    assert wanda.post(path, data={"reason": "No."}).status_code == 303
    assert wanda.post(path, data={"reason": "No, again."}).status_code == 409


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
    assert mia.get("/desk/articles/suggestions").status_code == 403
    assert mia.get(f"/desk/articles/suggestions/{made.revision_id}").status_code == 403
    assert "The button’s name." in wanda.get("/desk/articles/suggestions").text
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
    assert "The button’s name." not in wanda.get("/desk/articles/suggestions").text
    moderator = new_client().sign_in(make_member("", Role.MODERATOR))
    assert "The button’s name." in moderator.get("/desk/suggestions/held").text
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
