"""Question → idea → release → article → answered questions: tied once, seen from each side, as far as one may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.articles.models import Article
from community.content.actions import change_audience, intern_audience
from community.content.models import Subject
from community.content.queries import everybody, get_subject
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed, NotFound
from community.curation import actions
from community.curation.actions_chain import tie, untie
from community.curation.queries_chain import find_chain
from community.curation.queries_pasted import find_pasted
from community.ideas.models import Idea
from community.policies.actor import SYSTEM
from tests.ideas.living import make_release, manager
from tests.makers import (
    actor_of,
    make_article,
    make_idea,
    make_member,
    make_question,
    prose,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
ARTICLE = "/help/en/deliveries/print-a-delivery-note"


def paste(subject_id: int, address: str, member: Member | None = None) -> bool:
    actor = actor_of(member or manager())
    subject = get_subject(SYSTEM, subject_id)
    pasted = find_pasted(address, subject, field="address")
    with writing():
        return tie(actor, subject, pasted)


def at(idea: Idea) -> str:
    return f"/ideas/product/{idea.id}-{idea.slug}"


@pytest.mark.long
def test_each_side_shows_the_others(client: PortalClient, drain: Worker) -> None:
    idea, article = make_idea(), make_article()
    asked, answered = make_question(title="Can I print two notes?"), make_question()
    release, helper = make_release(idea), actor_of(make_member())
    words = prose("See the article.")
    with writing():
        actions.answer_with_article(helper, answered, article.id, words, lang="en")
    drain()
    assert paste(idea.id, ARTICLE)
    assert paste(idea.id, f"/questions/{asked.id}-{asked.slug}")
    page = client.get(at(idea)).text
    for title in ("8.4 Peony", "Print a delivery note", asked.title, answered.title):
        assert title in page
    assert idea.title in client.get(ARTICLE).text
    assert idea.title in client.get(f"/questions/{asked.id}-{asked.slug}").text
    assert idea.title in client.get(f"/changelog/{release.id}-{release.slug}").text


def test_an_article_of_a_release_shows_it(client: PortalClient) -> None:
    make_article()
    release = make_release()
    assert paste(release.id, ARTICLE)
    assert not paste(release.id, ARTICLE)
    assert "8.4 Peony" in client.get(ARTICLE).text
    assert "Print a delivery note" in client.get(f"/changelog/{release.id}-{release.slug}").text


def test_what_one_may_not_see_is_not_named(app: Flask) -> None:
    idea, article = make_idea(), make_article()
    paste(idea.id, ARTICLE)
    assert [one.id for one in find_chain(everybody(), idea.id, "en").articles] == [article.id]
    with writing() as rows:
        staff = intern_audience(["staff"])
        change_audience(rows.get_one(Subject, article.id), staff)
    assert not find_chain(everybody(), idea.id, "en").articles


def test_a_tie_is_taken_away(app: Flask) -> None:
    idea, article, pia = make_idea(), make_article(), actor_of(manager())
    paste(idea.id, ARTICLE)
    for expected in (True, False):
        with writing():
            assert untie(pia, db.session.get_one(Subject, idea.id), article.id) is expected


def test_refusals(app: Flask) -> None:
    idea, question = make_idea(), make_question()
    make_article()
    with pytest.raises(NotAllowed):
        paste(idea.id, ARTICLE, make_member())
    with pytest.raises(Invalid):
        paste(idea.id, at(idea))
    with pytest.raises(Invalid):
        paste(idea.id, "/services/en")
    with pytest.raises(NotFound):
        paste(question.id, ARTICLE)


def test_from_the_page(client: PortalClient, sign_in: SignIn) -> None:
    idea, article = make_idea(), make_article()
    sign_in(manager())
    path = f"/desk/ties/{idea.id}"
    assert client.post(path, data={"address": "nowhere"}).status_code == 422
    assert client.post(path, data={"address": "http://localhost" + ARTICLE}).status_code == 303
    assert "Print a delivery note" in client.get(path).text
    assert client.post(f"{path}/{article.id}/remove").status_code == 303
    assert "Print a delivery note" not in client.get(path).text
    assert client.get(f"/desk/ties/{article.id}").status_code == 404
    assert db.session.get(Article, article.id) is not None
