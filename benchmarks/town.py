"""A town of askers: as many questions as are asked for, with answers, votes, points, tags and promises, in bulk.

What actions of the pages made first is copied with other authors, words and times, so that no column is made up.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from benchmarks.generator import WORDS, Row, settle, table_of
from community.accounts.models import Member
from community.content.models import (
    Follow,
    FollowState,
    Subject,
    SubjectTag,
    Tag,
    TargetKind,
    Vote,
    VoteKind,
)
from community.content.models_kept import KeptTotal
from community.core.clock import now
from community.core.db import db, writing
from community.core.versions import raise_version
from community.policies.actor import Role
from community.questions.models import Answer, Question
from community.questions.states import QuestionState
from community.questions.tasks import count_tags
from community.recognition.models import Award, Badge, LedgerEntry
from community.recognition.points import Reason
from community.recognition.tasks_leaderboards import count_leaderboards
from community.service_levels.models import Promise, PromiseState
from tests.makers import make_answer, make_area, make_member, make_question
from tests.service_levels.stories import publish_demo

AT_ONCE = 1_000
AREAS, TAGS = 8, 200
VOTE_POINTS, ACCEPTED_POINTS = 10, 15
NEW = (Member, Subject, Question, Answer, Vote, LedgerEntry, Promise, Tag, Award)


@dataclass
class Town:
    """The originals, who lives there, and the next key of each table."""

    chance: random.Random
    question: Row
    answer: Row
    question_subject: Row
    answer_subject: Row
    member: Row
    promise: Row
    area_ids: list[int]
    tag_ids: list[int]
    member_ids: list[int]
    agent_id: int
    next_ids: dict[Table, Iterator[int]]
    began: datetime = field(default_factory=now)
    size: int = 0
    first_question_id: int = 0
    rows: dict[Table, list[Row]] = field(default_factory=dict)

    def add(self, model: Any, row: Row, **changes: Any) -> int:
        """One more row like this one; its key, where it has one of its own."""
        table = table_of(model)
        made = {**row, **changes}
        if table in self.next_ids and "id" not in changes:
            made["id"] = next(self.next_ids[table])
        self.rows.setdefault(table, []).append(made)
        return int(made.get("id", 0))

    def flush(self) -> None:
        """Insert what waits, tables that others point at first."""
        with writing() as session:
            for table in db.metadata.sorted_tables:
                if self.rows.get(table):
                    session.connection().execute(insert(table), self.rows[table])
        self.rows.clear()


def found_town(seed: int = 1) -> Town:
    """The originals, made by actions, with areas and tags."""
    publish_demo()
    areas = [make_area(f"area{number}").id for number in range(AREAS)]
    asker, helper = make_member("Ada"), make_member("Bo")
    agent = make_member("Al", Role.AGENT)
    question = make_question(asker, product_area_id=areas[0], tags=("tag0",))
    answer = make_answer(question, helper)
    with writing() as session:
        names = [f"tag{number}" for number in range(1, TAGS)]
        rows = [{"key": one, "name": {"en": one, "fr": one}, "description": {}} for one in names]
        session.execute(insert(Tag), rows)
    highest = {
        table_of(model): db.session.scalar(select(func.max(table_of(model).c.id))) or 0
        for model in NEW
    }
    town = Town(
        chance=random.Random(seed),
        question=original(Question, question.id),
        answer=original(Answer, answer.id),
        question_subject=original(Subject, question.id),
        answer_subject=original(Subject, answer.id),
        member=original(Member, helper.id),
        promise=original(Promise, question.id, "subject_id"),
        area_ids=areas,
        tag_ids=list(db.session.scalars(select(Tag.id).order_by(Tag.id))),
        member_ids=[asker.id, helper.id],
        agent_id=agent.id,
        next_ids={table: itertools.count(key + 1) for table, key in highest.items()},
    )
    db.session.rollback()
    return town


def original(model: Any, key: int, column: str = "id") -> Row:
    """A row that actions made, without what the database computes itself."""
    table = table_of(model)
    plain = [one for one in table.columns if one.computed is None]
    return dict(
        db.session.execute(select(*plain).where(table.c[column] == key)).mappings().first() or {}
    )


def grow(town: Town, questions: int) -> None:
    """Let the town have so many questions, three times as many answers, and all that hangs on them."""
    while town.size < questions:
        upto = min(questions, town.size + AT_ONCE)
        settle_in(town, upto)
        for number in range(town.size, upto):
            ask(town, number)
        town.flush()
        town.size = upto
    with writing():
        add_up()
        follow_keys()
        raise_version("generated")
    settle()
    count_tags()
    count_leaderboards()
    db.session.rollback()


def settle_in(town: Town, questions: int) -> None:
    """One person for twenty questions, and twenty at least; each third has badges."""
    badges = list(db.session.scalars(select(Badge.id).order_by(Badge.id).limit(3)))
    for number in range(len(town.member_ids), max(20, questions // 20)):
        own = {"name": f"Member {number}", "handle": f"m{number}", "handle_key": f"m{number}"}
        own |= {"email": f"m{number}@town.example", "email_key": f"m{number}@town.example"}
        member_id = town.add(Member, town.member, **own)
        town.member_ids.append(member_id)
        for badge_id in badges if number % 3 == 0 else ():
            town.add(Award, _award(badge_id, member_id, town.began))


def _award(badge_id: int, member_id: int, at: datetime) -> Row:
    from_model = Award(badge_id=badge_id, member_id=member_id, occasion=0, awarded_at=at)
    columns = [one.name for one in table_of(Award).columns if one.name != "id"]
    given = {name: getattr(from_model, name) for name in columns}
    return {name: value for name, value in given.items() if value is not None}


def ask(town: Town, number: int) -> None:
    """A question of somebody, a fifth of them without an answer, two of five solved."""
    chance, at = town.chance, town.began - timedelta(minutes=7 * number + 1)
    asker, area_id = chance.choice(town.member_ids), town.area_ids[number % AREAS]
    answers = 0 if number % 5 == 0 else 3 + bool(number % 4)
    shared: Row = {"author_id": asker, "created_at": at, "product_area_id": area_id}
    key = town.add(Subject, town.question_subject, **shared, activity_at=at)
    given = [answer(town, key, at + timedelta(minutes=one), area_id) for one in range(answers)]
    solved = bool(given) and number % 5 < 3
    state = QuestionState.ANSWERED if given else QuestionState.OPEN
    words = " ".join(chance.choices(WORDS, k=5))
    own: Row = {"title": f"How about the {words}?", "slug": f"how-about-{number}"}
    own |= {"answer_count": answers, "popularity": chance.randrange(100), "state_changed_at": at}
    own |= {"state": QuestionState.SOLVED if solved else state, "text": f"{words}. " * 8}
    if solved:
        own |= {"accepted_answer_id": given[0][0], "accepted_at": at, "accepted_by_id": asker}
        credit(town, given[0][1], given[0][0], Reason.ANSWER_ACCEPTED, at)
    town.add(Question, town.question, id=key, **shared, **own)
    tag(town, key, number)
    surround(town, key, asker, at, is_open=not given)
    if number == 1:
        town.first_question_id = key


def tag(town: Town, key: int, number: int) -> None:
    """Two tags, each tag in turn and one by chance."""
    for tag_id in {town.tag_ids[number % TAGS], town.chance.choice(town.tag_ids)}:
        town.add(SubjectTag, {"subject_id": key, "tag_id": tag_id})


def surround(town: Town, key: int, asker: int, at: datetime, *, is_open: bool) -> None:
    """The asker's follow, a vote, and the promise: met in its time, or due around now."""
    follow = {"member_id": asker, "target_kind": TargetKind.SUBJECT, "target_id": key}
    town.add(Follow, {**follow, "state": FollowState.FOLLOWING, "created_at": at})
    vote(town, key, asker, VoteKind.SAME_QUESTION, at)
    later = timedelta(minutes=town.chance.randrange(-9_000, 9_000))
    due = town.began + later if is_open else at + timedelta(days=8)
    times = {"started_at": due - timedelta(days=8), "warn_at": due - timedelta(hours=1)}
    if not is_open:
        times |= {"ended_at": at}
    state = PromiseState.RUNNING if is_open else PromiseState.MET
    own: Row = {"subject_id": key, "author_id": asker, "due_at": due, "state": state}
    town.add(Promise, town.promise, **own, **times)


