"""A random history of what members, agents and moderators do to each other's posts, and a ledger kept by hand."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from community import site_settings
from community.accounts.actions_members import end_suspension, suspend
from community.accounts.models import Member
from community.content.actions import flag
from community.content.models import FlagReason, Subject, Vote, VoteKind
from community.core.db import Base, db, key_of, writing
from community.core.errors import PortalError
from community.ideas import actions_voting as voting
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import SYSTEM, Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question
from community.recognition.models import LedgerEntry
from community.recognition.points import OF_FLAGS, WITHOUT_CAP, Reason, points_of
from community.settings_catalogue import SiteSettings
from tests.makers import actor_of, let_verify, make_answer, make_idea, make_member, make_question
from tests.services.worker import Worker

Deed = Callable[[], object]
T = TypeVar("T")
Post = TypeVar("Post", Question, Answer, Idea)
Row = TypeVar("Row", bound=Base)
EARNED_BY_VOTE = {
    VoteKind.HELPFUL: Reason.ANSWER_HELPFUL,
    VoteKind.SAME_QUESTION: Reason.SAME_QUESTION,
    VoteKind.SUPPORT: Reason.IDEA_SUPPORTED,
}


class History:
    """Nine people, four questions with eight answers, three ideas; `step` does one thing that may be refused."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.members = [make_member() for _ in range(7)]
        self.agent = make_member("Al", Role.AGENT)
        let_verify(self.agent)
        self.moderator = make_member("Mo", Role.MODERATOR)
        self.questions = [make_question(self.one(self.members)) for _ in range(4)]
        self.answers = [
            make_answer(question, self.one(self.members)) for question in self.questions * 2
        ]
        self.ideas = [make_idea(self.one(self.members)) for _ in range(3)]
        self.done = Counter[str]()

    def one(self, things: list[T]) -> T:
        """Any of them."""
        return self.dice.choice(things)

    def live(self, steps: int, *, every: int, drain: Worker) -> None:
        """So many steps, with the worker running after each so many, under a cap that is often reached."""
        with writing():
            site_settings.change(reputation_cap=30)
        drain()
        for number in range(steps):
            self.step()
            if number % every == 0:
                drain()
        drain()

    def step(self) -> None:
        """One deed; what is refused changes nothing."""
        deed = self.one(self.deeds())
        try:
            with writing():
                deed()
            self.done["done"] += 1
        except PortalError:
            self.done["refused"] += 1

    def deeds(self) -> list[Deed]:
        """What may happen now, votes most often."""
        kinds = [self.votes] * 8 + [self.marks] * 2 + [self.fates] * 2 + [self.standings]
        return self.one(kinds)()

    def votes(self) -> list[Deed]:
        """What a member thinks of a post, or no longer thinks."""
        actor, answer = actor_of(self.one(self.members)), self.key(self.answers)
        question, idea = self.key(self.questions), self.key(self.ideas)
        return [
            lambda: answers.vote_helpful(actor, now(Answer, answer)),
            lambda: answers.withdraw_helpful(actor, now(Answer, answer)),
            lambda: questions.vote_same_question(actor, now(Question, question)),
            lambda: questions.withdraw_same_question(actor, now(Question, question)),
            lambda: voting.vote(actor, now(Idea, idea)),
            lambda: voting.withdraw_vote(actor, now(Idea, idea)),
        ]

    def row(self, model: type[Post], things: list[Post]) -> Post:
        """One of these rows as it is now."""
        return now(model, self.key(things))

    def key(self, things: Sequence[Base]) -> Any:
        """That of one of these rows."""
        return key_of(self.dice.choice(things))

    def marks(self) -> list[Deed]:
        """What askers and agents make of an answer."""
        answer = self.row(Answer, self.answers)
        asked = db.session.get_one(Question, answer.question_id)
        asker = db.session.get_one(Member, asked.author_id)
        asking, agent, is_so = actor_of(asker), actor_of(self.agent), self.dice.random() < 0.6
        return [
            lambda: answers.accept_answer(asking, answer),
            lambda: answers.withdraw_acceptance(asking, answer),
            lambda: answers.mark_official(agent, answer, is_official=is_so),
            lambda: answers.mark_verified(agent, answer, is_verified=is_so),
        ]

    def fates(self) -> list[Deed]:
        """What is hidden, deleted, flagged and restored."""
        subject = now(Subject, self.key([*self.questions, *self.answers, *self.ideas]))
        moderator, flagger = actor_of(self.moderator), actor_of(self.one(self.members))
        reason = self.one([FlagReason.SPAM, FlagReason.RUDE])
        answer = self.row(Answer, self.answers)
        author = actor_of(db.session.get_one(Member, answer.author_id))
        return [
            lambda: flag(flagger, subject, reason),
            lambda: moderation.hide(moderator, subject, reason),
            lambda: moderation.restore(moderator, subject, KeepReason.MISTAKE),
            lambda: moderation.restore(moderator, subject, KeepReason.FINE),
            lambda: answers.delete_answer(author, answer),
        ]

    def standings(self) -> list[Deed]:
        """Who may take part."""
        member = self.one(self.members)
        return [
            lambda: suspend(SYSTEM, member.id, "A pause."),
            lambda: end_suspension(SYSTEM, member.id),
            lambda: end_suspension(SYSTEM, member.id),
        ]


