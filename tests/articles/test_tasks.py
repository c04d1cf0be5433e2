"""What articles ask of their owners: rows that the acts and the worker open and close, and one letter a week."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, update

from community.accounts.models import Member, MemberCapability, MemberRole
from community.articles import actions_life, tasks_work
from community.articles.models import Article, HelpSection, Translation
from community.articles.models_work import ArticleTask
from community.articles.states import Significance
from community.articles.states_work import TaskKind
from community.core.clock import now
from community.core.db import writing
from community.policies.actor import Role
from tests.articles.owners import edit, kinds, owned, tasks, verify
from tests.makers import (
    actor_of,
    let_verify,
    make_article,
    make_member,
    make_section,
    translate_article,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

V = TaskKind.VERIFY


def later(days: int) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def rated(article: Article, yes: int, no: int) -> None:
    statement = update(Translation).where(Translation.article_id == article.id)
    with writing() as session:
        session.execute(statement.values(helpful_count=yes, unhelpful_count=no))
    tasks_work.settle_article_tasks()


@pytest.fixture
def owner(app: Flask) -> Member:
    return make_member("Olga", Role.AGENT)


def test_a_verified_article_asks_for_nothing_until_its_check_is_due(app: Flask) -> None:
    article = make_article()
    verify(article)
    assert tasks_work.settle_article_tasks() == 0
    with later(165):
        assert tasks_work.settle_article_tasks() == 0
    with later(167):
        assert tasks_work.settle_article_tasks() == 1
        assert kinds() == [V]


def test_an_expired_one_stays_open_and_a_second_look_changes_nothing(
    app: Flask, owner: Member
) -> None:
    article = owned(owner, make_article())
    verify(article)
    with later(200):
        tasks_work.settle_article_tasks()
        assert tasks_work.settle_article_tasks() == 0
        [task] = tasks()
        assert task.owner_id == owner.id
        assert task.due_at is not None
        assert task.due_at < now()


def test_the_period_is_the_sections_own(app: Flask) -> None:
    section = make_section()
    with writing() as session:
        session.execute(update(HelpSection).values(verification_days=30))
    article = make_article(section)
    verify(article)
    with later(31):
        tasks_work.settle_article_tasks()
        assert kinds() == [V]


def test_verifying_closes_the_task_at_once(app: Flask) -> None:
    article = make_article()
    verify(article)
    with later(200):
        tasks_work.settle_article_tasks()
        verify(article)
        assert kinds() == []
        [done] = tasks(are_open=False)
        assert done.done_by_id is not None


@pytest.mark.long
def test_a_major_edit_asks_for_a_check_at_once_and_a_first_text_does_not(
    app: Flask, drain: Worker
) -> None:
    article = make_article()
    drain()
    assert kinds() == []
    edit(article, Significance.MAJOR)
    drain()
    assert kinds() == [V]
    edit(article, Significance.TYPO)
    drain()
    assert kinds() == [V]


@pytest.mark.parametrize(
    ("significance", "asked"), [(Significance.TYPO, []), (Significance.MEDIUM, [V])]
)
@pytest.mark.long
def test_what_was_verified_is_asked_again_unless_only_a_typo_changed(
    app: Flask, drain: Worker, *, significance: Significance, asked: list[TaskKind]
) -> None:
    article = make_article()
    verify(article)
    edit(article, significance)
    drain()
    assert kinds() == asked


@pytest.mark.long
def test_a_translation_that_lags_is_work_for_the_owner(app: Flask, drain: Worker) -> None:
    article = make_article()
    translate_article(article)
    edit(article, Significance.MEDIUM)
    drain()
    assert kinds() == [TaskKind.TRANSLATE]
    translate_article(article, "Imprimer le bon")
    drain()
    assert kinds() == []


def test_what_helps_few_is_looked_into_once_a_text(app: Flask) -> None:
    article = make_article()
    rated(article, 2, 2)
    assert kinds() == []
    rated(article, 2, 4)
    assert kinds() == [TaskKind.UNHELPFUL]
    rated(article, 5, 4)
    assert kinds() == []
    rated(article, 2, 9)
    assert kinds() == []


def test_a_writer_says_that_he_looked_into_it(app: Flask, client: PortalClient) -> None:
    article = make_article()
    rated(article, 1, 8)
    [task] = tasks()
    path = f"/desk/articles/tasks/{task.id}/done"
    assert client.sign_in(make_member("", Role.AGENT)).post(path).status_code == 403
    assert client.sign_in(make_member("", Role.EDITOR)).post(path).status_code == 303
    tasks_work.settle_article_tasks()
    assert kinds() == []


def test_a_check_is_not_done_by_saying_so(app: Flask, client: PortalClient) -> None:
    article = make_article()
    verify(article)
    edit(article, Significance.MAJOR)
    tasks_work.settle_article_tasks()
    [task] = tasks()
    client.sign_in(make_member("", Role.EDITOR))
    assert client.post(f"/desk/articles/tasks/{task.id}/done").status_code == 409
    assert client.post("/desk/articles/tasks/999999/done").status_code == 404


@pytest.mark.long
def test_an_archived_article_asks_for_nothing(app: Flask, drain: Worker) -> None:
    article = make_article()
    verify(article)
    edit(article, Significance.MAJOR)
    drain()
    writer = actor_of(make_member("", Role.EDITOR))
    with writing():
        actions_life.archive(writer, article)
    drain()
    assert kinds() == []


def test_a_task_follows_the_owner(app: Flask, owner: Member) -> None:
    article = make_article()
    verify(article)
    edit(article, Significance.MAJOR)
    tasks_work.settle_article_tasks()
    assert tasks()[0].owner_id is None
    owned(owner, article)
    assert tasks()[0].owner_id == owner.id


def test_an_owner_finds_his_tasks_and_verifies_there(
    app: Flask, client: PortalClient, owner: Member
) -> None:
    article = owned(owner, make_article())
    verify(article)
    edit(article, Significance.MAJOR)
    tasks_work.settle_article_tasks()
    page = client.sign_in(owner).get("/desk/articles/tasks").text
    assert "Print a delivery note" in page
    [basis] = re.findall(r'name="basis" value="(\d+)"', page)
    path = f"/help/en/articles/{article.id}/en/verify"
    assert client.post(path, data={"basis": basis}).status_code == 303
    assert "Print a delivery note" not in client.get("/desk/articles/tasks").text
    assert "Print a delivery note" not in client.get("/desk/articles/tasks?owner=nobody").text
    assert client.sign_in(make_member()).get("/desk/articles/tasks").status_code == 403


def test_tasks_of_what_one_may_not_read_are_not_told(app: Flask, client: PortalClient) -> None:
    article = make_article(make_section("Inside", "Interne", grants=["staff"]))
    verify(article)
    edit(article, Significance.MAJOR)
    tasks_work.settle_article_tasks()
    expert, agent = make_member("Emil"), make_member("", Role.AGENT)
    with writing() as session:
        session.add(MemberCapability(member_id=expert.id, capability="verify", source="badge"))
        session.execute(update(ArticleTask).values(owner_id=expert.id))
    path = "/desk/articles/tasks?owner=all"
    assert "Print a delivery note" in client.sign_in(agent).get(path).text
    assert "Print a delivery note" not in client.sign_in(expert).get(path).text


def lose_roles(member: Member) -> None:
    with writing() as session:
        session.execute(delete(MemberRole).where(MemberRole.member_id == member.id))


def leave(member: Member, **values: object) -> None:
    with writing() as session:
        session.execute(update(Member).where(Member.id == member.id).values(**values))


def owner_id_of_task() -> int | None:
    tasks_work.settle_article_tasks()
    [task] = tasks()
    return task.owner_id


@pytest.mark.parametrize("how", ["roles", "suspended_at", "erased_at"])
def test_the_tasks_of_an_owner_who_cannot_act_are_the_sections_owners_then_anybodys(
    owner: Member, how: str
) -> None:
    section, second = make_section(), make_member("Sol", Role.EDITOR)
    article = owned(owner, make_article(section))
    with writing() as session:
        session.execute(update(HelpSection).values(owner_id=second.id))
    verify(article)
    edit(article, Significance.MAJOR)
    assert owner_id_of_task() == owner.id
    for member, next_owner in ((owner, second.id), (second, None)):
        if how == "roles":
            lose_roles(member)
        else:
            leave(member, **{how: now()})
        assert owner_id_of_task() == next_owner


def test_an_owner_who_may_verify_without_a_role_keeps_his_tasks_as_long_as_he_may(
    owner: Member,
) -> None:
    article = owned(owner, make_article())
    verify(article)
    edit(article, Significance.MAJOR)
    lose_roles(owner)
    let_verify(owner)
    assert owner_id_of_task() == owner.id
    with writing() as session:
        session.execute(update(MemberCapability).values(until=now() - timedelta(days=1)))
    assert owner_id_of_task() is None
