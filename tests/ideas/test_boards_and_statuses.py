"""Boards and statuses as those who keep them change them: nothing that an idea ever had is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content import actions_comments
from community.content.actions import intern_audience
from community.content.models import Subject
from community.content.models_kept import DirtySubject
from community.core.colours import readable_as_tone, tone_for_dark
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.ideas import (
    actions,
    actions_boards,
    actions_schedule,
    actions_status_list,
    actions_statuses,
)
from community.ideas.actions_boards import BoardFacts
from community.ideas.actions_status_list import StatusFacts
from community.ideas.models import Board, Idea, IdeaStatus, Meaning
from community.policies.actor import SYSTEM, VISITOR, Role
from community.search import queries as search
from community.search.tasks import index_dirty
from tests.ideas.living import plan
from tests.ideas.stories import manager, merge, undo
from tests.makers import actor_of, make_area, make_board, make_idea, make_member, prose, status
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
NAMES = {"name_en": "Wishes", "name_fr": "Souhaits"}


def board_of(slug: str) -> Board:
    db.session.rollback()
    return db.session.scalars(select(Board).where(Board.slug == slug)).one()


def words(english: str, french: str, colour: str = "") -> StatusFacts:
    return StatusFacts(name={"en": english, "fr": french}, colour=colour)


def test_a_board_is_opened_and_changed_from_its_pages(
    sign_in: SignIn, client: PortalClient
) -> None:
    area = make_area()
    boss = sign_in(manager())
    sent = NAMES | {"slug": "Our Wishes", "audience": "members", "area": str(area.id)}
    assert boss.post("/admin/boards/new", data=sent).status_code == 303
    board = board_of("our-wishes")
    assert (board.product_area_id, board.vote_budget, board.is_moderated) == (area.id, None, False)
    change = NAMES | {"audience": "public", "vote_budget": "5", "is_moderated": "y", "area": ""}
    page = boss.get(f"/admin/boards/{board.id}").text
    assert "Souhaits" in page
    boss.post(f"/admin/boards/{board.id}", data=change | {"description_en": "Say it here."})
    board = board_of("our-wishes")
    assert (board.product_area_id, board.vote_budget, board.is_moderated) == (None, 5, True)
    assert "Say it here." in client.get("/ideas/our-wishes").text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"slug": "…"}, "letters and numbers"),
        ({"slug": "new"}, "letters and numbers"),
        ({"slug": "product"}, "a board at this address"),
        ({"vote_budget": "0"}, "From 1 to 1000"),
        ({"vote_budget": "some"}, "whole number"),
        ({"audience": "some"}, "Mark who sees it"),
        ({"name_en": ""}, "fill this in"),
    ],
)
def test_a_fault_is_said_and_nothing_typed_is_lost(
    sign_in: SignIn, change: dict[str, str], says: str
) -> None:
    make_board()
    sent = NAMES | {"slug": "wishes", "audience": "public", "area": ""} | change
    answer = sign_in(manager()).post("/admin/boards/new", data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Souhaits" in answer.text


def test_closing_a_board_closes_its_ideas_and_their_comments_at_once(client: PortalClient) -> None:
    board, idea = make_board(), make_idea()
    on, talker, remark = (
        db.session.get_one(Subject, idea.id),
        actor_of(make_member()),
        prose("Yes."),
    )
    with writing():
        comment = actions_comments.add_comment(talker, on, remark, lang="en")
    address = f"/ideas/product/{idea.id}-{idea.slug}"
    assert client.get(address).status_code == 200
    with writing():
        closed = intern_audience(["staff"])
        facts = BoardFacts(name=board.name, audience_id=closed)
        actions_boards.change_board(SYSTEM, db.session.get_one(Board, board.id), facts)
    assert client.get(address).status_code == 404
    assert idea.title not in client.get("/ideas").text
    subjects = select(Subject.audience_id).where(Subject.id.in_([idea.id, comment.id]))
    assert set(db.session.scalars(subjects)) == {closed}
    stale = select(func.count()).select_from(DirtySubject).where(DirtySubject.subject_id == idea.id)
    assert db.session.scalar(stale) == 1


def close(board: Board) -> None:
    """Staff alone see the board from now on."""
    with writing():
        facts = BoardFacts(name=board.name, audience_id=intern_audience(["staff"]))
        actions_boards.change_board(SYSTEM, db.session.get_one(Board, board.id), facts)


@pytest.mark.long
def test_what_a_closed_board_gave_to_ideas_of_others_is_found_there_no_longer(
    app: Flask, drain: Worker
) -> None:
    root, board, author, text = (
        make_idea(title="Two labels on a page"),
        make_board("beta"),
        actor_of(make_member()),
        prose(),
    )
    with writing():
        child = actions.propose(author, board, "Print labels by zeppelin", text, lang="en")
    merge(child, root)
    drain()
    assert titles("zeppelin") == [root.title]
    close(board)
    index_dirty()
    assert titles("zeppelin") == []
    assert root.title in titles("labels")


def titles(words: str) -> list[str]:
    return [hit.title for hit in search.suggest(VISITOR, words, "en")]


def test_boards_change_places(sign_in: SignIn, client: PortalClient) -> None:
    first, second = make_board("first"), make_board("second")
    boss = sign_in(manager())
    boss.post(f"/admin/boards/{second.id}/move", data={"to": "up"})
    boss.post(f"/admin/boards/{second.id}/move", data={"to": "up"})
    rows = db.session.scalars(select(Board.id).order_by(Board.position)).all()
    assert rows == [second.id, first.id]


def test_a_status_gets_other_words_and_a_colour_that_can_be_read(
    sign_in: SignIn, client: PortalClient
) -> None:
    idea, planned = make_idea(), status("open")
    boss = sign_in(manager())
    sent = {"name_en": "Collecting", "name_fr": "Ouverte au vote", "colour": "#0B5E8F"}
    assert boss.post(f"/admin/statuses/{planned.id}", data=sent).status_code == 303
    page = client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    assert "Collecting" in page
    sheet = page.partition('href="/theme.')[2].partition('"')[0]
    css = client.get(f"/theme.{sheet}").text
    assert ".status-open{--tone:#0b5e8f" in css
    for faint, says in (("#ffff00", "could not be read"), ("blue", "like #0b6e4f")):
        answer = boss.post(f"/admin/statuses/{planned.id}", data=sent | {"colour": faint})
        assert (answer.status_code, says in answer.text) == (422, True)


def test_a_tone_is_lightened_at_night_until_it_can_be_read() -> None:
    for colour in ("#0b6e4f", "#000000", "#6d28d9", "#7f1d1d"):
        assert readable_as_tone(colour)
        assert tone_for_dark(colour) != colour
    assert not readable_as_tone("#9ca3af")


def test_each_meaning_keeps_one_status_and_a_second_may_come_and_go(app: Flask) -> None:
    boss = actor_of(manager())
    with pytest.raises(Conflict), writing():
        actions_status_list.retire(boss, status("planned"))
    with writing():
        later = actions_status_list.create_status(
            boss, Meaning.PLANNED, words("Later", "Plus tard")
        )
    assert (later.key, later.meaning) == ("later", Meaning.PLANNED)
    with writing():
        actions_status_list.retire(boss, status("planned"))
    assert actions.first_status(Meaning.PLANNED).key == "later"
    with pytest.raises(Conflict), writing():
        actions_status_list.retire(boss, status("later"))
    with writing():
        actions_status_list.bring_back(boss, status("planned"))
    with writing():
        actions_status_list.delete_status(boss, status("later"))
    assert actions.first_status(Meaning.PLANNED).key == "planned"


def test_a_status_in_use_is_never_deleted_and_history_stands(app: Flask) -> None:
    boss, idea, told = actor_of(manager()), make_idea(), prose("In a while.")
    with writing():
        later = actions_status_list.create_status(
            boss, Meaning.PLANNED, words("Later", "Plus tard")
        )
    with writing():
        actions_statuses.change_status(boss, idea, later, told, lang="en")
    with pytest.raises(Conflict), writing():
        actions_status_list.delete_status(boss, status("later"))
    with writing():
        actions_statuses.change_status(boss, idea, status("open"), told, lang="en")
    with pytest.raises(Conflict), writing():
        actions_status_list.delete_status(boss, status("later"))
    with writing():
        actions_status_list.retire(boss, status("later"))
    assert db.session.scalar(select(func.count()).select_from(IdeaStatus)) == len(Meaning) + 1


def test_a_status_that_was_planned_once_is_retired_and_not_deleted(sign_in: SignIn) -> None:
    boss, idea = actor_of(manager()), make_idea()
    with writing():
        actions_status_list.create_status(boss, Meaning.PLANNED, words("Later", "Plus tard"))
    waiting = plan(idea, "later")
    with writing():
        actions_schedule.cancel_scheduled(boss, waiting)
    later, client = status("later"), sign_in(manager())
    page = client.get("/admin/statuses").text
    assert f"/admin/statuses/{later.id}/retire" in page
    assert f"/admin/statuses/{later.id}/delete" not in page
    with pytest.raises(Conflict, match="Retire it"), writing():
        actions_status_list.delete_status(boss, status("later"))
    assert client.post(f"/admin/statuses/{later.id}/retire").status_code == 303


def test_a_merged_idea_keeps_the_status_that_it_would_have_again(app: Flask) -> None:
    boss, idea, told = actor_of(manager()), make_idea(), prose("In a while.")
    root = make_idea(title="Two labels on a page")
    with writing():
        later = actions_status_list.create_status(boss, Meaning.OPEN, words("Fresh", "Nouvelle"))
    with writing():
        actions_statuses.change_status(boss, idea, later, told, lang="en")
    merge(idea, root)
    with writing():
        actions_status_list.retire(boss, status("fresh"))
    undo(idea)
    assert db.session.get_one(Idea, idea.id, populate_existing=True).status_id == later.id


def test_only_those_who_keep_the_taxonomy_reach_the_pages(sign_in: SignIn, app: Flask) -> None:
    agent = make_member("", Role.AGENT)
    client = sign_in(agent)
    for path in ("/admin/boards", "/admin/boards/new", "/admin/statuses", "/admin/statuses/new"):
        assert client.get(path).status_code == 403
    actor = actor_of(agent)
    with pytest.raises(NotAllowed), writing():
        actions_status_list.create_status(actor, Meaning.OPEN, words("Mine", "À moi"))
    with pytest.raises(NotAllowed), writing():
        actions_boards.open_board(actor, "mine", BoardFacts(name={"en": "Mine"}))


def test_the_pages_list_statuses_and_make_new_ones(sign_in: SignIn) -> None:
    boss = sign_in(manager())
    sent = {"name_en": "Later", "name_fr": "Plus tard", "colour": "", "meaning": "planned"}
    assert boss.post("/admin/statuses/new", data=sent).status_code == 303
    assert boss.post("/admin/statuses/new", data=sent).status_code == 303  # the key is another
    key = status("later_2").id
    page = boss.get("/admin/statuses").text
    assert page.count("Later") >= 2
    boss.post(f"/admin/statuses/{key}/move", data={"to": "up"})
    for deed in ("retire", "bring-back", "delete"):
        assert boss.post(f"/admin/statuses/{key}/{deed}").status_code == 303
    assert boss.get(f"/admin/statuses/{key}").status_code == 404
    waiting = sent | {"meaning": "pending"}
    assert boss.post("/admin/statuses/new", data=waiting).status_code == 422


def test_a_name_is_needed(app: Flask) -> None:
    boss = actor_of(manager())
    with pytest.raises(Invalid), writing():
        actions_status_list.change_status_words(boss, status("open"), words(" ", ""))
