"""Somebody who knows is invited: told once, by those who may, and nothing is told of who may see what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member, MemberCapability
from community.content import actions as content
from community.content.models import FollowState, ProductArea, TargetKind
from community.core.db import writing
from community.core.errors import Invalid, NotAllowed
from community.core.mail import Letter
from community.notifications import queries
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions import actions_inviting
from community.questions.models import Question
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def trusted(name: str = "Tess") -> Member:
    return make_member(name, reputation=100)


def invite(inviter: Member, question: Question, handle: str) -> None:
    actor = actor_of(inviter)
    with writing():
        actions_inviting.invite(actor, question, handle)


def told(member: Member) -> list[Kind]:
    return [row.kind for row in queries.list_notifications(actor_of(member)).items]


@pytest.mark.long
def test_the_invited_is_told_once(app: Flask, drain: Worker, postman: list[Letter]) -> None:
    expert, question = make_member("Ada"), make_question()
    invite(trusted(), question, f"@{expert.handle.upper()}")
    with pytest.raises(Invalid) as refused:
        invite(trusted(), question, expert.handle)
    assert refused.value.field == "handle"
    drain()
    assert told(expert) == [Kind.QUESTION_INVITED]
    assert [letter.to for letter in postman] == [expert.email]
    assert question.title in postman[0].subject


@pytest.mark.long
def test_it_takes_a_hundred_points(app: Flask, sign_in: SignIn) -> None:
    newcomer, expert, question = make_member(reputation=99), make_member(), make_question()
    with pytest.raises(NotAllowed):
        invite(newcomer, question, expert.handle)
    address = f"/questions/{question.id}/invite"
    page = f"/questions/{question.id}-{question.slug}"
    client = sign_in(newcomer)
    assert client.get(address).status_code == 403
    assert address not in client.get(page).text
    client = sign_in(trusted())
    assert client.get(address).status_code == 200
    assert address in client.get(page).text


def test_who_is_there_already_is_not_invited(app: Flask) -> None:
    asker, author, inviter = make_member(), make_member(), trusted()
    question = make_question(asker)
    make_answer(question, author)
    for handle in (asker.handle, author.handle, inviter.handle, "nobody"):
        with pytest.raises(Invalid) as refused:
            invite(inviter, question, handle)
        assert refused.value.field == "handle"


@pytest.mark.long
def test_who_may_not_see_it_is_not_told_and_that_is_told_to_nobody(
    sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    company = make_organisation()
    asker = make_member("Tess", reputation=100, organisation=company)
    colleague, stranger = make_member("Ann", organisation=company), make_member("Ann")
    question = make_question(asker, is_private=True)
    client = sign_in(asker)
    pages = []
    for member in (colleague, stranger):
        answer = client.post(f"/questions/{question.id}/invite", data={"handle": member.handle})
        assert answer.status_code == 303
        pages.append("Ann is invited." in client.get(answer.location).text)
        again = client.post(f"/questions/{question.id}/invite", data={"handle": member.handle})
        pages.append("Ann was invited before." in again.text)
    assert pages == [True] * 4
    drain()
    assert (told(colleague), told(stranger)) == ([Kind.QUESTION_INVITED], [])
    assert [letter.to for letter in postman] == [colleague.email]


def test_who_does_not_see_the_question_invites_nobody(sign_in: SignIn) -> None:
    question = make_question(make_member(organisation=make_organisation()), is_private=True)
    client = sign_in(trusted())
    assert client.get(f"/questions/{question.id}/invite").status_code == 404
    sent = client.post(f"/questions/{question.id}/invite", data={"handle": "x"})
    assert sent.status_code == 404


def test_nobody_is_asked_too_often(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_inviting, "MOST_A_DAY", 2)
    monkeypatch.setattr(actions_inviting, "MOST_A_QUESTION", 2)
    expert, inviter = make_member(), trusted()
    for _ in range(2):
        invite(inviter, make_question(), expert.handle)
    question = make_question()
    with pytest.raises(Invalid):
        invite(inviter, question, expert.handle)
    for _ in range(2):
        invite(inviter, question, make_member().handle)
    with pytest.raises(Invalid):
        invite(inviter, question, make_member().handle)


@pytest.mark.long
def test_who_muted_the_inviter_is_left_in_peace(app: Flask, drain: Worker) -> None:
    expert, inviter, question = make_member(), trusted(), make_question()
    actor = actor_of(expert)
    with writing():
        content.follow(actor, TargetKind.MEMBER, inviter.id, state=FollowState.MUTED)
    invite(inviter, question, expert.handle)
    drain()
    assert told(expert) == []


def knowing(area: ProductArea, name: str, **details: object) -> Member:
    """Somebody with an answer in the area that another found helpful."""
    member, fan = make_member(name, **details), actor_of(make_member())  # type: ignore[arg-type]
    answer = make_answer(make_question(product_area_id=area.id), member)
    with writing():
        answers.vote_helpful(fan, answer)
    return member


@pytest.mark.long
def test_those_who_know_the_area_are_suggested(app: Flask, drain: Worker, sign_in: SignIn) -> None:
    area, other = make_area(), make_area("mobile")
    helpful, elsewhere = knowing(area, "Hanna"), knowing(other, "Elias")
    recognised, present = make_member("Rosa"), knowing(area, "Paul")
    with writing() as session:
        held = {"capability": "verify", "product_area_id": area.id, "source": "test"}
        session.add(MemberCapability(member_id=recognised.id, **held))
    drain()
    question = make_question(product_area_id=area.id)
    make_answer(question, present)
    page = sign_in(trusted()).get(f"/questions/{question.id}/invite").text
    assert page.index(f'value="{recognised.handle}"') < page.index(f'value="{helpful.handle}"')
    assert f'value="{elsewhere.handle}"' not in page
    assert f'value="{present.handle}"' not in page


@pytest.mark.long
def test_of_a_private_question_only_those_who_see_it_are_suggested(
    app: Flask, drain: Worker, sign_in: SignIn
) -> None:
    area, company = make_area(), make_organisation()
    stranger, agent = knowing(area, "Hanna"), make_member("Al", Role.AGENT)
    answer = make_answer(make_question(product_area_id=area.id), agent)
    fan = actor_of(make_member())
    with writing():
        answers.vote_helpful(fan, answer)
    drain()
    asker = make_member(reputation=100, organisation=company)
    question = make_question(asker, product_area_id=area.id, is_private=True)
    page = sign_in(asker).get(f"/questions/{question.id}/invite").text
    assert f'value="{agent.handle}"' in page
    assert f'value="{stranger.handle}"' not in page
