"""Changes and comments that one began are kept too, and cover nothing that is younger."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from community.content import actions as content
from community.content.actions_comments import add_comment
from community.content.models import Subject, Visibility
from community.core.db import writing
from community.policies.actor import SYSTEM, Role
from community.questions.actions import edit_question
from community.questions.drafts import Details
from tests.content.test_unsent import SignIn, kept
from tests.makers import actor_of, make_answer, make_member, make_question, prose


def test_a_change_of_a_question_is_kept_and_does_not_cover_what_is_younger(
    sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    asker = make_member()
    question, client = make_question(asker, title="How do I begin it?"), sign_in(asker)
    path, form = f"/questions/{question.id}/edit", {"title": "How do I end it?", "body": "Half"}
    assert client.post(path, data={**form, "then": "keep"}).location == "/drafts"
    assert f'href="{path}"' in client.get("/drafts").text
    page = client.get(path).text
    assert "Your draft is back" in page
    assert "Half</textarea>" in page
    clock.shift(timedelta(minutes=1))
    editor, words = actor_of(make_member("Mo", Role.MODERATOR)), prose("Changed meanwhile.")
    with writing():
        edit_question(editor, question, question.title, words, details=Details())
    page = client.get(path).text
    assert "You have a draft already" in page
    assert "Changed meanwhile.</textarea>" in page
    assert "Half</textarea>" in client.get(f"{path}?draft=1").text
    assert client.post(path, data={**form, "body": "The whole."}).status_code == 303
    assert kept(asker) == []


def test_a_change_of_an_answer_is_kept_until_it_is_saved(sign_in: SignIn) -> None:
    author = make_member()
    answer, client = make_answer(make_question(title="What is it?"), author), sign_in(author)
    path = f"/answers/{answer.id}/edit"
    client.post("/drafts", data={"keeps": "answer_edit", "keeps_about": answer.id, "body": "So"})
    assert "So</textarea>" in client.get(path).text
    assert "What is it?" in client.get("/drafts").text
    assert client.post(path, data={"body": "So be it."}).status_code == 303
    assert kept(author) == []
    assert client.post(path, data={"body": "Half", "then": "keep"}).location == "/drafts"
    assert "Half</textarea>" in client.get(path).text


def test_a_comment_is_kept_and_gone_on_with_on_a_page_of_its_own(sign_in: SignIn) -> None:
    member, question = make_member(), make_question(title="What is it?")
    client, path = sign_in(member), f"/subjects/{question.id}/comments"
    for words in ("I think", "or not"):
        sent = client.post(path, data={"body": words, "then": "keep"})
        assert (sent.status_code, sent.location) == (303, "/drafts")
    page = client.get("/drafts").text
    assert "What is it?" in page
    assert f'href="/subjects/{question.id}/comment"' in page
    page = client.get(f"/subjects/{question.id}/comment").text
    assert "I think\n\nor not</textarea>" in page
    assert client.post(path, data={"body": "Another one."}).status_code == 303
    assert len(kept(member)) == 1  # it was begun apart from the draft
    there = f"/questions/{question.id}-{question.slug}"
    sent = client.post(path, data={"body": "I think so.", "goes_on": "1", "next": there})
    assert sent.location.startswith(there)
    assert kept(member) == []


def test_a_change_of_a_comment_is_kept_and_nobody_goes_on_where_he_sees_nothing(
    sign_in: SignIn,
) -> None:
    member, question = make_member(), make_question()
    actor, words = actor_of(member), prose("First words.")
    with writing() as rows:
        on = rows.get_one(Subject, question.id)
        comment_id = add_comment(actor, on, words, lang="en").id
    client, path = sign_in(member), f"/comments/{comment_id}/edit"
    assert client.post(path, data={"body": "Half", "then": "keep"}).location == "/drafts"
    assert "Half</textarea>" in client.get(path).text
    assert client.post(path, data={"body": "All of it."}).status_code == 303
    assert kept(member) == []
    with writing() as rows:
        content.change_visibility(SYSTEM, rows.get_one(Subject, question.id), Visibility.HIDDEN)
    assert client.get(f"/subjects/{question.id}/comment").status_code == 404
