"""A section of the help center is followed from its page, by whoever sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.articles.models import HelpSection
from community.content.models import FollowState, TargetKind
from community.content.queries import find_follow
from tests.makers import actor_of, make_member, make_section
from tests.notifications.following import button_of, follow_in_vain_and_let_go
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


@pytest.fixture
def section(app: Flask) -> HelpSection:
    return make_section()


def test_a_section_is_followed_from_its_page_and_stands_with_all_that_one_follows(
    sign_in: SignIn, *, section: HelpSection
) -> None:
    member = make_member("Claire", locale="fr")
    client, path = sign_in(member), f"/help/fr/sections/{section.id}/follow"
    assert 'aria-pressed="false"' in button_of(client, "/help/fr/livraisons", path)
    assert client.post(path).status_code == 303
    assert find_follow(actor_of(member), TargetKind.SECTION, section.id) is FollowState.FOLLOWING
    assert 'aria-pressed="true"' in button_of(client, "/help/fr/livraisons", path)
    page = client.get("/following").text.split("<main")[1]
    assert '<a href="/help/fr/livraisons"><bdi>Livraisons</bdi></a>' in page
    assert client.post(path, data={"withdraw": "1"}).status_code == 303
    assert find_follow(actor_of(member), TargetKind.SECTION, section.id) is None


def test_the_button_on_a_french_page_stays_french_for_who_reads_english_elsewhere(
    sign_in: SignIn, *, section: HelpSection
) -> None:
    client, path = sign_in(make_member()), f"/help/fr/sections/{section.id}/follow"
    button = client.post(path, headers={"HX-Request": "true"}).text
    assert f'action="{path}"' in button
    assert "Suivi" in button
    assert "Livraisons" in button


def test_a_section_that_one_does_not_see_cannot_be_followed_and_has_no_name(
    sign_in: SignIn,
) -> None:
    member, section = make_member(), make_section("Inside", "Interne", grants=["staff"])
    path = f"/help/fr/sections/{section.id}/follow"
    follow_in_vain_and_let_go(sign_in(member), member, TargetKind.SECTION, section.id, path)
