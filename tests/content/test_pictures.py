"""Pictures for texts: script that pastes one is answered with its line, or with what is wrong, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from community.accounts.models import Member
from community.content import views_pictures
from tests.makers import make_member
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
SCRIPT = {"HX-Request": "true"}


def picture() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (40, 20), "#0b6e4f").save(made, "PNG")
    made.seek(0)
    return made


def send(client: PortalClient, alt: str, file: BytesIO) -> Any:
    form = {"alt": alt, "picture": (file, "till.png")}
    kind = "multipart/form-data"
    return client.post("/pictures", data=form, headers=SCRIPT, content_type=kind)


def test_script_gets_the_line_alone(sign_in: SignIn) -> None:
    answer = send(sign_in(make_member()), "A [green] till", picture())
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text.startswith("![A (green) till](/files/")
    assert answer.text.endswith("_40x20.png)")


def test_script_is_told_what_is_wrong(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    silent, broken = send(client, "", picture()), send(client, "A till", BytesIO(b"no picture"))
    for answer in (silent, broken):
        assert (answer.status_code, answer.mimetype) == (422, "text/plain")
        assert "<" not in answer.text
    assert silent.text == "Please say what the picture shows."


def test_who_sends_too_many_is_told_so_in_plain_words(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_pictures, "PICTURES_AN_HOUR", 0)
    answer = send(sign_in(make_member()), "A till", picture())
    assert (answer.status_code, answer.mimetype) == (429, "text/plain")
    assert "Too many attempts" in answer.text


def test_members_pages_hold_what_script_asks_with_and_visitors_do_not(
    app: Flask, client: PortalClient, sign_in: SignIn
) -> None:
    assert "data-picture-ask" not in client.get("/questions").text
    assert sign_in(make_member()).get("/questions").text.count("data-picture-ask") == 1
