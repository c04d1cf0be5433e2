"""The people and the article that stories of suggested edits begin with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.articles.models import Article
from community.policies.actor import Role
from tests.articles.edits import BODY
from tests.makers import make_article, make_member
from tests.services.client import PortalClient

NewClient = Callable[[], PortalClient]


@pytest.fixture
def member(app: Flask) -> Member:
    return make_member("Mia")


@pytest.fixture
def mia(client: PortalClient, member: Member) -> PortalClient:
    return client.sign_in(member)


@pytest.fixture
def wanda(new_client: NewClient, app: Flask) -> PortalClient:
    return new_client().sign_in(make_member("Wanda", Role.EDITOR))


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article(body=BODY)
