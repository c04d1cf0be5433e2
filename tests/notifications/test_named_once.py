"""Whom a post names hears of it once: that he is named, and not by another way that it is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content.actions_comments import add_comment
from community.content.models import Subject, TargetKind
from community.core.db import db, writing
from community.core.mail import Letter
from community.notifications import queries
from community.notifications.actions import prefer
from community.notifications.kinds import AT_ONCE, DIGESTS, Channel, Kind
from community.notifications.tasks_reading import send_digests
from community.questions.models import Question
from tests.makers import actor_of, make_area, make_member, make_question, prose
from tests.services.worker import Worker

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def told(member: Member) -> list[Kind]:
    return [row.kind for row in queries.list_notifications(actor_of(member)).items]


def bell(member: Member) -> int:
    db.session.rollback()
    return db.session.get_one(Member, member.id).unread_count


def want(member: Member, kind: Kind, *wanted: Channel) -> None:
    with writing():
        for channel in Channel:
            prefer(member.id, kind, channel, is_on=channel in wanted)


def name_in_comment(question: Question, asker: Member) -> None:
    actor, words = actor_of(make_member()), prose(f"@{asker.handle}, which version is it?")
    with writing() as rows:
        add_comment(actor, rows.get_one(Subject, question.id), words, lang="en")


def asked_with_name(fan: Member, drain: Worker) -> None:
    """A question in an area that the fan follows, by somebody whom he follows, which names him."""
    asker, area, actor = make_member(), make_area(), actor_of(fan)
    with writing():
        content.follow(actor, TargetKind.AREA, area.id)
        content.follow(actor, TargetKind.MEMBER, asker.id)
    make_question(asker, body=f"Does @{fan.handle} know why?", product_area_id=area.id)
    drain()


def test_a_comment_that_names_the_asker_is_told_him_once(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    asker = make_member()
    question = make_question(asker)
    name_in_comment(question, asker)
    drain()
    assert (told(asker), bell(asker)) == ([Kind.MENTIONED], 1)
    assert [letter.to for letter in postman] == [asker.email]


def test_a_question_that_names_who_follows_its_area_and_author_is_told_once(
    app: Flask, drain: Worker
) -> None:
    fan = make_member()
    asked_with_name(fan, drain)
    assert (told(fan), bell(fan)) == ([Kind.MENTIONED], 1)


def test_what_the_portal_shows_of_the_post_alone_is_still_shown(app: Flask, drain: Worker) -> None:
    asker = make_member()
    question = make_question(asker)
    want(asker, Kind.MENTIONED, Channel.EMAIL)
    name_in_comment(question, asker)
    drain()
    assert told(asker) == [Kind.COMMENT_POSTED]


@pytest.mark.parametrize("ways", [AT_ONCE, DIGESTS])
def test_who_hears_of_names_in_digests_alone_loses_no_digest(
    app: Flask, drain: Worker, *, ways: tuple[Channel, ...]
) -> None:
    asker = make_member()
    question = make_question(asker)
    want(asker, Kind.COMMENT_POSTED, *ways)
    want(asker, Kind.MENTIONED, Channel.DAILY)
    name_in_comment(question, asker)
    drain()
    assert told(asker) == ([Kind.COMMENT_POSTED] if ways == AT_ONCE else [])
    assert bell(asker) == len(told(asker))


def test_a_digest_does_not_repeat_what_a_letter_said(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    fan = make_member()
    want(fan, Kind.MENTIONED, Channel.EMAIL)
    with time_machine.travel(SUNDAY, tick=False):
        asked_with_name(fan, drain)
    assert told(fan) == [Kind.QUESTION_ASKED]
    assert [letter.to for letter in postman] == [fan.email]
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        assert send_digests() == 0
