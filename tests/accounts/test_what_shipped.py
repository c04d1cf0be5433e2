"""What shipped because of somebody: his ideas for everybody, what he supported for himself alone."""

from __future__ import annotations

from collections.abc import Callable

from community.accounts.models import Member
from tests.ideas.living import decide, support
from tests.makers import make_idea, make_member
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def test_votes_are_named_to_their_member_alone(client: PortalClient, sign_in: SignIn) -> None:
    author, fan = make_member("Aline"), make_member("Flora")
    idea = make_idea(author, "Print two notes on one page")
    support(idea, fan)
    profile = f"/members/{fan.handle}"
    assert idea.title not in sign_in(fan).get(profile).text
    decide(idea, "shipped")
    assert "What shipped because of you" in client.get(profile).text
    assert idea.title in client.get(profile).text
    sign_in(author)
    assert idea.title not in client.get(profile).text
    client.sign_out()
    assert "Ideas that were shipped" in client.get(f"/members/{author.handle}").text
