"""Every route × every kind of person: the rule is kept, nothing breaks, reads write nothing, caches are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.policies.access import permission_of
from community.policies.matrix import ACTORS, rows
from community.policies.permission import Permission
from community.policies.registry import can
from tests.makers import actor_of, make_member
from tests.proofs.scene import Scene, make_scene
from tests.security.addresses import Call, calls
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]
Note = Callable[[str, object], None]
PEOPLE = (
    "visitor",
    "member",
    "other",
    "suspended",
    "agent",
    "moderator",
    "product_manager",
    "editor",
    "admin",
)
SAMPLE = ("visitor", "other", "suspended")
UNKEPT = ("/desk", "/admin", "/account")
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER")
NEEDED = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cache-Control",
    "X-Request-Id",
)
# What belongs to `member` and `other` must not do, although both may do such things to their own.
NOT_MINE = (
    "asking.edit",
    "questions.delete",
    "answers.accept",
    "ideas.edit",
    "ideas.delete",
    "suggestions.withdraw",
    "credentials.set_visibility",
)


ENDS_SESSION = ("accounts.sign_out", "accounts_own.end_session", "accounts_own.password")


class Walk:
    """One person's walk over all routes and what was wrong on the way."""

    def __init__(self, app: Flask, client: PortalClient, counting: Counting, who: str) -> None:
        self.app, self.client, self.counting, self.who = app, client, counting, who
        self.scene: Scene = make_scene()
        self.member = self.scene.people.get(who)
        self.actor = actor_of(self.member) if self.member else ACTORS["visitor"]
        self.faults: list[str] = []

    def __call__(self) -> int:
        """Ask everything; how many calls that were."""
        asked = calls(self.app, self.scene)
        for call in asked:
            if self.member and (self.client.environ_base.get("HTTP_X_CSRF_TOKEN") is None):
                self.client.sign_in(self.member)
            with self.counting() as seen:
                answer = self.client.open(call.path, method=call.method)
            self.judge(call, answer, seen)
            if call.endpoint in ENDS_SESSION and self.member:
                self.client.sign_in(self.member)
        return len(asked)

    def judge(self, call: Call, answer: TestResponse, seen: Statements) -> None:
        """Note each rule that the answer breaks."""
        for fault in (
            *self.of_rule(call, answer),
            *of_read(call, answer, seen),
            *of_headers(call, answer),
        ):
            self.faults.append(
                f"{self.who} {call.method} {call.path} ({answer.status_code}): {fault}"
            )

    def of_rule(self, call: Call, answer: TestResponse) -> Iterable[str]:
        """The route's rule and the answer say the same."""
        status = answer.status_code
        if status >= 500:
            yield "broke"
        if call.permission is None:
            yield "has no rule"
        elif can(self.actor, call.permission):
            if self.who == "other" and call.endpoint in NOT_MINE and status not in (403, 404, 410):
                yield "belongs to somebody else"
        elif self.actor.is_visitor and not is_sign_in(answer):
            yield "a visitor was not asked to sign in"
        elif not self.actor.is_visitor and status != 403:
            yield f"{call.permission} was not refused"


def is_sign_in(answer: TestResponse) -> bool:
    """Whether the answer is the way to the sign-in page."""
    return answer.status_code == 303 and "/sign-in" in answer.headers["Location"]


def of_read(call: Call, answer: TestResponse, seen: Statements) -> Iterable[str]:
    """Reads write nothing."""
    if call.is_read:
        wrote = [one for one in seen if one.lstrip().upper().startswith(WRITES)]
        yield from (f"wrote: {one}" for one in wrote)


def of_headers(call: Call, answer: TestResponse) -> Iterable[str]:
    """Headers stand on every answer; what is shown differently to others is said to caches."""
    yield from (f"no {name}" for name in NEEDED if not answer.headers.get(name))
    cache, vary = answer.headers.get("Cache-Control", ""), answer.headers.get("Vary", "")
    if answer.mimetype == "text/html" and "Cookie" not in vary:
        yield f"Vary is {vary!r}"
    if "public" in cache and answer.mimetype == "text/html":
        yield f"a page may be kept by everybody: {cache}"
    if call.path.startswith(UNKEPT) and cache != "no-store":
        yield f"a browser may keep it after its reader signed out: {cache}"