def answer(town: Town, question_id: int, at: datetime, area_id: int) -> tuple[int, int]:
    """An answer of somebody, half of them with a vote; its key and its author."""
    author = town.chance.choice(town.member_ids)
    own: Row = {"author_id": author, "created_at": at}
    key = town.add(Subject, town.answer_subject, **own, activity_at=at, product_area_id=area_id)
    has_vote = town.chance.random() < 0.5
    own |= {"question_id": question_id, "helpful_count": int(has_vote)}
    town.add(Answer, town.answer, id=key, **own)
    if has_vote:
        vote(town, key, author, VoteKind.HELPFUL, at)
        credit(town, author, key, Reason.ANSWER_HELPFUL, at)
    return key, author


def vote(town: Town, subject_id: int, author: int, kind: VoteKind, at: datetime) -> None:
    """A vote of somebody else, if one is found at once."""
    voter = town.chance.choice(town.member_ids)
    if voter != author:
        row = {"subject_id": subject_id, "member_id": voter, "kind": kind, "created_at": at}
        town.add(Vote, row)


def credit(town: Town, member_id: int, subject_id: int, reason: Reason, at: datetime) -> None:
    """Points in the ledger."""
    points = ACCEPTED_POINTS if reason is Reason.ANSWER_ACCEPTED else VOTE_POINTS
    row: Row = {"member_id": member_id, "subject_id": subject_id, "reason": reason, "at": at}
    row |= {"source": f"town:{reason}:{subject_id}", "generation": 1, "day": at.date()}
    town.add(LedgerEntry, row, earned=points, credited=points)


def add_up() -> None:
    """Points of members, and kept totals of questions by state."""
    points = select(func.coalesce(func.sum(LedgerEntry.credited), 0))
    mine = points.where(LedgerEntry.member_id == Member.id).scalar_subquery()
    plainly = {"synchronize_session": False}
    db.session.execute(update(Member).values(reputation=mine), execution_options=plainly)
    for state in QuestionState:
        total = select(func.count()).where(Question.state == state).scalar_subquery()
        kept = update(KeptTotal).where(KeptTotal.container == "questions", KeptTotal.state == state)
        db.session.execute(kept.values(total=total), execution_options=plainly)


def follow_keys() -> None:
    """PostgreSQL's sequences go on after the keys that were given here."""
    if db.engine.dialect.name != "postgresql":
        return
    for model in NEW:
        table = table_of(model)
        highest = select(func.coalesce(func.max(table.c.id), 1)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, "id")
        db.session.execute(select(func.setval(sequence, highest)))


def count_rows() -> dict[str, int]:
    """How many rows stand in the largest tables."""
    counted = (Question, Answer, Vote, LedgerEntry, SubjectTag, Follow, Promise, Member)
    return {
        table_of(model).name: db.session.scalar(select(func.count()).select_from(table_of(model)))
        or 0
        for model in counted
    }
