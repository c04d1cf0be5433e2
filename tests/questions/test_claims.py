"""One person answers a question at a time: others see it, and it ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community import site_settings
from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.policies.actor import Role
from community.questions import actions_claims as claims
from community.questions.models import Question
from community.questions.states import CloseReason
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.questions.stories import close, fresh
from tests.questions.test_duplicates import make_expert
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
NewClient = Callable[[], PortalClient]


def claim(member: Member, question: Question) -> None:
    actor = actor_of(member)
    with writing():
        claims.claim(actor, question)


def holder(question: Question) -> int | None:
    return fresh(question).holder_at(now())


def page_of(client: PortalClient, question: Question) -> str:
    return client.get(f"/questions/{question.id}-{question.slug}").text


def test_the_second_is_told_who_holds_it(app: Flask) -> None:
    question, first, second = (
        make_question(),
        make_member("Al", Role.AGENT),
        make_member("Bo", Role.AGENT),
    )
    claim(first, question)
    with pytest.raises(Conflict, match="Al is answering"):
        claim(second, question)
    assert holder(question) == first.id


@pytest.mark.long
def test_a_claim_ends_by_itself_and_is_prolonged_by_its_holder(
    app: Flask, clock: time_machine.Traveller
) -> None:
    question, first, second = (
        make_question(),
        make_member("Al", Role.AGENT),
        make_member("", Role.AGENT),
    )
    claim(first, question)
    clock.shift(timedelta(minutes=9))
    claim(first, question)
    clock.shift(timedelta(minutes=9))
    assert holder(question) == first.id
    clock.shift(timedelta(minutes=1))
    assert holder(question) is None
    claim(second, question)
    assert holder(question) == second.id


def test_answering_ends_ones_own_claim_alone(app: Flask) -> None:
    question, agent = make_question(), make_member("Al", Role.AGENT)
    claim(agent, question)
    make_answer(question, make_member())
    assert holder(question) == agent.id
    make_answer(question, agent)
    assert holder(question) is None


def test_it_is_given_back_by_whoever_holds_it(app: Flask) -> None:
    question, agent = make_question(), make_member("Al", Role.AGENT)
    claim(agent, question)
    for member, left in ((make_member("Bo", Role.AGENT), agent.id), (agent, None)):
        actor = actor_of(member)
        with writing():
            claims.release(actor, question)
        assert holder(question) == left


def test_agents_and_experts_of_the_area_claim_and_nobody_else(app: Flask) -> None:
    area, other = make_area(), make_area("mobile")
    expert = make_expert(area.id)
    near, far = make_question(product_area_id=area.id), make_question(product_area_id=other.id)
    claim(expert, near)
    for member, question in (
        (expert, far),
        (make_member(), far),
        (make_member("", Role.EDITOR), far),
    ):
        with pytest.raises(NotAllowed, match="experts of its product area"):
            claim(member, question)
    assert holder(far) is None


def test_what_waits_for_no_answer_is_not_claimed(app: Flask) -> None:
    question, agent = make_question(), make_member("Al", Role.AGENT)
    close(agent, question, CloseReason.NO_REPLY)
    with pytest.raises(Conflict, match="no answer any more"):
        claim(agent, question)


@pytest.mark.long
def test_staff_and_experts_read_the_name_and_others_that_someone_answers(
    new_client: NewClient, clock: time_machine.Traveller
) -> None:
    question = make_question(product_area_id=make_area().id)
    readers = {
        "visitor": new_client(),
        "member": new_client().sign_in(make_member()),
        "editor": new_client().sign_in(make_member("", Role.EDITOR)),
        "expert": new_client().sign_in(make_expert(question.product_area_id or 0)),
    }
    own = new_client().sign_in(make_member("Zoe Zander", Role.AGENT))
    assert own.post(f"/questions/{question.id}/claim").status_code == 303
    seen = {name: page_of(client, question) for name, client in readers.items()}
    assert {name for name, page in seen.items() if "Zoe Zander" in page} == {"editor", "expert"}
    assert {name for name, page in seen.items() if "Someone is answering" in page} == {
        "visitor",
        "member",
    }
    assert "You are answering this question" in page_of(own, question)
    clock.shift(timedelta(minutes=10))
    for client in (*readers.values(), own):
        page = page_of(client, question)
        assert "Someone is answering" not in page
        assert "Zoe Zander is answering" not in page


@pytest.mark.long
def test_it_is_taken_and_given_back_from_the_page(new_client: NewClient) -> None:
    question = make_question()
    own, other = (
        new_client().sign_in(make_member(name, Role.AGENT)) for name in ("Al Alder", "Bo Birch")
    )
    assert "I am answering this" in page_of(own, question)
    assert own.post(f"/questions/{question.id}/claim").status_code == 303
    refused = other.post(f"/questions/{question.id}/claim")
    assert refused.status_code == 409
    assert "Al Alder is answering this question already" in refused.text
    assert own.post(f"/questions/{question.id}/claim/release").status_code == 303
    assert other.post(f"/questions/{question.id}/claim").status_code == 303
    assert (
        new_client().sign_in(make_member()).post(f"/questions/{question.id}/claim").status_code
        == 403
    )


@pytest.mark.long
def test_the_desk_says_who_is_answering(sign_in: SignIn) -> None:
    publish_demo()
    question, agent = make_question(), make_member("Zoe Zander", Role.AGENT)
    client = sign_in(make_member("Al", Role.AGENT))
    assert "is answering" not in client.get("/desk/questions").text
    claim(agent, question)
    assert "Zoe Zander is answering" in client.get("/desk/questions").text


def test_administrators_set_the_minutes(app: Flask, clock: time_machine.Traveller) -> None:
    with writing():
        site_settings.change(claim_minutes=2)
    question = make_question()
    claim(make_member("Al", Role.AGENT), question)
    clock.shift(timedelta(minutes=2))
    assert holder(question) is None
    db.session.rollback()