def now(model: type[Row], key: Any) -> Row:
    """The row with this key as it is now."""
    return db.session.get_one(model, key, populate_existing=True)


def earned_by_hand() -> dict[int, int]:
    """Points of all posts that are shown now, counted row by row without a cap: member → points."""
    db.session.rollback()
    settings, earned = SiteSettings(), defaultdict[int, int](int)
    shown = {one.id: one for one in db.session.scalars(select(Subject)) if one.is_visible}
    for vote in db.session.scalars(select(Vote).where(Vote.kind.in_(EARNED_BY_VOTE))):
        subject = shown.get(vote.subject_id)
        if subject and subject.author_id not in (None, vote.member_id) and not vote.voided_at:
            earned[subject.author_id or 0] += points_of(EARNED_BY_VOTE[vote.kind], settings)
    for answer in db.session.scalars(select(Answer)):
        question = db.session.get_one(Question, answer.question_id)
        if answer.id not in shown or answer.author_id is None:
            continue
        if question.accepted_answer_id == answer.id and question.author_id != answer.author_id:
            earned[answer.author_id] += settings.points_answer_accepted
            earned[question.author_id or 0] += settings.points_accepted_an_answer
        if answer.official_at or answer.verified_at:
            earned[answer.author_id] += settings.points_answer_marked
    return {member: points for member, points in earned.items() if points}


def earned_in_the_ledger() -> dict[int, int]:
    """Points of entries that stand, before the cap, without what flags cost: member → points."""
    entries = list(db.session.scalars(select(LedgerEntry)))
    gone = {one.reverses_id for one in entries if one.reverses_id}
    earned = defaultdict[int, int](int)
    for one in entries:
        if one.reverses_id is None and one.id not in gone and one.reason not in OF_FLAGS:
            earned[one.member_id] += one.earned
    return {member: points for member, points in earned.items() if points}


def credited_by_hand() -> dict[int, int]:
    """What the entries must have been credited, replayed in their order under the cap: member → shown points."""
    cap = site_settings.current().reputation_cap
    used, total = defaultdict[tuple[int, date], int](int), defaultdict[int, int](int)
    kept: dict[int, int] = {}
    for one in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)):
        if one.reverses_id:
            points = -kept[one.reverses_id]
        elif one.restores_id:
            points = kept[one.restores_id]
        elif one.reason in WITHOUT_CAP or one.earned < 0:
            points = one.earned
        else:
            points = min(one.earned, cap - used[one.member_id, one.day])
            used[one.member_id, one.day] += points
        kept[one.id] = points
        total[one.member_id] += points
    return {member: max(0, points) for member, points in total.items()}
