"""A keyboard that counts, and a board with something to decide."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import select, update

from benchmarks.generator import multiply
from community.core.db import writing
from community.ideas import actions, tasks
from community.ideas.models import Idea
from tests.makers import actor_of, make_board, make_member, prose

FARTHEST = 40
PLAINLY: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        """One stroke each."""
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def tab_to(self, there: Locator) -> None:
        """As many strokes as lie between."""
        for _ in range(FARTHEST):
            if there.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("never came there")


def a_board_of(count: int, word: str = "", of_word: int = 0) -> str:
    """A new board with so many ideas, of which so many hold a word in their title."""
    board = make_board(f"board-{uuid.uuid4().hex[:8]}")
    actor, words = replace(actor_of(make_member()), is_historic=True), prose()
    with writing():
        first = actions.propose(actor, board, "An idea of this board", words, lang="en").id
    multiply("idea", first, count - 1)
    of_board = select(Idea.id).where(Idea.board_id == board.id).order_by(Idea.id)
    with writing() as session:
        if of_word:
            spoken = Idea.id.in_(of_board.limit(of_word))
            session.execute(
                update(Idea).where(spoken).values(title=Idea.title + f" {word}"), **PLAINLY
            )
    tasks.refresh_figures()
    return board.slug
