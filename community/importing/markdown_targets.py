"""Where the links of a tree lead: to another of its pages, to a picture, outside, or nowhere."""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Protocol, Self
from urllib.parse import unquote, urlsplit

from community.importing.left_out import LeftOut, Reason
from community.importing.markdown_files import ENDINGS, INDEX_NAMES, is_inside
from community.importing.markdown_links import quote, rewrite_links

PICTURE_ENDINGS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_PICTURE_ROOTS: Final = (
    "",
    "static",
    "public",
    "docs",
    "assets",
    "docs/public",
    "docs/static",
    ".vuepress/public",
)
_OUTSIDE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:(?<=/)|^)\d{1,4}[-_. ](?=[^\d/])")
Found = Counter[tuple[Reason, str]]


class LinkedPage(Protocol):
    """What is needed of a page to be linked to."""

    @property
    def source(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def old_paths(self) -> tuple[str, ...]: ...


def old_paths(source: str, article: str, below: str) -> Iterator[str]:
    """The addresses a page had, from its path in the tree, without its language, and below the common folder."""
    for path in (str(PurePosixPath(source).with_suffix("")), article, below):
        for one in (path, _NUMBER.sub("", path)):
            head, _, name = one.rpartition("/")
            yield f"/{head}" if name.lower() in INDEX_NAMES else f"/{one}"


def path_key(path: str) -> str:
    """What two spellings of one old address share: no ending, no last slash, composed accents, no case."""
    path = unicodedata.normalize("NFC", unquote(path)).split("?")[0].strip()
    path = re.sub(r"\.(?:mdx?|markdown|html?)$", "", path.rstrip("/"), flags=re.IGNORECASE)
    head, _, name = path.rpartition("/")
    path = head if name.lower() in INDEX_NAMES else path
    return "/" + path.strip("/").casefold()


@dataclass(slots=True)
class Targets:
    """Every page by its file and by its old addresses."""

    root: Path
    site_url: str
    sources: set[str]
    by_path: dict[str, str] = field(default_factory=dict)
    permalink: dict[str, str] = field(default_factory=dict)
    doubles: list[LeftOut] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path, pages: Sequence[LinkedPage], site_url: str | None) -> Self:
        """The targets of all pages; the first page keeps an address that two claim."""
        targets = cls(root, (site_url or "").rstrip("/"), {page.source for page in pages})
        locales = {page.source: page.locale for page in pages}
        for page in pages:
            for path in page.old_paths:
                key = path_key(path)
                owner = targets.by_path.setdefault(key, page.source)
                if owner != page.source and locales[owner] == page.locale and key != "/":
                    targets.doubles.append(LeftOut(page.source, Reason.OLD_PATH, path))
            targets.permalink[page.source] = (
                page.old_paths[0] if page.old_paths else f"/{page.source}"
            )
        return targets

    def owner(self, path: str) -> str | None:
        """The page that an old address leads to."""
        return self.by_path.get(path_key(path))

    def resolve(self, source: str, markdown: str, found: Found) -> tuple[str, tuple[str, ...]]:
        """The text with `article:` and `picture:` targets, and the pictures it needs; the rest is counted."""
        pictures: dict[str, None] = {}

        def picture(target: str) -> str | None:
            settled = self._picture(source, target, found)
            if settled and settled.startswith("picture:"):
                pictures[unquote(settled.removeprefix("picture:"))] = None
            return settled

        text = rewrite_links(
            markdown, link=lambda target: self._link(source, target, found), picture=picture
        )
        return text, tuple(pictures)

    def _link(self, source: str, target: str, found: Found) -> str | None:
        if self.site_url and (target + "/").startswith(f"{self.site_url}/"):
            target = target[len(self.site_url) :] or "/"
        if target.startswith("picture:"):
            return target
        if _OUTSIDE.match(target):
            return target
        path, _, anchor = target.partition("#")
        page = source if not path else self._page(source, path.split("?")[0])
        if page is None:
            found[Reason.LINK, target] += 1
            return None
        return f"article:{quote(page)}" + (f"#{anchor}" if anchor else "")

    def _page(self, source: str, path: str) -> str | None:
        path = unicodedata.normalize("NFC", unquote(path))
        for candidate in self._candidates(source, path):
            if candidate in self.sources:
                return candidate
            owner = self.by_path.get(path_key(candidate))
            if owner is not None and path_key(candidate) != "/":
                return owner
        return self.by_path.get("/") if path == "/" else None

    def _candidates(self, source: str, path: str) -> Iterable[str]:
        if path.startswith("/"):
            return (path.lstrip("/"),)
        folder = posixpath.dirname(source)
        beside = posixpath.normpath(posixpath.join(folder, path))
        permalink = posixpath.join(posixpath.dirname(self.permalink[source]), path)
        under = posixpath.join(self.permalink[source], path)
        return (
            beside,
            posixpath.normpath(permalink).lstrip("/"),
            posixpath.normpath(under).lstrip("/"),
            path,
        )

    def _picture(self, source: str, target: str, found: Found) -> str | None:
        if re.match(r"https?://|//", target, re.IGNORECASE):
            return target
        path = (
            unicodedata.normalize("NFC", unquote(urlsplit(target).path)) if _is_path(target) else ""
        )
        relative = self._existing(source, path) if path else None
        if relative is None:
            found[Reason.PICTURE, target[:120]] += 1
            return None
        if PurePosixPath(relative).suffix.lower() not in PICTURE_ENDINGS:
            found[Reason.PICTURE_FORMAT, relative] += 1
            return None
        return f"picture:{quote(relative)}"

    def _existing(self, source: str, path: str) -> str | None:
        folder = posixpath.dirname(source)
        places = [posixpath.join(folder, path)] if not path.startswith("/") else []
        places += [posixpath.join(place, path.lstrip("/")) for place in _PICTURE_ROOTS]
        for place in map(posixpath.normpath, places):
            file = self.root / place
            if not place.startswith("..") and file.is_file() and is_inside(self.root, file):
                return place
        return None


def _is_path(target: str) -> bool:
    try:
        return (
            not urlsplit(target).scheme
            and PurePosixPath(urlsplit(target).path).suffix not in ENDINGS
        )
    except ValueError:
        return False
