"""Keys of pages that nobody was given: whatever is in them, a list begins anew or ends, and nothing breaks."""

from __future__ import annotations

import base64
import json
from itertools import product

import pytest

from community.core import paging
from community.policies.actor import Role
from community.recognition.tasks_leaderboards import count_leaderboards
from tests.makers import make_idea, make_member, make_question
from tests.services.client import PortalClient

LISTS = (
    "/questions",
    "/questions?tab=popular",
    "/ideas",
    "/ideas?sort=top",
    "/ideas?sort=new",
    "/notifications",
    "/account/reputation",
    "/leaderboard",
    "/services/mine",
    "/desk/questions",
    "/desk/ideas",
    "/desk/articles",
    "/desk/flags",
    "/desk/flags?show=removed",
    "/desk/rings",
    "/admin/members",
    "/admin/organisations",
    "/admin/operations",
)
INSTANT = "2026-03-02T09:00:00+00:00"
ODD = ("a", "\0", "\ud800", 10**40, 2**31, INSTANT, "0001-01-01T00:00:00+14:00")
RAW = ("[Infinity]", "[NaN, 1]", "[1, Infinity]", "[true]", "[null, 1]", "{}", "[" * 30_000)


def keys() -> list[str]:
    """Keys of one and of two parts, each of a kind that some list does not expect."""
    made = [*RAW, *(json.dumps([one]) for one in ODD), *(json.dumps([one, 1]) for one in ODD)]
    made += [json.dumps([1, 2**63]), json.dumps([INSTANT, 2**63]), json.dumps([1, "a"])]
    return [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in made]


@pytest.mark.long
def test_no_key_breaks_a_list(client: PortalClient) -> None:
    count_leaderboards()
    make_question()
    make_idea()
    client.sign_in(make_member("", Role.ADMIN))
    asked = [
        (address, key, f"{address}{'&' if '?' in address else '?'}after={key}")
        for address, key in product(LISTS, keys())
    ]
    broke = [
        (address, base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))[:80])
        for address, key, path in asked
        if client.get(path).status_code >= 500
    ]
    assert broke == []


def test_a_key_of_ours_is_read() -> None:
    assert paging.decode(paging.encode([2.5, 7]), 2) == [2.5, 7]
    assert paging.decode(paging.encode([INSTANT, 7]), 2, words=True) == [INSTANT, 7]


def test_words_are_no_number() -> None:
    assert paging.decode(paging.encode([INSTANT, 7]), 2) is None
    assert paging.decode(paging.encode([7, INSTANT]), 2, words=True) is None
