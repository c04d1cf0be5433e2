"""No page of the demo makes the browser complain, whoever opens it: console, script, policy, network."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.accounts.models import MemberRole
from community.core.db import db
from community.policies.actor import Role
from tests.journeys.complaints import listen
from tests.services.visit import Visitors
from tools.tour import MISSING, page_of, session_cookie, walk

STAFF = (Role.AGENT, Role.PRODUCT_MANAGER, Role.EDITOR, Role.MODERATOR, Role.ADMIN)
STARTS = ("/", "/questions", "/ideas", "/help/en")
# Where staff see something else than members do.
OF_STAFF = ("/desk", "/admin", "/questions/", "/ideas/", "/help/")
# What is planted, whether under the portal's policy, and what must be heard of it.
PLANTED = {
    "console": ("<script>console.error('oh')</script>", False, "error: oh"),
    "script": ("<script>nobody.knows()</script>", False, "script: nobody"),
    "missing file": ('<img src="/not-there.png" alt="">', False, "404: "),
    "inline style": ('<p style="color: red">red</p>', True, "Content Security Policy"),
    "inline script": ("<script>1</script>", True, "Content Security Policy"),
    "other site": ('<img src="https://elsewhere.example/a.png" alt="">', True, "elsewhere"),
}


def look(visitors: Visitors, who: str, paths: list[str]) -> dict[str, list[str]]:
    """Path → what the browser finds wrong with it."""
    page = visitors.context(who, "en", "light").new_page()
    found, faults = listen(page, []), {}
    for path in paths:
        found.clear()
        page.goto(path, wait_until="load")
        if found:
            faults[path] = list(found)
    page.close()
    return faults


def paths_of(visitors: Visitors, who: str) -> list[str]:
    """One address of each page that this person can open: the first that was met, for a walk costs most."""
    requests = visitors.context(who, "en", "light").request

    def browse(path: str) -> str | None:
        return page_of(requests.get(path), path)

    found = walk(visitors.app, browse, STARTS, fetches_a_route=1)
    return [path for path in found.values() if path != MISSING]


@pytest.mark.parametrize("who", ["visitor", pytest.param("member", marks=pytest.mark.prove)])
def test_no_page_complains_to_a_customer(visitors: Visitors, who: str) -> None:
    paths = paths_of(visitors, who)
    assert len(paths) > 15
    assert look(visitors, who, paths) == {}


# Every story of a journey listens as well, so that make test hears much of what staff open.
@pytest.mark.prove
@pytest.mark.parametrize("role", STAFF)
def test_no_page_complains_to_staff(visitors: Visitors, role: Role) -> None:
    give_cookie(visitors, role)
    paths = [path for path in paths_of(visitors, role) if path.startswith(OF_STAFF)]
    assert any(path.startswith("/desk") for path in paths)
    assert look(visitors, role, paths) == {}


def give_cookie(visitors: Visitors, role: Role) -> None:
    """Somebody of the demo who holds this role, and perhaps more."""
    holders = select(MemberRole.member_id).where(MemberRole.role == role).limit(1)
    with visitors.app.app_context():
        member_id = db.session.scalars(holders).one()
        db.session.remove()
    if role not in visitors.cookies:
        visitors.cookies[role] = session_cookie(visitors.app, member_id)


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_heard(visitors: Visitors, fault: str) -> None:
    html, has_policy, word = PLANTED[fault]
    context = visitors.browser.new_context(base_url=visitors.address)
    policy = context.request.get("/").headers["content-security-policy"]
    headers = {"Content-Security-Policy": policy} if has_policy else {}
    page, body = context.new_page(), f"<!doctype html><title>planted</title>{html}"
    page.route("**/planted", lambda route: route.fulfill(body=body, headers=headers))
    found = listen(page, [])
    page.goto("/planted", wait_until="networkidle")
    context.close()
    assert word in "\n".join(found)
