"""Long threads: answers on pages that never shift, comments folded to the last, one canonical address for each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions_comments
from community.content.models import Subject
from community.core.db import db, writing
from community.notifications.threads import find_thread
from community.questions import actions_answers as answers
from community.questions.addresses import ANSWERS_A_PAGE, page_of
from community.questions.models import Answer, Question
from community.questions.queries_places import find_place
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose
from tests.services.client import PortalClient
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def otto(app: Flask) -> Member:
    return make_member("Otto")


@pytest.fixture
def asker(app: Flask) -> Member:
    return make_member("Ada")


@pytest.fixture
def question(asker: Member) -> Question:
    return make_question(asker)


def fill(question: Question, otto: Member, number: int) -> list[Answer]:
    actor, words = actor_of(otto), prose("Take it back.")
    with writing():
        return [answers.answer(actor, question, words, lang="en") for _turn in range(number)]


def address(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


def ids_on(client: PortalClient, path: str) -> list[int]:
    return [int(one) for one in re.findall(r'id="answer-(\d+)"', client.get(path).text)]


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(found.group(1) if found else "{}"))


def canonical(page: str) -> str:
    found = re.search(r'rel="canonical" href="([^"]*)"', page)
    return found.group(1) if found else ""


def test_places_make_pages() -> None:
    assert [page_of(place) for place in (0, 1, 30, 31, 60, 61)] == [1, 1, 1, 2, 2, 3]


@pytest.mark.long
def test_an_answers_own_address_leads_to_the_page_that_holds_it(
    client: PortalClient, question: Question, otto: Member
) -> None:
    made = fill(question, otto, ANSWERS_A_PAGE + 2)
    first = client.get(f"/answers/{made[0].id}")
    assert first.location == f"{address(question)}#answer-{made[0].id}"
    last = client.get(f"/answers/{made[-1].id}").location
    assert last == f"{address(question)}?page=2#answer-{made[-1].id}"
    assert ids_on(client, last) == [made[-2].id, made[-1].id]
    assert client.get("/answers/987654").status_code == 404


@pytest.mark.long
def test_a_new_or_hidden_answer_shifts_no_other(
    client: PortalClient, question: Question, otto: Member
) -> None:
    made = fill(question, otto, ANSWERS_A_PAGE + 2)
    second = ids_on(client, f"{address(question)}?page=2")
    fill(question, otto, 1)
    with writing():
        answers.delete_answer(actor_of(otto), made[0])
    assert ids_on(client, f"{address(question)}?page=2")[:2] == second
    assert find_place(made[-1].id) == ANSWERS_A_PAGE + 2


@pytest.mark.long
def test_the_solution_stands_first_wherever_it_was_given(
    client: PortalClient, question: Question, *, otto: Member, asker: Member
) -> None:
    made = fill(question, otto, ANSWERS_A_PAGE + 2)
    with writing():
        answers.accept_answer(actor_of(asker), made[-1])
    assert ids_on(client, address(question))[0] == made[-1].id
    assert made[-1].id in ids_on(client, f"{address(question)}?page=2")


@pytest.mark.long
@pytest.mark.parametrize("page", ["3", "0", "x", "-1", "99999999999"])
def test_a_page_that_is_not_there_is_not_found(
    client: PortalClient, question: Question, *, otto: Member, page: str
) -> None:
    fill(question, otto, ANSWERS_A_PAGE + 1)
    assert client.get(f"{address(question)}?page={page}").status_code == 404


@pytest.mark.long
def test_what_is_hidden_makes_no_page(
    client: PortalClient, question: Question, otto: Member
) -> None:
    made = fill(question, otto, ANSWERS_A_PAGE + 1)
    with writing():
        answers.delete_answer(actor_of(otto), made[-1])
    assert client.get(f"{address(question)}?page=2").status_code == 404
    assert "Pages of answers" not in client.get(address(question)).text


@pytest.mark.long
def test_a_hidden_answer_is_none_of_the_best(
    client: PortalClient, question: Question, otto: Member
) -> None:
    made = fill(question, otto, ANSWERS_A_PAGE + 6)
    *hidden, good = made[-4:]
    for answer, votes in ((good, 1), *((one, 2) for one in hidden)):
        for _vote in range(votes):
            actor = actor_of(make_member())
            with writing():
                answers.vote_helpful(actor, answer)
    assert good.id not in ids_on(client, address(question))
    for answer in hidden:
        with writing():
            answers.delete_answer(actor_of(otto), answer)
    best = ids_on(client, address(question))
    assert good.id in best
    assert not set(best) & {one.id for one in hidden}


@pytest.mark.long
def test_each_page_has_one_address_and_names_its_answers(
    client: PortalClient, question: Question, otto: Member
) -> None:
    made = fill(question, otto, ANSWERS_A_PAGE + 1)
    for variant in ("", "?comments=1", "?page=1", "?utm=x"):
        assert canonical(client.get(address(question) + variant).text).endswith(address(question))
    page = client.get(f"{address(question)}?page=2&comments={question.id}").text
    assert canonical(page).endswith(f"{address(question)}?page=2")
    assert 'content="index, follow"' in page
    [answer] = data_of(page)["mainEntity"]["suggestedAnswer"]
    assert answer["url"].endswith(f"{address(question)}?page=2#answer-{made[-1].id}")


@pytest.mark.long
def test_an_old_name_leads_to_the_same_page(
    client: PortalClient, question: Question, otto: Member
) -> None:
    fill(question, otto, ANSWERS_A_PAGE + 1)
    there = client.get(f"/questions/{question.id}-old?page=2").location
    assert there == f"{address(question)}?page=2"


def test_search_engines_read_what_schema_org_asks_for(
    client: PortalClient, question: Question, *, otto: Member, asker: Member
) -> None:
    [good, other] = fill(question, otto, 2)
    words = prose("Take it back, twice.")
    with writing():
        answers.accept_answer(actor_of(asker), good)
        answers.edit_answer(actor_of(otto), other, words)
    entity = data_of(client.get(address(question)).text)["mainEntity"]
    needed = {"name", "text", "answerCount", "upvoteCount", "datePublished", "author", "url"}
    assert needed <= entity.keys()
    assert entity["answerCount"] == 2
    for answer in (entity["acceptedAnswer"], *entity["suggestedAnswer"]):
        assert {"text", "upvoteCount", "url", "datePublished", "author"} <= answer.keys()
        assert answer["author"]["url"].endswith(f"/members/{otto.handle}")
    assert "dateModified" in entity["suggestedAnswer"][0]
    assert "dateModified" not in entity["acceptedAnswer"]


def test_programs_read_nothing_that_only_its_author_sees(
    client: PortalClient, question: Question
) -> None:
    nia = make_member("Nia")
    held = make_answer(question, nia, "See https://elsewhere.example/now.")
    page = client.sign_in(nia).get(address(question)).text
    assert f'id="answer-{held.id}"' in page
    assert "suggestedAnswer" not in data_of(page)["mainEntity"]


def talk(on_id: int, otto: Member, number: int) -> list[int]:
    words = [prose(f"Remark {turn}.") for turn in range(number)]
    with writing():
        on, actor = db.session.get_one(Subject, on_id), actor_of(otto)
        return [actions_comments.add_comment(actor, on, one, lang="en").id for one in words]


def test_few_comments_are_all_shown_and_many_only_the_last(
    client: PortalClient, question: Question, otto: Member
) -> None:
    talk(question.id, otto, 5)
    page = client.get(address(question)).text
    assert "Remark 0." in page
    assert "Show all" not in page
    talk(question.id, otto, 7)
    page = client.get(address(question)).text
    assert "12 comments" in page
    assert page.count('class="comment"') == 3
    assert f"?comments={question.id}#comments-{question.id}" in page


@pytest.mark.long
def test_all_are_one_click_away_for_that_post_alone(
    client: PortalClient, question: Question, otto: Member
) -> None:
    [answer] = fill(question, otto, 1)
    talk(question.id, otto, 9)
    talk(answer.id, otto, 9)
    page = client.get(f"{address(question)}?comments={answer.id}").text
    assert page.count('class="comment"') == 12


def test_a_comments_address_shows_it_however_many_came_after(
    client: PortalClient, question: Question, otto: Member
) -> None:
    first = talk(question.id, otto, 9)[0]
    thread = find_thread(first)
    assert thread is not None
    assert f'id="comment-{first}"' in client.get(thread.path).text
    assert f'id="comment-{first}"' not in client.get(address(question)).text


def test_ideas_fold_their_comments_too(client: PortalClient, otto: Member) -> None:
    idea = make_idea()
    talk(idea.id, otto, 9)
    here = f"/ideas/product/{idea.id}-{idea.slug}"
    assert client.get(here).text.count('class="comment"') == 3
    assert client.get(f"{here}?comments={idea.id}").text.count('class="comment"') == 9


@pytest.mark.long
def test_pages_and_comments_cost_no_more_statements(
    client: PortalClient, question: Question, *, otto: Member, statements: Counting
) -> None:
    fill(question, otto, 2)
    client.get(address(question))
    found = []
    for number in (1, ANSWERS_A_PAGE * 2):
        for answer in fill(question, otto, number)[:3]:
            talk(answer.id, otto, number % 13)
        with statements() as seen:
            assert client.get(address(question)).status_code == 200
        found.append(len(seen))
    assert found[0] == found[1]


def test_variants_of_a_list_name_one_address(client: PortalClient) -> None:
    make_question(tags=("tax",))
    for variant, one in {
        "/questions?tab=popular": "/questions",
        "/questions?tag=tax&tab=popular": "/tags/tax",
        "/questions?state=open": "/questions",
    }.items():
        page = client.get(variant).text
        assert canonical(page).endswith(one)
        assert "noindex, follow" in page
