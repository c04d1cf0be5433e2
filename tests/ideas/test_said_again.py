"""Many are declined with a reason and another way, and what was said with a status returns with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.core.db import db, writing
from community.core.errors import Invalid
from community.ideas import actions_statuses, tasks_bulk
from community.ideas.actions_statuses import Grounds
from community.ideas.models import DeclineReason, Idea, Meaning
from community.ideas.models_triage import RowState
from community.ideas.queries_story import get_story
from community.questions.models import Question
from tests.ideas.living import manager
from tests.ideas.triaging import ALONE, back, order, outcome, parts, sent_file, status_order
from tests.makers import actor_of, make_idea, make_question, prose, status
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def declined(title: str, way: Question) -> Idea:
    idea, actor, words = (
        make_idea(title=title),
        actor_of(manager()),
        prose(f"No: {title} {{{{ x }}}}"),
    )
    grounds = Grounds(
        reason=DeclineReason.TOO_COSTLY, way_round_id=way.id, way_round_path=f"/questions/{way.id}"
    )
    with writing():
        actions_statuses.answer_officially(actor, idea, words, lang="fr")
        actions_statuses.change_status(
            actor, idea, status("declined"), words, lang="fr", grounds=grounds
        )
    return idea


def standing(idea: Idea) -> tuple[object, ...]:
    """Status, reason, alternative and official texts as everybody reads them."""
    db.session.rollback()
    story = get_story(db.session.get_one(Idea, idea.id, populate_existing=True), set())
    step = story.steps[0]
    official = story.answer.body if story.answer else ""
    grounds = step.reason, step.way_round_id, step.way_round_path
    return step.meaning, grounds, step.html, step.lang, official


def test_undo_says_again_why_an_idea_was_declined(app: Flask) -> None:
    idea = declined("Print on both sides", make_question())
    before = standing(idea)
    bulk = order([idea], status_order("planned"))
    tasks_bulk.make_bulk_changes()
    assert standing(idea) != before
    undone = back(bulk, text="")
    tasks_bulk.make_bulk_changes()
    assert outcome(undone) == [(RowState.DONE, "")]
    assert standing(idea) == before
    forth = back(undone, text="After all: {{ status }}.")
    tasks_bulk.make_bulk_changes()
    assert outcome(forth) == [(RowState.DONE, "")]
    said = str(standing(idea)[2])
    assert said.index("After all: Planned.") < said.index("We look at Print on both sides.")


def test_without_a_word_nothing_returns_to_a_status_that_came_without_one(app: Flask) -> None:
    bulk = order([make_idea()], status_order("planned"))
    tasks_bulk.make_bulk_changes()
    with pytest.raises(Invalid):
        back(bulk, text=" ")


@pytest.mark.long
def test_many_are_declined_with_another_way(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    ideas = [make_idea(title=f"Number {n} of them") for n in range(2)]
    way = make_question()
    sign_in(manager())
    sent: dict[str, object] = {**ALONE, "lang": "en", "id": [str(idea.id) for idea in ideas]}
    sent |= {"status": "declined", "text": "No.", "reason": "other_way"}
    sent |= {"way_round": f"/questions/{way.id}-{way.slug}"}
    assert "Meanwhile:" in client.post("/desk/ideas/bulk", data=sent | {"then": "preview"}).text
    assert client.post("/desk/ideas/bulk", data=sent).status_code == 303
    drain()
    for idea in ideas:
        assert standing(idea)[:2] == (
            Meaning.DECLINED,
            (DeclineReason.OTHER_WAY, way.id, f"/questions/{way.id}-{way.slug}"),
        )


@pytest.mark.long
def test_a_file_names_other_ways(client: PortalClient, sign_in: SignIn, drain: Worker) -> None:
    first, second, way = make_idea(), make_idea(title="Two on a page"), make_question()
    sign_in(manager())
    lines = (
        "id,status,reason,alternative,text\n"
        f"{first.id},declined,other_way,/questions/{way.id}-{way.slug},No.\n"
        f"{second.id},declined,other_way,/nowhere,No.\n"
    )
    looked = client.post("/desk/ideas/file", data=sent_file(lines, then="preview"))
    assert "no page at this address" in looked.text
    client.post("/desk/ideas/file", data={"content": lines, "lang": "en"})
    drain()
    assert standing(first)[1] == (
        DeclineReason.OTHER_WAY,
        way.id,
        f"/questions/{way.id}-{way.slug}",
    )
    assert parts(second)["status"] == "open"
