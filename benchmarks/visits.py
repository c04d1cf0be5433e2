"""Pages, who opens them (those of questions and recognition), how many statements each takes, what these read whole."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask

from benchmarks.town import Town
from community.accounts.models import Member
from community.content.actions import follow
from community.content.models import TargetKind
from community.core.db import db, writing
from tests.makers import actor_of
from tests.services import plans
from tests.services.client import PortalClient
from tests.services.statements import counting

LARGE, TIMED = 10_000, 5
OLDER = re.compile(r'href="([^"]*[?&;]after=[^"]*)"')


# Who opens pages besides visitors, by what he is, and his number.
Guests = Mapping[str, int]
# Name, who opens it, path.
Visit = tuple[str, str, str]


def invite(town: Town) -> Guests:
    """A member of the town who follows two areas, five tags and a question, and an agent who does too."""
    member = db.session.get_one(Member, town.member_ids[7])
    agent = db.session.get_one(Member, town.agent_id)
    for one in (member, agent):
        actor = actor_of(one)
        with writing():
            for area_id in town.area_ids[:2]:
                follow(actor, TargetKind.AREA, area_id)
            for tag_id in town.tag_ids[:5]:
                follow(actor, TargetKind.TAG, tag_id)
            follow(actor, TargetKind.SUBJECT, town.first_question_id)
    return {"member": member.id, "agent": agent.id}


def pages(town: Town) -> dict[str, tuple[str, str]]:
    """Name → (who opens it, path); *everybody* is a visitor and a member."""
    key = town.first_question_id
    everybody = {
        "list": "/questions",
        "unanswered": "/questions?tab=unanswered",
        "popular": "/questions?tab=popular",
        "list of a tag": "/questions?tag=tag5",
        "list of an area": "/questions?area=area1",
        "popular in an area": "/questions?area=area1&tab=popular",
        "solved": "/questions?state=solved",
        "question": f"/questions/{key}-how-about-1",
        "profile": "/members/m7",
        "leaderboard": "/leaderboard",
        "leaderboard of all time": "/leaderboard?period=all",
        "badges": "/badges",
        "badge": "/badges/welcome",
        "tags": "/tags",
        "tag": "/tags/tag5",
        "area": "/areas/area1",
        "home": "/",
    }
    found = {name: ("everybody", path) for name, path in everybody.items()}
    found["needs me"] = ("member", "/questions?tab=needs_me")
    found["ledger"] = ("member", "/account/reputation")
    found["following"] = ("member", "/following")
    found["needs me (agent)"] = ("agent", "/questions?tab=needs_me")
    found["desk"] = ("agent", "/desk/questions")
    return found


def visits(pages: Mapping[str, tuple[str, str]]) -> list[Visit]:
    """(name, who, path) of each page for each who opens it."""
    return [
        (name, one, path)
        for name, (who, path) in pages.items()
        for one in (("visitor", "member") if who == "everybody" else (who,))
    ]


def count_statements(
    app: Flask, asked: Collection[Visit], guests: Guests
) -> dict[tuple[str, str], int]:
    """(name, who) → statements of the page, none of it kept."""
    found = {}
    with opening(app, guests) as open_page:
        for name, who, path in asked:
            open_page(who, path)  # what a process keeps between requests
            with counting(db.engine) as seen:
                open_page(who, path)
            found[name, who] = len(seen)
    return found


def weigh_pages(app: Flask, asked: Collection[Visit], guests: Guests) -> dict[tuple[str, str], int]:
    """(name, who) → thousands of steps that SQLite takes for the page."""
    found = {}
    with opening(app, guests) as open_page:
        for name, who, path in asked:
            open_page(who, path)
            with plans.weighed(db.engine) as steps:
                open_page(who, path)
            found[name, who] = len(steps)
    return found


def time_pages(
    app: Flask, asked: Collection[Visit], guests: Guests
) -> dict[tuple[str, str], float]:
    """(name, who) → milliseconds of the page, asked alone and without a server, the median of five."""
    found = {}
    with opening(app, guests) as open_page:
        for name, who, path in asked:
            taken = []
            for _ in range(TIMED):
                began = time.perf_counter()
                open_page(who, path)
                taken.append((time.perf_counter() - began) * 1000)
            found[name, who] = statistics.median(taken)
    return found


def find_read_whole(
    app: Flask, asked: Collection[Visit], guests: Guests, rows: int = LARGE
) -> dict[str, list[str]]:
    """Name → what its statements (and those of its next pages) read of large tables from one end to the other."""
    large, found = plans.list_large(rows), dict[str, list[str]]()
    with opening(app, guests) as open_page:
        for name, who, path in asked:
            with plans.captured(db.engine) as captured:
                page = open_page(who, path)
                for older in OLDER.findall(page)[:1]:
                    address = older.replace("&amp;", "&")
                    open_page(who, address if address[0] == "/" else path.split("?")[0] + address)
            faults = [(one, plans.read_whole(one, large)) for one in list(captured)]
            bad = [f"{tables}: {one.statement}" for one, tables in faults if tables]
            if bad:
                found[f"{name} ({who})"] = bad
    return found


@contextmanager
def opening(app: Flask, guests: Guests) -> Iterator[Callable[[str, str], str]]:
    """A function that opens a path as somebody and gives the page; nothing is kept from before."""
    clients = {who: PortalClient(app, app.response_class) for who in ("visitor", *guests)}
    for who, member_id in guests.items():
        clients[who].sign_in(member_id)
    cache: Any = app.wsgi_app

    def open_page(who: str, path: str) -> str:
        cache.forget()
        answer = clients[who].get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.text

    yield open_page
    db.session.rollback()
