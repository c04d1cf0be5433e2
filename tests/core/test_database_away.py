"""While the database is away each page says so, in the reader's language, and what was typed is on it."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from community.core.db import db
from tests.makers import make_idea, make_member
from tests.services import postgres, processes
from tests.services.client import PortalClient
from tests.services.portals import close_app, config_for_tests, new_app

WORDS = "A long remark that took somebody ten minutes to write."
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture(scope="module")
def member(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalClient]:
    """Somebody who is signed in to a portal whose PostgreSQL has just ended."""
    folder = tmp_path_factory.mktemp("away")
    with processes.short_folder("pg-") as place:
        server = postgres.start(postgres.find_programs(place), place)
        try:
            url = postgres.create_database(f"postgresql+psycopg://postgres@?host={place}", "away")
            app = new_app(config_for_tests(url, folder))
            with app.app_context():
                make_idea()
                client = PortalClient(app, app.response_class, use_cookies=True)
                client.sign_in(make_member("Ada"))
                assert client.get("/ideas").status_code == 200
                db.session.remove()
        finally:
            processes.stop(server, signal.SIGINT)
        yield client
        close_app(app)


@pytest.mark.parametrize("path", ["/", "/questions", "/search?q=tax", "/help/en", "/ideas"])
@pytest.mark.parametrize("is_member", [True, False])
def test_each_page_says_that_it_is_back_soon(
    member: PortalClient, path: str, is_member: bool
) -> None:
    client = member if is_member else PortalClient(member.application, member.response_wrapper)
    answer = client.get(path)
    assert answer.status_code == 503
    assert "We are back in a moment" in answer.text
    assert answer.headers["Retry-After"] == "5"


def test_it_says_so_in_french_and_to_programs(member: PortalClient) -> None:
    assert "Nous revenons dans un instant" in member.get("/questions", headers=FRENCH).text
    answer = member.get("/questions", headers={"Accept": "application/json"} | FRENCH)
    problem = answer.get_json()
    assert answer.status_code == problem["status"] == 503
    assert "données" in problem["detail"]


def test_a_monitor_learns_that_the_process_stands_and_cannot_serve(member: PortalClient) -> None:
    monitor = PortalClient(member.application, member.response_wrapper)
    assert [monitor.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]


def test_what_was_typed_is_handed_back(member: PortalClient) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        answer = member.post("/subjects/1/comments", data={"body": WORDS}, headers=headers)
        assert answer.status_code == 503
        assert (WORDS in answer.text) == (not headers)