def walk_as(who: str, app: Flask, client: PortalClient, counting: Counting) -> str:
    """The figures of a walk that found nothing."""
    walk = Walk(app, client, counting, who)
    number = walk()
    assert not walk.faults, "\n".join(walk.faults)
    return f"routes: {number} calls as {who}, 0 unexpected"


@pytest.mark.long
@pytest.mark.parametrize("who", SAMPLE)
def test_every_route_keeps_its_rule(
    app: Flask, client: PortalClient, statements: Counting, record_property: Note, who: str
) -> None:
    record_property("figure", walk_as(who, app, client, statements))


@pytest.mark.prove
@pytest.mark.parametrize("who", PEOPLE)
def test_every_route_keeps_its_rule_for_everybody(
    app: Flask, client: PortalClient, statements: Counting, record_property: Note, who: str
) -> None:
    record_property("figure", walk_as(who, app, client, statements))


@pytest.mark.both
def test_the_printed_matrix_says_what_routes_ask(app: Flask) -> None:
    printed = dict(rows())
    asked = {permission_of(view) for view in app.view_functions.values()}
    assert None not in asked
    assert asked <= set(printed)
    for answers in printed.values():
        assert len(answers) == len(ACTORS)


@pytest.mark.long
def test_public_pages_set_no_cookie(portal: Portal, app: Flask, client: PortalClient) -> None:
    scene = make_scene()
    for call in calls(app, scene):
        if call.is_read:
            answer = client.get(call.path)
            assert "Set-Cookie" not in answer.headers, call.path
    portal.forget_pages()


@pytest.mark.long
def test_no_page_of_the_desk_the_administration_and_the_account_is_kept_by_a_browser(
    app: Flask, client: PortalClient
) -> None:
    scene, kept = make_scene(), 0
    client.sign_in(scene.people["admin"])
    for call in calls(app, scene):
        if call.is_read and call.path.startswith(UNKEPT):
            assert client.get(call.path).headers["Cache-Control"] == "no-store", call.path
            kept += 1
    assert kept > len(UNKEPT)
    for path in ("/", "/questions", "/ideas", "/help/en", "/search"):
        assert client.get(path).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.both
def test_what_one_may_not_see_looks_like_what_is_not_there(
    app: Flask, client: PortalClient
) -> None:
    scene = make_scene()
    client.sign_in(scene.people["other"])
    hidden = {"/admin/members/%d/suspend": scene.people["member"].id, "/notifications/%d/open": 1}
    for path, key in hidden.items():
        there, not_there = client.post(path % key), client.post(path % 987654)
        assert there.status_code == not_there.status_code
        assert plain(there) == plain(not_there)


def plain(answer: TestResponse) -> str:
    """The page without the id of its request and the numbers of its address."""
    return re.sub(r"\d+", "", answer.text.replace(answer.headers["X-Request-Id"], ""))


@pytest.mark.both
def test_the_walk_finds_a_read_that_writes_and_a_rule_that_is_not_kept(
    app: Flask, client: PortalClient, statements: Counting, record_property: Note
) -> None:
    walk = Walk(app, client, statements, "other")
    with statements() as seen:
        make_member()
    read = Call("questions.index", "GET", "/questions", Permission.SETTINGS_CHANGE)
    walk.judge(read, client.get("/questions"), seen)
    walk.judge(replace(read, path="/desk/questions"), client.get("/questions"), seen)
    record_property("figure", f"routes, control: {len(walk.faults)} faults found in a planted one")
    assert any("wrote: INSERT" in fault for fault in walk.faults)
    assert any("was not refused" in fault for fault in walk.faults)
    assert any("after its reader signed out" in fault for fault in walk.faults)
