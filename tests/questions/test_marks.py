"""Accepted, official, verified: three facts, each with who, when and for which version."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.models import ProductArea, ProductVersion
from community.core.db import db, writing
from community.core.errors import Invalid
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question
from tests.makers import actor_of, make_answer, make_area, make_member, make_question, make_version
from tests.questions.test_duplicates import make_expert
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
Versions = tuple[ProductArea, ProductVersion, ProductVersion]


@pytest.fixture
def versions(app: Flask) -> Versions:
    """A part of the product with two versions."""
    area = make_area()
    return area, make_version(area, "4.1"), make_version(area, "4.2")


def page_of(client: PortalClient, question: Question) -> str:
    return client.get(f"/questions/{question.id}-{question.slug}").text


def marks_in(page: str) -> str:
    found = re.search(r'<ul class="answer-marks">(.*?)</ul>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(1)) if found else ""


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
    asker = make_member("Al", Role.AGENT)
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
    asker = make_member("Al", Role.AGENT)
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
    with pytest.raises(Invalid), writing():
        answers.mark_verified(agent, row, version_id=987654)


def test_who_may_not_mark_is_shown_no_form(sign_in: SignIn, versions: Versions) -> None:
    answer = make_answer(make_question(product_area_id=versions[0].id))
    client = sign_in(make_member())
    for mark in ("accept", "official", "verify"):
        assert client.get(f"/answers/{answer.id}/{mark}").status_code == 403
