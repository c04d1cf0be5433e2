"""Pictures of every page into shots/, light and dark, 320 and 1280 px, en and fr: `python -m tools.shots [name …]`."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from community.app import create_app
from config import load
from tools.browser import MISSING, find_chromium, flags
from tools.start import BIN, ROOT
from tools.tour import Browse, Stop, find_people, page_of, session_cookie, speak, tour

SHOTS = ROOT / "shots"
LANGUAGES = ("en", "fr")
THEMES = ("light", "dark")
WIDTHS = (320, 1280)
HEIGHT = 800
TALLEST = 6000
PORT = int(os.environ.get("PORT", "8019"))
ADDRESS = f"http://127.0.0.1:{PORT}"


@contextlib.contextmanager
def demo(folder: Path) -> Iterator[Flask]:
    """A portal with the demo community, served on this machine; an app of our own on its data."""
    settings = {
        "PORTAL_MODE": "development",
        "PORTAL_DATA": str(folder),
        "PORTAL_PUBLIC_URL": ADDRESS,
    }
    os.environ.update(settings)
    environment = {**os.environ, "FLASK_APP": "wsgi:app"}
    subprocess.run([str(BIN / "flask"), "init", "--demo"], env=environment, cwd=ROOT, check=True)
    command = [str(BIN / "python"), "wsgi.py"]
    with (folder / "shots.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, "--port", str(PORT)], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
        try:
            _wait(server)
            yield create_app(load())
        finally:
            server.terminate()
            server.wait()


def _wait(server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2).close()  # noqa: S310 (ours)
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("The demo portal did not start.")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that takes the pictures."""
    path = find_chromium()
    if path is None:
        sys.exit(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        yield browser
        browser.close()


class Photographer:
    """Opens pages as a visitor, a member or an administrator, in one language."""

    def __init__(self, browser: Browser, app: Flask, language: str) -> None:
        self.browser, self.language = browser, language
        people = find_people(app)
        speak(app, people.values(), language)
        self.cookies = {who: session_cookie(app, member) for who, member in people.items()}

    def context(self, who: str, theme: str = "light") -> BrowserContext:
        """A browser of this person."""
        context = self.browser.new_context(
            base_url=ADDRESS,
            locale=self.language,
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": WIDTHS[-1], "height": HEIGHT},
        )
        cookies = [("lang", self.language), *([self.cookies[who]] if who in self.cookies else [])]
        context.add_cookies(
            [{"name": name, "value": value, "url": ADDRESS} for name, value in cookies]
        )
        return context

    def browse_as(self, who: str) -> Browse:
        """Fetches pages as this person, for the tour."""
        request = self.context(who).request

        return lambda path: page_of(request.get(path), path)

    def take(self, stops: list[Stop], theme: str) -> int:
        """Pictures of these stops in this theme, at each width; how many."""
        contexts = {who: self.context(who, theme) for who in {stop.who for stop in stops}}
        for stop in stops:
            page = contexts[stop.who].new_page()
            page.goto(stop.path, wait_until="load")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
                name = f"{stop.name}-{self.language}-{theme}-{width}.png".replace("/", "_")
                page.screenshot(path=SHOTS / name)
            page.close()
        for context in contexts.values():
            context.close()
        return len(stops) * len(WIDTHS)


def main(wanted: list[str]) -> None:
    """Take them all, or those whose name holds one of the wanted words."""
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    taken = 0
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as app, chromium() as browser:
        for language in LANGUAGES:
            photographer = Photographer(browser, app, language)
            stops = tour(app, photographer.browse_as)
            chosen = [one for one in stops if not wanted or any(w in one.name for w in wanted)]
            taken += sum(photographer.take(chosen, theme) for theme in THEMES)
            print(f"{language}: {len(chosen)} pages", flush=True)
    print(f"{taken} pictures in {SHOTS}")


if __name__ == "__main__":
    main(sys.argv[1:])
