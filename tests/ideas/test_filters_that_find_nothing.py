"""Where filters leave nothing, that is said, and not that there are no ideas at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from community.accounts.models import Member
from tests.makers import make_idea, make_member
from tests.services.client import PortalClient

NOTHING = "Nothing fits these filters"


@pytest.mark.parametrize("query", ["?state=declined", "/product?state=declined", "?mine=1"])
def test_filters_that_leave_nothing_can_be_dropped(
    sign_in: Callable[[Member], PortalClient], query: str
) -> None:
    make_idea()
    page = sign_in(make_member()).get(f"/ideas{query}").text
    assert NOTHING in page
    assert "No ideas here yet" not in page
    assert f'<a class="button" href="/ideas{query.partition("?")[0]}">' in page


def test_a_board_without_ideas_says_so(client: PortalClient) -> None:
    page = client.get("/ideas?sort=new").text
    assert "No ideas here yet" in page
    assert NOTHING not in page
