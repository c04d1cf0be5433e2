"""Articles made of solved questions; on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles.actions_life import archive
from community.articles.actions_publishing import publish
from community.articles.models import Article, ArticleAuthor, ArticleRevision
from community.articles.states import CreditKind
from community.core.db import db, get_locked, writing
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.questions import actions_answers
from community.questions.models import Answer, Question
from community.questions.states import CloseReason
from tests.curation.readers import address, kinds_told
from tests.makers import (
    actor_of,
    make_answer,
    make_member,
    make_organisation,
    make_question,
    make_section,
)
from tests.questions.stories import close
from tests.services.client import PortalClient


def make_of(client: PortalClient, question: Question, section_id: int) -> Article:
    data = {"title": "Print two notes on a page", "section": str(section_id), "lang": "en"}
    sent = client.post(f"/questions/{question.id}/make-article", data=data)
    assert sent.status_code == 303, sent.text
    return db.session.scalars(select(Article).order_by(Article.id.desc())).first()  # type: ignore[return-value]


def publish_made(article: Article) -> None:
    editor = actor_of(make_member("Eve", Role.EDITOR))
    with writing():
        publish(editor, get_locked(Article, article.id), "en")


def points(member_id: int | None) -> int:
    db.session.rollback()
    return db.session.get_one(Member, member_id).reputation


def test_a_solved_question_becomes_a_draft_that_credits_its_people(
    client: PortalClient, solved: tuple[Question, Answer]
) -> None:
    question, answer = solved
    section = make_section()
    client.sign_in(make_member("Ed", Role.EDITOR))
    article = make_of(client, question, section.id)
    body = db.session.scalars(select(ArticleRevision.body)).one()
    assert "On *one* page." in body
    assert "Choose **two** pages a sheet." in body
    statement = select(ArticleAuthor.member_id, ArticleAuthor.kind).where(
        ArticleAuthor.article_id == article.id
    )
    credits_ = {row.member_id: row.kind for row in db.session.execute(statement)}
    assert credits_ == {
        answer.author_id: CreditKind.ANSWERER,
        question.author_id: CreditKind.ASKER,
    }


@pytest.mark.long
def test_once_published_both_sides_name_each_other_and_its_author_is_rewarded_once(
    client: PortalClient, solved: tuple[Question, Answer], drain: Callable[[], None]
) -> None:
    question, answer = solved
    section = make_section()
    client.sign_in(make_member("Ed", Role.EDITOR))
    article = make_of(client, question, section.id)
    drain()
    client.sign_out()
    before = points(answer.author_id)
    assert "became a help article" not in client.get(address(question)).text
    publish_made(article)
    for _again in range(2):
        drain()
    assert "became a help article" in client.get(address(question)).text
    page = client.get("/help/en/deliveries/print-two-notes-on-a-page").text
    assert address(question) in page
    assert "Ben Baker" in page
    assert points(answer.author_id) == before + 25
    assert Kind.ARTICLE_MADE in kinds_told(answer.author_id) & kinds_told(question.author_id)


def test_an_article_is_made_of_a_question_once(
    client: PortalClient, solved: tuple[Question, Answer]
) -> None:
    section = make_section()
    client.sign_in(make_member("Ed", Role.EDITOR))
    make_of(client, solved[0], section.id)
    data = {"title": "Again", "section": str(section.id), "lang": "en"}
    path = f"/questions/{solved[0].id}/make-article"
    assert client.post(path, data=data).status_code == 409
    assert "already" in client.get(path).text


def test_no_article_is_made_of_what_is_private_or_not_answered(
    app: Flask, client: PortalClient
) -> None:
    garden = make_organisation("Garden")
    asker = make_member("Pia", organisation=garden)
    private = make_question(asker, organisation_id=garden.id, is_private=True)
    answer = make_answer(private, make_member("Ann", Role.AGENT))
    actor, editor = actor_of(asker), make_member("Ed", Role.EDITOR)
    with writing():
        actions_answers.accept_answer(actor, get_locked(Answer, answer.id))
    section = make_section()
    client.sign_in(editor)
    data = {"title": "Secret", "section": str(section.id), "lang": "en"}
    for question in (private, make_question()):
        path = f"/questions/{question.id}/make-article"
        assert client.post(path, data=data).status_code == 409
    assert not db.session.scalars(select(Article)).all()


def test_members_make_no_articles(client: PortalClient, solved: tuple[Question, Answer]) -> None:
    client.sign_in(make_member())
    assert client.get(f"/questions/{solved[0].id}/make-article").status_code == 403


@pytest.mark.long
def test_the_article_of_a_duplicate_shows_on_the_root_and_an_archived_one_hinders_nobody(
    client: PortalClient, solved: tuple[Question, Answer]
) -> None:
    root, section = make_question(title="How can I save paper?"), make_section()
    client.sign_in(make_member("Ed", Role.EDITOR))
    article = make_of(client, solved[0], section.id)
    publish_made(article)
    close(make_member("Al", Role.AGENT), solved[0], CloseReason.DUPLICATE, duplicate_of_id=root.id)
    assert "became a help article" in client.get(address(root)).text
    page = client.get("/help/en/deliveries/print-two-notes-on-a-page").text
    assert address(root) in page
    editor = actor_of(make_member("Eve", Role.EDITOR))
    with writing():
        archive(editor, get_locked(Article, article.id))
    assert "became a help article" not in client.get(address(root)).text
    assert make_of(client, solved[0], section.id).id != article.id
