"""Comments, follows and flags on any subject, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Comment, Flag, Follow, Subject, Visibility
from community.content.queries import list_comments
from community.core.db import db
from community.policies.actor import VISITOR, Role
from community.questions.models import Question
from tests.makers import (
    make_article,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    revisions_of,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def address(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


def comments() -> list[Comment]:
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def say(client: PortalClient, subject_id: int, body: str = "Me **too**.") -> Comment:
    client.post(f"/subjects/{subject_id}/comments", data={"body": body})
    return comments()[-1]


def test_a_comment_stands_under_the_question_and_one_lands_beside_it(sign_in: SignIn) -> None:
    question = make_question()
    client = sign_in(make_member("Bea"))
    answer = client.post(
        f"/subjects/{question.id}/comments",
        data={"body": "Me **too**."},
        headers={"Referer": f"http://localhost{address(question)}"},
    )
    assert answer.location == f"{address(question)}#comment-{comments()[0].id}"
    assert "Me <strong>too</strong>." in client.get(address(question)).text


def test_an_empty_comment_comes_back_with_what_is_wrong(sign_in: SignIn) -> None:
    question = make_question()
    sent = {"body": " ", "next": address(question)}
    answer = sign_in(make_member()).post(f"/subjects/{question.id}/comments", data=sent)
    assert answer.status_code == 422
    assert f'value="{address(question)}"' in answer.text
    assert comments() == []


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(sign_in: SignIn, evil: str) -> None:
    question = make_question()
    client = sign_in(make_member())
    sent = {"body": "Hello there.", "next": evil}
    headers = {"Referer": f"{evil}/page"}
    answer = client.post(f"/subjects/{question.id}/comments", data=sent, headers=headers)
    assert answer.location.startswith("/#comment-")


def test_ones_own_comment_is_changed_and_kept_others_are_not(sign_in: SignIn) -> None:
    idea = make_idea()
    author = make_member()
    comment = say(sign_in(author), idea.id)
    sent = {"body": "Me three."}
    assert sign_in(make_member()).post(f"/comments/{comment.id}/edit", data=sent).status_code == 403
    assert sign_in(author).post(f"/comments/{comment.id}/edit", data=sent).status_code == 303
    assert comments()[0].body == "Me three."
    assert revisions_of(comment.id)[0].body == "Me **too**."


def test_a_comment_is_removed_by_its_author_or_a_moderator(sign_in: SignIn) -> None:
    question, author = make_question(), make_member()
    first, second = (say(sign_in(author), question.id) for _turn in range(2))
    assert sign_in(make_member()).post(f"/comments/{first.id}/delete").status_code == 403
    assert sign_in(author).post(f"/comments/{first.id}/delete").status_code == 303
    moderator = make_member("Mo", Role.MODERATOR)
    assert sign_in(moderator).post(f"/comments/{second.id}/delete").status_code == 303
    assert list_comments(VISITOR, [question.id]) == {}


def test_a_newcomers_links_in_comments_wait_too(sign_in: SignIn) -> None:
    question = make_question()
    comment = say(sign_in(make_member()), question.id, "See https://example.org")
    assert db.session.get_one(Subject, comment.id).visibility is Visibility.PENDING


def test_following_is_a_toggle_and_a_second_click_changes_nothing(sign_in: SignIn) -> None:
    question, member = make_question(), make_member()
    client = sign_in(member)
    for _turn in range(2):
        fragment = client.post(f"/subjects/{question.id}/follow", headers={"HX-Request": "true"})
        assert 'aria-pressed="true"' in fragment.text
    mine = select(Follow).where(Follow.member_id == member.id)
    assert len(db.session.scalars(mine).all()) == 1
    client.post(f"/subjects/{question.id}/follow", data={"withdraw": "1"})
    assert db.session.scalars(mine).all() == []


def test_what_one_may_not_see_cannot_be_commented_followed_or_flagged(sign_in: SignIn) -> None:
    asker = make_member(organisation=make_organisation())
    question = make_question(asker, is_private=True)
    client = sign_in(make_member())
    for act in ("comments", "follow", "flag"):
        sent = {"body": "Hello.", "reason": "spam"}
        assert client.post(f"/subjects/{question.id}/{act}", data=sent).status_code == 404


def test_a_flag_needs_one_of_the_reasons(sign_in: SignIn) -> None:
    question = make_question()
    client = sign_in(make_member())
    assert client.post(f"/subjects/{question.id}/flag", data={"reason": "x"}).status_code == 422
    assert db.session.scalars(select(Flag)).all() == []


def test_a_visitor_is_asked_to_sign_in_and_changes_nothing(client: PortalClient) -> None:
    question = make_question()
    for act in ("comments", "follow", "flag"):
        answer = client.post(f"/subjects/{question.id}/{act}", data={"body": "Hello."})
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")
    assert comments() == []


def test_nothing_is_said_where_no_page_shows_it(sign_in: SignIn) -> None:
    article, client = make_article(), sign_in(make_member("Bea"))
    words = "This is said where nobody would find it."
    refused = client.post(f"/subjects/{article.id}/comments", data={"body": words})
    assert refused.status_code == 409
    assert words in refused.text
    assert comments() == []
