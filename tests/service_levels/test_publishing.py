"""A draft is checked before it is published."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid
from community.policies.actor import Actor, Role
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    draft_menu,
    publish_menu,
)
from community.service_levels.actions_plans import About, about_print, change_about
from community.service_levels.catalogue import LOCAL_OFFICE
from community.service_levels.models import MenuVersion, VersionState
from community.service_levels.queries_menu import (
    choose_version,
    find_draft,
    get_draft_menu,
    list_versions,
)
from community.service_levels.terms import (
    business_days,
)
from tests.service_levels.stories import (
    FIRST,
    make_person,
    promise_two_hours,
    publish_demo,
    standard,
)
from tests.services.at_once import at_once
from tests.services.client import PortalClient


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.fixture
def admin() -> Actor:
    return make_person("root", Role.ADMIN)


def test_a_draft_that_was_changed_since_it_was_checked_is_not_published(admin: Actor) -> None:
    promise_two_hours(admin)
    checked = check_draft(admin)
    with writing():
        change_targets(admin, "standard", {(FIRST, "L3"): (business_days(3), LOCAL_OFFICE)})
    with pytest.raises(Conflict, match="changed in the meantime"), writing():
        publish_menu(admin, checked=checked)
    assert len(list_versions()) == 1


def test_nothing_slow_is_done_while_others_wait_to_write(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise_two_hours(admin)
    checked = check_draft(admin)
    monkeypatch.setattr("community.service_levels.actions_menu.find_faults", None)
    with writing():
        publish_menu(admin, checked=checked)
    assert find_draft() is None


def about(price: str) -> About:
    return About({"en": "Standard"}, {}, {"en": price}, 2, False, 1, 10)


@pytest.mark.long
def test_of_two_who_save_a_part_at_once_the_second_is_told(app: Flask, admin: Actor) -> None:
    with writing():
        draft_menu(admin)
    menu = get_draft_menu()
    seen = about_print(menu, standard(menu))

    def save(price: str) -> Callable[[], None]:
        return lambda: change_about(admin, "standard", about(price), seen=seen)

    kept, refusal = at_once(app, save("€10"), save("€12"))
    assert kept is None
    assert isinstance(refusal, Invalid)
    assert standard(get_draft_menu()).price["en"] == "€10"


@pytest.mark.long
def test_a_part_saved_while_another_publishes_meets_no_draft(app: Flask, admin: Actor) -> None:
    promise_two_hours(admin)
    checked = check_draft(admin)
    published, refusal = at_once(
        app,
        lambda: publish_menu(admin, checked=checked),
        lambda: change_about(admin, "standard", about("€12")),
    )
    assert published is None
    assert isinstance(refusal, Conflict)
    assert len(list_versions()) == 2


@pytest.mark.long
def test_of_two_who_begin_a_draft_at_once_both_work_on_one(app: Flask, admin: Actor) -> None:
    assert at_once(app, lambda: draft_menu(admin), lambda: draft_menu(admin)) == [None, None]
    assert find_draft() is not None


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_first_version_is_read_after_many_others(client: PortalClient, locale: str) -> None:
    [first] = list_versions()
    with writing():
        for number in range(2, 62):
            version = MenuVersion(number=number, state=VersionState.PUBLISHED, time_zone="UTC")
            version.created_at = version.published_at = now()
            version.effective_from = first.effective_from + timedelta(days=number)
            db.session.add(version)
    assert choose_version(list_versions(), "1", now()) == first
    assert client.get(f"/services/{locale}?version=1").status_code == 200
