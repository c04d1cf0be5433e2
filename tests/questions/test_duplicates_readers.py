"""Whoever reads a duplicate may read what it leads to."""

from __future__ import annotations

import pytest

from community.content.models import FlagReason, Subject
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.policies.actor import Role
from community.questions.states import QuestionState
from tests.makers import actor_of, make_member, make_organisation, make_question
from tests.questions.stories import fresh
from tests.questions.test_duplicates import mark
from tests.services.client import PortalClient


@pytest.mark.long
def test_a_duplicate_leads_nowhere_where_its_readers_may_not_go(client: PortalClient) -> None:
    customer = make_member(organisation=make_organisation())
    public, other = make_question(), make_question()
    secret, hidden = make_question(customer, is_private=True), make_question()
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, hidden.id), FlagReason.OTHER)
    client.sign_in(make_member("", Role.AGENT, Role.MODERATOR))
    for root in (secret, hidden):
        sent = {"reason": "duplicate", "duplicate_of": str(root.id)}
        refused = client.post(f"/questions/{public.id}/close", data=sent)
        assert refused.status_code == 422
        assert "Not everybody who reads this question" in refused.text
    assert fresh(public).state is QuestionState.OPEN
    mark(secret, other)
    assert fresh(secret).duplicate_of_id == other.id


def test_a_duplicate_says_so_where_what_it_leads_to_was_hidden_since(client: PortalClient) -> None:
    root, asked_again = make_question(title="Where are my receipts?"), make_question()
    mark(asked_again, root)
    moderator, path = actor_of(make_member("Mo", Role.MODERATOR)), f"/questions/{asked_again.id}"
    page = client.get(path, follow_redirects=True).text
    assert "Where are my receipts?" in page
    assert "is not shown to you" not in page
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, root.id), FlagReason.OTHER)
    page = client.get(path, follow_redirects=True).text
    assert "Closed: asked before" in page
    assert "The question that was asked before is not shown to you." in page
    assert "Where are my receipts?" not in page
    assert f"/questions/{root.id}" not in page
