"""Nobody finds what he may not see, from the moment he may not, whatever the index still says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.actions import change_audience, change_visibility, intern_audience
from community.content.models import Subject, Visibility
from community.core.db import db, get_locked, writing
from community.core.search_engine.port import NO_FILTERS, SearchEngine
from community.core.search_engine.query import parse
from community.ideas.models import Idea
from community.policies.actor import SYSTEM, VISITOR, Actor, Role
from community.search import queries, tasks
from community.search.asked import Asked
from tests.makers import actor_of, make_idea, make_member, make_organisation, make_question
from tests.services.client import PortalClient

SECRET = "Zeppelin harness for the roof garden"


def finds(actor: Actor) -> bool:
    """Whether any of the three ways leads to the secret."""
    db.session.rollback()
    asked = Asked(text="zeppelin harness", locale="en")
    page = queries.search(actor, asked).count
    typed = queries.suggest(actor, "zepp", "en")
    like = queries.lookalikes(actor, SECRET, "")
    assert bool(page) == bool(typed) == bool(like)
    return bool(page)


def give_audience(idea: Idea, *grants: str) -> None:
    with writing():
        change_audience(get_locked(Subject, idea.id), intern_audience(grants))


@pytest.fixture
def secret(index: SearchEngine) -> Idea:
    """A public idea that everybody finds."""
    idea = make_idea(title=SECRET)
    tasks.index_dirty()
    assert finds(VISITOR)
    return idea


@pytest.mark.long
@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.DELETED, Visibility.PENDING])
def test_a_hidden_thing_is_gone_in_the_same_moment(secret: Idea, visibility: Visibility) -> None:
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, secret.id), visibility)
    for actor in (VISITOR, actor_of(make_member()), actor_of(make_member("Ada", Role.ADMIN))):
        assert not finds(actor)
    tasks.index_dirty()
    assert not finds(actor_of(make_member("Ada", Role.ADMIN)))


def test_a_restored_thing_is_found_again(secret: Idea) -> None:
    for visibility in (Visibility.HIDDEN, Visibility.VISIBLE):
        with writing():
            change_visibility(SYSTEM, get_locked(Subject, secret.id), visibility)
        tasks.index_dirty()
    assert finds(VISITOR)


@pytest.mark.long
def test_a_private_thing_is_gone_at_once_and_found_by_its_organisation(secret: Idea) -> None:
    ours, theirs = make_organisation(), make_organisation()
    member, other = make_member(organisation=ours), make_member(organisation=theirs)
    give_audience(secret, f"organisation:{ours.id}", "staff")
    assert not finds(VISITOR)
    assert not finds(actor_of(other))
    tasks.index_dirty()
    assert [finds(actor_of(one)) for one in (member, other)] == [True, False]
    assert finds(actor_of(make_member("Ann", Role.AGENT)))
    assert not finds(VISITOR)


def test_a_thing_for_members_is_for_no_visitor(secret: Idea) -> None:
    give_audience(secret, "members")
    tasks.index_dirty()
    assert finds(actor_of(make_member()))
    assert not finds(VISITOR)


@pytest.mark.long
def test_what_waits_is_found_by_its_author_and_by_nobody_with_the_same_audiences(
    index: SearchEngine,
) -> None:
    member = make_member()
    idea = make_idea(member, title=SECRET)
    author, other = actor_of(member), actor_of(make_member())
    tasks.index_dirty()
    assert author.audience_ids == other.audience_ids
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, idea.id), Visibility.PENDING)
    # The index has it still; the rows are asked for each of them in turn, twice.
    assert [finds(one) for one in (author, other, VISITOR) * 2] == [True, False, False] * 2


def test_the_engine_itself_hands_out_nothing_beyond_the_audiences(
    index: SearchEngine, secret: Idea
) -> None:
    give_audience(secret, "staff")
    tasks.index_dirty()
    query = parse("zeppelin")
    assert not index.candidates(query, VISITOR.audience_ids, NO_FILTERS).candidates


def test_the_page_of_a_visitor_is_no_copy_from_before(secret: Idea, client: PortalClient) -> None:
    address = "/search?q=zeppelin"
    assert client.get(address).text.count("roof garden")
    assert client.get(address).text.count("roof garden")
    give_audience(secret, "staff")
    assert not client.get(address).text.count("roof garden")


def test_an_address_that_names_documents_shows_none_that_one_may_not_see(
    secret: Idea, client: PortalClient
) -> None:
    address = f"/search?q=zeppelin&kind=idea&after={secret.id}.en"
    assert "roof garden" in client.get(address).text
    give_audience(secret, "staff")
    assert "roof garden" not in client.get(address).text
    tasks.index_dirty()
    assert "roof garden" not in client.get(address).text


def test_suggestions_and_lookalikes_of_the_pages_leak_nothing(
    secret: Idea, client: PortalClient, sign_in: Callable[[Member], PortalClient], app: Flask
) -> None:
    addresses = ("/search/suggest?q=zeppe", "/search/lookalikes?title=zeppelin+harness")
    assert all("roof garden" in client.get(one).text for one in addresses)
    give_audience(secret, "staff")
    assert not any("roof garden" in client.get(one).text for one in addresses)
    staff = sign_in(make_member("Ann", Role.AGENT))
    tasks.index_dirty()
    assert all("roof garden" in staff.get(one).text for one in addresses)


@pytest.mark.parametrize("typed", ["tag:zeppelin", "harness tag:zeppelin"])
def test_a_tag_of_closed_things_alone_is_no_tag_to_others(index: SearchEngine, typed: str) -> None:
    question = make_question(title="A harness for the roof", tags=("zeppelin",))
    with writing():
        change_audience(get_locked(Subject, question.id), intern_audience(["staff"]))
    tasks.index_dirty()
    agent, asked = actor_of(make_member("Ann", Role.AGENT)), Asked(text=typed, locale="en")
    db.session.rollback()
    assert queries.search(agent, asked).count == 1
    assert [one.values for one in queries.search(VISITOR, asked).unknown] == [("zeppelin",)]
