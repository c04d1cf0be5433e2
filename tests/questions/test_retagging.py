"""Who has fifty points sorts the questions of others, and nothing else of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.queries import list_tags_of
from community.core.db import writing
from community.core.errors import Invalid, NotAllowed
from community.questions import actions_tagging
from community.questions.models import Question
from tests.makers import actor_of, make_member, make_organisation, make_question
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def tags_of(question: Question) -> list[str]:
    return [one.key for one in list_tags_of([question.id]).get(question.id, [])]


def retag(member: Member, question: Question, *names: str) -> None:
    actor = actor_of(member)
    with writing():
        actions_tagging.retag(actor, question, names)


@pytest.mark.long
def test_fifty_points_sort_the_questions_of_others(sign_in: SignIn) -> None:
    question = make_question(tags=("tax",))
    address = f"/questions/{question.id}/tags"
    page = f"/questions/{question.id}-{question.slug}"
    client = sign_in(make_member(reputation=50))
    assert address in client.get(page).text
    assert 'value="tax"' in client.get(address).text
    assert client.post(address, data={"tags": "garden, soil"}).status_code == 303
    assert tags_of(question) == ["garden", "soil"]
    newcomer = sign_in(make_member(reputation=49))
    assert address not in newcomer.get(page).text
    assert newcomer.post(address, data={"tags": "x"}).status_code == 403
    assert tags_of(question) == ["garden", "soil"]


def test_too_many_tags_come_back_with_a_reason(sign_in: SignIn) -> None:
    question = make_question(tags=("tax",))
    client = sign_in(make_member(reputation=50))
    answer = client.post(f"/questions/{question.id}/tags", data={"tags": "a1,b2,c3,d4,e5,f6"})
    assert answer.status_code == 422
    assert "a1,b2,c3,d4,e5,f6" in answer.text
    assert "Five tags are enough." in answer.text


@pytest.mark.long
def test_the_rule_is_asked_again_when_it_is_done(app: Flask) -> None:
    asker = make_member(organisation=make_organisation())
    question = make_question(asker, is_private=True)
    with pytest.raises(NotAllowed):
        retag(make_member(organisation=None), make_question(), "tax")
    with pytest.raises(Invalid):
        retag(asker, question, "a-new-word")
    assert tags_of(question) == []
