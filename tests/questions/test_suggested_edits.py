"""A member suggests an edit of what others wrote: who may, what is refused, who sees it, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community import site_settings
from community.accounts.models import Member
from community.content.suggestions import SuggestionState
from community.core.db import writing
from community.policies.actor import Role
from community.questions import actions_answers, actions_states
from community.questions.models import Answer, Question
from community.questions.states import CloseReason
from tests.makers import actor_of, make_answer, make_member, make_organisation, make_question
from tests.questions.edits import BETTER, BODY, NOTE, hidden, says, state, suggest
from tests.services.client import PortalClient
from tests.services.worker import Worker

NewClient = Callable[[], PortalClient]


@pytest.fixture
def author(app: Flask) -> Member:
    return make_member("Otto")


@pytest.fixture
def question(app: Flask) -> Question:
    return make_question(make_member("Ada"))


@pytest.fixture
def answer(question: Question, author: Member) -> Answer:
    return make_answer(question, author, BODY)


@pytest.fixture
def mia(new_client: NewClient) -> PortalClient:
    return new_client().sign_in(make_member("Mia", reputation=20))


@pytest.mark.long
def test_the_page_offers_it_to_those_who_may_not_edit(
    mia: PortalClient, new_client: NewClient, *, answer: Answer, question: Question, author: Member
) -> None:
    here, path = f"/questions/{question.id}-{question.slug}", f"/answers/{answer.id}/suggest"
    assert path in mia.get(here).text
    otto = new_client().sign_in(author)
    assert path not in otto.get(here).text
    assert otto.get(path).location == f"/answers/{answer.id}/edit"
    assert path not in new_client().get(here).text


def test_it_changes_nothing_before_somebody_decided(mia: PortalClient, answer: Answer) -> None:
    edit_id = suggest(mia, answer)
    assert says(answer) == BODY
    page = mia.get(f"/edits/{edit_id}").text
    assert NOTE in page
    assert "in the menu" in page
    assert NOTE in mia.get("/suggestions").text


def test_a_question_keeps_its_title_unless_that_is_better(
    mia: PortalClient, question: Question
) -> None:
    edit_id = suggest(mia, question, question.body, title="How do I cancel a paid invoice?")
    assert "cancel" in mia.get(f"/edits/{edit_id}").text


@pytest.mark.parametrize(
    ("fields", "says_so"),
    [
        ({"body": BODY}, "not changed anything"),
        ({"note": " "}, "say in a few words"),
        ({"body": " "}, "write something"),
    ],
)
@pytest.mark.long
def test_what_says_nothing_new_comes_back_with_what_was_typed(
    mia: PortalClient, answer: Answer, fields: dict[str, str], says_so: str
) -> None:
    path = f"/answers/{answer.id}/suggest"
    data = {"body": BETTER, "note": NOTE, "seen": hidden(mia.get(path).text, "seen")}
    refused = mia.post(path, data=data | fields)
    assert refused.status_code == 422
    assert says_so in refused.text


@pytest.mark.long
def test_a_second_one_replaces_the_first(mia: PortalClient, answer: Answer) -> None:
    first = suggest(mia, answer)
    assert "what you send replaces it" in mia.get(f"/answers/{answer.id}/suggest").text
    assert suggest(mia, answer, BETTER + "\n\nThen it is gone.") == first


@pytest.mark.long
def test_too_many_wait_no_longer(new_client: NewClient, question: Question) -> None:
    nia = new_client().sign_in(make_member("Nia"))
    for _turn in range(3):
        suggest(nia, make_answer(question, body=BODY))
    more = make_answer(question, body=BODY)
    data = {"body": BETTER, "note": NOTE, "seen": "1"}
    refused = nia.post(f"/answers/{more.id}/suggest", data=data)
    assert refused.status_code == 422
    assert "wait already" in refused.text
    assert "in the menu" in refused.text


@pytest.mark.long
def test_a_newcomers_new_link_waits_for_a_moderator(
    new_client: NewClient, answer: Answer, author: Member
) -> None:
    nia = new_client().sign_in(make_member("Nia"))
    edit_id = suggest(nia, answer, BETTER + "\n\nSee https://elsewhere.example/x.")
    assert state(edit_id) is SuggestionState.HELD
    otto = new_client().sign_in(author)
    assert otto.get(f"/edits/{edit_id}").status_code == 404
    assert otto.post(f"/edits/{edit_id}/reject", data={"reason": "No."}).status_code == 404
    mo = new_client().sign_in(make_member("Mo", Role.MODERATOR))
    assert NOTE in mo.get("/suggestions/queue?state=held").text
    assert mo.post(f"/edits/{edit_id}/release").status_code == 303
    assert otto.get(f"/edits/{edit_id}").status_code == 200
    assert mo.post(f"/edits/{edit_id}/release").status_code == 409


def test_reputation_may_be_asked_for(mia: PortalClient, answer: Answer) -> None:
    with writing():
        site_settings.change(needed_to_suggest=1000)
    refused = mia.post(f"/answers/{answer.id}/suggest", data={"body": BETTER, "note": NOTE})
    assert refused.status_code == 403
    assert "1000 points" in refused.text


@pytest.mark.long
def test_what_is_closed_is_not_changed_any_more(
    mia: PortalClient, question: Question, answer: Answer
) -> None:
    agent = actor_of(make_member("Ann", Role.AGENT))
    with writing():
        actions_states.close(agent, question, CloseReason.OFF_TOPIC, text="Not ours.")
    here = f"/questions/{question.id}-{question.slug}"
    assert f"/answers/{answer.id}/suggest" not in mia.get(here).text
    data = {"body": BETTER, "note": NOTE, "seen": "1"}
    assert mia.post(f"/answers/{answer.id}/suggest", data=data).status_code == 409


def test_a_visitor_signs_in_first(client: PortalClient, answer: Answer) -> None:
    assert "/sign-in" in client.get(f"/answers/{answer.id}/suggest").location


@pytest.mark.long
def test_only_its_author_and_those_who_decide_see_it(
    mia: PortalClient, new_client: NewClient, *, answer: Answer, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    seen = {
        "stranger": make_member("Sam"),
        "author": author,
        "trusted": make_member("Tess", reputation=600),
        "staff": make_member("Ed", Role.EDITOR),
    }
    found = {
        name: new_client().sign_in(one).get(f"/edits/{edit_id}").status_code
        for name, one in seen.items()
    }
    assert found == {"stranger": 404, "author": 200, "trusted": 200, "staff": 200}


@pytest.mark.long
def test_what_one_may_not_see_one_cannot_edit(
    mia: PortalClient, new_client: NewClient, app: Flask
) -> None:
    garden = make_organisation()
    asker = make_member("Gus", organisation=garden)
    private = make_question(asker, is_private=True)
    assert mia.get(f"/questions/{private.id}/suggest").status_code == 404
    colleague = new_client().sign_in(make_member("Gil", organisation=garden))
    edit_id = suggest(colleague, private, "It was paid twice.")
    trusted = new_client().sign_in(make_member("Tess", reputation=600))
    assert trusted.get(f"/edits/{edit_id}").status_code == 404
    assert NOTE not in trusted.get("/suggestions/queue").text
    assert NOTE in new_client().sign_in(asker).get("/suggestions/queue").text


@pytest.mark.long
def test_it_is_taken_back_by_its_author_alone(
    mia: PortalClient, new_client: NewClient, *, answer: Answer, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    otto = new_client().sign_in(author)
    assert otto.post(f"/edits/{edit_id}/withdraw").status_code == 403
    for _turn in range(2):
        assert mia.post(f"/edits/{edit_id}/withdraw").status_code == 303
    assert state(edit_id) is SuggestionState.WITHDRAWN


@pytest.mark.long
def test_nobody_decides_about_an_edit_of_what_was_deleted(
    mia: PortalClient, *, answer: Answer, author: Member, drain: Worker
) -> None:
    edit_id = suggest(mia, answer)
    with writing():
        actions_answers.delete_answer(actor_of(author), answer)
    drain()
    assert state(edit_id) is SuggestionState.VOID
    assert NOTE not in mia.get("/suggestions").text
