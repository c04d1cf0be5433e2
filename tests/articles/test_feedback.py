"""Whether an article helped, said once a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.articles import actions, tasks
from community.articles import actions_publishing as publishing
from community.articles.models import Article, Feedback, Translation
from community.articles.queries_desk import get_translation
from community.articles.states import FeedbackReason, Significance
from community.articles.texts import compose
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.policies.actor import Role
from tests.makers import actor_of, make_article, make_member
from tests.services.client import PortalClient

ADDRESS = "/help/en/deliveries/print-a-delivery-note"
PHONE = {"User-Agent": "Phone"}


def rate(
    client: PortalClient, article: Article, helpful: str, headers: dict[str, str] | None = None
) -> str:
    path = f"/help/en/articles/{article.id}/en/rating"
    answer = client.post(path, data={"helpful": helpful}, headers=headers)
    assert answer.status_code == 303
    return str(answer.location)


def voices(article: Article) -> tuple[int, int]:
    db.session.expire_all()
    found: Translation = get_translation(article.id, "en")
    return found.helpful_count, found.unhelpful_count


def kept() -> list[Feedback]:
    db.session.expire_all()
    return list(db.session.scalars(select(Feedback)))


def edit(article: Article, significance: Significance) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", "", "Anew.", lang="en")
    with writing():
        actions.write_draft(actor, article, "en", text, significance=significance)
        publishing.publish(actor, article, "en")


def test_a_visitor_says_yes_without_a_token_or_a_cookie(app: Flask, client: PortalClient) -> None:
    article = make_article()
    assert rate(client, article, "yes") == f"{ADDRESS}?helped=yes#rating"
    assert voices(article) == (1, 0)
    assert "Set-Cookie" not in client.get(f"{ADDRESS}?helped=yes").headers


def test_a_visitor_is_counted_once(app: Flask, client: PortalClient) -> None:
    article = make_article()
    rate(client, article, "yes")
    rate(client, article, "yes")
    assert voices(article) == (1, 0)
    rate(client, article, "yes", PHONE)
    assert voices(article) == (2, 0)


def test_a_member_is_counted_once_wherever_he_reads(app: Flask, client: PortalClient) -> None:
    article, member = make_article(), make_member()
    rate(client.sign_in(member), article, "yes")
    rate(client, article, "yes", PHONE)
    assert voices(article) == (1, 0)
    assert [one.member_id for one in kept()] == [member.id]


def test_one_may_think_again(app: Flask, client: PortalClient) -> None:
    article = make_article()
    rate(client, article, "yes")
    rate(client, article, "no")
    assert voices(article) == (0, 1)


def test_it_is_told_once_for_each_new_voice(app: Flask, client: PortalClient) -> None:
    article = make_article()
    for helpful in ("no", "no", "yes"):
        rate(client, article, helpful)
    query = select(OutboxEvent).where(OutboxEvent.name == "ArticleRated").order_by(OutboxEvent.id)
    told = [row.payload["was_helpful"] for row in db.session.scalars(query)]
    assert told == [False, True]


def test_a_reason_is_kept_with_the_voice(app: Flask, client: PortalClient) -> None:
    article = make_article()
    rate(client, article, "no")
    path = f"/help/en/articles/{article.id}/en/rating/reason"
    answer = client.post(path, data={"reason": "confusing", "text": "Which printer?"})
    assert answer.location == f"{ADDRESS}?helped=thanks#rating"
    [voice] = kept()
    assert (voice.reason, voice.text) == (FeedbackReason.CONFUSING, "Which printer?")


@pytest.mark.parametrize("data", [{"reason": "hacked"}, {"text": "x" * 2001}])
def test_an_odd_reason_is_asked_again(
    app: Flask, client: PortalClient, data: dict[str, str]
) -> None:
    article = make_article()
    rate(client, article, "no")
    path = f"/help/en/articles/{article.id}/en/rating/reason"
    answer = client.post(path, data=data, headers={"HX-Request": "true"})
    assert "error-summary" in answer.text
    assert kept()[0].reason is None


def test_a_reason_without_a_voice_is_not_found(app: Flask, client: PortalClient) -> None:
    article = make_article()
    path = f"/help/en/articles/{article.id}/en/rating/reason"
    assert client.post(path, data={"reason": "other"}).status_code == 404


def test_script_swaps_the_box_alone(app: Flask, client: PortalClient) -> None:
    article = make_article()
    path = f"/help/en/articles/{article.id}/en/rating"
    answer = client.post(path, data={"helpful": "no"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert "What went wrong" in answer.text


def test_from_another_site_nothing_is_counted(app: Flask, client: PortalClient) -> None:
    article = make_article()
    client.environ_base["HTTP_ORIGIN"] = "https://elsewhere.example"
    path = f"/help/en/articles/{article.id}/en/rating"
    assert client.post(path, data={"helpful": "yes"}).status_code == 403
    assert voices(article) == (0, 0)


def test_what_is_not_published_cannot_be_rated(app: Flask, client: PortalClient) -> None:
    article = make_article(is_published=False)
    path = f"/help/en/articles/{article.id}/en/rating"
    assert client.post(path, data={"helpful": "yes"}).status_code == 404


def test_a_typo_keeps_the_voices_and_a_greater_edit_begins_anew(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    rate(client, article, "yes")
    edit(article, Significance.TYPO)
    rate(client, article, "yes")
    assert voices(article) == (1, 0)
    edit(article, Significance.MEDIUM)
    assert voices(article) == (0, 0)
    rate(client, article, "no")
    assert voices(article) == (0, 1)


def test_what_a_reader_says_is_about_the_text_that_he_read(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    [seen] = re.findall('name="seen" value="([0-9]+)"', client.get(ADDRESS).text)
    edit(article, Significance.MEDIUM)
    path = f"/help/en/articles/{article.id}/en/rating"
    assert client.post(path, data={"helpful": "no", "seen": seen}).status_code == 303
    assert voices(article) == (0, 0)
    assert [str(one.revision_id) for one in kept()] == [seen]
    client.post(path, data={"helpful": "yes", "seen": "999999"})
    assert voices(article) == (1, 0)


def test_a_reason_that_comes_after_an_edit_is_kept_with_its_voice(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    rate(client, article, "no")
    edit(article, Significance.MEDIUM)
    path = f"/help/en/articles/{article.id}/en/rating/reason"
    assert client.post(path, data={"text": "Which printer?"}).status_code == 303
    assert [one.text for one in kept()] == ["Which printer?"]


def test_who_a_visitor_was_is_forgotten_and_what_he_said_stays(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    rate(client, article, "yes")
    assert kept()[0].visitor_key is not None
    with time_machine.travel(now() + timedelta(days=3)):
        tasks.forget_feedback_visitors()
    assert [one.visitor_key for one in kept()] == [None]
    assert voices(article) == (1, 0)


def test_what_was_said_of_an_earlier_text_is_marked_as_such_and_a_typo_changes_nothing(
    app: Flask, client: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    article = make_article()
    rate(client, article, "no")
    desk = new_client().sign_in(make_member("", Role.EDITOR))
    paths = ("/desk/articles/feedback", "/desk/articles/work")
    client.post(
        f"/help/en/articles/{article.id}/en/rating/reason",
        data={"reason": "inaccurate", "text": "The wrong button."},
    )
    for significance, is_marked in (
        (Significance.TYPO, False),
        (Significance.MEDIUM, True),
        (Significance.TYPO, True),
    ):
        edit(article, significance)
        pages = [desk.get(path).text for path in paths]
        assert all("The wrong button." in page for page in pages)
        assert [("about an earlier text" in page) for page in pages] == [is_marked] * 2
