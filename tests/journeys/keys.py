"""A keyboard that counts, and a board with something to decide."""

from __future__ import annotations

import uuid
from dataclasses import replace

from playwright.sync_api import Locator, Page

from community.core.db import writing
from community.ideas import actions, tasks
from tests.makers import actor_of, make_board, make_member, prose

AT_A_TIME, FARTHEST = 100, 40


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
    """A new board with so many ideas, long told to everybody, of which so many hold a word in their title."""
    board = make_board(f"board-{uuid.uuid4().hex[:8]}")
    actor, words = replace(actor_of(make_member()), is_historic=True), prose()
    for first in range(0, count, AT_A_TIME):
        with writing():
            for number in range(first, min(first + AT_A_TIME, count)):
                said = f" {word}" if number < of_word else ""
                title = f"Idea number {number} of this board{said}"
                actions.propose(actor, board, title, words, lang="en")
    tasks.refresh_figures()
    return board.slug
