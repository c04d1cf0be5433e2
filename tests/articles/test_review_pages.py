"""The way of a text to its readers, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from community import site_settings
from community.accounts.models import Member
from community.articles.queries_review import DeskView, count_making, list_making
from community.articles.states import RevisionState
from community.core.clock import now
from community.core.db import db, writing
from community.core.i18n import zone
from community.policies.actor import Role
from tests.articles.team import Team, draft, translation
from tests.makers import actor_of, make_member
from tests.services.client import PortalClient
from tests.services.statements import Statements

S = RevisionState
BUDGET = 8


@pytest.fixture
def team(app: Flask) -> Team:
    return Team()


@pytest.fixture
def writer(team: Team, new_client: Callable[[], PortalClient]) -> PortalClient:
    return new_client().sign_in(team.writer)


@pytest.fixture
def reviewer(team: Team, new_client: Callable[[], PortalClient]) -> PortalClient:
    return new_client().sign_in(team.reviewer)


def here(team: Team, step: str = "") -> str:
    return f"/desk/articles/{team.article.id}/en/review" + (f"/{step}" if step else "")


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


@pytest.mark.long
def test_a_text_is_sent_looked_at_approved_and_published(
    team: Team, writer: PortalClient, reviewer: PortalClient
) -> None:
    asked = {"reviewer": str(team.reviewer.id), "text": "Is step 2 right?"}
    assert writer.post(here(team, "submit"), data=asked).status_code == 303
    page = reviewer.get(here(team)).text
    assert "Is step 2 right?" in page
    data = {"seen": seen(page), "text": "It is."}
    assert reviewer.post(here(team, "approve"), data=data).status_code == 303
    assert "approved it" in writer.get(here(team)).text
    assert writer.post(here(team, "publish"), data={"seen": "1.1"}).status_code == 303
    assert writer.get("/help/en/deliveries/print-a-delivery-note").status_code == 200


@pytest.mark.parametrize("step", ["approve", "changes", "reject"])
def test_only_help_writers_review(team: Team, client: PortalClient, step: str) -> None:
    team.act(team.writer, "submit")
    assert client.sign_in(make_member()).post(here(team, step)).status_code == 403
    assert client.sign_in(make_member("", Role.AGENT)).get(here(team)).status_code == 403
    assert draft(team).state is S.IN_REVIEW


def test_the_writer_himself_is_told_that_another_must_approve(
    team: Team, writer: PortalClient
) -> None:
    team.act(team.writer, "submit")
    page = writer.get(here(team)).text
    assert "another help writer approves it" in page
    assert "Approve</button>" not in page
    assert writer.post(here(team, "approve"), data={"seen": "1.1"}).status_code == 403


def test_rejecting_without_a_word_keeps_the_page_and_says_so(
    team: Team, reviewer: PortalClient
) -> None:
    team.act(team.writer, "submit")
    answer = reviewer.post(here(team, "reject"), data={"text": " ", "seen": "1.1"})
    assert answer.status_code == 422
    assert "Please write something here." in answer.text


def test_words_that_changed_meanwhile_are_shown_before_they_are_approved(
    team: Team, reviewer: PortalClient
) -> None:
    team.act(team.writer, "submit")
    page = reviewer.get(here(team)).text
    team.write(team.writer, "Choose *Nothing*.")
    team.act(team.writer, "submit")
    answer = reviewer.post(here(team, "approve"), data={"seen": seen(page), "text": "Good."})
    assert answer.status_code == 422
    assert "Choose <em>Nothing</em>." in answer.text
    assert "Good." in answer.text
    again = {"seen": seen(answer.text), "text": "Good."}
    assert reviewer.post(here(team, "approve"), data=again).status_code == 303


def test_a_minute_is_meant_by_the_writers_own_clock(team: Team, writer: PortalClient) -> None:
    with writing():
        db.session.execute(
            update(Member).where(Member.id == team.writer.id).values(time_zone="Asia/Tokyo")
        )
    at = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    local = at.astimezone(zone("Asia/Tokyo")).strftime("%Y-%m-%dT%H:%M")
    assert "Asia/Tokyo" in writer.get(here(team)).text
    assert writer.post(here(team, "schedule"), data={"publish_at": local}).status_code == 303
    assert draft(team).publish_at == at
    assert f'value="{local}"' in writer.get(here(team)).text


@pytest.mark.long
@pytest.mark.parametrize("said", ["", "soon", "2020-01-01T10:00", "0001-01-01T00:00"])
def test_a_minute_that_cannot_be_is_refused_and_kept(
    team: Team, writer: PortalClient, said: str
) -> None:
    answer = writer.post(here(team, "schedule"), data={"publish_at": said})
    assert answer.status_code == 422
    assert f'value="{said}"' in answer.text
    assert draft(team).state is S.DRAFT


def test_an_hour_that_clocks_leave_out_is_refused(team: Team, writer: PortalClient) -> None:
    with writing():
        db.session.execute(
            update(Member).where(Member.id == team.writer.id).values(time_zone="Europe/Paris")
        )
    with time_machine.travel("2027-03-01T10:00:00Z"):
        writer = writer.sign_in(team.writer)
        answer = writer.post(here(team, "schedule"), data={"publish_at": "2027-03-28T02:30"})
    assert answer.status_code == 422
    assert "clocks leave this hour out" in answer.text


def test_what_is_scheduled_cannot_be_typed_over(team: Team, writer: PortalClient) -> None:
    team.act(team.writer, "schedule", now() + timedelta(hours=1))
    editor = f"/desk/articles/{team.article.id}/en"
    assert "Cancel the schedule before" in writer.get(editor).text
    words = {"title": "T", "body": "Sneaked in.", "significance": "medium", "seen": "1.1"}
    answer = writer.post(editor, data=words)
    assert answer.status_code == 422
    assert "Sneaked in." in answer.text


def test_a_site_that_asks_for_review_offers_no_way_around_it(
    team: Team, writer: PortalClient
) -> None:
    with writing():
        site_settings.change(articles_need_review=True)
    editor = f"/desk/articles/{team.article.id}/en"
    assert 'value="publish"' not in writer.get(editor).text
    words = {"title": "T", "body": "B.", "significance": "medium", "seen": "1.1"}
    assert writer.post(editor, data=words | {"then": "publish"}).status_code == 403
    assert writer.post(editor, data=words | {"then": "review"}).location == here(team)
    assert "Publish now" not in writer.get(here(team)).text


def test_two_writers_meet_and_nobodys_words_are_lost(
    team: Team, writer: PortalClient, reviewer: PortalClient
) -> None:
    editor = f"/desk/articles/{team.article.id}/en"
    words = {"title": "Print", "significance": "medium", "seen": "1.1"}
    assert writer.post(editor, data=words | {"body": "First words."}).status_code == 303
    met = reviewer.post(editor, data=words | {"body": "Other words."})
    assert met.status_code == 422
    assert "[removed: </span>First" in met.text
    assert "[added: </span>Other" in met.text
    again = words | {"body": "Other words.", "seen": seen(met.text)}
    assert reviewer.post(editor, data=again).status_code == 303
    assert draft(team).body == "Other words."


@pytest.mark.parametrize("view", ["mine", "in_review", "approved", "scheduled", "own", "nonsense"])
def test_the_desk_lists_what_is_in_the_making(
    team: Team, reviewer: PortalClient, view: str
) -> None:
    team.act(team.writer, "submit")
    page = reviewer.get(f"/desk/articles/review?view={view}").text
    assert ("Print a delivery note" in page) is (view in ("mine", "in_review", "nonsense"))


def test_what_waits_for_a_reviewer_who_was_suspended_waits_for_any(team: Team) -> None:
    other = actor_of(make_member("Otto", Role.EDITOR))
    team.act(team.writer, "submit", reviewer_id=team.reviewer.id)
    assert list_making(other, DeskView.MINE).items == []
    with writing() as session:
        session.execute(
            update(Member).where(Member.id == team.reviewer.id).values(suspended_at=now())
        )
    assert len(list_making(other, DeskView.MINE).items) == count_making(other)[DeskView.MINE] == 1
    assert list_making(actor_of(team.writer), DeskView.MINE).items == []


def test_history_says_who_wrote_and_who_approved(
    team: Team, writer: PortalClient, reviewer: PortalClient
) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "approve")
    team.publish(team.writer)
    page = writer.get(f"/desk/articles/{team.article.id}/en/history").text
    assert "Wanda" in page
    assert "Rita" in page
    one = writer.get(f"/desk/articles/{team.article.id}/en/history/1").text
    assert "Approved by" in one
    assert "asked for a review" in one


def test_two_revisions_stand_side_by_side(team: Team, writer: PortalClient) -> None:
    team.publish(team.writer)
    team.write(team.writer, "Open the order. Choose *Send*.")
    base = f"/desk/articles/{team.article.id}/en/compare"
    page = writer.get(f"{base}?before=2&after=1").text
    assert "<del>" in page
    assert "[removed: </span>Print" in page
    assert "[added: </span>Send" in page
    assert page.index("Revision 1") < page.index("Revision 2")
    for wrong in ("", "?before=1&after=9", "?before=x&after=1"):
        assert writer.get(base + wrong).status_code == 404


def test_old_words_go_straight_to_the_readers(team: Team, writer: PortalClient) -> None:
    team.publish(team.writer)
    team.write(team.writer, "Worse words.")
    team.publish(team.writer)
    path = f"/desk/articles/{team.article.id}/en/history/1/restore"
    assert writer.post(path, data={"then": "publish"}).status_code == 303
    published = translation(team.article).published
    assert published is not None
    assert "Choose *Print*." in published.body


def test_no_two_things_of_a_page_share_a_name(team: Team, reviewer: PortalClient) -> None:
    for deed in ("", "submit", "schedule"):
        if deed:
            values = [now() + timedelta(hours=1)] if deed == "schedule" else []
            team.act(team.writer, deed, *values)
        names = re.findall(r'\bid="([^"]+)"', reviewer.get(here(team)).text)
        assert sorted(names) == sorted(set(names))


def test_no_page_asks_the_database_for_much(
    team: Team,
    reviewer: PortalClient,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    team.publish(team.writer)
    team.write(team.writer, "Another.")
    team.act(team.writer, "submit", text="Look.")
    base = f"/desk/articles/{team.article.id}/en"
    paths = [f"{base}/review", f"{base}/history", f"{base}/history/2"]
    paths += ["/desk/articles/review", f"{base}/compare?before=1&after=2"]
    for path in paths:
        reviewer.get(path)
        with statements() as asked:
            assert reviewer.get(path).status_code == 200
        assert len(asked) <= BUDGET, f"{path}\n{asked}"
