"""What a first view costs over the wire, and that it stays on our own server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request

from tests.services.live import LivePortal
from tests.services.visit import Look, Visitors
from tools.tour import Stop

pytestmark = pytest.mark.both
KILOBYTE = 1000
PATHS = ("/", "/questions", "/ideas", "/help/en", "/services/en", "/search?q=stock")


@dataclass
class Cost:
    """Bytes over the wire by kind, and who was asked."""

    bytes: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Count a finished request."""
        sizes = request.sizes()
        kind = request.resource_type
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        self.bytes[kind] = self.bytes.get(kind, 0) + size
        self.requests.append(request.url)


@pytest.mark.parametrize("path", PATHS)
def test_a_first_view_is_light(
    visitors: Visitors,
    demo_portal: LivePortal,
    path: str,
    record_property: Callable[[str, object], None],
) -> None:
    cost = Cost()
    with visitors.browser.new_context(base_url=demo_portal.address) as context:
        page = context.new_page()
        page.on("requestfinished", cost.note)
        page.goto(path, wait_until="networkidle")
    total = sum(cost.bytes.values())
    record_property("figure", f"first view of {path}: {total} bytes, {len(cost.requests)} requests")
    assert total <= 100 * KILOBYTE
    assert cost.bytes["script"] <= 30 * KILOBYTE
    assert cost.bytes["stylesheet"] <= 30 * KILOBYTE
    assert len(cost.requests) <= 8
    assert {urlsplit(url).netloc for url in cost.requests} == {urlsplit(demo_portal.address).netloc}


def test_nothing_breaks_the_content_security_policy(visitors: Visitors) -> None:
    words: list[str] = []
    context = visitors.context("member", "en", "light")
    context.on("console", lambda message: words.append(message.text))
    visitors.open(Look(Stop("home.index", "/", "member"), "en", "light", 1280)).close()
    assert [word for word in words if "Content Security Policy" in word] == []
