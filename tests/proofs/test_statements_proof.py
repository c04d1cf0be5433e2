"""Each page runs as many statements over ten thousand questions as over ten, and no more than it may."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from benchmarks.generator import multiply
from community.core.db import db
from community.core.search_engine.installed import search_engine
from community.questions.models import Question
from community.search import actions as search
from tests.proofs.scene import Scene, make_scene
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]
Note = Callable[[str, object], None]
LIST, THING, SEARCH = (5, 8), (8, 12), (4, 7)


def pages(scene: Scene) -> dict[str, tuple[str, tuple[int, int]]]:
    """Name → (path, the most statements for a visitor and for a member)."""
    question, idea = scene.question, scene.idea
    return {
        "questions": ("/questions", LIST),
        "unanswered": ("/questions?tab=unanswered", LIST),
        "popular": ("/questions?tab=popular", LIST),
        "question": (f"/questions/{question.id}-{question.slug}", THING),
        "ideas": ("/ideas", LIST),
        "board": ("/ideas/product?sort=top", LIST),
        "idea": (f"/ideas/product/{idea.id}-{idea.slug}", THING),
        "search": ("/search?q=invoice", SEARCH),
        "help": ("/help/en/deliveries", LIST),
        "article": ("/help/en/deliveries/print-a-delivery-note", THING),
        "home": ("/", THING),
        "menu": ("/services/en", THING),
        "record": ("/services/attainment", THING),
    }


def fill(scene: Scene, times: int) -> None:
    """As many more questions, a third as many ideas and articles, all of them found."""
    multiply("question", scene.question.id, times)
    multiply("idea", scene.idea.id, times // 3)
    multiply("article", scene.article.id, times // 3)
    db.session.rollback()
    search.rebuild()


def count(portal: Portal, client: PortalClient, counting: Counting, scene: Scene) -> dict[str, int]:
    """Name → statements of the page, none of it from the cache."""
    found = {}
    for name, (path, _budget) in pages(scene).items():
        portal.forget_pages()
        with counting() as seen:
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        found[name] = len(seen)
    return found


def passed(found: dict[str, int], scene: Scene, who: int) -> dict[str, int]:
    """The pages that ask more than they may."""
    budgets = {name: budget[who] for name, (_path, budget) in pages(scene).items()}
    return {name: number for name, number in found.items() if number > budgets[name]}


def compare(portal: Portal, client: PortalClient, counting: Counting, sizes: list[int]) -> str:
    """Fill up and count at each size as a visitor and as a member; what was counted."""
    scene, seen, reached = make_scene(), [], 1
    for size in sizes:
        fill(scene, size - reached)
        reached = size
        for _ in range(2):  # what a process keeps between requests is seen to be old, then read
            count(portal, client, counting, scene)
        of_visitor = count(portal, client, counting, scene)
        client.sign_in(scene.people["member"])
        seen.append((of_visitor, count(portal, client, counting, scene)))
        client.sign_out()
    assert seen[0] == seen[-1]
    assert [passed(found, scene, who) for who, found in enumerate(seen[-1])] == [{}, {}]
    return ", ".join(f"{name} {number}/{seen[-1][1][name]}" for name, number in seen[-1][0].items())


@pytest.mark.long
def test_pages_ask_as_little_of_many_rows_as_of_few(
    portal: Portal, client: PortalClient, statements: Counting, record_property: Note
) -> None:
    said = compare(portal, client, statements, [10, 300])
    record_property("figure", f"statements at 10 = at 300, visitor/member: {said}")


@pytest.mark.prove
def test_pages_ask_as_little_of_ten_thousand_questions_as_of_ten(
    portal: Portal, client: PortalClient, statements: Counting, record_property: Note
) -> None:
    said = compare(portal, client, statements, [10, 10_000])
    record_property("figure", f"statements at 10 = at 10,000, visitor/member: {said}")


@pytest.mark.both
def test_a_page_that_reads_row_by_row_would_be_found(
    app: Flask, statements: Counting, record_property: Note
) -> None:
    scene = make_scene()

    def read_one_by_one(times: int) -> int:
        multiply("question", scene.question.id, times)
        with statements() as seen:
            for (number,) in db.session.query(Question.id).limit(100).all():
                db.session.query(Question.title).filter(Question.id == number).all()
        return len(seen)

    few, many = read_one_by_one(3), read_one_by_one(30)
    record_property("figure", f"statements, control: row by row they grow from {few} to {many}")
    assert few < many
    assert search_engine() is not None
