"""Who follows a tag, an area or a member hears of it once, as he chose, and only of what he may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FollowState, Subject, TargetKind, Visibility
from community.content.queries import find_follow, find_tag
from community.core.db import writing
from community.core.mail import Letter
from community.notifications import actions as news
from community.notifications import queries
from community.notifications.kinds import Channel, Kind
from community.policies.actor import SYSTEM, Role
from community.questions.models import Question
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_idea,
    make_member,
    make_organisation,
    make_question,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
FOLLOWING, MUTED = FollowState.FOLLOWING, FollowState.MUTED


def follow(member: Member, kind: TargetKind, key: int, state: FollowState = FOLLOWING) -> None:
    actor = actor_of(member)
    with writing():
        content.follow(actor, kind, key, state=state)


def told(member: Member) -> list[Kind]:
    return [row.kind for row in queries.list_notifications(actor_of(member)).items]


def tag_id(key: str = "tax") -> int:
    found = find_tag(key)
    if found is None:
        make_question(tags=(key,))
        found = find_tag(key)
    assert found is not None
    return found.id


def choose(member: Member, **wanted: bool) -> None:
    actor = actor_of(member)
    with writing():
        news.choose(actor, {(Kind(key), Channel.PORTAL): on for key, on in wanted.items()})


@pytest.mark.long
def test_one_question_is_told_once_however_many_follows_bring_it(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    fan, asker, area, tag = make_member(), make_member(), make_area(), tag_id()
    drain()
    follow(fan, TargetKind.TAG, tag)
    follow(fan, TargetKind.AREA, area.id)
    follow(fan, TargetKind.MEMBER, asker.id)
    make_question(asker, product_area_id=area.id, tags=("tax",))
    drain()
    assert told(fan) == [Kind.QUESTION_ASKED]
    assert told(asker) == []
    assert postman == []


@pytest.mark.long
def test_an_answer_of_a_followed_member_is_told_once(app: Flask, drain: Worker) -> None:
    fan, author, asker = make_member(), make_member(), make_member()
    for one in (fan, asker):
        follow(one, TargetKind.MEMBER, author.id)
    make_answer(make_question(asker), author)
    drain()
    assert told(fan) == [Kind.MEMBER_POSTED]
    assert told(asker) == [Kind.ANSWER_POSTED]


@pytest.mark.long
def test_who_wants_news_of_people_alone_hears_of_people(app: Flask, drain: Worker) -> None:
    fan, asker, area = make_member(), make_member(), make_area()
    follow(fan, TargetKind.AREA, area.id)
    follow(fan, TargetKind.MEMBER, asker.id)
    choose(fan, question_asked=False)
    make_question(asker, product_area_id=area.id)
    drain()
    assert told(fan) == [Kind.MEMBER_POSTED]
    choose(fan, member_posted=False)
    make_question(asker, product_area_id=area.id)
    drain()
    assert told(fan) == [Kind.MEMBER_POSTED]


@pytest.mark.long
def test_what_is_muted_is_silent_whatever_else_would_bring_it(app: Flask, drain: Worker) -> None:
    fan, asker, area = make_member(), make_member(), make_area()
    follow(fan, TargetKind.AREA, area.id)
    follow(fan, TargetKind.MEMBER, asker.id)
    follow(fan, TargetKind.TAG, tag_id(), MUTED)
    make_question(asker, product_area_id=area.id, tags=("tax",))
    drain()
    assert told(fan) == []
    make_question(asker, product_area_id=area.id)
    drain()
    assert told(fan) == [Kind.QUESTION_ASKED]


@pytest.mark.long
def test_an_answer_to_a_held_question_is_no_news_to_followers(app: Flask, drain: Worker) -> None:
    fan, asker, moderator = make_member(), make_member(), make_member("Mo", Role.MODERATOR)
    for one in (asker, moderator):
        follow(fan, TargetKind.MEMBER, one.id)
    question = make_question(asker)
    drain()
    show(question, Visibility.PENDING)
    make_answer(question, moderator)
    drain()
    show(question, Visibility.VISIBLE)
    assert told(fan) == [Kind.MEMBER_POSTED]  # of the question, when it was asked


def show(question: Question, visibility: Visibility) -> None:
    with writing() as rows:
        content.change_visibility(SYSTEM, rows.get_one(Subject, question.id), visibility)


def test_only_those_hear_who_may_see(app: Flask, drain: Worker) -> None:
    company = make_organisation()
    asker, colleague = make_member(organisation=company), make_member(organisation=company)
    stranger, area = make_member(), make_area()
    for one in (colleague, stranger):
        follow(one, TargetKind.AREA, area.id)
        follow(one, TargetKind.MEMBER, asker.id)
    make_question(asker, product_area_id=area.id, is_private=True)
    drain()
    assert (told(colleague), told(stranger)) == ([Kind.QUESTION_ASKED], [])


@pytest.mark.long
def test_telling_twice_tells_once(app: Flask, restless_drain: Worker) -> None:
    fan, author = make_member(), make_member()
    follow(fan, TargetKind.MEMBER, author.id)
    make_answer(make_question(), author)
    restless_drain()
    assert told(fan) == [Kind.MEMBER_POSTED]


def follow_by_page(client: PortalClient, path: str, **data: Any) -> int:
    return client.post(f"/topics/{path}/follow", data=data).status_code


@pytest.mark.long
def test_the_button_follows_and_ends_it(app: Flask, sign_in: SignIn) -> None:
    member, area, other = make_member(), make_area(), make_member()
    client, tag = sign_in(member), tag_id()
    for kind, key, page in [
        (TargetKind.AREA, area.id, "/areas/billing"),
        (TargetKind.TAG, tag, "/tags/tax"),
        (TargetKind.MEMBER, other.id, f"/members/{other.handle}"),
    ]:
        assert 'aria-pressed="true"' not in button_of(client, page, kind, key)
        assert follow_by_page(client, f"{kind.value}/{key}") == 303
        assert find_follow(actor_of(member), kind, key) is FOLLOWING
        assert 'aria-pressed="true"' in button_of(client, page, kind, key)
        assert follow_by_page(client, f"{kind.value}/{key}", withdraw="1") == 303
        assert find_follow(actor_of(member), kind, key) is None


def button_of(client: PortalClient, page: str, kind: TargetKind, key: int) -> str:
    """The form of the button as the page shows it, the second time from what is kept."""
    client.get(page)
    text = client.get(page).text
    start = text.index(f'action="/topics/{kind.value}/{key}/follow"')
    return text[start : text.index("</form>", start)]


def test_one_follows_what_is_there_and_not_oneself(app: Flask, sign_in: SignIn) -> None:
    member = make_member()
    client = sign_in(member)
    assert follow_by_page(client, "tag/99999") == 404
    assert follow_by_page(client, "board/99999") == 404
    assert follow_by_page(client, f"member/{member.id}") == 422
    assert find_follow(actor_of(member), TargetKind.MEMBER, member.id) is None


def test_all_that_one_follows_stands_on_one_page(app: Flask, sign_in: SignIn) -> None:
    member, area, asker = make_member(), make_area(), make_member("Ada Lovelace")
    question, idea = make_question(asker), make_idea(asker, "Print on both sides")
    answer = make_answer(make_question(title="What of an answer?"), asker)
    for kind, key in [
        (TargetKind.AREA, area.id),
        (TargetKind.MEMBER, asker.id),
        (TargetKind.SUBJECT, question.id),
        (TargetKind.SUBJECT, idea.id),
        (TargetKind.SUBJECT, answer.id),
    ]:
        follow(member, kind, key)
    client = sign_in(member)
    page = client.get("/following").text
    names = ("Billing", "Ada Lovelace", question.title, "Print on both sides", "What of an answer?")
    for name in names:
        assert name in page
    sent = {"kind": "area", "key": str(area.id)}
    assert client.post("/following/mute", data=sent).status_code == 303
    assert find_follow(actor_of(member), TargetKind.AREA, area.id) is MUTED
    assert "Mute no longer" in client.get("/following").text
    assert client.post("/following/end", data=sent).status_code == 303
    assert find_follow(actor_of(member), TargetKind.AREA, area.id) is None


def test_what_one_no_longer_sees_has_no_name_and_a_way_out(app: Flask, sign_in: SignIn) -> None:
    asker, stranger = make_member(organisation=make_organisation()), make_member()
    question = make_question(asker, title="What is our price?", is_private=True)
    follow(stranger, TargetKind.SUBJECT, question.id)
    client = sign_in(stranger)
    page = client.get("/following").text
    assert "Something you no longer see" in page
    assert "What is our price?" not in page
    client.post("/following/end", data={"kind": "subject", "key": str(question.id)})
    assert "You follow nothing yet" in client.get("/following").text


def test_nobody_ends_what_he_does_not_follow(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(make_member())
    for kind, key in [("area", "1"), ("x", "1"), ("tag", "x"), ("subject", "99999999999")]:
        for act in ("end", "mute"):
            answer = client.post(f"/following/{act}", data={"kind": kind, "key": key})
            assert answer.status_code == 422
