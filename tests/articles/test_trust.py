"""Whether readers can trust what they read, and who may say so."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import MemberCapability
from community.articles import actions, actions_life, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.models import Article, ArticleArea
from community.articles.queries_article import get_live
from community.articles.states import Significance, Trust, next_change_of_trust, trust_at
from community.articles.texts import compose
from community.content.models import ProductArea
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.policies.actor import Role
from tests.makers import actor_of, make_article, make_member, translate_article
from tests.services.client import PortalClient

END = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
ADDRESS = "/help/en/deliveries/print-a-delivery-note"


def verify(article: Article, *roles: Role) -> None:
    actor = actor_of(make_member("Vera", *(roles or (Role.AGENT,))))
    found = queries_desk.get_article(actor, article.id)
    with writing():
        actions_life.verify(actor, found, "en")


def read(page: str) -> dict[str, str]:
    """What the page says that it shows."""
    [basis] = re.findall(r'name="basis" value="(\d+)"', page)
    return {"basis": basis}


def edit(article: Article, significance: Significance) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", "", "Anew.", lang="en")
    with writing():
        actions.write_draft(actor, article, "en", text, significance=significance)
        publishing.publish(actor, article, "en")


def trust(article: Article) -> Trust:
    db.session.rollback()
    return get_live(actor_of(make_member("", Role.EDITOR)), article.id, "en", wanted="en").trust


@pytest.mark.parametrize(
    ("before_the_end", "expected"),
    [
        (timedelta(days=15), Trust.VERIFIED),
        (timedelta(days=14, seconds=1), Trust.VERIFIED),
        (timedelta(days=14), Trust.DUE),
        (timedelta(seconds=1), Trust.DUE),
        (timedelta(0), Trust.EXPIRED),
    ],
)
def test_a_verification_is_due_fourteen_days_before_its_end(
    before_the_end: timedelta, expected: Trust
) -> None:
    assert trust_at(END, END - before_the_end) is expected


def test_what_was_never_checked_is_unverified() -> None:
    assert trust_at(None, END) is Trust.UNVERIFIED


def test_a_page_is_kept_no_longer_than_its_trust_holds() -> None:
    due = END - timedelta(days=14)
    assert next_change_of_trust(END, due - timedelta(days=1)) == due
    assert next_change_of_trust(END, due) == END
    assert next_change_of_trust(END, END) is None
    assert next_change_of_trust(None, END) is None


@pytest.mark.long
def test_a_new_article_is_unverified_until_somebody_checks_it(app: Flask) -> None:
    article = make_article()
    assert trust(article) is Trust.UNVERIFIED
    verify(article)
    assert trust(article) is Trust.VERIFIED


def test_a_verification_ends_after_the_sections_period(app: Flask) -> None:
    article = make_article()
    verify(article)
    with time_machine.travel(now() + timedelta(days=179)):
        assert trust(article) is Trust.DUE
    with time_machine.travel(now() + timedelta(days=181)):
        assert trust(article) is Trust.EXPIRED


def test_a_typo_keeps_what_was_verified(app: Flask) -> None:
    article = make_article()
    verify(article)
    edit(article, Significance.TYPO)
    assert trust(article) is Trust.VERIFIED


@pytest.mark.parametrize("significance", [Significance.MEDIUM, Significance.MAJOR])
def test_a_greater_edit_asks_for_a_new_check(app: Flask, significance: Significance) -> None:
    article = make_article()
    verify(article)
    edit(article, significance)
    assert trust(article) is Trust.UNVERIFIED


def test_a_member_may_not_verify(app: Flask) -> None:
    article = make_article()
    with pytest.raises(NotAllowed):
        verify(article, Role.MEMBER)


def test_an_expert_verifies_in_his_area_only(app: Flask) -> None:
    article, other = make_article(), make_article(title="Another")
    expert = make_member("Emil")
    with writing() as session:
        area = ProductArea(key="deliveries", name={"en": "Deliveries"})
        session.add(area)
        session.flush()
        session.add(ArticleArea(article_id=article.id, product_area_id=area.id))
        session.add(
            MemberCapability(
                member_id=expert.id, capability="verify", source="badge", product_area_id=area.id
            )
        )
    actor = actor_of(expert)
    assert queries_desk.may_verify(actor, article.id)
    assert not queries_desk.may_verify(actor, other.id)


def test_a_draft_cannot_be_verified(app: Flask) -> None:
    article = make_article(is_published=False)
    with pytest.raises(Conflict):
        verify(article)


def test_readers_see_who_checked_it(app: Flask, client: PortalClient) -> None:
    article = make_article()
    assert "Not verified yet" in client.get(ADDRESS).text
    verify(article)
    page = client.get(ADDRESS).text
    assert "trust-verified" in page
    assert "Vera" in page


def test_staff_verify_from_the_page_with_one_click(app: Flask, client: PortalClient) -> None:
    article = make_article()
    assert "I checked this" not in client.get(ADDRESS).text
    client.sign_in(make_member("Agnes", Role.AGENT))
    page = client.get(ADDRESS).text
    assert "I checked this" in page
    answer = client.post(f"/help/en/articles/{article.id}/en/verify", data=read(page))
    assert (answer.status_code, answer.location) == (303, ADDRESS)
    assert "trust-verified" in client.get(ADDRESS).text


def test_nobody_checked_what_was_published_after_he_had_read(
    app: Flask, client: PortalClient
) -> None:
    article, path = make_article(), "/help/en/articles/%d/en/verify"
    page = client.sign_in(make_member("Agnes", Role.AGENT)).get(ADDRESS).text
    edit(article, Significance.MEDIUM)
    for said in (read(page), {}):
        assert client.post(path % article.id, data=said).status_code == 409
    page = client.get(ADDRESS).text
    assert "trust-verified" not in page
    edit(article, Significance.TYPO)
    assert client.post(path % article.id, data=read(page)).status_code == 303
    assert "trust-verified" in client.get(ADDRESS).text


def test_a_french_reader_sees_the_trust_of_the_french_text(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    translate_article(article)
    verify(article)
    french = "/help/fr/livraisons/imprimer-un-bon"
    assert "trust-verified" in client.get(ADDRESS).text
    assert "trust-unverified" in client.get(french).text
    with time_machine.travel(now() + timedelta(days=181)):
        page = client.get(ADDRESS).text
        assert "trust-expired" in page
        assert "A new check was asked for" in page


def test_who_reads_another_language_sees_the_trust_of_that_text(
    app: Flask, client: PortalClient
) -> None:
    verify(make_article())
    page = client.get("/help/fr/livraisons/print-a-delivery-note").text
    assert "trust-verified" in page
    assert "Vera" in page
