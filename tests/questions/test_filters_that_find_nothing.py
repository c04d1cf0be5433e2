"""Where filters leave nothing, that is said, and not that there is nothing at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from community.accounts.models import Member
from tests.makers import make_area, make_member, make_question
from tests.services.client import PortalClient

NOTHING = "Nothing fits these filters"


@pytest.mark.parametrize(
    ("query", "way_on"),
    [
        ("state=archived", "/questions"),
        ("area=shop", "/questions"),
        ("tab=unanswered&area=shop", "/questions?tab=unanswered"),
        ("tab=popular&state=archived", "/questions?tab=popular"),
    ],
)
def test_filters_that_leave_nothing_can_be_dropped(
    client: PortalClient, query: str, way_on: str
) -> None:
    make_area("shop")
    make_question()
    page = client.get(f"/questions?{query}").text
    assert NOTHING in page
    assert "No questions here yet" not in page
    assert f'<a class="button" href="{way_on}">' in page


def test_a_list_without_filters_says_what_it_lacks(
    client: PortalClient, sign_in: Callable[[Member], PortalClient]
) -> None:
    assert "No questions here yet" in client.get("/questions").text
    assert "Nothing waits for an answer" in client.get("/questions?tab=unanswered").text
    make_area("shop")
    page = sign_in(make_member()).get("/questions?tab=needs_me&area=shop").text
    assert "What do you know about?" in page
    assert NOTHING not in page
