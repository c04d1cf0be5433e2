"""After solving: the asker is asked once, on the page or by one message; staff read figures that name nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from community import site_settings
from community.accounts.actions_erasure import erase
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter
from community.notifications.kinds import Kind
from community.policies.actor import SYSTEM, Role
from community.questions import actions_answers
from community.questions.models import Answer, Question
from community.questions.models_surveys import SolvedSurvey
from community.questions.queries_surveys import find_survey, get_report, get_survey
from community.questions.satisfaction import AreaGroup, Figures, bands, groups
from community.questions.tasks_surveys import ask_after_solving
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.questions.edits import told
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

NewClient = Callable[[], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]
ASKED = "Two short questions"


@pytest.fixture
def asker(app: Flask) -> Member:
    return make_member("Ada")


@pytest.fixture
def solved(asker: Member) -> Question:
    return solve(asker)


def solve(asker: Member, **details: Any) -> Question:
    question = make_question(asker, **details)
    answer = make_answer(question)
    with writing():
        actions_answers.accept_answer(actor_of(asker), answer)
    return question


def page_of(client: PortalClient, question: Question) -> str:
    return client.get(f"/questions/{question.id}-{question.slug}").text


def rate(client: PortalClient, question: Question, **fields: str) -> int:
    path = f"/questions/{question.id}/solved"
    return client.post(path, data={"satisfaction": "5", "effort": "4"} | fields).status_code


@pytest.mark.long
def test_the_asker_alone_is_asked_on_the_page_until_he_says_it(
    new_client: NewClient, asker: Member, solved: Question
) -> None:
    ada, otto = new_client().sign_in(asker), new_client().sign_in(make_member("Otto"))
    assert ASKED in page_of(ada, solved)
    assert ASKED not in page_of(otto, solved)
    assert ASKED not in page_of(new_client(), solved)
    assert rate(ada, solved) == 303
    assert ASKED not in page_of(ada, solved)
    assert rate(ada, solved) == 409


def test_nobody_says_it_for_somebody_else(new_client: NewClient, solved: Question) -> None:
    for other in (make_member("Otto"), make_member("Al", Role.ADMIN)):
        assert rate(new_client().sign_in(other), solved) == 403
    assert get_survey(solved.id).is_open


def test_an_unsolved_question_asks_nothing(new_client: NewClient, asker: Member) -> None:
    question = make_question(asker)
    ada = new_client().sign_in(asker)
    assert ASKED not in page_of(ada, question)
    assert rate(ada, question) == 404


@pytest.mark.parametrize("fields", [{"satisfaction": "", "effort": ""}, {"satisfaction": "6"}])
def test_what_says_nothing_or_nonsense_comes_back(
    new_client: NewClient, asker: Member, *, solved: Question, fields: dict[str, str]
) -> None:
    ada = new_client().sign_in(asker)
    assert rate(ada, solved, comment="Kept.", **fields) == 422
    assert get_survey(solved.id).is_open


@pytest.mark.long
def test_it_can_be_declined_for_good(
    new_client: NewClient, asker: Member, *, solved: Question, drain: Worker
) -> None:
    ada = new_client().sign_in(asker)
    assert ada.post(f"/questions/{solved.id}/solved/decline").status_code == 303
    assert ASKED not in page_of(ada, solved)
    with time_machine.travel(now() + timedelta(hours=30), tick=False):
        assert ask_after_solving() == 0


def test_looking_at_the_letters_page_changes_nothing(
    new_client: NewClient, asker: Member, solved: Question
) -> None:
    ada = new_client().sign_in(asker)
    assert "How hard was it" in ada.get(f"/questions/{solved.id}/solved").text
    assert get_survey(solved.id).is_open


@pytest.mark.long
def test_who_did_not_say_it_is_asked_by_one_message(
    asker: Member, *, solved: Question, restless_drain: Worker, postman: list[Letter]
) -> None:
    assert ask_after_solving() == 0
    with time_machine.travel(now() + timedelta(hours=30), tick=False):
        assert ask_after_solving() == 1
        assert ask_after_solving() == 0
        restless_drain()
    assert told(asker).count(Kind.SOLVED_SURVEY) == 1
    letters = [one for one in postman if f"/questions/{solved.id}/solved" in one.text]
    assert len(letters) == 1


def test_accepting_another_answer_asks_nobody_again(
    new_client: NewClient, asker: Member, solved: Question
) -> None:
    ada = new_client().sign_in(asker)
    rate(ada, solved)
    other = make_answer(solved)
    with writing():
        actions_answers.accept_answer(actor_of(asker), other)
    assert ASKED not in page_of(ada, solved)
    assert db.session.query(SolvedSurvey).count() == 1


def test_it_rests_while_the_answer_is_no_longer_accepted(
    new_client: NewClient, asker: Member, solved: Question
) -> None:
    with writing():
        answer = db.session.get_one(Question, solved.id).accepted_answer_id
        row = db.session.get_one(Answer, answer)
        actions_answers.withdraw_acceptance(actor_of(asker), row)
    assert ASKED not in page_of(new_client().sign_in(asker), solved)
    with time_machine.travel(now() + timedelta(hours=30), tick=False):
        assert ask_after_solving() == 0


def test_a_site_may_ask_nobody(asker: Member) -> None:
    with writing():
        site_settings.change(ask_when_solved=False)
    assert find_survey(solve(asker).id) is None


@pytest.mark.long
def test_staff_read_figures_and_remarks_and_members_do_not(
    new_client: NewClient, app: Flask
) -> None:
    area = make_area()
    for number in range(6):
        asker = make_member()
        question = solve(asker, product_area_id=area.id)
        client = new_client().sign_in(asker)
        rate(
            client,
            question,
            satisfaction=str(5 - number % 3),
            comment="The menu hid." * (number == 0),
        )
    ed = new_client().sign_in(make_member("Ed", Role.EDITOR))
    page = ed.get("/desk/satisfaction").text
    assert "67" in page  # 4 of 6
    assert "4 of 5" in page
    assert "The menu hid." in page
    assert new_client().sign_in(make_member("Otto")).get("/desk/satisfaction").status_code == 403


@pytest.mark.long
def test_fewer_than_five_are_not_shown(new_client: NewClient, app: Flask) -> None:
    for _turn in range(4):
        asker = make_member()
        rate(new_client().sign_in(asker), solve(asker))
    page = new_client().sign_in(make_member("Ed", Role.EDITOR)).get("/desk/satisfaction").text
    assert "Too few answers yet" in page
    assert "100" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_report_takes_as_many_statements_at_any_size(
    asker: Member, statements: Counting
) -> None:
    found = []
    for _turn in range(2):
        solve(asker)
        with statements() as seen:
            get_report()
        found.append(len(seen))
    assert found == [2, 2]


@pytest.mark.long
def test_an_erased_askers_words_go_and_the_numbers_stay(
    new_client: NewClient, asker: Member, solved: Question, drain: Worker
) -> None:
    rate(new_client().sign_in(asker), solved, comment="Ada was here.")
    with writing():
        erase(SYSTEM, asker.id, EraseReason.ASKED, with_posts=False)
    ed = new_client().sign_in(make_member("Ed", Role.EDITOR))
    assert "Ada was here." not in ed.get("/desk/satisfaction").text
    drain()
    survey = get_survey(solved.id)
    assert (survey.member_id, survey.comment, survey.satisfaction) == (None, "", 5)


def said(number: int, rated: int | None = None) -> Figures:
    return Figures(asked=number, answered=number, rated=number if rated is None else rated)


def test_months_are_put_together_until_they_are_enough() -> None:
    months = [(date(2026, month, 1), said(n)) for month, n in ((1, 2), (2, 3), (3, 9), (4, 1))]
    found = bands(months)
    assert [(one.first.month, one.last.month, one.figures.answered) for one in found] == [
        (3, 4, 10),
        (1, 2, 5),
    ]
    assert bands([(date(2026, 1, 1), said(4))]) == []


def test_what_is_left_over_joins_the_oldest_months() -> None:
    months = [(date(2026, month, 1), said(n)) for month, n in ((1, 2), (2, 7))]
    assert [(one.first.month, one.figures.answered) for one in bands(months)] == [(1, 9)]


def test_small_areas_stand_together_and_take_others_with_them() -> None:
    assert groups([(1, said(9)), (2, said(6)), (3, said(2))]) == [
        AreaGroup(1, said(9)),
        AreaGroup(None, said(8)),
    ]
    assert groups([(1, said(9)), (2, said(6, rated=3))]) == [AreaGroup(None, said(15, rated=12))]
    assert groups([(None, said(3))]) == []
