"""Who sees an article: inherited or its own, never more than what it stands in, said to writers and readers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.actions_organisations import save_segment
from community.accounts.segment_rules import SegmentRule
from community.articles import actions_audience, actions_life, actions_structure, queries_structure
from community.articles.actions_structure import SectionWords
from community.articles.audiences import choice_of, chosen, left_out
from community.articles.models import Article, HelpSection
from community.articles.queries import list_shelves
from community.content.models import Subject
from community.content.queries import list_audience_ids
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import NotAllowed
from community.policies.actor import SYSTEM, VISITOR, Role
from tests.makers import actor_of, make_article, make_member, make_organisation, make_section
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

ADDRESS = "/help/en/deliveries/print-a-delivery-note"


def set_audience(article: Article, *grants: str) -> None:
    with writing():
        found = db.session.get_one(Article, article.id)
        actions_audience.set_audience(SYSTEM, found, grants or None)


def change(section: HelpSection, grants: list[str] | None) -> None:
    with writing():
        found = queries_structure.get_section(section.id)
        words = SectionWords(name=section.name, grants=grants)
        actions_structure.change_section(SYSTEM, found, found.category, words)


def sees(client: PortalClient, path: str = ADDRESS) -> bool:
    return client.get(path).status_code == 200


def test_an_article_for_members_stands_in_a_section_for_everybody(
    app: Flask, client: PortalClient
) -> None:
    article = make_article(section := make_section())
    make_article(section, "For everybody")
    set_audience(article, "members")
    assert not sees(client)
    assert sees(client, "/help/en/deliveries/for-everybody")
    assert "Print a delivery note" not in client.get("/help/en/deliveries").text
    assert sees(client.sign_in(make_member()))


def test_it_never_shows_more_than_its_section(app: Flask, client: PortalClient) -> None:
    article = make_article(section := make_section())
    set_audience(article, "members")
    change(section, ["staff"])
    assert not sees(client.sign_in(make_member()))
    change(section, None)
    assert sees(client.sign_in(make_member()))


@pytest.mark.long
def test_a_plan_and_a_segment_are_seen_by_their_customers(app: Flask, client: PortalClient) -> None:
    with writing():
        rule = SegmentRule(plans=("premium",))
        save_segment(SYSTEM, "big", {"en": "Big customers", "fr": "Grands comptes"}, rule)
    premium = make_member(organisation=make_organisation(plan="premium"))
    standard = make_member(organisation=make_organisation(plan="standard"))
    article = make_article()
    for grant in ("plan:premium", "segment:big"):
        set_audience(article, grant)
        assert sees(client.sign_in(premium))
        assert not sees(client.sign_in(standard))
    assert sees(client.sign_in(make_member("Ann", Role.AGENT)))


def test_moving_keeps_its_own_audience_within_the_new_section(
    app: Flask, client: PortalClient
) -> None:
    article, closed = make_article(), make_section("Till", "Caisse", grants=["plan:premium"])
    set_audience(article, "members")
    with writing():
        actions_life.move(SYSTEM, db.session.get_one(Article, article.id), closed)
    assert not sees(client.sign_in(make_member()), "/help/en/till/print-a-delivery-note")
    assert sees(
        client.sign_in(make_member("Ed", Role.EDITOR)), "/help/en/till/print-a-delivery-note"
    )


def test_as_its_section_again_points_at_the_sections_row(app: Flask) -> None:
    article = make_article(section := make_section())
    set_audience(article, "staff")
    set_audience(article)
    db.session.rollback()
    assert db.session.get_one(Subject, article.id).audience_id == section.audience_id


def test_totals_count_what_one_may_read(app: Flask) -> None:
    article = make_article(section := make_section())
    make_article(section, "For everybody")
    set_audience(article, "members")
    db.session.rollback()

    def total(member: Any) -> int:
        return list_shelves(actor_of(member), "en")[0].sections[0].articles

    assert total(make_member()) == 2
    nobody = replace(VISITOR, audience_ids=list_audience_ids(VISITOR))
    assert list_shelves(nobody, "en")[0].sections[0].articles == 1


def test_a_section_in_which_one_may_read_nothing_is_not_listed(
    app: Flask, client: PortalClient
) -> None:
    set_audience(make_article(), "staff")
    assert "Deliveries" not in client.get("/help/en").text


@pytest.mark.long
def test_readers_who_may_see_it_are_told_who_else_does(app: Flask, client: PortalClient) -> None:
    publish_demo()
    article = make_article()
    assert "Seen by" not in client.get(ADDRESS).text
    set_audience(article, "plan:premium")
    reader = client.sign_in(make_member(organisation=make_organisation(plan="premium")))
    page = reader.get(ADDRESS).text
    assert "Seen by: Premium and Staff" in page
    assert 'content="noindex"' in page


def test_a_writer_chooses_and_reads_what_it_means(app: Flask, client: PortalClient) -> None:
    publish_demo()
    article = make_article(section := make_section())
    path = f"/desk/articles/{article.id}/en/audience"
    writer = client.sign_in(make_member("Ed", Role.EDITOR))
    assert "(inherited)" in writer.get(path).text
    sent = writer.post(path, data={"audience": "some", "only": ["plan:premium"]})
    assert sent.status_code == 303
    assert "Seen by: Premium and Staff" in writer.get(path).text
    change(section, ["plan:enterprise"])
    page = writer.get(path).text
    assert "Its section is seen by: Enterprise and Staff" in page
    assert "Marked, but left out" in page


def test_only_those_must_name_somebody_that_there_is(app: Flask, client: PortalClient) -> None:
    article = make_article()
    path = f"/desk/articles/{article.id}/en/audience"
    writer = client.sign_in(make_member("Ed", Role.EDITOR))
    assert writer.post(path, data={"audience": "some"}).status_code == 422
    assert writer.post(path, data={"audience": "some", "only": ["plan:none"]}).status_code == 422
    assert writer.post(path, data={"audience": "everyone"}).status_code == 422


def test_sections_and_categories_take_plans_too(app: Flask, client: PortalClient) -> None:
    publish_demo()
    make_article(section := make_section())
    writer = client.sign_in(make_member("Ed", Role.EDITOR))
    words = {"name_en": "Deliveries", "category": section.category_id, "audience": "some"}
    answer = writer.post(
        f"/desk/help/sections/{section.id}", data={**words, "only": "plan:premium"}
    )
    assert answer.status_code == 303, answer.text
    assert "Premium and Staff" in writer.get("/desk/help").text
    assert "Seen by: Premium and Staff" in writer.get("/help/en/deliveries").text
    category = {"name_en": "Guides", "audience": "members"}
    writer.post(f"/desk/help/categories/{section.category_id}", data=category)
    assert (
        "Its category is seen by: Members and Staff"
        in writer.get(f"/desk/help/sections/{section.id}").text
    )


def test_a_plan_that_the_menu_no_longer_has_is_kept_unless_a_writer_takes_it_away(
    app: Flask, client: PortalClient
) -> None:
    publish_demo()
    article = make_article()
    set_audience(article, "plan:premium", "plan:legacy")
    writer = client.sign_in(make_member("Ed", Role.EDITOR))
    path = f"/desk/articles/{article.id}/en/audience"
    marked = re.findall(r'<input checked[^>]* value="(plan:\w+)"', writer.get(path).text)
    assert marked == ["plan:premium", "plan:legacy"]
    for only in (marked, marked[:1]):
        assert writer.post(path, data={"audience": "some", "only": only}).status_code == 303
        db.session.rollback()
        kept = db.session.get_one(Article, article.id, populate_existing=True).grants
        assert set(kept or ()) == {*only, "staff"}


def test_members_change_nobodys_audience(app: Flask, client: PortalClient) -> None:
    article = make_article()
    path = f"/desk/articles/{article.id}/en/audience"
    assert client.sign_in(make_member()).get(path).status_code == 403
    member = actor_of(make_member())
    with pytest.raises(NotAllowed), writing():
        actions_audience.set_audience(member, article, ["staff"])


def test_each_change_stands_in_the_record(app: Flask) -> None:
    article = make_article(section := make_section())
    set_audience(article, "members")
    change(section, ["staff"])
    acts = {
        row.act: row.details
        for row in db.session.execute(select(AuditEntry.act, AuditEntry.details))
    }
    assert acts["article.audience_changed"] == {"seen_by": ["members", "staff"]}
    assert acts["help.section_changed"] == {"seen_by": ["staff"]}


@pytest.mark.parametrize(
    ("grants", "choice"),
    [
        (None, ""),
        (["public"], "public"),
        (["members", "staff"], "members"),
        (["plan:premium", "staff"], "some"),
        (["staff"], "staff"),
    ],
)
def test_a_form_shows_what_it_would_keep(grants: list[str] | None, choice: str) -> None:
    assert choice_of(grants) == choice
    assert chosen(choice, [one for one in grants or [] if one != "staff"]) == grants


def test_whom_a_shelf_leaves_out_is_named() -> None:
    assert left_out(["plan:premium", "staff"], ["members", "plan:premium", "staff"]) == ["members"]
    assert left_out(["public"], ["plan:premium", "staff"]) == []
