"""What newcomers write waits for a look, at first and in edits; what few may see makes no words for all."""

from __future__ import annotations

from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.content import actions_comments, actions_tags
from community.content.models import Comment, Subject, Tag, Visibility
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.ideas import actions as ideas
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions.models import Answer
from tests.makers import (
    actor_of,
    make_answer,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
)

LINKED = "See [this](https://example.org) for it."


@pytest.fixture(autouse=True)
def casino_is_listed(app: Flask) -> None:
    with writing():
        site_settings.change(held_words="casino")


def no_newcomer() -> Member:
    """A member with a level."""
    return make_member(reputation=10)


def edit_answer(author: Member, body: str) -> str:
    """What an answer says after its author tried to let it say this."""
    row, actor, words = make_answer(make_question(), author), actor_of(author), prose(body)
    with suppress(Invalid), writing():
        answers.edit_answer(actor, row, words)
    db.session.refresh(row)
    return row.body


@pytest.mark.parametrize("body", [LINKED, "Come to the casino."])
def test_an_edit_brings_nothing_that_a_first_post_would_wait_for(body: str) -> None:
    assert edit_answer(make_member(), body) != body
    assert edit_answer(no_newcomer(), body) == body
    assert edit_answer(make_member("Al", Role.AGENT), body) == body


def test_words_of_an_idea_and_of_a_comment_are_looked_at_too() -> None:
    author = make_member()
    actor, idea, spam = actor_of(author), make_idea(author), prose(LINKED)
    with writing():
        subject = db.session.get_one(Subject, idea.id)
        comment = actions_comments.add_comment(actor, subject, prose(), lang="en")
    with pytest.raises(Invalid, match="moderator"), writing():
        ideas.edit_idea(actor, idea, "The best casino", prose())
    with pytest.raises(Invalid, match="moderator"), writing():
        actions_comments.edit_comment(actor, db.session.get_one(Comment, comment.id), spam)


def test_what_has_been_looked_at_may_stay_and_what_waits_may_change() -> None:
    author = make_member()
    actor, row = actor_of(author), make_answer(make_question(), author, body=LINKED)
    with writing():
        answers.edit_answer(actor, row, prose(f"{LINKED} And https://example.net too."))
    with writing():
        db.session.get_one(Subject, row.id).visibility = Visibility.VISIBLE
    with writing():
        answers.edit_answer(actor, row, prose(f"{LINKED} It works."))
    assert row.body.endswith("It works.")


def test_links_that_others_brought_keep_an_author_from_no_correction() -> None:
    author, agent = make_member(), make_member("Al", Role.AGENT)
    row = make_answer(make_question(), author)
    linked = " ".join(f"https://example.org/{number}" for number in range(3))
    for person, body in ((agent, linked), (author, f"{linked} Thank you.")):
        with writing() as rows:
            answers.edit_answer(actor_of(person), rows.merge(row), prose(body))
    actor, more = actor_of(author), prose(f"{linked} https://example.org/more")
    with pytest.raises(NotAllowed), writing() as rows:
        answers.edit_answer(actor, rows.merge(row), more)
    assert db.session.scalars(select(Answer.body)).one() == f"{linked} Thank you."


def test_a_private_question_makes_no_words_that_everybody_sees() -> None:
    member = make_member(organisation=make_organisation("Garden"))
    make_question(tags=("till",))
    kept = make_question(member, is_private=True, tags=("till",))
    with pytest.raises(Invalid, match="no tag yet"):
        make_question(member, is_private=True, tags=("merger-with-oak",))
    assert list(db.session.scalars(select(Tag.key))) == ["till"]
    with pytest.raises(Invalid), writing():
        actions_tags.set_tags(db.session.get_one(Subject, kept.id), ["merger"])
