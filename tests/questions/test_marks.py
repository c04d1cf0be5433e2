"""Accepted, official, verified: three facts, each with who, when and for which version."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import or_, select

from community.accounts.models import Member
from community.content.models import ProductArea, ProductVersion
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid
from community.curation.actions import promote_answer
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question, official_holds, verified_holds
from tests.makers import (
    actor_of,
    let_verify,
    make_answer,
    make_area,
    make_article,
    make_member,
    make_question,
    make_version,
    prose,
)
from tests.questions.edits import accept, suggest
from tests.questions.test_duplicates import make_expert
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Versions = tuple[ProductArea, ProductVersion, ProductVersion]


@pytest.fixture
def versions(app: Flask) -> Versions:
    """A part of the product with two versions."""
    area = make_area()
    return area, make_version(area, "4.1"), make_version(area, "4.2")


def make_all_round(area: ProductArea) -> Member:
    """An agent who is an expert of the area as well."""
    agent = make_member("Al", Role.AGENT)
    let_verify(agent, area.id)
    return agent


def page_of(client: PortalClient, question: Question) -> str:
    return client.get(f"/questions/{question.id}-{question.slug}").text


def marks_in(page: str) -> str:
    found = re.search(r'<ul class="answer-marks">(.*?)</ul>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(1)) if found else ""


@pytest.mark.long
def test_all_three_marks_name_who_when_and_version(
    client: PortalClient, versions: Versions
) -> None:
    area, old, new = versions
    asker, agent, expert = make_member("Ada"), make_member("Al", Role.AGENT), make_expert(area.id)
    question = make_question(asker, product_area_id=area.id, product_version_id=old.id)
    answer = make_answer(question)
    for member, mark, version in (
        (asker, "accept", old),
        (agent, "official", new),
        (expert, "verify", new),
    ):
        client.sign_in(member)
        sent = client.post(f"/answers/{answer.id}/{mark}", data={"version": str(version.id)})
        assert sent.status_code == 303
    client.sign_out()
    marks = marks_in(page_of(client, question))
    for words in ("Solved it", "Official answer", "Tried by an expert", "Ada", "Al", "Eve"):
        assert words in marks
    assert (marks.count("version 4.1"), marks.count("version 4.2")) == (1, 2)


@pytest.mark.parametrize("mark", ["accept", "official", "verify"])
def test_the_version_is_asked_for_where_there_are_versions(
    sign_in: SignIn, versions: Versions, mark: str
) -> None:
    area, old, new = versions
    asker = make_all_round(area)
    question = make_question(asker, product_area_id=area.id, product_version_id=new.id)
    answer, client = make_answer(question), sign_in(asker)
    path = f"/answers/{answer.id}/{mark}"
    assert f'href="{path}"' in page_of(client, question)
    form = client.get(path).text
    assert f'<option selected value="{new.id}">4.2' in form
    assert f'value="{old.id}">4.1' in form


@pytest.mark.long
def test_where_the_part_has_no_versions_one_click_is_enough(sign_in: SignIn) -> None:
    asker = make_member()
    question = make_question(asker, product_area_id=make_area().id)
    answer, client = make_answer(question), sign_in(asker)
    assert f'action="/answers/{answer.id}/accept"' in page_of(client, question)
    assert client.post(f"/answers/{answer.id}/accept").status_code == 303
    assert "Solved it" in marks_in(page_of(client, question))
    assert client.post(f"/answers/{answer.id}/accept", data={"withdraw": "1"}).status_code == 303
    assert "Solved it" not in marks_in(page_of(client, question))


@pytest.mark.parametrize("mark", ["accept", "official", "verify"])
def test_a_version_of_another_part_or_none_at_all_is_refused(
    sign_in: SignIn, versions: Versions, mark: str
) -> None:
    asker = make_all_round(versions[0])
    question = make_question(asker, product_area_id=versions[0].id)
    answer, client = make_answer(question), sign_in(asker)
    far = make_version(make_area("mobile"))
    for wrong in (str(far.id), "x", "0", "9" * 18, "9" * 30):
        sent = client.post(f"/answers/{answer.id}/{mark}", data={"version": wrong})
        assert sent.status_code == 422
        assert "another part of the product" in sent.text
    assert db.session.get_one(Answer, answer.id).official_at is None


def test_a_mark_taken_back_takes_its_version_along(app: Flask, versions: Versions) -> None:
    question = make_question(product_area_id=versions[0].id)
    row, agent = make_answer(question), actor_of(make_member("Al", Role.AGENT))
    for is_set in (True, False):
        with writing():
            answers.mark_official(
                agent, row, is_official=is_set, version_id=versions[2].id if is_set else None
            )
        found = db.session.get_one(Answer, row.id)
        assert (found.official_version_id is not None) is is_set
    expert = actor_of(make_expert(versions[0].id))
    with pytest.raises(Invalid), writing():
        answers.mark_verified(expert, row, version_id=987654)


def test_who_may_not_mark_is_shown_no_form(sign_in: SignIn, versions: Versions) -> None:
    answer = make_answer(make_question(product_area_id=versions[0].id))
    client = sign_in(make_member())
    for mark in ("accept", "official", "verify"):
        assert client.get(f"/answers/{answer.id}/{mark}").status_code == 403


def rewrite(answer: Answer, by: Member, words: str = "Ask my cousin instead.") -> None:
    actor, text = actor_of(by), prose(words)
    with writing():
        answers.edit_answer(actor, db.session.get_one(Answer, answer.id), text)


def marked(author: Member) -> tuple[Question, Answer, Member, Member]:
    """An answer that an agent made official and an expert tried."""
    area = make_area()
    agent, expert = make_member("Al", Role.AGENT), make_expert(area.id)
    question = make_question(product_area_id=area.id)
    answer = make_answer(question, author)
    for member, mark in ((agent, answers.mark_official), (expert, answers.mark_verified)):
        actor = actor_of(member)
        with writing():
            mark(actor, answer)
    return question, answer, agent, expert


@pytest.mark.long
def test_a_mark_says_that_it_was_given_before_the_answer_was_rewritten(
    client: PortalClient, drain: Worker
) -> None:
    author = make_member()
    question, answer, agent, expert = marked(author)
    before = "before the answer was last changed"
    assert before not in marks_in(page_of(client, question))
    rewrite(answer, author)
    marks = marks_in(page_of(client, question))
    assert marks.count(before) == 2
    drain()
    assert [told_again(one) for one in (agent, expert, author)] == [1, 1, 0]
    client.sign_in(agent)
    assert "It is official as it reads now" in page_of(client, question)
    assert client.post(f"/answers/{answer.id}/official").status_code == 303
    assert marks_in(page_of(client, question)).count(before) == 1


def test_a_rewritten_answer_is_official_nowhere_until_somebody_says_so(app: Flask) -> None:
    author = make_member()
    _question, answer, _agent, _expert = marked(author)
    official = select(Answer.id).where(official_holds(), verified_holds())
    assert list(db.session.scalars(official)) == [answer.id]
    rewrite(answer, author)
    assert list(db.session.scalars(official)) == []
    editor, article = actor_of(make_member("", Role.EDITOR)), make_article()
    with pytest.raises(Conflict), writing():
        promote_answer(editor, db.session.get_one(Answer, answer.id), article.id)


def test_whoever_gave_the_mark_may_change_the_words_himself(app: Flask) -> None:
    _question, answer, agent, _expert = marked(make_member())
    rewrite(answer, agent, "Open it, choose *take back*, and save.")
    row = db.session.get_one(Answer, answer.id)
    assert (row.is_official, row.is_verified) == (True, False)
    shown = select(Answer.id).where(official_holds(), ~verified_holds())
    assert list(db.session.scalars(shown)) == [answer.id]


@pytest.mark.long
def test_a_mark_does_not_come_back_over_words_of_others_when_whoever_gave_it_corrects_them(
    client: PortalClient, clock: time_machine.Traveller, drain: Worker
) -> None:
    author, area = make_member(), make_area()
    question, al = make_question(product_area_id=area.id), make_all_round(area)
    answer, actor = make_answer(question, author), actor_of(al)
    for mark in (answers.mark_official, answers.mark_verified):
        with writing():
            mark(actor, answer)
    for by, words in ((author, "Delete it al."), (al, "Delete it all.")):
        clock.shift(timedelta(hours=1))
        rewrite(answer, by, words)
    row = db.session.get_one(Answer, answer.id)
    assert (row.is_official, row.is_verified) == (False, False)
    held = select(Answer.id).where(or_(official_holds(), verified_holds()))
    assert db.session.scalars(held).all() == []
    assert marks_in(page_of(client, question)) == ""
    drain()
    assert db.session.get_one(Member, author.id, populate_existing=True).reputation == 0


def test_a_mark_does_not_come_back_by_an_edit_that_whoever_gave_it_suggested(
    sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    author = make_member()
    _question, answer, agent, expert = marked(author)
    clock.shift(timedelta(hours=1))
    rewrite(answer, author)
    clock.shift(timedelta(hours=1))
    edit_id = suggest(sign_in(expert), answer, "Ask my cousin, or mine.")
    assert accept(sign_in(author), edit_id) == 303
    row = db.session.get_one(Answer, answer.id, populate_existing=True)
    assert (row.edited_by_id, row.official_by_id) == (expert.id, agent.id)
    assert (row.is_official, row.is_verified, row.verified_at) == (False, False, None)


@pytest.mark.long
def test_the_points_of_a_mark_follow_the_row(app: Flask, drain: Worker) -> None:
    author = make_member()
    _question, answer, agent, expert = marked(author)
    rewrite(answer, author)
    drain()
    assert db.session.get_one(Member, author.id).reputation == 15
    for member, mark in ((agent, answers.mark_official), (expert, answers.mark_verified)):
        actor, row = actor_of(member), db.session.get_one(Answer, answer.id)
        with writing():
            mark(actor, row, **{f"is_{mark.__name__.removeprefix('mark_')}": False})
    drain()
    db.session.expire_all()
    assert db.session.get_one(Member, author.id).reputation == 0


def told_again(member: Member) -> int:
    db.session.rollback()
    mine = select(Notification).where(
        Notification.member_id == member.id, Notification.kind == Kind.MARK_OVERTAKEN
    )
    return len(list(db.session.scalars(mine)))
