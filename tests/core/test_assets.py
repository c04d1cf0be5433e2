"""Joined files: complete, in order, small, named by their content, and made once by many."""

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from flask import Flask

from community.core.assets import Assets, accepted, assets, init_assets
from community.core.errors import NotFound
from community.core.stylesheets import smaller_css, smaller_js


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    for name, text in {
        "vendor/pico/pico.css": "/*! law */ a { color: red }",
        "vendor/htmx/htmx.min.js": "var htmx=1",
        "css/tokens.css": ":root { --gap: 4px; }",
        "css/base.css": "/* base */ body { margin: 0 }",
        "css/layout.css": "main { inline-size: 44rem }",
        "css/components/vote.css": ".vote { gap: var(--gap) }",
        "css/components/chip.css": ".chip { gap: 1px }",
        "css/staff/desk.css": ".desk { gap: 2px }",
        "icons/sprite.svg": "<svg/>",
        "js/vote.js": "// votes\nconst a = 1;\n",
        "js/staff/desk.js": "const desk = 2;\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def made(source: Path, tmp_path: Path) -> Assets:
    return Assets(source, tmp_path / "data" / "assets")


def text_of(made: Assets, bundle: str) -> str:
    return made.sendable(made.manifest()[bundle]).path.read_text()


def test_style_sheets_are_joined_in_the_order_of_their_layers(made: Assets) -> None:
    css = text_of(made, "app.css")
    marks = ["@layer pico,", "/*! law */", "--gap", "margin", "44rem", ".chip", ".vote"]
    places = [css.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "desk" not in css


def test_a_style_sheet_that_names_its_layer_stays_in_it(made: Assets, source: Path) -> None:
    (source / "css/base.css").write_text("/* x */ @layer own { a { b: c } }")
    assert "@layer own{a{b:c}}" in text_of(made, "app.css")
    assert "@layer base{" not in text_of(made, "app.css")


def test_staff_have_files_of_their_own(made: Assets) -> None:
    assert ".desk" in text_of(made, "staff.css")
    assert "desk = 2" in text_of(made, "staff.js")
    assert "desk" not in text_of(made, "app.js")


def test_scripts_keep_their_names_to_themselves_and_vendors_stay_whole(made: Assets) -> None:
    assert text_of(made, "app.js") == "var htmx=1\n;\n(() => {\nconst a = 1;\n})();\n"


def test_the_address_changes_with_the_content_alone(made: Assets, source: Path) -> None:
    before = made.url("app.css"), made.url("app.js")
    (source / "css/base.css").write_text("/* other words */\nbody { margin: 0 }")
    assert Assets(source, made.target).url("app.css") == before[0]
    (source / "css/base.css").write_text("body { margin: 1px }")
    again = Assets(source, made.target)
    assert again.url("app.css") != before[0]
    assert again.url("app.js") == before[1]


def test_a_page_made_before_the_change_still_finds_its_file(made: Assets, source: Path) -> None:
    old = made.manifest()["app.css"]
    (source / "css/base.css").write_text("body { margin: 1px }")
    assert Assets(source, made.target).sendable(old).path.is_file()


@pytest.mark.parametrize("watch", [True, False])
def test_in_development_a_change_is_seen_at_once_and_else_never(
    made: Assets, source: Path, watch: bool
) -> None:
    app = Flask(__name__)
    init_assets(app, source, made.target, watch=watch)
    app.get("/")(lambda: assets().url("app.css"))
    seen = app.test_client().get("/").text
    (source / "css/base.css").write_text("body { margin: 22px }")
    assert (app.test_client().get("/").text != seen) == watch


def test_the_best_encoding_that_the_browser_takes_is_sent(made: Assets) -> None:
    name = made.manifest()["app.css"]
    plain = made.sendable(name).path.read_bytes()
    best = made.sendable(name, "gzip, deflate, br;q=0.8")
    assert (best.encoding, best.content_type) == ("br", "text/css")
    assert brotli.decompress(best.path.read_bytes()) == plain
    second = made.sendable(name, "gzip, br;q=0")
    assert gzip.decompress(second.path.read_bytes()) == plain
    assert made.sendable(name, "identity").encoding is None


def test_an_encoding_of_quality_zero_is_not_taken() -> None:
    assert accepted("GZIP;q=0.5, br; q=0, *") == {"gzip", "*"}


@pytest.mark.parametrize(
    "name", ["", "..", "../manifest.json", "manifest.json", "app.css", "app.0.css", "app.css.br"]
)
def test_an_unknown_name_is_not_found(made: Assets, name: str) -> None:
    made.manifest()
    with pytest.raises(NotFound):
        made.sendable(name)


def test_icons_have_fingerprints_too(made: Assets) -> None:
    name = made.url("icons/sprite.svg").removeprefix("/assets/")
    sprite = made.sendable(name, "br")
    assert (sprite.content_type, sprite.encoding) == ("image/svg+xml", "br")
    assert brotli.decompress(sprite.path.read_bytes()) == b"<svg/>"


def test_eight_processes_that_start_together_agree(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "data"
    with ThreadPoolExecutor(8) as pool:
        urls = set(pool.map(lambda _: Assets(source, target).url("app.css"), range(8)))
    assert len(urls) == 1
    assert list(target.glob(".new-*")) == []


def test_a_second_start_writes_nothing(made: Assets, source: Path) -> None:
    made.manifest()
    for path in made.target.iterdir():
        os.utime(path, (1, 1))
    Assets(source, made.target).manifest()
    assert {path.stat().st_mtime for path in made.target.iterdir()} == {1}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"stamp": 1, "files": {}}'])
def test_a_broken_manifest_is_made_again(made: Assets, source: Path, damage: str) -> None:
    url = made.url("app.css")
    (made.target / "manifest.json").write_text(damage)
    assert Assets(source, made.target).url("app.css") == url


@pytest.mark.parametrize(
    ("css", "smaller"),
    [
        ("a { color : red ; }", "a{color :red;}"),
        ("/* x */a /* y */ b{}", "a b{}"),
        ("a/* y */ b{}", "a b{}"),
        (".a/**/.b{}", ".a/**/.b{}"),
        ("a{width:calc(1px + 2px)}", "a{width:calc(1px + 2px)}"),
        ("a > b , c{}", "a > b,c{}"),
        ("a :hover{}", "a :hover{}"),
        ('a{content:"  /* x */ ;  "}', 'a{content:"  /* x */ ;  "}'),
        ("a{b:url( x  y )}", "a{b:url( x  y )}"),
        (r'a{content:"\"  /*"}/* z */', r'a{content:"\"  /*"}'),
        ("/*! law */ a{}", "/*! law */ a{}"),
        ("@media (min-width: 3px) and (x){a{b:c}}", "@media (min-width:3px) and (x){a{b:c}}"),
        ("", ""),
        ("/* only */", ""),
    ],
)
def test_style_sheets_lose_only_what_says_nothing(css: str, smaller: str) -> None:
    assert smaller_css(css) == smaller


@pytest.mark.parametrize(
    ("script", "smaller"),
    [
        ("// a\n  b();\n\n", "b();\n"),
        ("/* a\n b */ c();\nd();", "c();\nd();\n"),
        ("/* a */ b();", "b();\n"),
        ("/*! law */\na();", "/*! law */\na();\n"),
        ("x = `\n  // kept\n`;\n  y();", "x = `\n  // kept\n`;\ny();\n"),
        ("a = 'http://x';", "a = 'http://x';\n"),
        ("", ""),
    ],
)
def test_scripts_lose_only_lines_that_say_nothing(script: str, smaller: str) -> None:
    assert smaller_js(script) == smaller


def test_each_file_says_its_charset_once(app: Flask) -> None:
    client = app.test_client()
    for name, kind in (("app.css", "text/css"), ("app.js", "text/javascript")):
        with app.test_request_context():
            url = assets().url(name)
        with client.get(url) as answer:
            assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
