"""A text's way from draft to readers: who leads it, who is told, and what the worker does at its minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.articles import actions, actions_life, lifecycle, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.actions_steps import DraftMoved
from community.articles.lifecycle import Step
from community.articles.models import ArticleAuthor, ArticleRevision
from community.articles.models_review import ReviewNote
from community.articles.queries_review import DeskView, count_making, list_making
from community.articles.states import RevisionState, Significance
from community.articles.texts import compose
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.policies.actor import Actor, Role
from community.policies.permission import Permission
from community.policies.registry import can
from tests.architecture.tree import ROOT
from tests.articles.team import Team, draft, need_review, notes, translation, words
from tests.makers import actor_of, make_article, make_member

S = RevisionState


@pytest.fixture
def team(app: Flask) -> Team:
    return Team()


def test_the_docs_print_the_table() -> None:
    printed = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
    assert lifecycle.markdown() in printed


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(RevisionState))
def test_the_table_alone_says_what_may_follow(step: Step, state: RevisionState) -> None:
    change = lifecycle.find_change(step, state)
    ended = state in (S.PUBLISHED, S.SUPERSEDED, S.REJECTED)
    assert not (ended and change)
    assert change is None or state in change.came_from


def test_a_draft_goes_through_review_to_its_readers(team: Team) -> None:
    team.act(team.writer, "submit", reviewer_id=team.reviewer.id, text="Please look at step 2.")
    assert draft(team).state is S.IN_REVIEW
    team.act(team.reviewer, "comment", "Step 2 is clear.")
    team.act(team.reviewer, "approve", text="Well said.")
    assert (draft(team).state, draft(team).approved_by_id) == (S.APPROVED, team.reviewer.id)
    team.publish(team.writer)
    assert translation(team.article).is_live
    assert notes(team) == [
        (Step.SUBMIT, "Please look at step 2."),
        (Step.COMMENT, "Step 2 is clear."),
        (Step.APPROVE, "Well said."),
        (Step.PUBLISH, ""),
    ]


def test_each_step_stands_in_the_record(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "approve")
    team.act(team.writer, "schedule", now() + timedelta(hours=2))
    team.act(team.writer, "cancel_schedule")
    team.publish(team.writer)
    acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    steps = ["submit", "approve", "schedule", "cancel", "publish"]
    assert [one for one in acts if one.startswith("article.")] == [f"article.{s}" for s in steps]


def test_whoever_approved_it_is_credited(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "approve")
    team.publish(team.writer)
    rows = db.session.execute(select(ArticleAuthor.member_id, ArticleAuthor.kind))
    assert {(row[0], str(row[1])) for row in rows} == {
        (team.writer.id, "writer"),
        (team.reviewer.id, "reviewer"),
    }


def test_nobody_approves_his_own_words(team: Team) -> None:
    team.act(team.writer, "submit")
    with pytest.raises(NotAllowed):
        team.act(team.writer, "approve")
    team.act(team.reviewer, "approve")


def test_nobody_approves_what_he_wrote_in(team: Team) -> None:
    team.write(team.reviewer, "Two hands.")
    team.write(team.writer, "Two hands, and mine.")
    team.act(team.writer, "submit")
    with pytest.raises(NotAllowed):
        team.act(team.reviewer, "approve")
    team.act(make_member("Third", Role.EDITOR), "approve")


def test_a_single_writer_approves_his_own_where_the_site_says_so(team: Team) -> None:
    need_review(own=True)
    team.act(team.writer, "submit")
    team.act(team.writer, "approve")
    team.publish(team.writer)
    assert translation(team.article).is_live


def test_a_site_that_asks_for_review_publishes_nothing_else(team: Team) -> None:
    need_review()
    with pytest.raises(NotAllowed):
        team.publish(team.writer)
    with pytest.raises(NotAllowed):
        team.act(team.writer, "schedule", now() + timedelta(hours=2))
    team.act(team.writer, "submit")
    with pytest.raises(NotAllowed):
        team.publish(team.writer)
    team.act(team.reviewer, "approve")
    team.publish(team.writer)


def test_an_import_is_not_asked_for_a_review(app: Flask) -> None:
    need_review()
    importer = Actor(member_id=make_member().id, is_historic=True, roles=frozenset({Role.ADMIN}))
    article = make_article(is_published=False)
    with writing():
        publishing.publish(importer, article, "en")
    assert translation(article).is_live
    assert db.session.scalars(select(ReviewNote)).all() == []


def test_members_and_agents_review_nothing(team: Team) -> None:
    team.act(team.writer, "submit")
    for who in (make_member(), make_member("", Role.AGENT)):
        for deed in ("approve", "withdraw"):
            with pytest.raises(NotAllowed):
                team.act(who, deed)
        with pytest.raises(NotAllowed):
            team.act(who, "comment", "Hm.")


@pytest.mark.parametrize("deed", ["ask_changes", "reject"])
def test_a_refusal_is_explained(team: Team, deed: str) -> None:
    team.act(team.writer, "submit")
    with pytest.raises(Invalid) as refused:
        team.act(team.reviewer, deed, " ")
    assert refused.value.field == "text"
    team.act(team.reviewer, deed, "Step 2 is missing.")
    assert draft(team).state is (S.REJECTED if deed == "reject" else S.DRAFT)


def test_other_words_than_those_approved_are_a_draft_again(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "approve")
    team.write(team.writer, "Choose *Print*, then *Yes*.")
    assert (draft(team).state, draft(team).is_approved) == (S.DRAFT, False)
    assert notes(team)[-1] == (Step.EDIT, "")


def test_the_same_words_saved_again_stay_approved(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "approve")
    same, actor = draft(team), actor_of(team.writer)
    text = compose(same.title, same.summary, same.body, lang="en")
    with writing():
        actions.write_draft(actor, team.article, "en", text, note="Nothing new.")
    assert draft(team).state is S.APPROVED


def test_a_greater_significance_than_the_reviewer_saw_is_reviewed_again(team: Team) -> None:
    team.act(team.writer, "submit")
    same, actor = draft(team), actor_of(team.writer)
    text = compose(same.title, same.summary, same.body, lang="en")
    with writing():
        actions.write_draft(actor, team.article, "en", text, significance=Significance.MAJOR)
    assert draft(team).state is S.DRAFT


def test_a_reviewer_approves_only_what_he_saw(team: Team) -> None:
    team.act(team.writer, "submit")
    seen = (1, 1)
    team.write(team.writer, "Other words.")
    team.act(team.writer, "submit")
    with pytest.raises(DraftMoved):
        team.act(team.reviewer, "approve", seen=seen)
    team.act(team.reviewer, "approve", seen=(1, 2))


def test_what_is_rejected_stays_and_another_revision_begins(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.reviewer, "reject", "We no longer sell this.")
    team.write(team.writer, "About the new one.")
    states = db.session.scalars(select(ArticleRevision.state).order_by(ArticleRevision.number))
    assert list(states) == [S.REJECTED, S.DRAFT]
    assert draft(team).number == 2


def test_a_text_is_taken_back_from_review(team: Team) -> None:
    team.act(team.writer, "submit")
    team.act(team.writer, "withdraw")
    assert draft(team).state is S.DRAFT
    with pytest.raises(Conflict):
        team.act(team.reviewer, "approve")


def test_a_draft_that_is_given_up_leaves_readers_what_they_see(team: Team) -> None:
    team.publish(team.writer)
    team.write(team.writer, "A bad idea.")
    team.act(team.writer, "give_up")
    kept = translation(team.article)
    assert kept.draft_revision_id is None
    assert kept.is_live


def test_only_one_who_may_approve_it_is_asked(team: Team) -> None:
    for who in (team.writer, make_member("Member")):
        with pytest.raises(Invalid) as refused:
            team.act(team.writer, "submit", reviewer_id=who.id)
        assert refused.value.field == "reviewer"


def test_an_old_revision_does_not_overwrite_a_draft(team: Team) -> None:
    team.publish(team.writer)
    old = queries_desk.get_revision(translation(team.article).id, 1)
    team.write(team.writer, "Hours of work.")
    actor, text = actor_of(team.writer), words(old.body)
    with pytest.raises(Conflict), writing():
        publishing.restore_revision(actor, team.article, "en", revision=old, text=text)
    assert draft(team).body == "Hours of work."


def test_the_desk_shows_each_what_waits_for_him(team: Team) -> None:
    team.act(team.writer, "submit", reviewer_id=team.reviewer.id)
    for who, count in ((team.reviewer, 1), (team.writer, 0), (make_member("X", Role.EDITOR), 0)):
        assert len(list_making(actor_of(who), DeskView.MINE).items) == count
    assert count_making(actor_of(team.writer))[DeskView.IN_REVIEW] == 1


def test_what_one_gave_up_leaves_ones_own_list_and_what_was_rejected_stays(team: Team) -> None:
    own = actor_of(team.writer)
    team.act(team.writer, "submit")
    team.act(team.reviewer, "reject", "We no longer sell this.")
    assert [one.state for one in list_making(own, DeskView.OWN).items] == [S.REJECTED]
    team.write(team.writer, "A bad idea.")
    team.act(team.writer, "give_up")
    assert list_making(own, DeskView.OWN).items == []
    assert count_making(own)[DeskView.OWN] == 0


def test_an_archived_text_waits_for_nobody(team: Team) -> None:
    team.act(team.writer, "submit")
    assert any(count_making(actor_of(team.reviewer)).values())
    with writing():
        actions_life.archive(actor_of(team.writer), team.article)
    assert not any(count_making(actor_of(team.reviewer)).values())
    assert list_making(actor_of(team.reviewer), DeskView.IN_REVIEW).items == []


@pytest.mark.parametrize(("own", "count"), [(False, 0), (True, 1)])
def test_what_one_wrote_in_oneself_waits_for_ones_review_only_if_one_may_approve_it(
    team: Team, own: bool, count: int
) -> None:
    need_review(own=own)
    team.write(team.reviewer, "Hours of work.")
    team.write(team.writer, "Minutes of work.")
    team.act(team.writer, "submit")
    third = make_member("X", Role.EDITOR)
    for who, waiting in ((team.reviewer, count), (team.writer, count), (third, 1)):
        actor = actor_of(who)
        assert len(list_making(actor, DeskView.MINE).items) == waiting
        assert count_making(actor)[DeskView.MINE] == waiting
        assert can(actor, Permission.ARTICLE_REVIEW, draft(team)) is bool(waiting)


def test_archiving_stands_in_the_record(team: Team) -> None:
    team.publish(team.writer)
    actor = actor_of(team.writer)
    with writing():
        actions_life.archive(actor, team.article)
    with writing():
        actions_life.unarchive(actor, team.article)
    acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc()).limit(2))
    assert list(acts) == ["article.unarchive", "article.archive"]
