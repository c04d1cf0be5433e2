"""Every event twice and shuffled: a journey over all areas ends in the same state as with each event once, in order."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content.actions import flag
from community.content.actions_comments import add_comment
from community.content.models import FlagReason, Subject
from community.content.models_kept import DirtySubject
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.outbox import OutboxEvent
from community.core.search_engine.installed import search_engine
from community.ideas import actions_statuses
from community.ideas import actions_voting as voting
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.notifications.models import Notification
from community.policies.actor import Role
from community.questions import actions, actions_answers
from community.questions.models import Answer, Question
from community.recognition.models import Award, Badge
from community.search import actions as search
from community.service_levels.models import Promise
from tests.makers import (
    actor_of,
    make_answer,
    make_idea,
    make_member,
    make_question,
    prose,
    status,
)
from tests.service_levels.stories import publish_demo
from tests.services.portals import Portal
from tests.services.worker import Worker

Note = Callable[[str, object], None]
Step = Callable[[], object]


class Journey:
    """What five people do to each other's posts."""

    def __init__(self) -> None:
        publish_demo()
        self.asker, self.helper, self.reader = (make_member(name) for name in ("Ada", "Bo", "Cy"))
        self.manager = make_member("Di", Role.PRODUCT_MANAGER)
        self.moderator = make_member("Ed", Role.MODERATOR)
        self.question, self.idea = make_question(self.asker), make_idea(self.helper)
        self.answer = make_answer(self.question, self.helper)

    def steps(self) -> list[Step]:
        """One deed each, in order."""
        return [
            lambda: actions.vote_same_question(actor_of(self.reader), self.question),
            lambda: actions_answers.vote_helpful(actor_of(self.reader), self.answer),
            lambda: actions_answers.withdraw_helpful(actor_of(self.reader), self.answer),
            lambda: actions_answers.vote_helpful(actor_of(self.reader), self.answer),
            lambda: actions_answers.accept_answer(actor_of(self.asker), self.answer),
            lambda: voting.vote(actor_of(self.asker), self.idea),
            lambda: voting.vote(actor_of(self.reader), self.idea),
            lambda: voting.withdraw_vote(actor_of(self.reader), self.idea),
            lambda: voting.vote(actor_of(self.reader), self.idea),
            self.comment,
            self.plan,
            lambda: flag(actor_of(self.reader), self.subject(), FlagReason.RUDE),
            lambda: moderation.hide(actor_of(self.moderator), self.subject(), FlagReason.RUDE),
        ]

    def subject(self) -> Subject:
        """The question's identity."""
        return db.session.get_one(Subject, self.question.id)

    def comment(self) -> None:
        """A remark on the idea."""
        on = db.session.get_one(Subject, self.idea.id)
        add_comment(actor_of(self.reader), on, prose("I need it too."), lang="en")

    def plan(self) -> None:
        """The idea will be built."""
        words = prose("We build it this spring.")
        actions_statuses.change_status(
            actor_of(self.manager), self.idea, status("planned"), words, lang="en"
        )


def live(portal: Portal, postman: list[Letter], *, restless: bool, every: int) -> dict[str, Any]:
    """Live the journey on an empty portal with the worker running after each so many deeds; what is then."""
    db.session.remove()
    portal.reset()
    search_engine().rebuild([])
    db.session.rollback()
    journey, worker = Journey(), Worker(portal.app, is_restless=restless)
    worker()
    for number, step in enumerate(journey.steps(), 1):
        with writing():
            step()
        if number % every == 0:
            worker()
    worker()
    if restless:
        again(portal, worker)
    return state(postman)


def again(portal: Portal, worker: Worker) -> None:
    """Everything that ever happened once more, in another order."""
    ids = list(db.session.scalars(select(OutboxEvent.id)))
    random.Random(7).shuffle(ids)
    worker.forget_receipts(ids)
    portal.app.extensions["portal_queue"].deliver(ids)
    worker()


def rows(statement: Any) -> list[tuple[Any, ...]]:
    """All rows, in an order that does not depend on keys."""
    return sorted((tuple(row) for row in db.session.execute(statement)), key=str)


def state(postman: list[Letter]) -> dict[str, Any]:
    """What people have, without keys and times."""
    verdict = search.verify()
    return {
        "standing": rows(select(Member.name, Member.reputation, Member.level, Member.unread_count)),
        "badges": rows(
            select(Member.name, Badge.key, Award.revoked_at.is_(None))
            .select_from(Award)
            .join(Member, Member.id == Award.member_id)
            .join(Badge, Badge.id == Award.badge_id)
        ),
        "told": rows(
            select(Member.name, Notification.kind, func.count())
            .select_from(Notification)
            .join(Member, Member.id == Notification.member_id)
            .group_by(Member.name, Notification.kind)
        ),
        "letters": sorted((one.to[:2], one.subject) for one in postman),
        "ideas": rows(select(Idea.supporter_count, Idea.comment_count)),
        "questions": rows(select(Question.state, Question.answer_count, Question.popularity)),
        "answers": rows(select(Answer.helpful_count)),
        "promises": rows(select(Promise.state)),
        "index": (verdict.is_clean, verdict.documents),
        "dirty": rows(select(func.count()).select_from(DirtySubject)),
    }


@pytest.mark.long
def test_a_journey_ends_alike_with_every_event_twice_and_shuffled(
    portal: Portal, app: Flask, postman: list[Letter], record_property: Note
) -> None:
    calm = live(portal, postman, restless=False, every=1)
    restless = live(portal, postman, restless=True, every=1)
    record_property(
        "figure", f"restless: {len(calm['told'])} kinds told, {len(calm['letters'])} letters, alike"
    )
    assert restless == calm
    assert calm["badges"]
    assert calm["letters"]


@pytest.mark.prove
@pytest.mark.parametrize("every", [1, 3, 5])
def test_journeys_end_alike_however_late_the_worker_comes(
    portal: Portal, app: Flask, postman: list[Letter], record_property: Note, every: int
) -> None:
    calm = live(portal, postman, restless=False, every=every)
    assert live(portal, postman, restless=True, every=every) == calm
    record_property("figure", f"restless, worker after each {every} deeds: alike")


@pytest.mark.long
def test_a_listener_that_adds_up_would_be_found(
    portal: Portal,
    app: Flask,
    postman: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Note,
) -> None:
    def add_up(_event: object) -> None:
        db.session.execute(
            Member.__table__.update().values(reputation=Member.reputation + 1)  # type: ignore[attr-defined]
        )

    listeners = app.extensions["portal_subscribers"]
    monkeypatch.setitem(listeners, "IdeaVoted", (*listeners["IdeaVoted"], add_up))
    calm = live(portal, postman, restless=False, every=1)
    restless = live(portal, postman, restless=True, every=1)
    differ = sorted(name for name, rows in restless.items() if rows != calm[name])
    record_property("figure", f"restless, control: a listener that adds up changes {differ}")
    assert differ
