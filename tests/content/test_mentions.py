"""Whom a post names: a link for readers, one piece of news for the person, and nothing for who may not see it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.admin.rebake import rebake
from community.content import actions as content
from community.content.actions_comments import add_comment, edit_comment
from community.content.actions_mentions import MOST_TOLD
from community.content.models import Comment, FollowState, Subject, TargetKind, Visibility
from community.content.models_mentions import Mention
from community.content.prose import compose
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.markup_mentions import MOST
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.notifications.actions import prefer
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Notification
from community.policies.actor import SYSTEM, Actor, Role
from community.questions import actions_answers as answers
from community.questions.models import Answer
from tests.content.named import named
from tests.makers import (
    actor_of,
    make_answer,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

pytestmark = pytest.mark.long

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def comment(author: Member, on_id: int, body: str) -> Comment:
    actor, words = actor_of(author), prose(body)
    with writing() as rows:
        return add_comment(actor, rows.get_one(Subject, on_id), words, lang="en")


def told(member: Member, kind: Kind = Kind.MENTIONED) -> int:
    db.session.rollback()
    news = select(Notification).where(Notification.member_id == member.id)
    return len(db.session.scalars(news.where(Notification.kind == kind)).all())


def html_of(body: str) -> str:
    return prose(body).html


def test_a_name_is_a_link_to_the_profile(app: Flask) -> None:
    named("ada.l"), named("zoë")
    assert '<a href="/members/ada.l" class="mention">@Ada.L</a>.' in html_of("Ask @Ada.L.")
    assert '<a href="/members/zo%C3%AB" class="mention">@zoë</a>' in html_of("(@zoë)")
    assert html_of("@ada.l’s idea").count("mention") == 1
    assert "mention" not in html_of("@nobody knows")


@pytest.mark.parametrize(
    "words",
    [
        "`@ada`",
        "```\n@ada\n```",
        "    @ada",
        "me@ada.example",
        "me@ada",
        "@ada@social.example",
        "https://social.example/@ada",
        "[@ada](/help)",
        "a/@ada",
        "@adamant",
        "@ada.example.org",
    ],
)
def test_code_addresses_and_longer_words_name_nobody(app: Flask, words: str) -> None:
    ada = named("ada")
    assert 'class="mention"' not in html_of(words)
    assert prose(words).mentioned == ()
    assert prose("@ada").mentioned == (ada.id,)


def test_only_so_many_are_named_and_looked_for(app: Flask, statements: Counting) -> None:
    people = [named(f"person{number}") for number in range(MOST + 2)]
    body = " ".join(f"@unknown{number}" for number in range(20))
    body += " ".join(f" @{one.handle}" for one in people)
    with statements() as asked:
        found = prose(body)
    assert len(found.mentioned) == found.html.count("mention") == MOST
    assert len(asked) == 1


def test_each_kind_of_post_tells_whom_it_names_once(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    ada, bo = named("ada"), make_member("Bo Birch")
    question = make_question(bo, body="Does @ada know? @ada!")
    drain()
    assert told(ada) == 1
    answer = make_answer(question, bo, "As @ada said.")
    comment(bo, answer.id, "@ada, is it so?")
    idea = make_idea(bo)
    comment(bo, idea.id, "For @ada.")
    drain()
    assert told(ada) == 4
    assert told(bo) == 0
    letters = [one for one in postman if "You are named here" in one.subject]
    assert len(letters) == 4
    assert "You are told because somebody named you." in letters[0].text


def test_oneself_is_not_told_and_an_edit_tells_only_who_is_new(app: Flask, drain: Worker) -> None:
    ada, bo, cy = named("ada"), named("boo"), named("cyd")
    row = comment(ada, make_question().id, "I, @ada, and @boo.")
    drain()
    assert (told(ada), told(bo)) == (0, 1)
    for body in ("@boo and @cyd", "nobody", "@boo and @cyd again"):
        actor, words = actor_of(ada), prose(body)
        with writing():
            edit_comment(actor, db.session.get_one(Comment, row.id), words)
        drain()
    assert (told(ada), told(bo), told(cy)) == (0, 1, 1)


def test_an_edited_answer_and_question_tell_who_is_new(sign_in: SignIn, drain: Worker) -> None:
    ada, author = named("ada"), make_member()
    question = make_question(author)
    answer = make_answer(question, author)
    client = sign_in(author)
    form = {"title": question.title, "body": "Ask @ada about it.", "area": "", "tags": ""}
    assert client.post(f"/questions/{question.id}/edit", data=form).status_code == 303
    assert (
        client.post(f"/answers/{answer.id}/edit", data={"body": "So says @ada."}).status_code == 303
    )
    drain()
    assert told(ada) == 2


def test_one_post_tells_so_many_over_its_whole_life(app: Flask, drain: Worker) -> None:
    author = make_member()
    people = [named(f"person{number}") for number in range(MOST_TOLD + 5)]
    row = comment(author, make_question().id, "Begin.")
    for start in range(0, len(people), MOST):
        actor = actor_of(author)
        words = prose(" ".join(f"@{one.handle}" for one in people[start : start + MOST]))
        with writing():
            edit_comment(actor, db.session.get_one(Comment, row.id), words)
    drain()
    assert sum(told(one) for one in people) == MOST_TOLD


def test_who_may_not_see_the_post_hears_nothing(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    garden = make_organisation("Garden")
    inside, outside = named("inside", organisation=garden), named("outside")
    asker = make_member(organisation=garden)
    question = make_question(asker, is_private=True, body="@inside, @outside?")
    make_answer(question, asker, "@outside, look: a secret.")
    drain()
    assert (told(inside), told(outside)) == (1, 0)
    assert [one for one in postman if one.to == outside.email] == []


def test_what_waits_for_a_moderator_tells_when_it_is_shown(app: Flask, drain: Worker) -> None:
    ada, newcomer = named("ada"), make_member()
    moderator = make_member("Mo", Role.MODERATOR)
    row = comment(newcomer, make_question().id, "See https://a.example, @ada.")
    assert db.session.get_one(Subject, row.id).visibility is Visibility.PENDING
    drain()
    assert told(ada) == 0
    actor = actor_of(moderator)
    with writing() as rows:
        moderation.release(actor, rows.get_one(Subject, row.id), next(iter(KeepReason)))
    drain()
    assert told(ada) == 1


def test_a_post_that_is_hidden_and_shown_again_tells_nobody_twice(
    app: Flask, restless_drain: Worker
) -> None:
    ada, question = named("ada"), make_question()
    row = comment(make_member(), question.id, "@ada")
    restless_drain()
    for visibility in (Visibility.HIDDEN, Visibility.VISIBLE):
        with writing() as rows:
            content.change_visibility(SYSTEM, rows.get_one(Subject, row.id), visibility)
        restless_drain()
    assert told(ada) == 1
    assert db.session.scalars(select(Mention)).one().told_at is not None


def test_whom_a_post_names_hears_that_and_not_the_same_again(app: Flask, drain: Worker) -> None:
    ada, bo = named("ada"), named("boo")
    question = make_question(ada)
    with writing():
        content.follow_quietly(bo.id, question.id)
    make_answer(question, body="@ada and @boo, try this.")
    drain()
    for one in (ada, bo):
        assert (told(one), told(one, Kind.ANSWER_POSTED)) == (1, 0)


def test_who_wants_no_news_of_names_hears_of_the_answer_as_ever(app: Flask, drain: Worker) -> None:
    ada = named("ada")
    question = make_question(ada)
    with writing():
        for channel in Channel:
            prefer(ada.id, Kind.MENTIONED, channel, is_on=False)
    make_answer(question, body="@ada, try this.")
    drain()
    assert told(ada, Kind.ANSWER_POSTED) == 1


def test_who_muted_the_thread_or_the_author_hears_nothing(app: Flask, drain: Worker) -> None:
    ada, bo, author = named("ada"), named("boo"), make_member()
    question = make_question()
    targets = ((ada, TargetKind.SUBJECT, question.id), (bo, TargetKind.MEMBER, author.id))
    for member, kind, key in targets:
        actor = actor_of(member)
        with writing():
            content.follow(actor, kind, key, state=FollowState.MUTED)
    comment(author, question.id, "@ada @boo")
    drain()
    assert told(ada) == told(bo) == 0


def test_who_muted_the_author_hears_of_answers_to_his_question_as_ever(
    app: Flask, drain: Worker
) -> None:
    ada, author = named("ada"), make_member()
    question, actor = make_question(ada), actor_of(ada)
    with writing():
        content.follow(actor, TargetKind.MEMBER, author.id, state=FollowState.MUTED)
    make_answer(question, author, "@ada, try this.")
    drain()
    assert (told(ada), told(ada, Kind.ANSWER_POSTED)) == (0, 1)


def test_a_quotation_links_a_name_and_tells_nobody(app: Flask, drain: Worker) -> None:
    ada = named("ada")
    row = comment(make_member(), make_question().id, "> @ada knows\n\nSo it is.")
    assert "mention" in row.html
    drain()
    assert told(ada) == 0


def test_the_past_names_nobody(app: Flask, drain: Worker) -> None:
    ada, question = named("ada"), make_question()
    historic = Actor(name="Import", is_system=True, is_historic=True)
    words = prose("@ada said so.")
    with writing():
        answers.answer(historic, question, words, lang="en", author_id=make_author())
    drain()
    assert told(ada) == 0
    assert compose("@ada").mentioned == ()


def make_author() -> int:
    from_before = select(Member.id).order_by(Member.id)
    return db.session.scalars(from_before).first() or 0


def test_new_rendering_keeps_the_names_of_the_day(app: Flask, drain: Worker) -> None:
    ada = named("ada")
    post = make_answer(make_question(), body="> @ada\n\n@ada and @later")
    named("later")
    with writing() as rows:
        row = rows.get_one(Answer, post.id)
        row.html, row.renderer_version = "old", 1
    assert rebake() == 1
    db.session.rollback()
    html = db.session.get_one(Answer, post.id).html
    assert html.count('href="/members/ada"') == 2
    assert "/members/later" not in html
    drain()
    assert told(ada) == 1


def test_an_erased_members_rows_go_with_him(app: Flask) -> None:
    ada = named("ada")
    comment(make_member(), make_question().id, "@ada")
    with writing() as rows:
        rows.delete(rows.get_one(Member, ada.id))
    assert db.session.scalars(select(Mention)).all() == []
