"""Scheduled work of surveys: who did not answer on the page is asked once by letter."""

from community.core.db import writing
from community.questions.actions_surveys import remind_of_surveys

BATCH = 100


def ask_after_solving() -> int:
    """Ask those whose question was solved some time ago; how many. A second run asks nobody twice."""
    total = 0
    while True:
        with writing():
            asked = remind_of_surveys(BATCH)
        total += asked
        if asked < BATCH:
            return total
