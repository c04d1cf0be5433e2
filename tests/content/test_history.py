"""What a post said before: edits side by side, for whoever sees the post; of what is hidden for moderators alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.actions import change_visibility
from community.content.models import Subject, Visibility
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.policies.actor import SYSTEM, Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.drafts import Details
from tests.makers import (
    actor_of,
    make_answer,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

NewClient = Callable[[], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def ada(app: Flask) -> Member:
    return make_member("Ada")


def edited_posts(ada: Member) -> dict[str, str]:
    """The address of each kind's history after one edit, with its note."""
    question, idea = make_question(ada), make_idea(ada)
    answer, words = make_answer(question, ada), prose("Choose *cancel* instead.")
    actor = actor_of(ada)
    with writing():
        questions.edit_question(
            actor, question, question.title, words, details=Details(), note="Noted."
        )
        answers.edit_answer(actor, answer, words, note="Noted.")
        ideas.edit_idea(actor, idea, idea.title, words, note="Noted.")
    kinds = {"questions": question.id, "answers": answer.id, "ideas": idea.id}
    return {kind: f"/{kind}/{key}/history" for kind, key in kinds.items()}


def test_every_kind_shows_who_changed_what_and_why_to_its_readers(
    client: PortalClient, ada: Member
) -> None:
    for address in edited_posts(ada).values():
        page = client.get(address).text
        assert "Noted." in page
        assert "Ada" in page
        assert re.search(r"<ins>.{0,60}cancel", page)
        assert 'content="noindex"' in page


@pytest.mark.long
def test_a_hidden_posts_history_is_for_moderators_alone(new_client: NewClient, ada: Member) -> None:
    found = edited_posts(ada)
    mo = new_client().sign_in(make_member("Mo", Role.MODERATOR))
    browser = new_client().sign_in(ada)
    for visibility, answer in ((Visibility.HIDDEN, 404), (Visibility.DELETED, 410)):
        for kind in ("answers", "questions", "ideas"):
            with writing():
                key = int(found[kind].split("/")[2])
                change_visibility(SYSTEM, db.session.get_one(Subject, key), visibility)
            assert browser.get(found[kind]).status_code == answer
            assert mo.get(found[kind]).status_code == 200


def test_a_private_posts_history_is_for_its_audience(new_client: NewClient, app: Flask) -> None:
    garden = make_organisation()
    asker, colleague = make_member(organisation=garden), make_member(organisation=garden)
    path = f"/questions/{make_question(asker, is_private=True).id}/history"
    assert new_client().get(path).status_code == 404
    assert new_client().sign_in(make_member()).get(path).status_code == 404
    assert new_client().sign_in(colleague).get(path).status_code == 200


@pytest.mark.long
def test_many_edits_stand_on_pages_that_meet(
    client: PortalClient, ada: Member, statements: Counting
) -> None:
    answer = make_answer(make_question(), ada, "Version 1.")
    for number in range(2, 25):
        words = prose(f"Version {number}.")
        with writing():
            answers.edit_answer(actor_of(ada), answer, words)
    path, found = f"/answers/{answer.id}/history", []
    client.get(path)  # settings and words are read once a process
    while path:
        with statements() as seen:
            page = client.get(path).text
        found += [int(one) for one in re.findall(r'id="version-(\d+)"', page)]
        assert len(seen) <= 9
        later = re.search(r'rel="next" href="([^"]*)"', page)
        path = unescape(later.group(1)) if later else ""
    assert found == list(range(24, 1, -1))
