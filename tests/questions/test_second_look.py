"""What reviews of questions found and mended: each of these was once otherwise."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from community import site_settings
from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FlagReason, Subject, TargetKind, Visibility
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, writing
from community.core.errors import Conflict, Invalid
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.questions import actions_answers as answers
from community.questions import actions_states as states
from community.questions.models import Answer, Question, QuestionInvitation
from community.service_levels.models import Promise, PromiseState
from tests.curation.readers import kinds_told
from tests.makers import actor_of, make_answer, make_area, make_member, make_organisation
from tests.makers import make_question as ask
from tests.questions.stories import fresh
from tests.questions.test_duplicates import mark
from tests.questions.test_needs_me import follow, needs
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


@pytest.mark.long
def test_what_is_hidden_is_no_good_answer(app: Flask) -> None:
    area, member, agent = make_area(), make_member(), make_member("Al", Role.AGENT)
    follow(member, TargetKind.AREA, area.id)
    question = ask(title="What about paper?", product_area_id=area.id)
    answer, staff = make_answer(question), actor_of(agent)
    with writing():
        answers.mark_official(staff, answer, is_official=True)
    assert needs(member) == []
    with writing():
        subject = db.session.get_one(Subject, answer.id)
        content.change_visibility(staff, subject, Visibility.HIDDEN)
    assert needs(member) == ["What about paper?"]


def test_votes_that_an_import_counted_make_an_answer_good(app: Flask) -> None:
    area, member = make_area(), make_member()
    follow(member, TargetKind.AREA, area.id)
    answer = make_answer(ask(title="What about paper?", product_area_id=area.id))
    assert needs(member) == ["What about paper?"]
    with writing() as session:
        session.get_one(Answer, answer.id).votes_imported = 2
    assert needs(member) == []


def test_what_was_missed_is_still_the_most_urgent(app: Flask) -> None:
    publish_demo()
    area, member = make_area(), make_member()
    follow(member, TargetKind.AREA, area.id)
    for name in ("old", "late"):
        question = ask(title=f"What about the {name}?", product_area_id=area.id)
    with writing() as session:
        late = update(Promise).where(Promise.subject_id == question.id)
        hour = now() - timedelta(hours=1)
        session.execute(
            late.values(state=PromiseState.MISSED, due_at=hour, warn_at=hour, started_at=hour)
        )
    assert needs(member) == ["What about the late?", "What about the old?"]


def test_the_asker_is_asked_once_for_what_is_missing(app: Flask) -> None:
    question, agent = ask(), actor_of(make_member("Al", Role.AGENT))
    with writing():
        states.ask_for_information(agent, question, "Which version?")
    with pytest.raises(Conflict, match="meanwhile"), writing():
        states.ask_for_information(agent, question, "Which printer?")


def test_nobody_learns_of_a_question_by_naming_it_as_the_first(app: Flask) -> None:
    secret = ask(make_member(organisation=make_organisation()), is_private=True)
    again, judge = ask(), make_member(reputation=250)
    with pytest.raises(Invalid, match="the number of the other question"):
        mark(again, secret, judge)
    with pytest.raises(Invalid, match="the number of the other question"):
        mark(again, Question(id=987_654), judge)


@pytest.mark.long
def test_who_does_not_see_the_first_question_hears_that_his_is_closed(
    app: Flask, drain: Worker
) -> None:
    secret, root = ask(make_member(organisation=make_organisation()), is_private=True), ask()
    asker, other = make_member(), make_member()
    mark(ask(asker), root)
    with writing() as rows:  # it was told to fewer afterwards
        hidden = rows.get_one(Subject, secret.id).audience_id
        content.change_audience(rows.get_one(Subject, root.id), hidden)
    mark(ask(other), ask())
    drain()
    assert Kind.QUESTION_DUPLICATE not in kinds_told(asker.id)
    assert kinds_told(asker.id)
    assert Kind.QUESTION_DUPLICATE in kinds_told(other.id)


@pytest.mark.long
def test_names_that_addresses_use_themselves_are_no_filters(client: PortalClient) -> None:
    asker = make_member()
    for number in range(32):
        ask(asker, title=f"What about number {number}?", tags=("tax",))
    for odd in ("endpoint=x", "_external=1", "_anchor=x", "_scheme=ftp", "_method=PUT"):
        page = client.get(f"/questions?tag=tax&{odd}")
        assert page.status_code == 200, odd
        assert "after=" in page.text, odd


def test_listed_words_in_tags_wait_for_a_look(app: Flask) -> None:
    with writing():
        site_settings.change(held_words="casino")
    held, plain = ask(tags=("casino",)), ask(tags=("paper",))
    seen = [db.session.get_one(Subject, one.id).visibility for one in (held, plain)]
    assert seen == [Visibility.PENDING, Visibility.VISIBLE]


def test_what_points_at_a_locked_question_need_not_wait_for_it(app: Flask) -> None:
    question, member = ask(), make_member()
    row = {"question_id": question.id, "member_id": member.id, "created_at": now()}

    def invite() -> None:
        with app.app_context(), writing():
            insert_once(QuestionInvitation, **row)

    if db.engine.dialect.name == "sqlite":
        invite()  # one writer at a time: there is nobody to wait for
        return
    with ThreadPoolExecutor(1) as other, writing():
        get_locked(Question, question.id)
        other.submit(invite).result(timeout=5)


def test_a_hidden_question_keeps_the_number_of_its_answers_for_its_return(
    app: Flask,
) -> None:
    question = ask()
    make_answer(question)
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    subject = db.session.get_one(Subject, question.id)
    with writing():
        moderation.hide(moderator, subject, FlagReason.RUDE)
    assert fresh(question).answer_count == 1
    checked = app.test_cli_runner().invoke(args=["counters", "check", "--fix"])
    assert checked.exit_code == 0
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    assert fresh(question).answer_count == 1
