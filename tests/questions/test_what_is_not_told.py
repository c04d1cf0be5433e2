"""What a question's pages keep to themselves: titles that few may see, what other customers are promised."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.actions import belong
from community.accounts.models import Member
from community.content.actions import change_audience
from community.content.models import Subject, Visibility
from community.content.queries import get_subject, kept_totals
from community.core.db import db, writing
from community.core.errors import NotAllowed, NotFound
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import VISITOR, Role
from community.questions import actions, actions_answers, actions_states, queries
from community.questions.drafts import Details
from community.questions.models import Question
from community.questions.states import CloseReason
from tests.makers import (
    actor_of,
    make_answer,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
LINKS = "[a](https://a.example) [b](https://b.example) [c](https://c.example)"


@pytest.mark.long
def test_a_private_duplicate_is_not_named_to_strangers(client: PortalClient, app: Flask) -> None:
    insider = make_member(organisation=make_organisation("Acme"))
    inside = make_question(insider, is_private=True)
    secret = make_question(insider, "Why does our merger break the till?")
    public, agent = make_question(), actor_of(make_member("", Role.AGENT))
    with writing():
        actions_states.close(agent, public, CloseReason.DUPLICATE, duplicate_of_id=secret.id)
    with writing() as rows:  # fewer may see it from now on
        audience_id = rows.get_one(Subject, inside.id).audience_id
        change_audience(rows.get_one(Subject, secret.id), audience_id)
    page = client.get(f"/questions/{public.id}-{public.slug}")
    assert page.status_code == 200
    assert "merger" not in page.text
    assert queries.get_facts(VISITOR, public.id).duplicate_slug is None
    assert queries.get_facts(actor_of(insider), public.id).duplicate_title == secret.title


def test_the_ask_form_tells_nothing_of_other_customers(sign_in: SignIn) -> None:
    publish_demo()
    other = make_organisation("Rich & Co", plan="enterprise")
    sent = {
        "title": "What are they promised?",
        "body": "I wonder.",
        "organisation": str(other.id),
        "severity": "L1",
        "then": "preview",
    }
    page = sign_in(make_member()).post("/questions/ask", data=sent)
    assert "Enterprise" not in page.text
    assert "Community" in page.text
    assert "L1" not in page.text.split("</form>")[0].split("severity")[-1]


def test_a_suspended_agent_no_longer_sees_what_staff_see(app: Flask) -> None:
    insider = make_member(organisation=make_organisation("Acme"))
    secret = make_question(insider, is_private=True)
    agent = make_member("", Role.AGENT)
    assert get_subject(actor_of(agent), secret.id)
    with writing():
        db.session.get_one(Member, agent.id).suspended_at = secret.created_at
    with pytest.raises(NotFound):
        get_subject(actor_of(agent), secret.id)


def test_the_newest_membership_counts(app: Flask) -> None:
    earlier, later = make_organisation("Zinnia"), make_organisation("Aster")
    member = make_member(organisation=later)
    from_first = make_question(member)
    assert db.session.get_one(Subject, from_first.id).organisation_id == later.id
    with writing():
        belong(member.id, earlier.id)
    assert list(actor_of(member).organisations) == [later.id, earlier.id]
    assert db.session.get_one(Subject, make_question(member).id).organisation_id == earlier.id


def test_a_question_that_waits_is_in_no_total_whatever_its_asker_does(app: Flask) -> None:
    asker = make_member()
    question = make_question(asker, body="See [this](https://spam.example).")
    assert db.session.get_one(Subject, question.id).visibility is Visibility.PENDING
    with writing():
        actions_states.close(actor_of(asker), question, CloseReason.RESOLVED_ELSEWHERE)
    assert not any(kept_totals(["questions"]).values())
    moderator = actor_of(make_member("", Role.MODERATOR))
    with writing():
        moderation.release(moderator, db.session.get_one(Subject, question.id), KeepReason.FINE)
    assert kept_totals(["questions"]) == {("questions", "closed"): 1}


def test_an_edit_brings_no_more_links_than_a_first_text(app: Flask) -> None:
    asker = make_member()
    question = make_question(asker)
    answer = make_answer(question, asker)
    actor, words = actor_of(asker), prose(LINKS)
    with pytest.raises(NotAllowed), writing():
        actions.edit_question(actor, question, question.title, words, details=Details())
    with pytest.raises(NotAllowed), writing():
        actions_answers.edit_answer(actor, answer, words)
    assert db.session.scalars(select(Question.body)).one() != LINKS
