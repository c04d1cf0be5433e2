"""The demo's content, read from the files under content/."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "content"
LOCALES: Final = ("en", "fr")
_PAGE: Final = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^()\s:]+\.md)\)")


@dataclass(frozen=True)
class Page:
    """A help article in one language; `key` is its path without the language, `areas` are keys."""

    key: str
    locale: str
    section: str
    position: int
    title: str
    summary: str
    areas: tuple[str, ...]
    owner: str
    verified_days_ago: int
    body: str

    def body_with(self, addresses: dict[tuple[str, str], str]) -> str:
        """The text with links to other pages as their addresses; KeyError for a page that is not there."""

        def settle(match: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(self.section, match[1])).removesuffix(".md")
            return f"]({addresses[target, self.locale]})"

        return _LINK.sub(settle, self.body)


@cache
def read_yaml(name: str) -> Any:
    """What a file of the demo says."""
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


def read_threads(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name of the file, thread) of all questions or ideas."""
    for path in sorted((FOLDER / kind).glob("*.yaml")):
        if path.stem != "boards":
            for thread in read_yaml(f"{kind}/{path.name}"):
                yield path.stem, thread


def read_pages() -> list[Page]:
    """All help articles in both languages, in their order."""
    pages = []
    for locale in LOCALES:
        root = FOLDER / "help" / locale
        pages += [_page(path, root, locale) for path in sorted(root.rglob("*.md"))]
    return pages


def _page(path: Path, root: Path, locale: str) -> Page:
    match = _PAGE.fullmatch(path.read_text("utf-8"))
    if match is None:
        raise ValueError(f"{path} has no front matter")
    front = yaml.safe_load(re.sub(r"(?m)^(title|summary): (.*)$", _quoted, match[1]))
    key = path.relative_to(root).with_suffix("").as_posix()
    return Page(
        key=key,
        locale=locale,
        section=key.split("/")[0],
        position=int(path.name.split("-")[0]),
        title=front["title"],
        summary=front["summary"],
        areas=tuple(front["areas"]),
        owner=front["owner"],
        verified_days_ago=int(front["verified"]),
        body=match[2],
    )


def _quoted(match: re.Match[str]) -> str:
    """A line of words may hold a colon, which would be YAML."""
    words = match[2].replace("\\", "\\\\").replace('"', '\\"')
    return f'{match[1]}: "{words}"'
