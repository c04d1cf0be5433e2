"""Settings: typed, bounded, in force at once, written into the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.admin import actions
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.policies.actor import SYSTEM, Role
from community.settings_catalogue import SiteSettings
from tests.makers import actor_of, make_member
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def sent(**changes: str) -> dict[str, str]:
    current = vars(site_settings.current()) | changes
    return {name: str(value) for name, value in current.items() if value is not False}


def test_an_administrator_changes_the_name_and_visitors_read_it_at_once(
    client: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    assert "Brindille aide" not in client.get("/").text
    admin = new_client().sign_in(make_member("Ada", Role.ADMIN))
    answer = admin.post("/admin/settings", data=sent(site_name="Brindille aide"))
    assert answer.status_code == 303
    assert "Brindille aide" in client.get("/").text
    assert db.session.scalars(select(AuditEntry.act)).all() == ["settings.changed"]


def test_a_number_out_of_bounds_is_refused_at_its_field(sign_in: SignIn) -> None:
    client = sign_in(make_member("Ada", Role.ADMIN))
    answer = client.post("/admin/settings", data=sent(reputation_cap="3", site_name="Kept"))
    assert answer.status_code == 422
    assert 'value="3"' in answer.text
    assert 'value="Kept"' in answer.text


def test_only_what_may_be_empty_is_called_optional(sign_in: SignIn) -> None:
    client = sign_in(make_member("Ada", Role.ADMIN))
    assert client.get("/admin/settings").text.count("(optional)") == 1
    answer = client.post("/admin/settings", data=sent(welcome_en=""))
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text


def test_an_accent_that_nobody_can_read_is_refused(app: Flask) -> None:
    for accent in ("#ffff99", "green", "#0b6e4"):
        with pytest.raises(Invalid), writing():
            actions.change_settings(SYSTEM, accent=accent)


def test_the_accent_reaches_the_page(client: PortalClient) -> None:
    with writing():
        actions.change_settings(SYSTEM, accent="#7a1f5c")
    page = client.get("/").text
    address = page.split("/theme.")[1].split(".css")[0]
    assert "#7a1f5c" in client.get(f"/theme.{address}.css").text


def test_others_change_nothing(app: Flask, sign_in: SignIn) -> None:
    editor = make_member("Ed", Role.EDITOR)
    actor = actor_of(editor)
    with pytest.raises(NotAllowed), writing():
        actions.change_settings(actor, site_name="Mine")
    assert sign_in(editor).get("/admin/settings").status_code == 403


def test_a_mistyped_setting_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = SiteSettings().site_nmae  # type: ignore[attr-defined]


def test_while_the_team_opens_accounts_no_form_is_shown(client: PortalClient) -> None:
    assert 'name="email"' in client.get("/register").text
    with writing():
        site_settings.change(registration_open=False)
    for answer in (
        client.get("/register"),
        client.post("/register", data={"name": "Ada", "email": "ada@garden.example"}),
    ):
        assert answer.status_code == 403
        assert "opened by the team" in answer.text
        assert 'name="email"' not in answer.text
