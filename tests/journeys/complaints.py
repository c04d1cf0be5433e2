"""What a browser finds wrong with a page: its console, its scripts, its policy, its network."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request, Response

# A page that is left, or a suggestion that is no longer wanted: the browser itself gave up.
GIVEN_UP = "net::ERR_ABORTED"


def listen(page: Page, found: list[str]) -> list[str]:
    """Write down every complaint from now on, one line each."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(f"{message.type}: {message.text}")

    def lose(request: Request) -> None:
        if request.failure != GIVEN_UP:
            found.append(f"failed: {request.url}")

    def receive(response: Response) -> None:
        if response.status >= 400:
            found.append(f"{response.status}: {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("requestfailed", lose)
    page.on("response", receive)
    return found
