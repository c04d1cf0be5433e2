"""A click on *Follow* is done after sign-in; a click on *Follow no longer* is never done as its contrary."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.models import FollowState, TargetKind
from community.content.queries import find_follow
from tests.makers import PASSWORD, actor_of, make_area, make_idea, make_member, make_section
from tests.services.client import PortalClient
from tests.uptime.stories import make_component

Target = tuple[TargetKind, int, str]


@pytest.fixture(params=["subject", "area", "section", "component", "all components"])
def target(app: Flask, request: pytest.FixtureRequest) -> Target:
    """Something to follow: what it is, its key, and where it is followed."""
    if request.param == "subject":
        key = make_idea().id
        return TargetKind.SUBJECT, key, f"/subjects/{key}/follow"
    if request.param == "area":
        key = make_area().id
        return TargetKind.AREA, key, f"/topics/area/{key}/follow"
    if request.param == "section":
        key = make_section().id
        return TargetKind.SECTION, key, f"/help/en/sections/{key}/follow"
    if request.param == "component":
        key = make_component()
        return TargetKind.COMPONENT, key, f"/status/components/{key}/follow"
    return TargetKind.COMPONENT, 0, "/status/follow"


def click_and_sign_in(client: PortalClient, path: str, member: Member, **form: str) -> None:
    """Click without a session, sign in on the page that this leads to."""
    address = client.post(path, data={"next": "/following?after=something", **form}).location
    intent = parse_qs(urlsplit(address).query)["intent"][0]
    sent = {"email": member.email, "password": PASSWORD, "intent": intent}
    assert client.post("/sign-in", data=sent).status_code == 303


def test_what_one_clicked_to_follow_is_followed_after_sign_in(
    client: PortalClient, target: Target
) -> None:
    kind, key, path = target
    ada = make_member("Ada")
    click_and_sign_in(client, path, ada)
    assert find_follow(actor_of(ada), kind, key) is FollowState.FOLLOWING


def test_what_one_clicked_to_follow_no_longer_is_not_followed_after_sign_in(
    client: PortalClient, target: Target
) -> None:
    kind, key, path = target
    ada = make_member("Ada")
    click_and_sign_in(client, path, ada, withdraw="1")
    assert find_follow(actor_of(ada), kind, key) is None
