"""What 100,000 ideas and 2,000,000 votes cost: statements, plans, and pages as ratios to hello in the same run.

python -m benchmarks.ideas [--ideas N] [--votes N] [--databases sqlite,postgresql] [--seconds S]
"""

from __future__ import annotations

import argparse
import time

from flask import Flask
from sqlalchemy import func, insert, select, text, update

from benchmarks.asking import look_closely, measure_at_size
from benchmarks.generator import multiply, settle, table_of
from benchmarks.visits import Guests, Visit, count_statements, visits
from community.accounts.models import Member
from community.content.models import Vote, VoteKind
from community.core.clock import now
from community.core.db import db, writing
from community.ideas.models import Idea, IdeaFigures, IdeaStatus
from community.ideas.models_merging import IdeaSupporter
from community.ideas.tasks import refresh_figures
from tests.proofs.scene import Scene, make_scene

FEW, AT_ONCE = 30, 5_000
PLAINLY = {"synchronize_session": False}


def pages(scene: Scene) -> dict[str, tuple[str, str]]:
    """Name → (who opens it, path); *everybody* is a visitor and a member."""
    everybody = {
        "board": "/ideas",
        "board by votes": "/ideas?sort=top",
        "board by age": "/ideas?sort=new",
        "one board": "/ideas/product",
        "planned ones": "/ideas?state=planned",
        "rare state": "/ideas?state=beta",
        "idea": f"/ideas/product/{scene.idea.id}-{scene.idea.slug}",
        "roadmap": "/roadmap",
        "changelog": "/changelog",
        "home": "/",
    }
    found = {name: ("everybody", path) for name, path in everybody.items()}
    found["my votes"] = ("member", "/ideas?mine")
    for name, query in {
        "triage": "",
        "triage by value": "?sort=-value",
        "triage by RICE": "?sort=-rice",
        "triage by age": "?sort=age",
        "triage of all": "?state=all",
        "triage, mine": "?who=me",
    }.items():
        found[name] = ("manager", f"/desk/ideas{query}")
    found["decide"] = ("manager", f"/desk/ideas/{scene.idea.id}/status")
    return found


def grow(scene: Scene, ideas: int, votes: int) -> None:
    """So many more ideas in all states, with so many votes of a member for twenty of them."""
    multiply("idea", scene.idea.id, ideas)
    with writing() as session:
        statuses = list(session.scalars(select(IdeaStatus.id).order_by(IdeaStatus.position)))
        for place, status_id in enumerate(statuses[1:]):
            of_it = Idea.id % (4 * len(statuses)) == place
            session.execute(
                update(Idea).where(of_it).values(status_id=status_id), execution_options=PLAINLY
            )
        spread = {"value": IdeaFigures.idea_id * 7_919 % 1_000_003, "rice": IdeaFigures.trending}
        session.execute(update(IdeaFigures).values(**spread), execution_options=PLAINLY)
    vote(ideas, votes)
    settle()
    db.session.rollback()


def vote(ideas: int, votes: int) -> None:
    """The newest ideas get their votes, each as many, from members in turn."""
    each = votes // ideas
    members = settle_in(max(100, each, votes // 20 // 5))
    keys = list(db.session.scalars(select(Idea.id).order_by(Idea.id.desc()).limit(ideas)))
    highest = db.session.scalar(select(func.max(Vote.id))) or 0
    rows = (
        (key, members[(number * each + turn) % len(members)])
        for number, key in enumerate(keys)
        for turn in range(each)
    )
    waiting: list[tuple[int, int]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            highest = cast(waiting, highest)
            waiting.clear()
    cast(waiting, highest)
    with writing() as session:
        raised = update(Idea).where(Idea.id.in_(keys[:1]) | (Idea.id >= keys[-1]))
        session.execute(
            raised.values(supporter_count=Idea.supporter_count + each), execution_options=PLAINLY
        )
        if db.engine.dialect.name == "postgresql":
            session.execute(text("SELECT setval('votes_id_seq', (SELECT max(id) FROM votes))"))


def settle_in(count: int) -> list[int]:
    """So many new members; their keys."""
    at, base = now(), db.session.scalar(select(func.max(Member.id))) or 0
    rows = [
        {"name": f"Voter {base + one}", "handle": f"v{base + one}", "created_at": at}
        | {"handle_key": f"v{base + one}", "email": f"v{base + one}@town.example"}
        for one in range(count)
    ]
    found: list[int] = []
    for start in range(0, count, AT_ONCE):
        with writing() as session:
            made = session.scalars(
                insert(Member).returning(Member.id), rows[start : start + AT_ONCE]
            )
            found += made.all()
    return found


def cast(rows: list[tuple[int, int]], highest: int) -> int:
    """Insert these votes, (idea, member), and that they count; the highest key then."""
    at, kind = now(), VoteKind.SUPPORT
    votes = [
        {"id": highest + place, "subject_id": idea, "member_id": member}
        | {"kind": kind, "created_at": at}
        for place, (idea, member) in enumerate(rows, 1)
    ]
    counted = [
        {"root_id": one["subject_id"], "member_id": one["member_id"], "vote_id": one["id"]}
        for one in votes
    ]
    if votes:
        with writing() as session:
            session.connection().execute(insert(table_of(Vote)), votes)
            session.connection().execute(insert(table_of(IdeaSupporter)), counted)
    return highest + len(rows)


def fill(
    app: Flask, options: argparse.Namespace
) -> tuple[list[Visit], Guests, dict[tuple[str, str], int]]:
    """Few ideas, counted, then so many, counted again and looked at closely; says what it finds."""
    scene = make_scene()
    refresh_figures()
    guests = {"member": scene.people["other"].id, "manager": scene.people["product_manager"].id}
    asked = visits(pages(scene))
    grow(scene, FEW, 20 * FEW)
    few = count_statements(app, asked, guests)
    began = time.perf_counter()
    grow(scene, options.ideas, options.votes)
    print(
        f"  {options.ideas} ideas, {options.votes} votes in {time.perf_counter() - began:.0f} s",
        flush=True,
    )
    return asked, guests, look_closely(app, asked, guests, few, FEW, options.ideas)


if __name__ == "__main__":
    measure_at_size(__doc__, fill, ideas=100_000, votes=2_000_000)
