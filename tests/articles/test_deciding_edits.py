"""Writers take a suggested edit or say why not; whoever wrote it is named, told and rewarded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from community import site_settings
from community.accounts.models import Member
from community.articles import actions_review
from community.articles.models import Article, ArticleAuthor, ArticleRevision
from community.articles.queries_desk import get_translation
from community.articles.queries_review import DeskView, count_making, list_making
from community.articles.states import CreditKind, RevisionState
from community.content.suggestions import SuggestionState
from community.core.clock import now
from community.core.db import db, writing
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.policies.permission import Permission
from community.policies.registry import can
from tests.articles.edits import (
    ADDRESS,
    BETTER,
    BODY,
    decide,
    hidden,
    publish,
    state,
    suggest,
    told,
)
from tests.articles.team import need_review, reject_a_draft
from tests.makers import actor_of, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

NewClient = Callable[[], PortalClient]


@pytest.mark.long
def test_readers_see_nothing_of_it_until_it_is_accepted(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    assert "Print note" not in mia.get(ADDRESS).text
    assert decide(wanda, made.revision_id) == 303
    page = mia.get(ADDRESS).text
    assert "Print note" in page
    assert "improved it" in page
    assert state(made.revision_id) is SuggestionState.ACCEPTED


@pytest.mark.long
def test_whoever_suggested_it_is_credited_once(
    mia: PortalClient, wanda: PortalClient, article: Article, member: Member
) -> None:
    decide(wanda, suggest(mia, article).revision_id)
    decide(wanda, suggest(mia, article, BETTER + "\n\nDone.").revision_id)
    kinds = select(ArticleAuthor.kind).where(ArticleAuthor.member_id == member.id)
    assert db.session.scalars(kinds).all() == [CreditKind.CONTRIBUTOR]


@pytest.mark.long
def test_a_rejected_one_says_why_and_changes_nothing(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    path = f"/desk/articles/suggestions/{made.revision_id}/reject"
    refused = wanda.post(path, data={"reason": " "})
    assert refused.status_code == 422
    assert wanda.post(path, data={"reason": "It has been *Print* again since May."}).location
    assert "again since May" in mia.get(f"/suggestions/{made.revision_id}").text
    assert "Print note" not in mia.get(ADDRESS).text
    revision = db.session.get_one(ArticleRevision, made.revision_id)
    assert revision.state is RevisionState.REJECTED


@pytest.mark.long
def test_both_hear_of_it(
    mia: PortalClient,
    wanda: PortalClient,
    article: Article,
    *,
    member: Member,
    drain: Worker,
) -> None:
    made = suggest(mia, article)
    drain()
    writers = db.session.scalars(select(Member).where(Member.name == "Wanda")).one()
    assert Kind.EDIT_SUGGESTED in told(writers)
    decide(wanda, made.revision_id)
    drain()
    assert Kind.SUGGESTION_ACCEPTED in told(member)


def test_all_writers_hear_of_it_where_its_owner_was_suspended(
    mia: PortalClient, wanda: PortalClient, article: Article, *, drain: Worker
) -> None:
    owner = make_member("Olga", Role.EDITOR)
    with writing() as session:
        session.execute(update(Article).values(owner_id=owner.id))
        session.execute(update(Member).where(Member.id == owner.id).values(suspended_at=now()))
    suggest(mia, article)
    drain()
    writer = db.session.scalars(select(Member).where(Member.name == "Wanda")).one()
    assert Kind.EDIT_SUGGESTED in told(writer)


@pytest.mark.long
def test_an_accepted_edit_earns_two_points_and_makes_a_scribe(
    mia: PortalClient, wanda: PortalClient, article: Article, *, member: Member, drain: Worker
) -> None:
    decide(wanda, suggest(mia, article).revision_id)
    drain()
    db.session.expire_all()
    assert db.session.get_one(Member, member.id).reputation == 2
    assert Kind.BADGE_AWARDED in told(member)
    assert "Your suggested edit was accepted" in mia.get("/account/reputation").text
    drain()
    assert db.session.get_one(Member, member.id).reputation == 2


@pytest.mark.long
def test_nobody_earns_by_accepting_his_own(
    wanda: PortalClient, article: Article, drain: Worker
) -> None:
    decide(wanda, suggest(wanda, article).revision_id)
    drain()
    db.session.expire_all()
    assert {one.reputation for one in db.session.scalars(select(Member))} == {0}


def test_two_edits_of_different_lines_come_together(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    publish(wanda, article, BODY.replace("Wait for", "Take"))
    page = wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    assert "nothing contradicts" in page
    decide(wanda, made.revision_id)
    page = mia.get(ADDRESS).text
    assert "Print note" in page
    assert "Take the paper" in page


def test_a_suggestion_that_is_changed_takes_back_nothing_that_was_published_meanwhile(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    publish(wanda, article, BODY.replace("Wait for", "Take"))
    suggest(mia, article, BETTER.replace("the order", "your order"))
    assert "nothing contradicts" in wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    decide(wanda, made.revision_id)
    page = mia.get(ADDRESS).text
    for words in ("your order", "Print note", "Take the paper"):
        assert words in page


@pytest.mark.long
def test_two_edits_of_the_same_line_are_settled_by_hand(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    publish(wanda, article, BODY.replace("*Print*", "*Print on paper*"))
    path = f"/desk/articles/suggestions/{made.revision_id}"
    assert "Both edits change the same lines" in wanda.get(path).text
    assert decide(wanda, made.revision_id) == 422
    assert decide(wanda, made.revision_id, body="Choose *Print note on paper*.") == 303
    assert "Print note on paper" in mia.get(ADDRESS).text


def test_who_looked_before_the_article_was_published_anew_looks_again(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    page = wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    publish(wanda, article, "Something else.")
    fields = {"body": "What I settled.", "seen": hidden(page, "seen")}
    assert decide(wanda, made.revision_id, **fields) == 422
    assert state(made.revision_id) is SuggestionState.OPEN


@pytest.mark.long
def test_an_open_draft_takes_it_in_and_is_not_published(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    data = {"title": "Print a delivery note", "body": BODY + "\n\nUnfinished.", "seen": "0.0"}
    data |= {"significance": "medium", "then": "keep"}
    wanda.post(f"/desk/articles/{article.id}/en", data=data)
    assert decide(wanda, made.revision_id) == 303
    assert "Unfinished" not in mia.get(ADDRESS).text
    draft = wanda.get(f"/desk/articles/{article.id}/en").text
    assert "Unfinished." in draft
    assert "Print note" in draft


def test_a_rejected_draft_takes_nothing_in(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    reject_a_draft(article, BODY + "\n\nA bad idea.")
    page = wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    assert "A draft of this article is in the making" not in page
    assert "A bad idea" not in page
    assert decide(wanda, made.revision_id) == 303
    page = mia.get(ADDRESS).text
    assert "Print note" in page
    assert "A bad idea" not in page


def test_a_second_decision_is_refused(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    path = f"/desk/articles/suggestions/{made.revision_id}/reject"
    assert wanda.post(path, data={"reason": "No."}).status_code == 303
    assert wanda.post(path, data={"reason": "No, again."}).status_code == 409


def test_where_a_review_is_asked_for_it_goes_into_the_draft(
    mia: PortalClient, wanda: PortalClient, article: Article
) -> None:
    made = suggest(mia, article)
    with writing():
        site_settings.change(articles_need_review=True)
    page = wanda.get(f"/desk/articles/suggestions/{made.revision_id}").text
    assert "Accept and publish" not in page
    assert decide(wanda, made.revision_id) == 303
    assert "Print note" not in mia.get(ADDRESS).text
    assert "Print note" in wanda.get(f"/desk/articles/{article.id}/en").text


@pytest.mark.parametrize(
    ("fields", "may"), [({}, True), ({"body": "All mine."}, False), ({"title": "Mine"}, False)]
)
def test_whoever_accepts_other_words_than_the_suggested_ones_does_not_approve_them(
    mia: PortalClient, wanda: PortalClient, article: Article, *, fields: dict[str, str], may: bool
) -> None:
    made = suggest(mia, article)
    publish(wanda, article, BODY.replace("Wait for", "Take"))
    need_review()
    assert decide(wanda, made.revision_id, **fields) == 303
    writer = db.session.scalars(select(Member).where(Member.name == "Wanda")).one()
    draft = get_translation(article.id, "en").draft
    assert can(actor_of(writer), Permission.ARTICLE_REVIEW, draft) is may


def titles(writer: Member, view: DeskView = DeskView.OWN) -> list[str]:
    db.session.rollback()
    return [row.title for row in list_making(actor_of(writer), view).items]


def act(who: Member, deed: str, article: Article, *values: str) -> None:
    actor = actor_of(who)
    with writing():
        getattr(actions_review, deed)(actor, article, "en", *values)


def test_a_draft_that_began_as_a_suggested_edit_is_under_whoever_accepted_it(
    mia: PortalClient, wanda: PortalClient, article: Article, *, member: Member
) -> None:
    wandas = db.session.scalars(select(Member).where(Member.name == "Wanda")).one()
    rita = make_member("Rita", Role.EDITOR)
    assert decide(wanda, suggest(mia, article).revision_id, then="keep") == 303
    assert (titles(wandas), titles(rita)) == (["Print a delivery note"], [])
    act(rita, "submit", article)
    act(wandas, "ask_changes", article, "The button’s colour, too.")
    assert titles(wandas) == titles(rita) == ["Print a delivery note"]
    assert count_making(actor_of(rita))[DeskView.OWN] == 1
    assert titles(make_member("Otto", Role.EDITOR)) == []


def test_whoever_accepted_and_whoever_submitted_an_edit_hear_of_its_review(
    mia: PortalClient, wanda: PortalClient, article: Article, *, drain: Worker
) -> None:
    wandas = db.session.scalars(select(Member).where(Member.name == "Wanda")).one()
    otto, rita = make_member("Otto", Role.EDITOR), make_member("Rita", Role.EDITOR)
    decide(wanda, suggest(mia, article).revision_id, then="keep")
    act(otto, "submit", article)
    act(rita, "comment", article, "Which button?")
    act(rita, "approve", article)
    drain()
    for one in (wandas, otto):
        assert {Kind.DRAFT_COMMENTED, Kind.REVIEW_DONE} <= set(told(one))
    member = db.session.scalars(select(Member).where(Member.name == "Mia")).one()
    assert Kind.REVIEW_DONE not in told(member)
