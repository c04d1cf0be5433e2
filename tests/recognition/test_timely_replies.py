"""Who replied inside the asker's response target, and is not of the team."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from community.accounts.actions_members import set_roles
from community.accounts.models import Member
from community.content.actions_comments import add_comment
from community.content.models import FlagReason, Subject
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.policies.actor import SYSTEM, Role
from tests.makers import actor_of, let_verify, make_answer, make_member, make_question, prose
from tests.recognition.test_metrics import held, lower
from tests.service_levels.stories import publish_demo
from tests.services.worker import Worker


@pytest.mark.long
def test_timely_replies_of_customers_make_a_first_responder(app: Flask, drain: Worker) -> None:
    publish_demo()
    lower("first-responder", 2)
    helper, agent = make_member(), make_member("Ag", Role.AGENT)
    late = make_question()
    for _ in range(2):
        question = make_question()
        for who in (helper, agent, helper):
            make_answer(question, who)
        drain()
    assert held(helper) == ["first-responder"]
    assert held(agent) == []
    slow = make_member()
    for question in (late, make_question()):
        with as_of(now() + timedelta(days=20)):
            make_answer(question, slow)
    drain()
    assert held(slow) == []


def take_roles(member: Member, *roles: Role) -> None:
    with writing():
        set_roles(SYSTEM, member.id, roles)


@pytest.mark.long
def test_who_joins_the_team_is_no_first_responder_until_he_leaves_it(
    app: Flask, drain: Worker
) -> None:
    publish_demo()
    lower("first-responder", 1)
    helper = make_member()
    make_answer(make_question(), helper)
    drain()
    for roles, expected in (((Role.AGENT,), []), ((), ["first-responder"])):
        take_roles(helper, *roles)
        drain()
        assert held(helper) == expected


@pytest.mark.long
def test_a_comment_of_an_expert_that_ended_the_clock_is_a_timely_reply(
    app: Flask, drain: Worker
) -> None:
    publish_demo()
    lower("first-responder", 1)
    expert, peer = make_member("Eve"), make_member("Pia")
    let_verify(expert)
    for member, expected in ((peer, []), (expert, ["first-responder"])):
        actor, words = actor_of(member), prose("Restart it, then it works.")
        on = db.session.get_one(Subject, make_question().id)
        with writing():
            comment_id = add_comment(actor, on, words, lang="en").id
        drain()
        assert held(member) == expected
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, comment_id), FlagReason.OTHER)
    drain()
    assert held(expert) == []
