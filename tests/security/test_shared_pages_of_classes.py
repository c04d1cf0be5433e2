"""People who differ in one right each read pages one after the other; each reads what he would read alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import time_machine
from flask import Flask

from community.accounts import viewers
from community.accounts.models import Member, MemberCapability, Segment, SegmentMembership
from community.content import actions as content
from community.content.models import Subject, Visibility
from community.core.clock import now
from community.core.db import writing
from community.core.http_edge.page_answers import KeptFrame
from community.policies.actor import SYSTEM, Role
from community.service_levels.actions_menu import install_menu
from community.service_levels.catalogue import demo_menu
from tests.glossary.stories import define
from tests.makers import (
    make_answer,
    make_area,
    make_article,
    make_board,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    make_section,
)
from tests.service_levels.stories import LONG_AGO
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.uptime.stories import make_component, report

NewClient = Callable[[], PortalClient]
ALONE = {"HX-Request": "true"}  # such a request is never answered from a shared page
STAFF = (Role.AGENT, Role.EDITOR, Role.PRODUCT_MANAGER, Role.MODERATOR, Role.ADMIN)


@dataclass
class World:
    """Pages that look otherwise to each class, and a member of each."""

    paths: list[str] = field(default_factory=list)
    people: list[Member] = field(default_factory=list)


def build() -> World:
    """Things for everybody, an organisation, a plan, a segment, a circle, experts, staff."""
    garden, rival = (make_organisation(one, plan="premium") for one in ("Garden", "Rival"))
    basic, area, world = make_organisation("Basic", plan="basic"), make_area(), World()
    _add_people(world, area.id, garden, rival, basic)
    _write_help(world, area.id, garden.id)
    asker = make_member("Asker", organisation=garden)
    open_to_all = make_question(asker, product_area_id=area.id, severity="L2")
    make_answer(open_to_all, make_member())
    private = make_question(asker, "Garden’s own matter", is_private=True)
    hidden = make_question(title="A thing that is hidden")
    idea = make_idea()
    with writing() as rows:
        content.change_visibility(SYSTEM, rows.get_one(Subject, hidden.id), Visibility.HIDDEN)
    for one in (open_to_all, private, hidden):
        world.paths.append(f"/questions/{one.id}-{one.slug}")
    world.paths += ["/", "/questions", "/ideas", "/roadmap", "/help/en"]
    world.paths += [f"/ideas/product/{idea.id}-{idea.slug}"]
    world.paths += ["/services/en", "/services/attainment", "/status"]
    orders = make_component()
    for grant in ("public", "plan:premium", f"organisation:{garden.id}", "staff"):
        told = report(orders, grants=(grant,), title=f"Trouble for {grant}")
        world.paths.append(f"/status/incidents/{told}")
    return world


def _add_people(world: World, area_id: int, *organisations: Any) -> None:
    _garden, rival, _basic = organisations
    people = [make_member(), *(make_member("", one) for one in STAFF)]
    people += [make_member(organisation=one) for one in organisations]
    people += [make_member(reputation=points) for points in (250, 500)]
    people += [make_member(locale="fr")]
    experts = [make_member() for _ in range(2)]
    away, suspended, segment = make_member(), make_member(), Segment(key="large", name={"en": "L"})
    segment.rule = {}
    with writing() as rows:
        rows.get_one(Member, away.id).time_zone = "Asia/Tokyo"
        rows.get_one(Member, suspended.id).suspended_at = now()
        rows.add(segment)
        rows.flush()
        rows.add(SegmentMembership(segment_id=segment.id, organisation_id=rival.id))
        for expert, right in zip(experts, ("verify", "circle"), strict=True):
            held = MemberCapability(member_id=expert.id, capability=right, source="badge:1")
            held.product_area_id = area_id
            rows.add(held)
    world.people += [*people, *experts, away, suspended]


def _write_help(world: World, area_id: int, garden_id: int) -> None:
    explaining = {}
    grants = {"tokens": "plan:premium", "uptime": "segment:large", "credit": f"circle:{area_id}"}
    for number, (line, grant) in enumerate(grants.items()):
        section = make_section(f"Part {number}", f"Partie {number}", grants=[grant])
        text = make_article(section, f"Text of {number}", body="The invoice is paid.")
        explaining[line] = text.id
        world.paths.append(f"/help/en/part-{number}")
    with writing():
        install_menu(replace(demo_menu((2026,)), articles=explaining), LONG_AGO)
    define("invoice", "What Garden owes.", grant=f"organisation:{garden_id}")
    define("paid", "What staff know.", grant="staff")
    make_article(make_section("All", "Tout"), "For all", body="The invoice is paid.")
    world.paths.append("/help/en/all/for-all")
    with writing():
        audience_id = content.intern_audience([f"circle:{area_id}"])
    make_board("circle", audience_id)


def strangers(world: World, new_client: NewClient) -> set[tuple[int, str]]:
    """(whom, where) of each page that was not what its reader would read alone, in a random order."""
    chance, wrong = random.Random(1), set()
    clients = [(one.id, new_client().sign_in(one)) for one in world.people]
    for path in world.paths:
        chance.shuffle(clients)
        for member_id, client in clients:
            shared, own = client.get(path), client.get(path, headers=ALONE)
            is_alike = shared.data == own.data or own.status_code != 200
            if shared.status_code != own.status_code or not is_alike:
                wrong.add((member_id, path))
    return wrong


@pytest.mark.long
@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.prove)])
def test_each_class_reads_its_own_pages(
    portal: Portal, app: Flask, new_client: NewClient, every: int
) -> None:
    world = build()
    random.Random(every).shuffle(world.paths)
    world.paths = world.paths[::every]
    with time_machine.travel(now(), tick=False):
        assert strangers(world, new_client) == set()
    kept = portal.page_cache.store.own.values()
    assert sum(isinstance(one, KeptFrame) for one in kept) > 8 * len(world.paths)


@pytest.mark.long
def test_pages_of_one_class_for_all_would_be_found(
    portal: Portal, app: Flask, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewers, "rights_of", lambda _actor: "all the same")
    world = build()
    world.people, world.paths = world.people[:8], world.paths[:4]
    with time_machine.travel(now(), tick=False):
        assert {path for _, path in strangers(world, new_client)} == set(world.paths)
