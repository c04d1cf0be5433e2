"""The company of the demo: customers with their plans, members, the product's areas, tags, and the menu."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from community import site_settings
from community.accounts import actions_members
from community.accounts import actions_organisations as organisations
from community.accounts.actions import NewMember, add_member
from community.accounts.customers import OrganisationFacts
from community.accounts.models import Member
from community.content.models import ProductArea, ProductAreaOwner, ProductVersion, Tag, TagSynonym
from community.core.db import db, insert_once
from community.core.outbox import record
from community.demo.presence import leave_mark
from community.demo.reading import read_yaml
from community.demo.stage import Stage, once_upon
from community.events import AreaAdded
from community.policies.actor import SYSTEM, Role
from community.service_levels.actions_menu import install_menu
from community.service_levels.catalogue import demo_menu

COMPANY_DOMAIN = "brindille.example"
BEGINNING = timedelta(weeks=200)
JOINED = timedelta(weeks=60)


def address_of(member: dict[str, Any]) -> str:
    """The invented address of a member: at his customer's domain, else at a mail service that is none."""
    domains = {one["key"]: one["domain"] for one in read_yaml("people.yaml")["organisations"]}
    domain = (
        COMPANY_DOMAIN if member.get("roles") else domains.get(member.get("of"), "post.example")
    )
    return f"{member['handle'].replace('-', '.')}@{domain}"


def settle_company(stage: Stage, password_hash: str) -> None:
    """Install the menu, customers, members, areas and tags."""
    people = read_yaml("people.yaml")
    years = range(stage.now.year - 2, stage.now.year + 3)
    with once_upon(stage.now):
        leave_mark()
        install_menu(demo_menu(years), stage.now - BEGINNING)
        site_settings.change(site_name="Brindille", company_name="Brindille")
    with once_upon(stage.now - BEGINNING):
        for one in people["organisations"]:
            _organisation(stage, one)
    with once_upon(stage.now - JOINED):
        for one in people["members"]:
            _member(stage, one, password_hash)
        for position, one in enumerate(people["areas"], 1):
            _area(stage, one, position)
        _tags(people)


def _organisation(stage: Stage, one: dict[str, Any]) -> None:
    facts = OrganisationFacts(
        name=one["name"], country=one["country"], annual_value=one["value"], external_id=one["key"]
    )
    made = organisations.add_organisation(SYSTEM, facts)
    domain = organisations.add_domain(SYSTEM, made.id, one["domain"])
    organisations.verify_domain(SYSTEM, made.id, domain.id)
    if one["plan"] != "community":
        organisations.entitle(SYSTEM, made.id, one["plan"], starts_at=stage.at(one["since"]))


def _member(stage: Stage, one: dict[str, Any], password_hash: str) -> None:
    new = NewMember(
        name=one["name"],
        email=address_of(one),
        password_hash=password_hash if one.get("sign_in") else None,
        locale=one["locale"],
        time_zone=one["zone"],
    )
    member = add_member(new)
    if member.handle != one["handle"]:
        raise ValueError(f"{member.handle} is called {one['handle']} in the files")
    member.bio = one.get("bio", "")
    stage.members[member.handle] = member.id
    if one.get("roles"):
        actions_members.set_roles(SYSTEM, member.id, [Role(role) for role in one["roles"]])


def _area(stage: Stage, one: dict[str, Any], position: int) -> None:
    words = {"name": one["name"], "description": one["description"]}
    if insert_once(ProductArea, key=one["key"], **words, position=position):
        record(AreaAdded(area_key=one["key"]))
    area_id = db.session.scalars(select(ProductArea.id).where(ProductArea.key == one["key"])).one()
    stage.areas[one["key"]] = area_id
    for owner in one["owners"]:
        insert_once(ProductAreaOwner, product_area_id=area_id, member_id=stage.members[owner])
    for version in one["versions"]:
        released_at = stage.at(version["released"])
        insert_once(
            ProductVersion, product_area_id=area_id, name=version["name"], released_at=released_at
        )


def _tags(people: dict[str, Any]) -> None:
    for key, name in people["tags"].items():
        description = people["tag_descriptions"].get(key, {})
        insert_once(Tag, key=key, name=name, description=description)
    ids = {row.key: row.id for row in db.session.execute(select(Tag.key, Tag.id))}
    for synonym, key in people["synonyms"].items():
        insert_once(TagSynonym, key=synonym, tag_id=ids[key])


def has_members() -> bool:
    """Whether anybody is here already: then no demo is made."""
    return db.session.scalars(select(Member.id).limit(1)).first() is not None
