"""Points, levels and privileges are settings; whoever is refused reads what is missing and how far he is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.admin import actions as admin
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.tasks import start_due
from community.policies.actor import SYSTEM
from community.questions import actions_answers as answers
from community.questions.models import Question
from community.recognition import tasks
from community.recognition.models import LedgerEntry
from community.recognition.points import OF_FLAGS, Reason, points_of
from community.settings_catalogue import SiteSettings
from tests.fixtures.services import MONDAY_MORNING
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
LINKS = " ".join(f"[one](https://garden{number}.example)" for number in range(3))


def change(**values: int) -> None:
    with writing():
        admin.change_settings(SYSTEM, **values)


def level(member: Member) -> int:
    return db.session.scalars(select(Member.level).where(Member.id == member.id)).one()


def test_each_reason_has_its_points_and_flags_cost() -> None:
    points = {reason: points_of(reason, SiteSettings()) for reason in Reason}
    assert {reason for reason, one in points.items() if one < 0} == OF_FLAGS
    assert points[Reason.ANSWER_ACCEPTED] == 15


@pytest.mark.long
def test_changed_points_hold_for_new_entries_only(app: Flask, drain: Worker) -> None:
    author = make_member()
    answer = make_answer(make_question(), author)
    for points in (10, 4):
        change(points_answer_helpful=points)
        voter = actor_of(make_member())
        with writing():
            answers.vote_helpful(voter, answer)
        drain()
    tasks.recount()
    entries = db.session.scalars(select(LedgerEntry.credited).order_by(LedgerEntry.id))
    assert list(entries) == [10, 4]
    assert actor_of(author).reputation == 14


def test_a_changed_bound_counts_at_once_for_rules_and_soon_beside_names(
    app: Flask, drain: Worker
) -> None:
    member = make_member(reputation=40)
    assert (actor_of(member).level, level(member)) == (1, 0)
    change(level_contributor=30)
    assert actor_of(member).level == 2
    drain()
    assert level(member) == 2


def test_a_changed_bound_counts_beside_names_even_where_the_worker_is_killed(
    app: Flask, drain: Worker
) -> None:
    member, queue = make_member(reputation=40), app.extensions["portal_queue"]
    change(level_contributor=30)
    queue.huey.flush()
    start_due({"settle_levels": queue.jobs["settle_levels"]}, MONDAY_MORNING)
    drain()
    assert level(member) == 2


@pytest.mark.parametrize("bounds", [{"level_expert": 100}, {"level_member": 500}])
def test_a_level_below_the_one_before_it_is_refused(app: Flask, bounds: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refused:
        change(**bounds)
    assert refused.value.field in {"level_expert", "level_contributor"}
    assert site_settings.load() == SiteSettings()


def test_a_refused_member_reads_what_is_missing_and_how_far_he_is(sign_in: SignIn) -> None:
    question, member = make_question(), make_member(reputation=180)
    client = sign_in(member)
    sent = {"reason": "off_topic", "text": "This belongs into the forum, not here."}
    for answer in (
        client.get(f"/questions/{question.id}/close"),
        client.post(f"/questions/{question.id}/close", data=sent),
    ):
        assert answer.status_code == 403
        assert "opens at 250 points; you have 180." in answer.text
        assert "/account/reputation" in answer.text
    assert "This belongs into the forum, not here." in answer.text


def test_the_refusal_is_said_in_the_readers_language_and_lets_the_able_through(
    sign_in: SignIn,
) -> None:
    question = make_question()
    refused = sign_in(make_member(reputation=249, locale="fr")).get(
        f"/questions/{question.id}/close"
    )
    assert refused.status_code == 403
    assert "249" in refused.text
    able = sign_in(make_member(reputation=250))
    assert able.get(f"/questions/{question.id}/close").status_code == 200


def test_a_text_with_too_many_links_is_refused_and_handed_back(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    sent = {"title": "Where do I find them?", "body": LINKS, "then": "send", "lang": "en"}
    answer = client.post("/questions/ask", data=sent)
    assert answer.status_code == 403
    assert "opens at 10 points; you have 0." in answer.text
    assert "garden2.example" in answer.text
    assert db.session.scalars(select(Question.id)).all() == []


def test_an_editor_reads_why_he_cannot_change_tags(sign_in: SignIn) -> None:
    question = make_question()
    change(needed_to_edit=10, needed_to_retag=90)
    page = sign_in(make_member(reputation=20)).get(f"/questions/{question.id}/edit").text
    assert "Changing tags opens at 90 points; you have 20." in page
    page = sign_in(make_member(reputation=90)).get(f"/questions/{question.id}/edit").text
    assert "Changing tags opens" not in page
