"""Who follows a section of the help center hears of a new article there once, in his language, if he may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.articles import actions, actions_life, actions_review, tasks_publishing
from community.articles.actions_audience import set_audience
from community.articles.actions_publishing import publish
from community.articles.models import Article, ArticleAuthor, HelpSection
from community.articles.states import CreditKind, Significance
from community.articles.texts import compose
from community.content.models import FollowState, TargetKind
from community.core.clock import now
from community.core.db import writing
from community.core.mail import Letter
from community.notifications.actions import keep_habits, prefer
from community.notifications.kinds import Channel, Kind
from community.notifications.queries import NotificationRow, list_notifications
from community.notifications.tasks import send_waiting
from community.notifications.tasks_reading import send_digests
from community.policies.actor import Actor, Role
from tests.articles.languages import edit
from tests.makers import (
    actor_of,
    make_area,
    make_article,
    make_member,
    make_section,
    translate_article,
)
from tests.notifications.following import follow, told
from tests.services.client import PortalClient
from tests.services.worker import Worker

NEW = [Kind.ARTICLE_ADDED]


@pytest.fixture
def section(app: Flask) -> HelpSection:
    return make_section()


@pytest.fixture
def fan(section: HelpSection) -> Member:
    return fan_of(section)


def fan_of(section: HelpSection, *roles: Role, locale: str = "en") -> Member:
    """A member who follows the section."""
    member = make_member("Claire" if locale == "fr" else "", *roles, locale=locale)
    follow(member, TargetKind.SECTION, section.id)
    return member


def news_of(member: Member) -> list[NotificationRow]:
    return list(list_notifications(actor_of(member)).items)


def by_mail(member: Member) -> None:
    with writing():
        prefer(member.id, Kind.ARTICLE_ADDED, Channel.EMAIL, is_on=True)


def archive(article: Article, *, is_archived: bool = True) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    act = actions_life.archive if is_archived else actions_life.unarchive
    with writing() as rows:
        act(actor, rows.get_one(Article, article.id))


def test_a_new_article_is_told_once_and_not_to_who_made_it(
    app: Flask, restless_drain: Worker, postman: list[Letter], *, section: HelpSection, fan: Member
) -> None:
    writer, publisher = fan_of(section, Role.EDITOR), fan_of(section, Role.EDITOR)
    elsewhere = fan_of(make_section("Invoices", "Factures"))
    article, actor = make_article(section, author=writer, is_published=False), actor_of(publisher)
    restless_drain()
    assert told(fan) == []
    with writing() as rows:
        publish(actor, rows.get_one(Article, article.id), "en")
    restless_drain()
    assert told(fan) == NEW
    assert news_of(fan)[0].words["path"] == "/help/en/deliveries/print-a-delivery-note"
    assert (told(writer), told(publisher), told(elsewhere)) == ([Kind.ARTICLE_PUBLISHED], [], [])
    assert postman == []


def test_each_reader_hears_in_his_language_as_far_as_there_is_one(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    claire = fan_of(section, locale="fr")
    translate_article(make_article(section))
    drain()
    make_article(section, "Cancel a delivery")
    drain()
    assert [row.words["title"] for row in news_of(fan)] == [
        "Cancel a delivery",
        "Print a delivery note",
    ]
    assert [(row.words["title"], row.words["path"]) for row in news_of(claire)] == [
        ("Cancel a delivery", "/help/fr/livraisons/cancel-a-delivery"),
        ("Imprimer un bon", "/help/fr/livraisons/imprimer-un-bon"),
    ]


@pytest.mark.long
def test_what_is_translated_edited_moved_or_brought_back_is_new_to_nobody(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    claire, there = fan_of(section, locale="fr"), make_section("Invoices", "Factures")
    of_other, actor = fan_of(there), actor_of(make_member("", Role.EDITOR))
    article = make_article(section)
    drain()
    translate_article(article)
    edit(article, "All is other now.", Significance.MAJOR)
    archive(article)
    archive(article, is_archived=False)
    with writing() as rows:
        actions_life.move(
            actor, rows.get_one(Article, article.id), rows.get_one(HelpSection, there.id)
        )
    drain()
    assert (told(fan), told(claire), told(of_other)) == (NEW, NEW, [])


def test_who_may_not_read_the_article_hears_nothing_of_it(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    colleague, actor = fan_of(section, Role.AGENT), actor_of(make_member("", Role.EDITOR))
    article = make_article(section, is_published=False)
    with writing() as rows:
        set_audience(actor, rows.get_one(Article, article.id), ["staff"])
        publish(actor, rows.get_one(Article, article.id), "en")
    drain()
    assert (told(colleague), told(fan)) == (NEW, [])


def test_what_readers_no_longer_find_is_told_to_nobody(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    early, late = make_article(section), make_article(section, "Cancel a delivery")
    archive(early)
    drain()
    assert [row.words["title"] for row in news_of(fan)] == ["Cancel a delivery"]
    archive(late)
    assert news_of(fan) == []


def test_the_past_is_told_to_nobody_nor_what_is_edited_or_translated_of_it(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    importer = Actor(member_id=make_member().id, is_historic=True, roles=frozenset({Role.ADMIN}))
    article, text = make_article(section, is_published=False), compose("Old", "", "x", lang="en")
    with writing():
        actions.write_draft(importer, article, "en", text)
        publish(importer, article, "en", published_at=now() - timedelta(days=900))
    edit(article, "All is other now.", Significance.MAJOR)
    translate_article(article)
    drain()
    assert told(fan) == []


def test_news_quote_no_promise_that_the_page_may_no_longer_make_tomorrow(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    importer, actor = (
        Actor(is_system=True, is_historic=True),
        actor_of(make_member("", Role.EDITOR)),
    )
    article = make_article(section, is_published=False)
    for locale, said in (("en", "In {{ first_response:premium:L2 }}."), ("fr", "Vite.")):
        with writing():
            actions.write_draft(importer, article, locale, compose("T", said, "x", lang=locale))
            publish(actor, article, locale)
    claire = fan_of(section, locale="fr")
    drain()
    assert [news_of(one)[0].words["excerpt"] for one in (fan, claire)] == ["", "Vite."]


@pytest.mark.long
def test_who_muted_its_section_its_area_or_its_publisher_hears_nothing(
    app: Flask, drain: Worker, *, section: HelpSection
) -> None:
    area, editor = make_area(), make_member("", Role.EDITOR)
    article, actor = make_article(section, is_published=False), actor_of(editor)
    muted = {
        TargetKind.SECTION: section.id,
        TargetKind.AREA: area.id,
        TargetKind.MEMBER: editor.id,
    }
    fans = [fan_of(section) for _ in (*muted, "nothing")]
    for (kind, key), one in zip(muted.items(), fans, strict=False):
        follow(one, kind, key, FollowState.MUTED)
    with writing() as rows:
        found = rows.get_one(Article, article.id)
        actions_life.sort_into(actor, found, owner_id=None, product_area_ids=[area.id])
        publish(actor, found, "en")
    drain()
    assert [told(one) for one in fans] == [[], [], [], NEW]


def test_whose_question_it_is_made_of_hears_that_alone(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    article, actor = (
        make_article(section, is_published=False),
        actor_of(make_member("", Role.EDITOR)),
    )
    with writing() as rows:
        asked = ArticleAuthor(article_id=article.id, member_id=fan.id, kind=CreditKind.ASKER)
        asked.credited_at = now()
        rows.add(asked)
        publish(actor, rows.get_one(Article, article.id), "en")
    drain()
    assert told(fan) == [Kind.ARTICLE_MADE]


def test_what_was_scheduled_is_told_at_its_minute_and_not_to_who_scheduled_it(
    app: Flask, drain: Worker, *, section: HelpSection, fan: Member
) -> None:
    editor, at = fan_of(section, Role.EDITOR), now() + timedelta(hours=2)
    article, actor = make_article(section, is_published=False), actor_of(editor)
    with writing():
        actions_review.schedule(actor, article, "en", at)
    drain()
    assert told(fan) == []
    with time_machine.travel(at, tick=False):
        tasks_publishing.publish_due()
        drain()
    assert (told(fan), told(editor)) == (NEW, [Kind.ARTICLE_PUBLISHED])


def test_the_letter_is_in_the_readers_language_and_leads_to_his_page(
    client: PortalClient, drain: Worker, postman: list[Letter], *, section: HelpSection
) -> None:
    claire = fan_of(section, locale="fr")
    by_mail(claire)
    translate_article(make_article(section))
    drain()
    [letter] = postman
    assert letter.subject == "Nouvel article d’aide : Imprimer un bon"
    for part in (letter.text, letter.html):
        assert "/help/fr/livraisons/imprimer-un-bon" in part
        assert "vous suivez sa section" in part
    stop = letter.headers["List-Unsubscribe"].strip("<>").split("/unsubscribe/")[1]
    assert client.post(f"/unsubscribe/{stop}").status_code == 200
    make_article(section, "Cancel a delivery")
    drain()
    assert (len(postman), told(claire)) == (1, [*NEW, *NEW])


@pytest.mark.long
def test_what_was_archived_meanwhile_stands_in_no_letter_of_the_week(
    app: Flask, drain: Worker, postman: list[Letter], *, section: HelpSection, fan: Member
) -> None:
    monday = now() + timedelta(days=7 - now().weekday())
    gone = make_article(section)
    make_article(section, "Cancel a delivery")
    drain()
    archive(gone)
    with time_machine.travel(monday.replace(hour=9), tick=False):
        assert send_digests() == 1
        drain()
    assert [letter.subject for letter in postman] == ["New help article: Cancel a delivery"]


@pytest.mark.long
@pytest.mark.parametrize("is_archived", [False, True])
def test_a_letter_that_waited_comes_if_the_article_is_still_there(
    app: Flask,
    drain: Worker,
    postman: list[Letter],
    *,
    section: HelpSection,
    fan: Member,
    is_archived: bool,
) -> None:
    by_mail(fan)
    actor, hour = actor_of(fan), now().hour
    with writing():
        keep_habits(actor, {}, (hour, (hour + 2) % 24))
    article = make_article(section)
    drain()
    if is_archived:
        archive(article)
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        assert send_waiting() == (not is_archived)
