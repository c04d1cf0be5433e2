"""Outdated, and does not work for me: with a reason, on the answer until it is edited or taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.admin.counters import COUNTERS, count_wrong
from community.content.models import Vote, VoteKind
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed, SignInNeeded
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import VISITOR, Role
from community.questions import actions_answers as answers
from community.questions import actions_doubts as doubts
from community.questions.models import Answer, Question
from tests.makers import actor_of, make_answer, make_member, make_question, prose
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
OUTDATED, BROKEN = VoteKind.OUTDATED, VoteKind.DOES_NOT_WORK


def say(member: Member, answer: Answer, kind: VoteKind, reason: str = "The button moved.") -> bool:
    actor = actor_of(member)
    with writing():
        return doubts.doubt(actor, answer, kind, reason)


def take_back(member: Member, answer: Answer, kind: VoteKind) -> bool:
    actor = actor_of(member)
    with writing():
        return doubts.withdraw_doubt(actor, answer, kind)


def counts(answer: Answer) -> tuple[int, int]:
    db.session.expire_all()
    row = db.session.get_one(Answer, answer.id)
    assert [count_wrong(one) for one in COUNTERS] == [0] * len(COUNTERS)
    return row.outdated_count, row.does_not_work_count


def page_of(client: PortalClient, question: Question) -> str:
    return client.get(f"/questions/{question.id}-{question.slug}").text


def told(author: Member) -> list[str]:
    db.session.rollback()
    mine = select(Notification).where(
        Notification.member_id == author.id, Notification.kind == Kind.ANSWER_DOUBTED
    )
    return [row.words["excerpt"] for row in db.session.scalars(mine.order_by(Notification.id))]


@pytest.mark.long
def test_one_of_each_kind_a_member_and_both_are_counted(app: Flask) -> None:
    answer, member = make_answer(make_question()), make_member()
    assert say(member, answer, OUTDATED)
    assert not say(member, answer, OUTDATED, "Again!")
    assert say(member, answer, BROKEN)
    say(make_member(), answer, BROKEN)
    assert counts(answer) == (1, 2)
    assert take_back(member, answer, BROKEN)
    assert not take_back(member, answer, BROKEN)
    assert counts(answer) == (1, 1)


def test_a_reason_is_needed_and_is_short(app: Flask) -> None:
    answer, member = make_answer(make_question()), make_member()
    for reason in ("", " … ", "x" * 301):
        with pytest.raises(Invalid):
            say(member, answer, OUTDATED, reason)
    with pytest.raises(SignInNeeded), writing():
        doubts.doubt(VISITOR, answer, OUTDATED, "It moved.")
    assert counts(answer) == (0, 0)


@pytest.mark.long
def test_an_edit_answers_them_and_one_may_say_it_again(app: Flask, drain: Worker) -> None:
    author, member = make_member(), make_member()
    answer = make_answer(make_question(), author)
    for kind in (OUTDATED, BROKEN):
        say(member, answer, kind)
    words, actor = prose("Open Settings, choose *take back*."), actor_of(author)
    with writing():
        answers.edit_answer(actor, answer, words)
    assert counts(answer) == (0, 0)
    assert db.session.scalars(select(Vote)).all() == []
    assert say(member, answer, OUTDATED, "Still there.")
    drain()
    assert told(author) == ["Still there."]


@pytest.mark.long
def test_the_author_hears_of_each_once(app: Flask, restless_drain: Worker) -> None:
    author, member = make_member(), make_member()
    answer = make_answer(make_question(), author)
    for _turn in range(2):
        say(member, answer, OUTDATED, "It moved.")
        restless_drain()
        take_back(member, answer, OUTDATED)
    say(member, answer, BROKEN, "Nothing happens.")
    say(author, answer, OUTDATED, "I know better now.")
    restless_drain()
    assert told(author) == ["It moved.", "Nothing happens."]


@pytest.mark.long
def test_they_stand_on_the_answer_folded_when_several(client: PortalClient) -> None:
    question = make_question()
    answer = make_answer(question)
    say(make_member("Bea"), answer, OUTDATED, "It moved & <b>changed</b>.")
    page = page_of(client, question)
    assert "It moved &amp; &lt;b&gt;changed&lt;/b&gt;." in page
    assert '<details class="answer-doubts">' not in page
    say(make_member(), answer, BROKEN, "Nothing happens.")
    page = page_of(client, question)
    assert '<details class="answer-doubts">' in page
    assert "2 members say" in page
    assert "Nothing happens." in page


@pytest.mark.long
def test_it_is_said_and_taken_back_from_the_page(sign_in: SignIn) -> None:
    question = make_question()
    answer = make_answer(question)
    client, path = sign_in(make_member()), f"/answers/{answer.id}/doubt"
    assert "It does not work for me" in client.get(f"{path}?kind=does_not_work").text
    sent = {"kind": "does_not_work", "reason": ""}
    refused = client.post(path, data=sent)
    assert refused.status_code == 422
    assert "Please say why" in refused.text
    assert client.post(path, data=sent | {"reason": "Nothing happens."}).status_code == 303
    assert "It works for me after all" in page_of(client, question)
    for wrong in ({"kind": "helpful", "reason": "Ha."}, {"kind": "x", "reason": "Ha."}):
        assert client.post(path, data=wrong).status_code == 422
    assert client.post(f"{path}/withdraw", data={"kind": "helpful"}).status_code == 422
    others = {"kind": "outdated", "member": "9" * 18}
    assert client.post(f"{path}/withdraw", data=others).status_code == 403
    assert client.post(f"{path}/withdraw", data={"kind": "does_not_work"}).status_code == 303
    assert "Nothing happens." not in page_of(client, question)
    assert counts(answer) == (0, 0)


@pytest.mark.long
def test_a_moderator_removes_what_another_said_and_a_member_does_not(app: Flask) -> None:
    answer, rude = make_answer(make_question()), make_member()
    say(rude, answer, OUTDATED, "You fool.")
    stranger, moderator = actor_of(make_member()), actor_of(make_member("Mo", Role.MODERATOR))
    with pytest.raises(NotAllowed), writing():
        doubts.withdraw_doubt(stranger, answer, OUTDATED, member_id=rude.id)
    with writing():
        assert doubts.withdraw_doubt(moderator, answer, OUTDATED, member_id=rude.id)
    assert counts(answer) == (0, 0)
