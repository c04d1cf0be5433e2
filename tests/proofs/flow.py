"""People who vote, ask and answer over HTTP while the portal's processes are killed, and what they were promised."""

from __future__ import annotations

import http.client
import random
import threading
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask

from tests.services.client import begin
from tests.services.processes import PATIENCE_S

QUIET = (OSError, http.client.HTTPException)  # the server was killed: nothing was acknowledged


@dataclass
class Browser:
    """A signed-in member's browser on a connection of its own."""

    address: str
    member_id: int
    headers: dict[str, str]
    connection: http.client.HTTPConnection | None = None

    def post(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and location of the answer; one of QUIET when there was none."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    urlsplit(self.address).netloc, timeout=PATIENCE_S
                )
            self.connection.request("POST", path, urlencode(form or {}), self.headers)
            answer = self.connection.getresponse()
            answer.read()
        except QUIET:
            self.close()
            raise
        return answer.status, answer.headers.get("Location", "")

    def close(self) -> None:
        """Let the connection go; the next request opens another."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def browser_of(app: Flask, address: str, member_id: int) -> Browser:
    """A browser that is signed in as this member."""
    kept, token = begin(app, member_id)
    sessions: Any = app.session_interface
    cookie = sessions.get_signing_serializer(app).dumps(kept)
    headers = {"Cookie": f"session={cookie}", "X-CSRF-Token": token, "Origin": address}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return Browser(address, member_id, headers)


@dataclass
class Acknowledged:
    """What the portal said yes to."""

    votes: set[tuple[int, int]] = field(default_factory=set)
    questions: set[int] = field(default_factory=set)
    answers: list[tuple[int, int]] = field(default_factory=list)
    unanswered: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many deeds."""
        return len(self.votes) + len(self.questions) + len(self.answers)


class Flow:
    """Threads, one for each person, until they are told to stop."""

    def __init__(
        self, browsers: list[Browser], ideas: list[int], question: tuple[int, str]
    ) -> None:
        self.browsers, self.ideas, self.question = browsers, ideas, question
        self.said, self.stopped, self.guard = Acknowledged(), threading.Event(), threading.Lock()
        self.threads = [threading.Thread(target=self._live, args=(one,)) for one in browsers]

    def start(self) -> None:
        """Let everybody begin."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> Acknowledged:
        """Let everybody finish what he is doing; what was acknowledged."""
        self.stopped.set()
        for thread in self.threads:
            thread.join()
        return self.said

    def _live(self, browser: Browser) -> None:
        chance = random.Random(browser.member_id)
        for number in count():
            if self.stopped.wait(0.01):
                break
            try:
                self._act(browser, chance, number)
            except QUIET:
                with self.guard:
                    self.said.unanswered += 1
                self.stopped.wait(0.2)
        browser.close()

    def _act(self, browser: Browser, chance: random.Random, number: int) -> None:
        if number % 25 == 3:
            self._note(browser, *ask(browser, number), kind="question")
        elif number % 13 == 1:
            self._note(browser, *answer(browser, *self.question, number), kind="answer")
        else:
            idea = chance.choice(self.ideas)
            self._note(browser, *browser.post(f"/ideas/{idea}/vote"), kind="vote", idea=idea)

    def _note(self, browser: Browser, status: int, place: str, *, kind: str, idea: int = 0) -> None:
        with self.guard:
            if status == 429:
                return  # asked often enough this hour
            if status != 303:
                self.said.refused.append(f"{kind}: {status}")
            elif kind == "vote":
                self.said.votes.add((idea, browser.member_id))
            elif kind == "question":
                self.said.questions.add(int(place.rpartition("/")[2].partition("-")[0]))
            else:
                self.said.answers.append((self.question[0], browser.member_id))


def ask(browser: Browser, number: int) -> tuple[int, str]:
    """Ask a question."""
    form = {
        "title": f"What does number {number} mean?",
        "body": "It is on the receipt, and I wonder.",
    }
    return browser.post("/questions/ask", {**form, "lang": "en"})


def answer(browser: Browser, question_id: int, slug: str, number: int) -> tuple[int, str]:
    """Answer the question that everybody answers."""
    form = {"body": f"Open it and choose number {number}.", "lang": "en"}
    return browser.post(f"/questions/{question_id}-{slug}", form)
