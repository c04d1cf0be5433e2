"""What somebody wrote is on the page that refuses it, whatever the refusal is; what others let him send is not."""

from __future__ import annotations

import pytest

from community.content.actions_comments import COMMENTS_AN_HOUR
from community.content.models import Subject, Visibility
from community.core.db import writing
from community.core.limits import limit
from community.questions.actions_answers import ANSWERED_AN_HOUR
from community.questions.views_asking import ASKED_AN_HOUR
from tests.makers import make_idea, make_member, make_question
from tests.services.client import PortalClient

WORDS = "A long remark that took somebody ten minutes to write."


@pytest.fixture
def writer(client: PortalClient) -> PortalClient:
    """A member who has written as much this hour as one may."""
    member = make_member("Ada")
    for name, times in (
        ("comment", COMMENTS_AN_HOUR),
        ("ask", ASKED_AN_HOUR),
        ("answer", ANSWERED_AN_HOUR),
    ):
        for _ in range(times):
            limit(f"{name}:{member.id}", times, 3600)
    return client.sign_in(member)


def test_whoever_wrote_too_often_keeps_his_words(writer: PortalClient) -> None:
    question = make_question()
    refused = [
        writer.post(f"/subjects/{question.id}/comments", data={"body": WORDS}),
        writer.post(
            f"/questions/{question.id}-{question.slug}", data={"body": WORDS, "lang": "en"}
        ),
        writer.post("/questions/ask", data={"title": "How do I print?", "body": WORDS}),
    ]
    assert [one.status_code for one in refused] == [429] * 3
    assert all(WORDS in one.text and "what you typed is kept" in one.text for one in refused)


def test_whoever_writes_under_what_was_just_hidden_keeps_his_words(client: PortalClient) -> None:
    idea = make_idea()
    client.sign_in(make_member("Ada"))
    with writing() as rows:
        rows.get_one(Subject, idea.id).visibility = Visibility.HIDDEN
    refused = client.post(f"/subjects/{idea.id}/comments", data={"body": WORDS})
    assert refused.status_code == 404
    assert WORDS in refused.text


def test_whoever_signed_in_anew_elsewhere_keeps_the_words_of_his_older_page(
    client: PortalClient,
) -> None:
    client.sign_in(make_member("Ada")).without_token()
    refused = client.post(f"/subjects/{make_idea().id}/comments", data={"body": WORDS})
    assert refused.status_code == 403
    assert WORDS in refused.text


@pytest.mark.parametrize("path", ["/subjects/1/comments", "/nowhere/at/all", "/unsubscribe/nobody"])
def test_words_that_another_site_let_him_send_are_not_shown(
    client: PortalClient, path: str
) -> None:
    client.sign_in(make_member("Ada"))
    client.environ_base["HTTP_ORIGIN"] = "https://elsewhere.example"
    answer = client.post(path, data={"body": WORDS})
    assert answer.status_code in (403, 404)
    assert WORDS not in answer.text
