"""Whom an accepted edit names hears of it, as of any post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.content.models_mentions import Mention
from community.core.db import db
from tests.makers import make_answer, make_member, make_question
from tests.questions.edits import BODY, accept, suggest
from tests.services.client import PortalClient


@pytest.mark.long
def test_whom_an_accepted_edit_names_is_kept(
    app: Flask, new_client: Callable[[], PortalClient]
) -> None:
    ada, author = make_member("Ada"), make_member("Otto")
    answer = make_answer(make_question(), author, BODY)
    mia = new_client().sign_in(make_member("Mia", reputation=20))
    edit = suggest(mia, answer, f"{BODY} As @{ada.handle} found.")
    assert accept(new_client().sign_in(author), edit) == 303
    named = select(Mention.member_id).where(Mention.subject_id == answer.id)
    assert db.session.scalars(named).all() == [ada.id]
