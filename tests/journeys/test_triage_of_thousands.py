"""Two thousand ideas by keys, and five hundred changed at once of which three cannot be, taken back word for word."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.core.db import db, writing
from community.ideas import actions_statuses
from community.ideas.actions_statuses import Grounds
from community.ideas.models import Board, DeclineReason, Idea
from community.ideas.models_triage import BulkRow, RowState
from community.ideas.queries_story import find_standing
from community.policies.actor import Role
from tests.ideas.living import manager
from tests.ideas.stories import merge
from tests.journeys.keys import Keys, a_board_of
from tests.journeys.town import Person, Town, eventually
from tests.makers import actor_of, make_question, prose, status
from tests.services import statements

pytestmark = pytest.mark.prove(minutes=3)

IDEAS, AT_ONCE, REFUSED, A_PAGE, MOST_STROKES = 2000, 500, 3, 50, 4
SEED, PAGES_DECIDED, WORD = 20261129, 6, "urgent"
LONG_MS = 300_000


def decide_page(keys: Keys, page: Page) -> None:
    """Mark every idea of a page and decide about them, by keys alone; back to the page."""
    for _ in range(A_PAGE):
        keys.press("j", "x")
    expect(page.locator("[name=id]:checked")).to_have_count(A_PAGE)
    keys.press("e")
    expect(page.get_by_label("New status")).to_be_focused()
    keys.press("p", "l", "Tab", "O", "K")
    keys.tab_to(page.get_by_role("button", name="Change them"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("50 ideas changed at once")
    for _ in ("the form", "the table"):
        page.go_back()
        keys.strokes += 1


def ideas_of(board: str) -> list[Idea]:
    statement = select(Idea).join(Board, Board.id == Idea.board_id).where(Board.slug == board)
    return list(db.session.scalars(statement.order_by(Idea.id)))


def count_planned(town: Town, board: str) -> int:
    with town.rows():
        planned = status("planned").id
        return sum(one.status_id == planned for one in ideas_of(board))


def test_two_thousand_ideas_take_four_strokes_each_at_most(
    lively_town: Town, record_property: Callable[[str, object], None]
) -> None:
    with lively_town.rows():
        board = a_board_of(IDEAS)
    person = lively_town.person(Role.PRODUCT_MANAGER)
    page, keys = person.page, Keys(person.page)
    decided = sorted(random.Random(SEED).sample(range(IDEAS // A_PAGE), PAGES_DECIDED))
    page.goto(f"/desk/ideas?board={board}&state=all")
    for number in range(decided[-1] + 1):
        expect(page.locator("[data-triage] tbody tr")).to_have_count(A_PAGE)
        if number in decided:
            decide_page(keys, page)
        before = page.url
        keys.press("n")
        page.wait_for_url(lambda url, old=before: url != old)  # type: ignore[misc]
    each = keys.strokes / (PAGES_DECIDED * A_PAGE)
    record_property("figure", f"triage: {each:.2f} strokes for each idea, page turns among them")
    eventually(
        lambda: count_planned(lively_town, board) == PAGES_DECIDED * A_PAGE, "all are planned"
    )
    assert each <= MOST_STROKES


def statements_of(town: Town, person: Person, path: str) -> int:
    """How many statements the table costs this person."""
    client = town.portal.app.test_client()
    for cookie in person.page.context.cookies():
        client.set_cookie(str(cookie["name"]), str(cookie["value"]))
    with town.rows(), statements.counting(db.engine) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_table_of_two_thousand_costs_what_one_of_fifty_does(lively_town: Town) -> None:
    with lively_town.rows():
        small, great = a_board_of(A_PAGE + 1), a_board_of(IDEAS)
    person = lively_town.person(Role.PRODUCT_MANAGER)
    _warm, few, many = (
        statements_of(lively_town, person, f"/desk/ideas?board={one}")
        for one in (small, small, great)
    )
    assert few == many


def decline_some(ideas: list[Idea]) -> None:
    """Every tenth is declined with a reason, another way and words of its own."""
    actor, way, no = actor_of(manager()), make_question(), status("declined")
    grounds = Grounds(
        reason=DeclineReason.OTHER_WAY, way_round_id=way.id, way_round_path=f"/questions/{way.id}"
    )
    for idea in ideas[::10]:
        words = prose(f"No, because of **{idea.id}**.")
        with writing():
            actions_statuses.change_status(actor, idea, no, words, lang="fr", grounds=grounds)


def standing_of(ideas: list[Idea]) -> dict[int, tuple[Any, ...]]:
    """Idea → status, assignee, grounds and words, as they stand."""
    found: dict[int, tuple[Any, ...]] = {}
    for idea in ideas:
        said = find_standing(idea)
        grounds = said and (said.reason, said.way_round_id, said.way_round_path)
        found[idea.id] = (idea.status_id, idea.assignee_id, grounds, said.body if said else "")
    return found


def order_all(town: Town, person: Person, board: str, meanwhile: Callable[[], None]) -> None:
    """Change all that match a filter, by keys; something happens while the form is filled in."""
    page, keys = person.page, Keys(person.page)
    page.goto(f"/desk/ideas?board={board}&state=all&q={WORD}")
    page.get_by_role("link", name="Change all that match").focus()
    keys.press("Enter")
    expect(page.get_by_label("New status")).to_be_focused()
    with town.rows():
        meanwhile()
    keys.press("p", "l", "Tab", "O", "K")
    page.get_by_label("Whose work it is").select_option(str(person.id))
    keys.tab_to(page.get_by_role("button", name="Change them"))
    keys.press("Enter")
    expect(page.get_by_text("Done.")).to_be_visible(timeout=LONG_MS)
    page.reload()


def test_five_hundred_at_once_of_which_three_fail_are_taken_back_word_for_word(
    lively_town: Town,
) -> None:
    with lively_town.rows():
        board = a_board_of(IDEAS, WORD, AT_ONCE)
        chosen = [one for one in ideas_of(board) if WORD in one.title]
        decline_some(chosen)
        db.session.expire_all()
        before = standing_of(chosen)
        roots, merged = ideas_of(board)[-REFUSED:], chosen[1 : 1 + REFUSED]

    def merge_three() -> None:
        for child, root in zip(merged, roots, strict=True):
            merge(child, root)

    person = lively_town.person(Role.PRODUCT_MANAGER)
    order_all(lively_town, person, board, merge_three)
    page = person.page
    expect(page.get_by_text("Not changed").first).to_be_visible()
    refused = page.locator("section[aria-labelledby=refused] li")
    expect(refused).to_have_count(REFUSED)
    for line in refused.all():
        expect(line).to_contain_text("This idea was merged into another one")
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("takes back an earlier one")).to_be_visible()
    expect(page.get_by_text("Done.")).to_be_visible(timeout=LONG_MS)
    assert_as_before(lively_town, board, before, {one.id for one in merged})


def assert_as_before(
    town: Town, board: str, before: dict[int, tuple[Any, ...]], merged: set[int]
) -> None:
    """All that was changed has what it had; what was said then is said again, beneath why."""
    with town.rows():
        done = select(BulkRow.state).where(BulkRow.idea_id.in_(before))
        assert list(db.session.scalars(done)).count(RowState.DONE) == 2 * (AT_ONCE - REFUSED)
        chosen = [one for one in ideas_of(board) if one.id in before and one.id not in merged]
        after = standing_of(chosen)
    for idea_id, (status_id, assignee_id, grounds, words) in after.items():
        was = before[idea_id]
        assert (status_id, assignee_id) == was[:2]
        assert (grounds or (None,) * 3) == (was[2] or (None,) * 3)
        assert words.endswith(was[3])
    assert len(after) == AT_ONCE - REFUSED
