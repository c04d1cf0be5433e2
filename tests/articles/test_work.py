"""What there is to do, at a glance and list by list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import update

from community.articles import tasks_work
from community.articles.models import Article, Translation
from community.articles.states import Staleness
from community.core.clock import now
from community.core.db import writing
from community.policies.actor import Role
from community.search.models import SearchTally
from community.search.report import week_of
from tests.makers import make_article, make_member, make_section, translate_article
from tests.services import statements as sql
from tests.services.client import PortalClient

Counting = Callable[[], AbstractContextManager[sql.Statements]]
QUEUE = "/suggestions/queue"
WORK = "/desk/articles/work"


@pytest.fixture
def writer(client: PortalClient, app: Flask) -> PortalClient:
    return client.sign_in(make_member("Wanda", Role.EDITOR))


def say(article: Article, **values: object) -> None:
    with writing() as session:
        statement = update(Translation).where(Translation.article_id == article.id)
        session.execute(statement.values(**values))


def rate(client: PortalClient, article: Article, helpful: str, **why: str) -> None:
    path = f"/help/en/articles/{article.id}/en/rating"
    client.post(path, data={"helpful": helpful})
    client.post(f"{path}/reason", data=why)


def part(page: str, name: str) -> str:
    """One list of the page at a glance."""
    return page.partition(f'id="work-{name}"')[2].partition("</section>")[0]


def test_the_page_at_a_glance_names_what_is_most_urgent(writer: PortalClient) -> None:
    section = make_section()
    say(make_article(section, "Read by many"), views=90, helpful_count=1, unhelpful_count=7)
    say(make_article(section, "Read by few"), views=2)
    page = writer.get(WORK).text
    assert part(page, "unverified").index("Read by many") < part(page, "unverified").index("few")
    assert "Read by many" in part(page, "helpless")
    assert "Read by few" not in part(page, "helpless")


def test_translations_out_of_date_stand_there(writer: PortalClient) -> None:
    article = make_article()
    translate_article(article)
    assert "Every language says the same" in part(writer.get(WORK).text, "outdated")
    say(article, staleness=Staleness.OUT_OF_DATE)
    assert "Imprimer un bon" in part(writer.get(WORK).text, "outdated")


def test_the_number_of_translations_behind_is_that_of_its_list(writer: PortalClient) -> None:
    section = make_section()
    for title, lag in (("Current", "current"), ("Small", "needs_update"), ("Old", "out_of_date")):
        say(make_article(section, title), staleness=Staleness(lag))
    say(make_article(section, "Unpublished", is_published=False), staleness=Staleness.OUT_OF_DATE)
    page = writer.get(WORK).text
    assert '<a href="/desk/articles?stale=behind"><strong>2</strong>' in page
    rows = writer.get("/desk/articles?stale=behind").text.partition("<tbody>")[2]
    assert rows.count("<tr>") == 2
    assert all(title in rows for title in ("Small", "Old"))


def test_searches_that_found_nothing_are_one_click_from_an_article(writer: PortalClient) -> None:
    with writing() as session:
        tally = SearchTally(week=week_of(now()), locale="en", phrase="gift cards", searches=4)
        tally.found_nothing = 4
        session.add(tally)
    page = part(writer.get(WORK).text, "searches")
    assert "gift cards" in page
    assert "/desk/articles/new?title=gift+cards" in page


def test_the_numbers_lead_to_their_lists(writer: PortalClient) -> None:
    make_article(body="[There](/help/en/deliveries/nothing).")
    tasks_work.check_article_links()
    page = writer.get(WORK).text
    assert '<a href="/desk/articles/links"><strong>1</strong>' in page
    assert '<a href="/desk/articles/tasks?owner=nobody"><strong>1</strong>' in page


def test_numbers_and_lists_hold_nothing_that_a_writer_may_not_read(writer: PortalClient) -> None:
    closed = make_article(make_section("Inside", "Interne", grants=["plan:premium"]), "Secret way")
    with writing() as session:
        session.connection().exec_driver_sql(
            "DELETE FROM audience_grants WHERE \"grant\" = 'staff'"
        )
    say(closed, views=9, unhelpful_count=9)
    page = writer.get(WORK).text
    assert "Secret way" not in page
    assert "<strong>1</strong>" not in page


def test_the_desk_at_a_glance_asks_few_statements(
    writer: PortalClient, statements: Counting
) -> None:
    section = make_section()
    for number in range(3):
        say(make_article(section, f"Article {number}"), unhelpful_count=number)
    writer.get(WORK)
    with statements() as seen:
        assert writer.get(WORK).status_code == 200
    assert len(seen) <= 16, seen


@pytest.mark.parametrize(
    "path",
    [*(f"/desk/articles/{name}" for name in ("work", "tasks", "feedback", "links")), QUEUE],
)
def test_the_lists_ask_as_few_statements_however_long(
    writer: PortalClient, statements: Counting, *, path: str
) -> None:
    section = make_section()
    for number in range(4):
        make_article(section, f"Article {number}", body="[There](/help/en/deliveries/nothing).")
    tasks_work.check_article_links()
    writer.get(path)
    with statements() as seen:
        assert writer.get(f"{path}?owner=all").status_code == 200
    assert len(seen) <= (16 if path.endswith("work") else 7), seen


@pytest.mark.parametrize("path", ["work", "feedback", "links"])
def test_the_lists_are_for_writers(client: PortalClient, app: Flask, *, path: str) -> None:
    address = f"/desk/articles/{path}"
    assert client.get(address).status_code == 303
    assert client.sign_in(make_member()).get(address).status_code == 403
    assert client.sign_in(make_member("", Role.AGENT)).get(address).status_code == 403


def test_writers_read_what_readers_wrote_and_not_who_wrote_it(
    client: PortalClient, app: Flask
) -> None:
    article = make_article()
    rate(client.sign_in(make_member("Rosa")), article, "no", reason="confusing", text="Which one?")
    page = client.sign_in(make_member("", Role.EDITOR)).get("/desk/articles/feedback").text
    assert "Which one?" in page
    assert "Hard to follow" in page
    assert "Rosa" not in page


def test_a_reason_may_be_given_after_a_yes_too(client: PortalClient, app: Flask) -> None:
    article = make_article()
    path = f"/help/en/articles/{article.id}/en/rating"
    asked = client.post(path, data={"helpful": "yes"}, headers={"HX-Request": "true"}).text
    assert "Something is missing" in asked
    client.post(f"{path}/reason", data={"helpful": "yes", "reason": "missing_something"})
    client.sign_in(make_member("", Role.EDITOR))
    assert "Something missing" in client.get("/desk/articles/feedback?helped=yes").text


VOICES = [
    ("helped=no", True),
    ("helped=yes", False),
    ("reason=confusing", True),
    ("reason=inaccurate", False),
    ("words=1", True),
    ("lang=fr", False),
    ("article=999999", False),
    ("reason=x&helped=x&lang=x&article=x&words=x&after=x", True),
]


@pytest.mark.parametrize(("query", "is_there"), VOICES)
def test_voices_are_narrowed(
    client: PortalClient, app: Flask, *, query: str, is_there: bool
) -> None:
    rate(client, make_article(), "no", reason="confusing", text="Which one?")
    client.sign_in(make_member("", Role.EDITOR))
    page = client.get(f"/desk/articles/feedback?{query}").text
    assert ("Which one?" in page) is is_there


def test_an_expert_finds_his_own_tasks_alone(client: PortalClient, app: Flask) -> None:
    client.sign_in(make_member("", Role.AGENT))
    assert client.get("/desk/articles/tasks").status_code == 200
    assert client.get(WORK).status_code == 403
