"""What was merged is found as what it leads to, and as itself again once it stands on its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from community.accounts.models import Member
from community.core.search_engine.port import SearchEngine
from community.policies.actor import VISITOR
from community.search import queries as search
from tests.ideas.stories import fresh, manager, merge, support, undo
from tests.makers import make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def titles(words: str) -> list[str]:
    return [hit.title for hit in search.suggest(VISITOR, words, "en")]


@pytest.mark.long
def test_search_leads_to_the_root_alone(index: SearchEngine, drain: Worker) -> None:
    child, root = make_idea(title="Print labels in pairs"), make_idea(title="Two labels on a page")
    drain()
    merge(child, root)
    assert titles("labels") == [root.title]  # before the index knows
    drain()
    assert titles("pairs") == [root.title]  # by the words that lead to it
    undo(child)
    drain()
    assert titles("pairs") == [child.title]
    assert "pairs" not in " ".join(titles("two"))


@pytest.mark.long
def test_the_page_suggests_what_looks_alike_with_the_people_of_both(
    index: SearchEngine, drain: Worker, sign_in: SignIn
) -> None:
    child, root = make_idea(title="Print labels in pairs"), make_idea(title="Two labels on a page")
    both = make_member()
    support(child, both)
    support(root, both)
    drain()
    client = sign_in(manager())
    page = client.get(f"/desk/ideas/{child.id}/merge").text
    assert root.title in page
    assert "1 supports both" in page
    assert "3 together" in page
    answer = client.post(
        f"/desk/ideas/{child.id}/merge", data={"into": f"/ideas/product/{root.id}-{root.slug}"}
    )
    assert answer.location == f"/ideas/product/{root.id}-{root.slug}"
    assert fresh(root).supporter_count == 3
    assert client.post(f"/desk/ideas/{child.id}/unmerge").status_code == 303
    assert fresh(root).supporter_count == 2
