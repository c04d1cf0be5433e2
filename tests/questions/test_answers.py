"""Answers: given, marked, voted on, accepted, removed; and how the promise ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member, MemberCapability
from community.content.models import Subject, Visibility
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed, NotFound
from community.core.outbox import OutboxEvent
from community.policies.actor import VISITOR, Role
from community.questions import actions, actions_answers, actions_states, queries
from community.questions.models import Answer
from community.questions.states import CloseReason, QuestionState
from community.service_levels.models import EndedBy, PromiseState
from tests.makers import (
    actor_of,
    let_verify,
    make_answer,
    make_area,
    make_member,
    make_question,
    prose,
    revisions_of,
)
from tests.questions.stories import accept, fresh, promise_of
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def events() -> list[str]:
    return list(db.session.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def test_a_member_answers_from_the_page(sign_in: SignIn) -> None:
    question = make_question()
    client = sign_in(make_member("Bea"))
    address = f"/questions/{question.id}-{question.slug}"
    sent = {"body": "Try **this**.", "lang": "en"}
    assert "Preview: not saved" in client.post(address, data=sent | {"then": "preview"}).text
    page = client.post(address, data=sent, follow_redirects=True).text
    assert "<strong>this</strong>" in page
    assert fresh(question).answer_count == 1


def test_an_empty_answer_is_refused(sign_in: SignIn) -> None:
    question = make_question()
    address = f"/questions/{question.id}-{question.slug}"
    answer = sign_in(make_member()).post(address, data={"body": " ", "lang": "en"})
    assert answer.status_code == 422
    assert fresh(question).state is QuestionState.OPEN


def test_an_answer_makes_the_question_answered_and_its_removal_open(app: Flask) -> None:
    question, author = make_question(), make_member()
    answer = make_answer(question, author)
    assert fresh(question).state is QuestionState.ANSWERED
    with writing():
        actions_answers.delete_answer(actor_of(author), answer)
    assert (fresh(question).state, fresh(question).answer_count) == (QuestionState.OPEN, 0)


def test_only_its_author_or_a_moderator_removes_an_answer(app: Flask) -> None:
    answer, other = make_answer(make_question()), actor_of(make_member())
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with pytest.raises(NotAllowed), writing():
        actions_answers.delete_answer(other, answer)
    with writing():
        actions_answers.delete_answer(moderator, answer)
    assert db.session.get_one(Subject, answer.id).visibility is Visibility.DELETED


def test_the_first_answer_of_the_team_ends_the_promise(app: Flask) -> None:
    publish_demo()
    question = make_question()
    make_answer(question)
    assert promise_of(question).ended_at is None
    agent = make_member("Al", Role.AGENT)
    make_answer(question, agent)
    promise = promise_of(question)
    assert (promise.ended_by, promise.ended_by_id) == (EndedBy.TEAM, agent.id)


def test_an_expert_of_the_area_answers_for_the_team_and_of_another_does_not(app: Flask) -> None:
    publish_demo()
    area, other = make_area(), make_area("mobile")
    expert = make_member()
    with writing() as session:
        session.add(
            MemberCapability(
                member_id=expert.id, capability="verify", product_area_id=area.id, source="test"
            )
        )
    far, near = make_question(product_area_id=other.id), make_question(product_area_id=area.id)
    make_answer(far, expert)
    make_answer(near, expert)
    assert promise_of(far).ended_at is None
    assert promise_of(near).ended_by is EndedBy.TEAM


def test_an_agents_answer_to_his_own_question_ends_nothing(app: Flask) -> None:
    publish_demo()
    agent = make_member("Al", Role.AGENT)
    question = make_question(agent)
    make_answer(question, agent)
    assert promise_of(question).ended_at is None


def test_accepting_solves_and_ends_the_promise_by_the_community(app: Flask) -> None:
    publish_demo()
    asker = make_member()
    question = make_question(asker)
    answer = make_answer(question)
    accept(asker, answer)
    assert (fresh(question).state, fresh(question).accepted_answer_id) == (
        QuestionState.SOLVED,
        answer.id,
    )
    assert promise_of(question).ended_by is EndedBy.COMMUNITY
    assert promise_of(question).state is PromiseState.MET
    assert "AnswerAccepted" in events()


def test_nobody_but_the_asker_accepts(app: Flask) -> None:
    question = make_question()
    answer = make_answer(question)
    for other in (make_member(), make_member("Mo", Role.MODERATOR, Role.ADMIN)):
        with pytest.raises(NotAllowed, match="Only whoever asked"):
            accept(other, answer)
    assert fresh(question).accepted_answer_id is None


def test_an_acceptance_moves_and_is_taken_back(app: Flask) -> None:
    asker = make_member()
    question = make_question(asker)
    first, second = make_answer(question), make_answer(question)
    accept(asker, first)
    accept(asker, second)
    assert fresh(question).accepted_answer_id == second.id
    assert events().count("AnswerAcceptanceWithdrawn") == 1
    with writing():
        actions_answers.withdraw_acceptance(actor_of(asker), second)
    assert fresh(question).state is QuestionState.ANSWERED


def test_an_accepted_answer_that_goes_takes_its_mark_along(app: Flask) -> None:
    asker, author = make_member(), make_member()
    question = make_question(asker)
    answer = make_answer(question, author)
    make_answer(question)
    accept(asker, answer)
    with writing():
        actions_answers.delete_answer(actor_of(author), answer)
    assert fresh(question).accepted_answer_id is None
    assert fresh(question).state is QuestionState.ANSWERED


def test_a_closed_question_takes_no_answer(app: Flask) -> None:
    question, agent = make_question(), actor_of(make_member("Al", Role.AGENT))
    with writing():
        actions_states.close(agent, question, CloseReason.UNCLEAR, text="Why?")
    with pytest.raises(Conflict, match="no more answers"):
        make_answer(question)


def test_helpful_is_counted_once_and_taken_back(app: Flask) -> None:
    question, voter = make_question(), actor_of(make_member())
    answer = make_answer(question)
    with writing():
        assert actions_answers.vote_helpful(voter, answer)
    with writing():
        assert not actions_answers.vote_helpful(voter, answer)
    assert (fresh(question).helpful_count, fresh(question).popularity) == (1, 1)
    with writing():
        assert actions_answers.withdraw_helpful(voter, answer)
    assert (fresh(question).helpful_count, fresh(question).popularity) == (0, 0)
    assert [name for name in events() if "AnswerVote" in name] == [
        "AnswerVoted",
        "AnswerVoteWithdrawn",
    ]


def test_same_question_is_counted_once(app: Flask) -> None:
    question, voter = make_question(), actor_of(make_member())
    for expected in (True, False):
        with writing():
            assert actions.vote_same_question(voter, question) is expected
    assert fresh(question).same_question_count == 1


def test_an_edit_keeps_what_was_said(app: Flask) -> None:
    author, other = make_member(), actor_of(make_member())
    answer, words = make_answer(make_question(), author), prose("Better words.")
    with writing():
        actions_answers.edit_answer(actor_of(author), answer, words, note="clearer")
    revision = revisions_of(answer.id)[0]
    assert (revision.body, revision.note) == ("Open it and choose *take back*.", "clearer")
    with pytest.raises(NotAllowed, match="500 points"), writing():
        actions_answers.edit_answer(other, answer, prose("Mine now."))


def test_whoever_has_500_points_may_edit(app: Flask) -> None:
    answer, words = make_answer(make_question()), prose("Better words.")
    trusted = actor_of(make_member(reputation=500))
    with writing():
        actions_answers.edit_answer(trusted, answer, words)
    assert db.session.get_one(Answer, answer.id).body == "Better words."


def test_staff_stand_behind_an_answer_and_members_cannot(app: Flask) -> None:
    answer, agent = make_answer(make_question()), actor_of(make_member("Al", Role.AGENT))
    member = actor_of(make_member())
    with writing():
        actions_answers.mark_official(agent, answer)
    assert db.session.get_one(Answer, answer.id).official_by_id == agent.member_id
    with pytest.raises(NotAllowed), writing():
        actions_answers.mark_official(member, answer, is_official=False)
    with writing():
        actions_answers.mark_official(agent, answer, is_official=False)
    assert db.session.get_one(Answer, answer.id).official_at is None


def make_expert_of(area_id: int) -> Member:
    expert = make_member("Eve")
    let_verify(expert, area_id)
    return expert


def test_an_answer_is_verified_by_experts_of_its_area_alone(app: Flask) -> None:
    area, far = make_area(), make_area("mobile")
    answer = make_answer(make_question(product_area_id=area.id))
    agent, elsewhere = make_member("Al", Role.AGENT), make_expert_of(far.id)
    for other in (make_member(), agent, make_member("", Role.ADMIN), elsewhere):
        actor = actor_of(other)
        with pytest.raises(NotAllowed, match="experts"), writing():
            actions_answers.mark_verified(actor, answer)
    expert = actor_of(make_expert_of(area.id))
    with writing():
        actions_answers.mark_verified(expert, answer)
    assert db.session.get_one(Answer, answer.id).verified_by_id == expert.member_id


def test_a_newcomers_answer_with_links_waits_and_counts_not_yet(app: Flask) -> None:
    publish_demo()
    question = make_question()
    answer = make_answer(question, body="Look at https://example.org")
    assert answer.subject.visibility is Visibility.PENDING
    assert (fresh(question).answer_count, fresh(question).state) == (0, QuestionState.OPEN)
    with pytest.raises(NotFound):
        queries.get_answer(VISITOR, answer.id)


def test_nothing_but_signs_is_no_answer(app: Flask) -> None:
    with pytest.raises(Invalid):
        make_answer(make_question(), body="\u200b")


def test_votes_and_marks_work_from_the_page(sign_in: SignIn) -> None:
    asker = make_member()
    question = make_question(asker)
    answer = make_answer(question)
    client = sign_in(asker)
    fragment = client.post(f"/answers/{answer.id}/helpful", headers={"HX-Request": "true"}).text
    assert 'aria-pressed="true"' in fragment
    assert "1 vote<" in fragment
    assert client.post(f"/answers/{answer.id}/accept").status_code == 303
    assert client.post(f"/answers/{answer.id}/official").status_code == 403
    page = client.get(f"/questions/{question.id}-{question.slug}").text
    assert "Solved it for the asker" in page
