"""Where articles stand, who may see them, and where old addresses lead."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.articles import actions_life, actions_structure, queries_desk, queries_structure
from community.articles.actions_structure import SectionWords
from community.articles.audiences import effective
from community.articles.models import Article, HelpSection
from community.content.actions_redirects import keep_redirect
from community.content.models import Audience, Subject
from community.content.queries import kept_totals
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.policies.actor import SYSTEM, Role
from tests.makers import actor_of, make_article, make_member, make_section, translate_article
from tests.services.client import PortalClient

ADDRESS = "/help/en/deliveries/print-a-delivery-note"


def change(section: HelpSection, **values: Any) -> None:
    words: dict[str, Any] = {"name": section.name, "grants": section.grants, **values}
    with writing():
        found = queries_structure.get_section(section.id)
        actions_structure.change_section(SYSTEM, found, found.category, SectionWords(**words))


def rename(article: Article, slug: str, locale: str = "en") -> None:
    with writing():
        actions_life.rename(SYSTEM, db.session.get_one(Article, article.id), locale, slug)


def move(article: Article, section: HelpSection) -> None:
    with writing():
        actions_life.move(SYSTEM, article, section)


def leads(client: PortalClient, path: str) -> tuple[int, str | None]:
    answer = client.get(path)
    return answer.status_code, answer.location


def total(section: HelpSection) -> int:
    db.session.rollback()
    container = f"section:{section.id}"
    return kept_totals([container]).get((container, "articles"), 0)


def test_an_old_slug_leads_to_the_new_one(app: Flask, client: PortalClient) -> None:
    article = make_article()
    rename(article, "Delivery notes")
    assert leads(client, ADDRESS) == (301, "/help/en/deliveries/delivery-notes")
    assert leads(client, "/help/en/deliveries/delivery-notes")[0] == 200


def test_each_old_slug_leads_there_for_ever(app: Flask, client: PortalClient) -> None:
    article = make_article(section := make_section())
    rename(article, "second")
    change(section, slugs={"en": "rounds"})
    rename(article, "third")
    change(section, slugs={"en": "tours"})
    for old in (
        "deliveries/print-a-delivery-note",
        "deliveries/second",
        "rounds/second",
        "rounds/third",
    ):
        assert leads(client, f"/help/en/{old}") == (301, "/help/en/tours/third")


def test_an_old_section_leads_to_the_new_one(app: Flask, client: PortalClient) -> None:
    make_article(section := make_section())
    change(section, slugs={"en": "rounds"})
    assert leads(client, "/help/en/deliveries?after=x") == (301, "/help/en/rounds?after=x")
    assert leads(client, "/help/fr/livraisons")[0] == 200


def test_a_moved_article_is_found_from_its_old_section(app: Flask, client: PortalClient) -> None:
    article, other = make_article(), make_section("Till", "Caisse")
    translate_article(article)
    move(article, other)
    assert leads(client, ADDRESS) == (301, "/help/en/till/print-a-delivery-note")
    assert leads(client, "/help/fr/livraisons/imprimer-un-bon") == (
        301,
        "/help/fr/caisse/imprimer-un-bon",
    )


def test_moving_counts_in_both_sections(app: Flask) -> None:
    article = make_article(first := make_section())
    second = make_section("Till", "Caisse")
    move(article, second)
    assert (total(first), total(second)) == (0, 1)


def test_a_slug_that_is_used_again_leads_to_its_new_owner(app: Flask, client: PortalClient) -> None:
    article = make_article(section := make_section())
    rename(article, "delivery-notes")
    make_article(section)
    assert leads(client, ADDRESS)[0] == 200


def test_a_slug_that_another_article_has_is_refused(app: Flask) -> None:
    article = make_article(section := make_section())
    make_article(section, "Deliver on a Sunday")
    with pytest.raises(Invalid) as refused:
        rename(article, "deliver-on-a-sunday")
    assert refused.value.field == "slug"


def test_a_slug_of_the_other_language_leads_to_the_translation(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    assert leads(client, "/help/fr/livraisons/print-a-delivery-note")[0] == 200
    translate_article(article)
    answer = leads(client, "/help/fr/livraisons/print-a-delivery-note")
    assert answer == (301, "/help/fr/livraisons/imprimer-un-bon")


def test_paths_of_an_older_site_lead_to_their_article(app: Flask, client: PortalClient) -> None:
    article = make_article()
    with writing():
        keep_redirect("/docs/print.html", "article", article.id)
    assert leads(client, "/docs/print.html") == (301, ADDRESS)
    assert leads(client, "/docs/other.html")[0] == 404


def test_closing_a_section_rewrites_one_audience_and_no_article(
    app: Flask, client: PortalClient
) -> None:
    article = make_article(section := make_section())
    before = db.session.get_one(Subject, article.id).audience_id
    audiences = db.session.scalar(select(func.count()).select_from(Audience))
    change(section, grants=["staff"])
    assert db.session.get_one(Subject, article.id).audience_id == before
    assert db.session.scalar(select(func.count()).select_from(Audience)) == audiences
    assert leads(client, ADDRESS)[0] == 404
    assert leads(client, "/help/en/deliveries")[0] == 404
    assert "Deliveries" not in client.get("/help/en").text


def test_a_closed_section_is_read_by_those_it_is_for(app: Flask, client: PortalClient) -> None:
    make_article(make_section(grants=["members"]))
    assert leads(client, ADDRESS)[0] == 404
    assert leads(client.sign_in(make_member()), ADDRESS)[0] == 200


def test_an_old_address_tells_nobody_of_what_he_may_not_see(
    app: Flask, client: PortalClient
) -> None:
    article = make_article(section := make_section())
    rename(article, "a-secret-plan")
    change(section, grants=["staff"], slugs={"en": "secrets"})
    assert leads(client, ADDRESS) == (404, None)
    assert leads(client, "/help/en/deliveries") == (404, None)


def test_closing_a_category_closes_its_sections(app: Flask, client: PortalClient) -> None:
    make_article(section := make_section())
    with writing():
        found = queries_structure.get_section(section.id).category
        words = {"description": {}, "grants": ["staff"], "position": 0}
        actions_structure.change_category(SYSTEM, found, found.name, **words)  # type: ignore[arg-type]
    assert leads(client, ADDRESS)[0] == 404


@pytest.mark.parametrize(
    ("category", "own", "expected"),
    [
        (["public"], None, ["public"]),
        (["public"], ["plan:premium"], ["plan:premium", "staff"]),
        (["members"], ["public"], ["members", "staff"]),
        (["members"], ["plan:premium"], ["plan:premium", "staff"]),
        (["plan:premium"], ["members"], ["staff"]),
        (["staff"], ["members"], ["staff"]),
    ],
)
def test_a_section_never_shows_more_than_its_category(
    category: list[str], own: list[str] | None, expected: list[str]
) -> None:
    assert effective(category, own) == expected


def test_an_archived_article_is_gone_and_can_come_back(app: Flask, client: PortalClient) -> None:
    article = make_article(section := make_section())
    with writing():
        actions_life.archive(SYSTEM, article)
    assert (leads(client, ADDRESS)[0], total(section)) == (410, 0)
    with writing():
        actions_life.unarchive(SYSTEM, article)
    assert (leads(client, ADDRESS)[0], total(section)) == (200, 1)


def test_writers_still_read_what_is_archived(app: Flask, client: PortalClient) -> None:
    article = make_article()
    translate_article(article)
    with writing():
        actions_life.archive(SYSTEM, article)
    page = client.sign_in(make_member("", Role.EDITOR)).get(ADDRESS)
    assert page.status_code == 200
    assert 'content="noindex"' in page.text


def test_archiving_twice_counts_once(app: Flask) -> None:
    article = make_article(section := make_section())
    for _again in range(2):
        with writing():
            actions_life.archive(SYSTEM, article)
    assert total(section) == 0


def test_members_do_not_arrange_shelves(app: Flask) -> None:
    member = actor_of(make_member())
    with pytest.raises(NotAllowed), writing():
        actions_structure.create_category(member, {"en": "Mine"})


def test_two_sections_of_one_name_have_two_addresses(app: Flask) -> None:
    first, second = make_section(), make_section()
    slugs = [queries_structure.get_section(one.id).slug("en") for one in (first, second)]
    assert slugs == ["deliveries", "deliveries-2"]


def test_an_area_and_an_owner_are_kept(app: Flask) -> None:
    article, owner = make_article(), make_member("Olga", Role.AGENT)
    with writing():
        actions_life.sort_into(SYSTEM, article, owner_id=owner.id, product_area_ids=[])
    assert queries_desk.get_article(SYSTEM, article.id).owner_id == owner.id
