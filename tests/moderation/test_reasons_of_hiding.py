"""Why a post is hidden is said in the reader's language, and what the moderator wrote as he wrote it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Subject
from community.core.db import writing
from community.core.mail import Letter
from community.notifications.models import Notification
from community.policies.actor import Role
from tests.makers import make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def hide(sign_in: SignIn, author: Member, words: str = "") -> int:
    """Hide a question of this author as a moderator does on his desk; its key."""
    question = make_question(author)
    sent = {"reason": "private_data", "words": words}
    client = sign_in(make_member("Mo", Role.MODERATOR, locale="fr"))
    assert client.post(f"/desk/flags/{question.id}/hide", data=sent).status_code == 303
    return question.id


def pages(sign_in: SignIn, author: Member) -> tuple[str, str]:
    """What the author reads of it, and the moderators on their desk."""
    news = sign_in(author).get("/notifications").text
    desk = sign_in(make_member("Mia", Role.MODERATOR, locale="fr"))
    return news, desk.get("/desk/flags?show=removed").text


def test_the_reason_is_in_the_language_of_each_reader(
    sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    author = make_member("Annie", locale="fr")
    hide(sign_in, author)
    drain()
    letter = next(one for one in postman if one.to == author.email)
    for text in (letter.text, letter.html or "", *pages(sign_in, author)):
        assert "Données privées" in text
        assert "private_data" not in text


def test_what_the_moderator_wrote_stands_beside_the_reason_as_it_is(
    sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    author = make_member("Annie", locale="fr")
    hide(sign_in, author, "spam")
    drain()
    letter = next(one for one in postman if one.to == author.email)
    for text in (letter.text, letter.html or "", *pages(sign_in, author)):
        assert "Données privées\u00a0: spam" in text


def test_a_reason_from_before_is_said_rightly_too(sign_in: SignIn, drain: Worker) -> None:
    author = make_member("Annie", locale="fr")
    question_id = hide(sign_in, author)
    drain()
    keep_as_before(question_id, "private_data")
    for text in pages(sign_in, author):
        assert "Données privées" in text
    keep_as_before(question_id, "Be kind: please.")
    for text in pages(sign_in, author):
        assert "Be kind: please." in text


def keep_as_before(question_id: int, words: str) -> None:
    with writing() as session:
        session.get_one(Subject, question_id).visibility_reason = words
        of_it = select(Notification).where(Notification.subject_id == question_id)
        told = session.scalars(of_it).one()
        told.words = {**told.words, "excerpt": words}
