"""Each metric of the catalogue: what counts, and beside it what does not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from community.accounts.actions_profile import Profile, change_profile
from community.accounts.models import Member
from community.articles import actions_life
from community.content import actions as content
from community.content.actions import change_visibility
from community.content.models import FlagReason, Subject, TargetKind, Visibility
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.ideas import actions_voting as voting
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications.models import Fanout
from community.policies.actor import SYSTEM, VISITOR, Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.recognition import queries, tasks
from community.recognition.awards import award_for
from community.recognition.catalogue import install_area_badges
from community.recognition.models import Award, Badge
from tests.ideas.living import decide
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_article,
    make_idea,
    make_member,
    make_question,
    prose,
)
from tests.service_levels.stories import publish_demo
from tests.services.statements import Statements
from tests.services.worker import Worker

Counting = Callable[[], AbstractContextManager[Statements]]


def held(member: Member) -> list[str]:
    return sorted(award.badge_key for award in queries.list_awards(VISITOR, member.id))


def lower(key: str, threshold: int) -> None:
    """So that a test need not live through fifty votes."""
    with writing() as session:
        session.scalars(select(Badge).where(Badge.key == key)).one().threshold = threshold


def accept(question: Question, answer: Answer, asker: Member) -> None:
    actor = actor_of(asker)
    with writing():
        answers.accept_answer(actor, answer)


def recounted() -> list[tuple[object, ...]]:
    """All awards made anew from nothing, without their keys."""
    with writing() as session:
        session.execute(delete(Award))
    tasks.recount()
    return awards()


def awards() -> list[tuple[object, ...]]:
    columns = (Award.badge_id, Award.member_id, Award.occasion, Award.evidence_id)
    more = (Award.awarded_at, Award.expires_at, Award.revoked_at.is_(None))
    rows = db.session.execute(select(*columns, *more).where(Award.revoked_at.is_(None)))
    return sorted((tuple(row) for row in rows), key=str)


def test_profile_first_vote_and_first_follow_make_a_welcome(app: Flask, drain: Worker) -> None:
    actor, idea = actor_of(newcomer := make_member()), make_idea()
    with writing():
        voting.vote(actor, idea)
        content.follow(actor, TargetKind.MEMBER, idea.author_id or 0)
    drain()
    assert held(newcomer) == []
    with writing():
        change_profile(
            actor,
            Profile(
                name=newcomer.name,
                handle=newcomer.handle,
                bio="I grow tulips.",
                locale="en",
                time_zone="UTC",
            ),
        )
    drain()
    assert held(newcomer) == ["welcome"]


def test_own_posts_are_no_steps(app: Flask, drain: Worker) -> None:
    author = make_member()
    make_idea(author)  # supported and followed by its author from the start
    with writing() as session:
        session.get_one(Member, author.id).bio = "I grow tulips."
    drain()
    tasks.recount()
    assert held(author) == []


@pytest.mark.long
def test_same_question_votes_make_a_nice_question(app: Flask, drain: Worker) -> None:
    asker = make_member()
    question = make_question(asker)
    for voter in (asker, make_member(), make_member(), make_member()):
        assert held(asker) == []
        actor = actor_of(voter)
        with writing():
            questions.vote_same_question(actor, question)
        drain()
    assert held(asker) == ["nice-question"]


@pytest.mark.long
@pytest.mark.parametrize(("days", "expected"), [(29, []), (31, ["rescuer"])])
def test_a_rescuer_answers_what_is_over_thirty_days_old(
    app: Flask, drain: Worker, days: int, expected: list[str]
) -> None:
    asker, author = make_member(), make_member()
    with as_of(now() - timedelta(days=days)):
        question = make_question(asker)
    accept(question, make_answer(question, author), asker)
    drain()
    assert [key for key in held(author) if key == "rescuer"] == expected


def test_a_shipped_idea_was_made(app: Flask, drain: Worker) -> None:
    author = make_member()
    decide(make_idea(author), "shipped")
    drain()
    assert held(author) == ["made-it"]


@pytest.mark.long
def test_upheld_flags_make_watchful_until_they_are_lifted(app: Flask, drain: Worker) -> None:
    lower("watchful", 1)
    flagger, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    subject = db.session.get_one(Subject, make_question().id)
    actor = actor_of(flagger)
    with writing():
        content.flag(actor, subject, FlagReason.RUDE)
    drain()
    assert held(flagger) == []
    with writing():
        moderation.hide(moderator, subject, FlagReason.RUDE)
    drain()
    assert held(flagger) == ["watchful"]
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    drain()
    assert held(flagger) == []


@pytest.mark.long
def test_checks_make_a_fact_checker(app: Flask, drain: Worker) -> None:
    lower("fact-checker", 2)
    editor = make_member("Ed", Role.EDITOR)
    for number in range(2):
        article = make_article(title=f"Article {number}")
        actor = actor_of(editor)
        for _ in range(2):  # the same text again counts once
            with writing():
                actions_life.verify(actor, article, "en")
        drain()
        assert held(editor) == (["fact-checker"] if number else [])


@pytest.mark.long
def test_answers_with_points_in_an_area_make_an_apprentice(app: Flask, drain: Worker) -> None:
    area, other = make_area(), make_area("mobile")
    with writing():
        install_area_badges()
    lower("billing-apprentice", 2)
    author, moderator = make_member(), make_member("Mo", Role.MODERATOR)
    places = (area.id, other.id, None, area.id)
    made = [make_answer(make_question(product_area_id=one), author) for one in places]
    for answer in made:
        assert held(author) == []
        helpful(answer)
        drain()
    assert held(author) == ["billing-apprentice"]
    question = db.session.get_one(Question, made[0].question_id)
    elsewhere, actor = Details(product_area_id=other.id), actor_of(moderator)
    with writing():  # a question that leaves the area takes its answer along
        questions.edit_question(
            actor, question, question.title, prose(question.body), details=elsewhere
        )
    drain()
    assert held(author) == []


def helpful(answer: Answer, voter: Member | None = None) -> None:
    actor = actor_of(voter or make_member())
    with writing():
        answers.vote_helpful(actor, answer)


@pytest.mark.long
def test_a_badge_ends_with_what_earned_it_and_comes_back_quietly(app: Flask, drain: Worker) -> None:
    author, voters = make_member(), [make_member() for _ in range(3)]
    answer = make_answer(make_question(), author)
    for voter in voters:
        helpful(answer, voter)
    drain()
    assert held(author) == ["nice-answer"]
    actor = actor_of(voters[0])
    with writing():
        answers.withdraw_helpful(actor, answer)
    drain()
    assert held(author) == []
    helpful(answer, voters[0])
    drain()
    assert held(author) == ["nice-answer"]
    assert len(db.session.scalars(select(Fanout).where(Fanout.kind == "badge_awarded")).all()) == 1


@pytest.mark.long
def test_a_hidden_answer_earns_no_badge(app: Flask, drain: Worker) -> None:
    asker, author = make_member(), make_member()
    question = make_question(asker)
    answer = make_answer(question, author)
    accept(question, answer, asker)
    drain()
    for visibility, expected in ((Visibility.HIDDEN, []), (Visibility.VISIBLE, ["first-answer"])):
        with writing() as session:
            change_visibility(SYSTEM, session.get_one(Subject, answer.id), visibility)
        drain()
        assert held(author) == expected


@pytest.mark.long
def test_counting_from_nothing_gives_the_same_set_and_tells_nobody(
    app: Flask, drain: Worker
) -> None:
    publish_demo()
    area, asker, author = make_area(), make_member(), make_member()
    with writing():
        install_area_badges()
    for key, threshold in (("first-responder", 2), ("billing-expert", 2), ("helping-hand", 2)):
        lower(key, threshold)
    for _ in range(3):
        question = make_question(asker, product_area_id=area.id)
        answer = make_answer(question, author)
        for _ in range(3):
            helpful(answer)
        accept(question, answer, asker)
        make_idea(author)
        drain()
    before, told = awards(), len(db.session.scalars(select(Fanout.id)).all())
    assert len(before) > 5
    assert recounted() == before
    drain()
    assert len(db.session.scalars(select(Fanout.id)).all()) == told
    assert tasks.recount() == 0


@pytest.mark.long
def test_counting_takes_few_statements_however_much_was_done(
    app: Flask, drain: Worker, statements: Counting
) -> None:
    asker, author = make_member(), make_member()
    found = []
    for _ in range(2):
        for _ in range(3):
            question = make_question(asker)
            answer = make_answer(question, author)
            accept(question, answer, asker)
        drain()
        with statements() as seen, writing():
            award_for(answer.id)
        found.append(len(seen))
    assert found[0] == found[1] <= 8, found
