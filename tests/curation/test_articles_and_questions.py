"""Questions answered with articles, answers shown on them, articles made of questions; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles import actions_audience
from community.articles.models import Article
from community.core.audit import AuditEntry
from community.core.db import db, get_locked, writing
from community.core.errors import Conflict
from community.curation import actions
from community.notifications.kinds import Kind
from community.policies.actor import SYSTEM, Role
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question
from tests.curation.readers import address, kinds_told
from tests.makers import (
    actor_of,
    make_answer,
    make_article,
    make_member,
    make_question,
    make_section,
    prose,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

ARTICLE = "/help/en/deliveries/print-a-delivery-note"
Counting = Callable[[], AbstractContextManager[Statements]]


def answer_with(client: PortalClient, question: Question, article: Article) -> None:
    data = {"article": article.id, "body": "Yes, the article shows it.", "lang": "en"}
    sent = client.post(f"/questions/{question.id}/answer-with-article", data=data)
    assert sent.status_code == 303, sent.text


def promote(client: PortalClient, answer: Answer, article: Article, **more: str) -> int:
    data = {"article": article.id, **more}
    return client.post(f"/answers/{answer.id}/promote", data=data).status_code


@pytest.mark.long
def test_a_member_finds_an_article_without_script_and_answers_with_it(
    app: Flask, client: PortalClient, drain: Callable[[], None]
) -> None:
    article, question = make_article(), make_question(title="How do I get it on paper?")
    drain()
    client.sign_in(make_member("Nia North"))
    form = client.get(f"/questions/{question.id}/answer-with-article?q=delivery").text
    assert f"article={article.id}" in form
    answer_with(client, question, article)
    page = client.get(address(question)).text
    assert "Yes, the article shows it." in page
    assert ARTICLE in page


def test_the_article_names_the_questions_answered_with_it(app: Flask, client: PortalClient) -> None:
    article, question = make_article(), make_question(title="How do I get it on paper?")
    client.sign_in(make_member("Nia North"))
    answer_with(client, question, article)
    client.sign_out()
    page = client.get(ARTICLE).text
    assert "1 question was answered with this" in page
    assert address(question) in page


def test_an_answer_that_was_removed_no_longer_counts(app: Flask, client: PortalClient) -> None:
    article, question = make_article(), make_question()
    client.sign_in(make_member("Nia North"))
    answer_with(client, question, article)
    answer_id = db.session.scalars(select(Answer.id)).one()
    client.post(f"/answers/{answer_id}/delete")
    assert "answered with this" not in client.get(ARTICLE).text


def test_no_article_no_sentence_no_answer(app: Flask, client: PortalClient) -> None:
    article, question = make_article(), make_question()
    client.sign_in(make_member())
    path = f"/questions/{question.id}/answer-with-article"
    assert client.post(path, data={"body": "Yes.", "lang": "en"}).status_code == 422
    assert client.post(path, data={"article": article.id, "lang": "en"}).status_code == 422
    assert not db.session.scalars(select(Answer)).all()


def test_nobody_answers_with_an_article_that_he_may_not_see(
    app: Flask, client: PortalClient
) -> None:
    article, question = make_article(make_section(grants=["staff"])), make_question()
    client.sign_in(make_member())
    data = {"article": article.id, "body": "Look there.", "lang": "en"}
    answer = client.post(f"/questions/{question.id}/answer-with-article", data=data)
    assert answer.status_code == 422
    assert "Print a delivery note" not in answer.text


def test_readers_who_may_not_see_the_article_read_the_sentence_alone(
    app: Flask, client: PortalClient
) -> None:
    article, question = make_article(), make_question()
    client.sign_in(make_member("Nia North"))
    answer_with(client, question, article)
    with writing():
        actions_audience.set_audience(SYSTEM, db.session.get_one(Article, article.id), ["staff"])
    page = client.get(address(question)).text
    assert "Yes, the article shows it." in page
    assert "Print a delivery note" not in page


def test_a_question_about_an_article_names_it(app: Flask, client: PortalClient) -> None:
    article = make_article()
    question = make_question(about_id=article.id)
    assert ARTICLE in client.get(address(question)).text
    assert address(question) in client.get(ARTICLE).text


@pytest.mark.long
def test_staff_show_an_accepted_answer_on_an_article(
    client: PortalClient, solved: tuple[Question, Answer], drain: Callable[[], None]
) -> None:
    article, answer = make_article(), solved[1]
    client.sign_in(make_member("Ann", Role.AGENT))
    assert promote(client, answer, article) == 303
    assert "Shown on" in client.get(address(solved[0])).text
    client.sign_out()
    page = client.get(ARTICLE).text
    assert "<strong>two</strong> pages a sheet" in page
    assert "Ben Baker" in page
    drain()
    assert kinds_told(answer.author_id) >= {Kind.ANSWER_PROMOTED}


def test_what_is_promoted_can_be_taken_back_and_stands_in_the_record(
    client: PortalClient, solved: tuple[Question, Answer]
) -> None:
    article, answer = make_article(), solved[1]
    client.sign_in(make_member("Ed", Role.EDITOR))
    promote(client, answer, article)
    assert promote(client, answer, article, withdraw="1") == 303
    assert "pages a sheet" not in client.get(ARTICLE).text
    acts = set(db.session.scalars(select(AuditEntry.act)))
    assert {"answer.promoted", "answer.promotion_withdrawn"} <= acts


def test_an_answer_that_nobody_stands_behind_is_not_promoted(app: Flask) -> None:
    answer, article = make_answer(make_question()), make_article()
    agent = actor_of(make_member("Ann", Role.AGENT))
    with pytest.raises(Conflict), writing():
        actions.promote_answer(agent, get_locked(Answer, answer.id), article.id)


def test_members_promote_nothing(client: PortalClient, solved: tuple[Question, Answer]) -> None:
    client.sign_in(make_member())
    assert promote(client, solved[1], make_article()) == 403
    assert client.get(f"/answers/{solved[1].id}/promote").status_code == 403


@pytest.mark.long
def test_the_article_page_takes_few_statements_however_much_people_said(
    client: PortalClient, solved: tuple[Question, Answer], statements: Counting
) -> None:
    article = make_article(section := make_section())
    member = make_member("Nia North")
    for number in range(3):
        client.sign_in(member)
        answer_with(client, make_question(title=f"Question {number} on paper?"), article)
    promote(client.sign_in(make_member("Ann", Role.AGENT)), solved[1], article)
    client.sign_out()
    make_article(section, "Another")
    client.get("/help/en/deliveries/another")  # words of the glossary are read once a process
    with statements() as seen:
        assert client.get(ARTICLE).status_code == 200
    assert len(seen) <= 8, str(seen)


@pytest.mark.long
def test_choosing_an_article_takes_few_statements(
    client: PortalClient, solved: tuple[Question, Answer], statements: Counting
) -> None:
    for number in range(3):
        make_article(title=f"Print two notes, part {number}")
    client.sign_in(make_member("Ed", Role.EDITOR))
    question, answer = solved
    for path in (
        f"/questions/{question.id}/answer-with-article?q=print",
        f"/answers/{answer.id}/promote?q=print",
        f"/questions/{question.id}/make-article",
    ):
        client.get(path)
        with statements() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= 14, str(seen)


@pytest.mark.long
def test_an_article_says_when_its_answer_was_rewritten_until_it_is_chosen_again(
    client: PortalClient, solved: tuple[Question, Answer]
) -> None:
    answer, article, note = solved[1], make_article(), "Changed after it was chosen"
    promote(client.sign_in(make_member("Ann", Role.AGENT)), answer, article)
    assert note not in client.get(ARTICLE).text
    author, words = actor_of(db.session.get_one(Member, answer.author_id)), prose("Ask my cousin.")
    with writing():
        answers.edit_answer(author, get_locked(Answer, answer.id), words)
    assert note in client.get(ARTICLE).text
    promote(client, answer, article)
    assert note not in client.get(ARTICLE).text


def rewrite(by: Member, answer: Answer, words: str) -> None:
    actor, text = actor_of(by), prose(words)
    with writing():
        answers.edit_answer(actor, get_locked(Answer, answer.id), text)


def test_an_article_says_that_its_answer_was_rewritten_also_when_whoever_chose_it_corrects_a_word(
    client: PortalClient, solved: tuple[Question, Answer], clock: time_machine.Traveller
) -> None:
    answer, article, note = solved[1], make_article(), "Changed after it was chosen"
    ann = make_member("Ann", Role.AGENT)
    promote(client.sign_in(ann), answer, article)
    clock.shift(timedelta(days=1))
    rewrite(ann, answer, "Choose **two** pages on a sheet.")
    assert note not in client.get(ARTICLE).text
    for by, words in (
        (db.session.get_one(Member, answer.author_id), "Ask my cousn."),
        (ann, "Ask."),
    ):
        clock.shift(timedelta(days=1))
        rewrite(by, answer, words)
        page = client.get(ARTICLE).text
        assert note in page
        assert "2026-03-04" in page[page.index(note) :][:300]


@pytest.mark.parametrize("is_official", [False, True])
def test_an_answer_stands_on_an_article_only_while_somebody_stands_behind_it(
    client: PortalClient, solved: tuple[Question, Answer], is_official: bool
) -> None:
    question, answer = solved
    ann = actor_of(make_member("Ann", Role.AGENT))
    promote(client.sign_in(ann.member_id or 0), answer, make_article())
    if is_official:
        with writing():
            answers.mark_official(ann, get_locked(Answer, answer.id))
    asker = actor_of(db.session.get_one(Member, question.author_id))
    with writing():
        answers.withdraw_acceptance(asker, get_locked(Answer, answer.id))
    assert ("pages a sheet" in client.get(ARTICLE).text) is is_official
    assert ("Shown on" in client.get(address(question)).text) is is_official
    with writing():
        answers.accept_answer(asker, get_locked(Answer, answer.id))
    assert "pages a sheet" in client.get(ARTICLE).text
