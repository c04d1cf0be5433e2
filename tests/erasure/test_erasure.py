"""Erasing a member: afterwards he is found nowhere, save where docs/privacy.md says so, and pages go on without him."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask

from community.accounts import actions_erasure
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason
from community.core.db import writing
from community.policies.actor import SYSTEM
from tests.erasure.lives import MARK, Life, live
from tests.erasure.traces import find_traces
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.worker import Worker

# What he wrote where others built upon it, by the tables of docs/privacy.md.
POSTS_LEFT = {"questions", "answers", "ideas", "comments", "hour_questions", "revisions"}


@pytest.fixture
def life(app: Flask, client: PortalClient, drain: Worker) -> Life:
    return live(app, client, drain)


def erase(member: Member, *, with_posts: bool) -> None:
    with writing():
        actions_erasure.erase(SYSTEM, member.id, EraseReason.ASKED, with_posts=with_posts)


def tables(found: Counter[str]) -> set[str]:
    return {place.split(".")[0] for place in found if found[place]}


def test_with_his_posts_he_is_found_nowhere_but_where_others_built_upon_him(
    life: Life, portal: Portal, drain: Worker
) -> None:
    before = find_traces(MARK, portal.folder)
    print(sorted(before.items()))
    assert len(tables(before)) > 20
    erase(life.member, with_posts=True)
    drain()
    left = find_traces(MARK, portal.folder)
    print(sorted(left.items()))
