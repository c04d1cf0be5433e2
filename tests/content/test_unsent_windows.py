"""Two windows of one member: what the older one keeps never takes the place of what the newer one kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from tests.content.test_unsent import SCRIPT, SignIn, kept
from tests.makers import make_member, make_question
from tests.services.client import PortalClient

SINCE = re.compile(r'name="kept_at" id="kept-at" value="([^"]*)"')
FORM = {"keeps": "idea", "title": "A wish", "lang": "en"}


def since(page: str) -> str:
    """The draft that a form goes on with, as it says itself."""
    found = SINCE.search(page)
    assert found
    return found[1]


def write(client: PortalClient, body: str, kept_at: str, **more: str) -> str:
    form = {**FORM, "body": body, "kept_at": kept_at, **more}
    return client.post("/drafts", data=form, headers=SCRIPT).text


def test_the_older_window_is_told_and_the_newer_draft_stays(
    sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(member := make_member())
    begun = since(client.get("/ideas/new").text)
    first = write(client, "New", begun)
    clock.shift(timedelta(minutes=1))
    assert "Draft kept at" in write(client, "New and longer", since(first))
    for body in ("Old", " "):
        answer = write(client, body, begun, title=body)
        assert "A newer draft is kept already" in answer
        assert since(answer) == begun
    assert [one.body for one in kept(member)] == ["New and longer"]
    again = since(client.get("/ideas/new").text)
    assert "Draft kept at" in write(client, "Gone on with", again)


def test_by_hand_too_and_the_words_stay_in_the_form(sign_in: SignIn) -> None:
    client = sign_in(member := make_member())
    begun = since(client.get("/ideas/new").text)
    write(client, "New", begun)
    form = {**FORM, "body": "Old", "kept_at": begun, "then": "keep"}
    page = client.post("/ideas/new", data=form)
    assert (page.status_code, "A newer draft is kept already" in page.text) == (422, True)
    assert "Old</textarea>" in page.text
    assert since(page.text) == begun
    client.post(f"/drafts/{kept(member)[0].id}/discard")
    assert client.post("/ideas/new", data=form).location == "/drafts"
    assert [one.body for one in kept(member)] == ["Old"]


@pytest.mark.long
def test_a_form_that_was_refused_goes_on_with_its_draft(sign_in: SignIn) -> None:
    client, question = sign_in(make_member()), make_question()
    place = {"keeps": "answer", "keeps_about": str(question.id)}
    first = since(write(client, "So", "", **place))
    assert first
    path = f"/questions/{question.id}-{question.slug}"
    page = client.post(path, data={"body": "", "lang": "en", "kept_at": first})
    assert since(page.text) == first
    assert "Draft kept at" in write(client, "So be it", since(page.text), **place)
