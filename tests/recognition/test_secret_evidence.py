"""A badge that was earned by flagging says nothing of what was flagged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FlagReason, Subject
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.policies.actor import Role
from tests.makers import actor_of, make_member, make_question
from tests.recognition.test_metrics import lower
from tests.services.client import PortalClient
from tests.services.worker import Worker


@pytest.mark.long
def test_an_author_does_not_learn_from_a_badge_who_flagged_his_post(
    app: Flask, drain: Worker, sign_in: Callable[[Member], PortalClient]
) -> None:
    lower("watchful", 1)
    author, flagger = make_member(), make_member()
    question = make_question(author, "Which of these tills is the worst?")
    actor, subject = actor_of(flagger), db.session.get_one(Subject, question.id)
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        content.flag(actor, subject, FlagReason.RUDE)
        moderation.hide(moderator, subject, FlagReason.RUDE)
    drain()
    client = sign_in(author)
    for page in ("/badges/watchful", f"/members/{flagger.handle}"):
        answer = client.get(page)
        assert flagger.name in answer.text
        assert "worst" not in answer.text
