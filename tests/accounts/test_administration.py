"""What administrators do with members, and that nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts import actions_members, set_up
from community.accounts import actions_organisations as organisations
from community.accounts.actions import NewMember, add_member, mailed_link
from community.accounts.actions_erasure import erase
from community.accounts.models import Member, MemberRole, TokenPurpose
from community.accounts.models_erasure import EraseReason
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed, NotFound
from community.policies.actor import SYSTEM, Role
from tests.makers import PASSWORD, actor_of, make_member, make_organisation
from tests.services.client import PortalClient


@pytest.fixture
def admin(app: Flask, client: PortalClient) -> Member:
    member = make_member("Root", Role.ADMIN)
    client.sign_in(member)
    return member


def roles_of(member: Member) -> set[Role]:
    return set(db.session.scalars(select(MemberRole.role).where(MemberRole.member_id == member.id)))


@pytest.mark.long
def test_roles_are_given_and_taken_and_on_record(client: PortalClient, admin: Member) -> None:
    ada = make_member("Ada")
    path = f"/admin/members/{ada.id}"
    assert client.post(f"{path}/roles", data={"roles": ["agent", "editor"]}).status_code == 303
    assert roles_of(ada) == {Role.AGENT, Role.EDITOR}
    assert client.post(f"{path}/roles", data={"roles": ["editor"]}).status_code == 303
    assert roles_of(ada) == {Role.EDITOR}
    assert client.post(f"{path}/roles", data={"roles": ["root"]}).status_code == 422
    assert client.get(path).status_code == 200


@pytest.mark.long
def test_the_last_administrator_stays_one(client: PortalClient, admin: Member) -> None:
    answer = client.post(f"/admin/members/{admin.id}/roles", data={})
    assert answer.status_code == 422
    assert roles_of(admin) == {Role.ADMIN}
    make_member("Second", Role.ADMIN)
    assert client.post(f"/admin/members/{admin.id}/roles", data={}).status_code == 303


def test_whoever_cannot_sign_in_is_no_second_administrator(admin: Member) -> None:
    with writing():
        invited = add_member(NewMember(name="Ina", email="ina@garden.example"))
        actions_members.set_roles(SYSTEM, invited.id, [Role.ADMIN])
    with pytest.raises(Invalid), writing():
        actions_members.set_roles(SYSTEM, admin.id, [])
    with writing():
        actions_members.set_roles(SYSTEM, invited.id, [])
    assert roles_of(invited) == set()


def test_who_was_erased_gets_no_role_no_suspension_and_no_customer(
    client: PortalClient, admin: Member
) -> None:
    gone, garden = make_member("Gone"), make_organisation()
    with writing():
        erase(SYSTEM, gone.id, EraseReason.OWN_WISH, with_posts=False)
    path = f"/admin/members/{gone.id}"
    assert client.post(f"{path}/roles", data={"roles": ["admin"]}).status_code == 404
    assert client.post(f"{path}/suspend", data={"reason": "Rude"}).status_code == 404
    with pytest.raises(NotFound), writing():
        actions_members.add_to_organisation(SYSTEM, gone.id, garden.id)
    assert roles_of(gone) == set()
    assert client.post(f"/admin/members/{admin.id}/roles", data={}).status_code == 422


@pytest.mark.long
def test_a_member_is_suspended_with_a_reason_and_takes_part_again(
    client: PortalClient, admin: Member
) -> None:
    ada = make_member("Ada")
    assert client.post(f"/admin/members/{ada.id}/suspend", data={"reason": ""}).status_code == 422
    assert (
        client.post(f"/admin/members/{ada.id}/suspend", data={"reason": "Rude"}).status_code == 303
    )
    assert actor_of(ada).is_suspended
    assert client.post(f"/admin/members/{ada.id}/end-suspension").status_code == 303
    assert not actor_of(ada).is_suspended


@pytest.mark.long
def test_nobody_suspends_himself(client: PortalClient, admin: Member) -> None:
    assert (
        client.post(f"/admin/members/{admin.id}/suspend", data={"reason": "x"}).status_code == 422
    )


@pytest.mark.parametrize(
    "path", ["/admin/members", "/admin/organisations", "/admin/segments", "/admin/segments/new"]
)
def test_only_administrators_see_these_pages(
    client: PortalClient, admin: Member, new_client: Callable[[], PortalClient], path: str
) -> None:
    agent = new_client().sign_in(make_member("Agent", Role.AGENT))
    assert client.get(path).status_code == 200
    assert agent.get(path).status_code == 403
    assert new_client().get(path).status_code == 303


def test_members_are_found_by_name_handle_address_role_and_state(
    client: PortalClient, admin: Member
) -> None:
    make_member("Zoé Fleur", Role.AGENT, email="zoe@fleurs.example")
    for query in ("words=fleur", "words=zoe@", "role=agent", "words=ZO"):
        assert "Zoé Fleur" in client.get(f"/admin/members?{query}").text, query
    for query in ("words=%25", "role=editor", "state=suspended", "after=xx"):
        assert client.get(f"/admin/members?{query}").status_code == 200
    assert "Zoé Fleur" not in client.get("/admin/members?state=suspended").text


def test_members_are_listed_in_pages_with_as_many_statements_as_one(
    client: PortalClient, admin: Member, statements: Callable[..., object]
) -> None:
    counts = []
    client.get("/admin/members")  # the settings are read once, and again after a change
    for members in (1, 30):
        for _ in range(members):
            make_member()
        with statements() as seen:  # type: ignore[attr-defined]
            client.get("/admin/members")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_only_administrators_act(app: Flask) -> None:
    agent = actor_of(make_member("Agent", Role.AGENT))
    ada = make_member()
    with pytest.raises(NotAllowed), writing():
        actions_members.set_roles(agent, ada.id, [Role.ADMIN])
    with pytest.raises(NotAllowed), writing():
        actions_members.suspend(agent, ada.id, "x")
    with pytest.raises(NotAllowed), writing():
        organisations.add_domain(agent, 1, "garden.example")


def set_up_form(token: str) -> dict[str, str]:
    return {"token": token, "name": "Root", "email": "root@garden.example", "password": PASSWORD}


def test_the_first_administrator_needs_the_token_of_the_data_folder(
    client: PortalClient, app: Flask, tmp_path: Path
) -> None:
    folder = app.config["PORTAL"].data_folder
    token = set_up.make_token(folder)
    assert set_up.make_token(folder) == token
    assert (folder / set_up.FILE).stat().st_mode & 0o777 == 0o600
    assert client.post("/setup", data=set_up_form("wrong")).status_code == 422
    assert client.post("/setup", data=set_up_form(token)).status_code == 303
    assert client.get("/admin/members").status_code == 200


def test_the_set_up_page_is_gone_once_there_is_an_administrator(
    client: PortalClient, app: Flask
) -> None:
    token = set_up.make_token(app.config["PORTAL"].data_folder)
    make_member("Root", Role.ADMIN)
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data=set_up_form(token)).status_code == 404
    assert set_up.take(app.config["PORTAL"].data_folder)
    assert not set_up.take(app.config["PORTAL"].data_folder)


def test_the_operator_makes_an_administrator_and_may_reset_one(app: Flask) -> None:
    with writing():
        made = actions_members.create_admin(
            SYSTEM, name="Root", email="r@garden.example", password_hash="x"
        )
    with writing():
        again = actions_members.create_admin(
            SYSTEM, name="Other", email="r@garden.example", password_hash="y"
        )
    assert (made.id, again.password_hash) == (again.id, "y")
    assert roles_of(made) == {Role.ADMIN}


def test_an_administrator_whose_password_was_set_anew_is_signed_out_everywhere(
    client: PortalClient, admin: Member
) -> None:
    assert admin.email
    with writing():
        link = mailed_link(TokenPurpose.RESET, admin.email, member=admin)
    path = link.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    with writing():
        actions_members.create_admin(SYSTEM, name="Root", email=admin.email, password_hash="y")
    assert client.get("/admin/members").status_code == 303
    assert client.get(path).status_code == 404


def test_whoever_ends_a_membership_reads_that_the_domain_still_lets_others_in(
    client: PortalClient, admin: Member
) -> None:
    organisation = make_organisation()
    ada = make_member("Ada", organisation=organisation)
    path, hint = f"/admin/members/{ada.id}", "remove the domain on the page of the organisation"
    assert hint in client.get(path).text
    assert client.post(f"{path}/organisations/{organisation.id}/leave").status_code == 303
    assert hint not in client.get(path).text
