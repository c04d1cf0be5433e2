"""A folder that `flask export help` wrote, read again; what cannot be taken is a line of the report."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from community.articles.audiences import MEMBERS, POWER_USERS, PUBLIC, STAFF
from community.core.i18n import DEFAULT, LOCALES
from community.importing.help_tree import (
    ARTICLES,
    CATEGORY_FILE,
    HEAD,
    PEOPLE,
    PICTURES,
    REDIRECTS,
    SECTION_FILE,
    Front,
    load_page,
    loaded,
    name_of,
    without_place,
)
from community.importing.left_out import LeftOut, Reason
from community.importing.markdown_files import humanised, is_inside
from community.importing.source_values import CLOCKS_DIFFER, read_instant, storable, whole_number

_GRANT: Final = re.compile(
    rf"{PUBLIC}|{MEMBERS}|{POWER_USERS}|{STAFF}|(?:plan|segment):[\w.-]{{1,60}}"
)


@dataclass(frozen=True)
class ShelfFile:
    """A category (`category` is empty) or a section, by its folder."""

    key: str
    category: str
    values: Front


@dataclass(frozen=True)
class TextFile:
    """The text of an article in one language; texts with the same `article` are translations of each other."""

    path: str
    article: str
    section: str
    locale: str
    is_draft: bool
    front: Front
    body: str

    @property
    def folder(self) -> str:
        """The folder that its links start from."""
        return self.path.rpartition("/")[0]

    @property
    def slug(self) -> str:
        """What it is called in addresses."""
        return words(self.front, "slug") or self.article.rpartition("/")[2]

    @property
    def position(self) -> int:
        """Its place in its section."""
        return whole_number(self.front.get("position"))

    @property
    def said(self) -> tuple[Front, str]:
        """All that it says, its place among others apart."""
        return without_place(self.front), self.body


@dataclass
class PortalTree:
    """All that lies in the folder."""

    root: Path
    areas: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    categories: list[ShelfFile] = field(default_factory=list)
    sections: list[ShelfFile] = field(default_factory=list)
    texts: list[TextFile] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    """Pictures by the names that links have for them."""
    redirects: list[Front] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def is_portal_tree(root: Path) -> bool:
    """Whether a folder is one that the portal wrote."""
    head = _values(root / HEAD)
    return isinstance(head, dict) and "format" in head


def read_portal_tree(root: Path) -> PortalTree:
    """What lies in the folder, shelves and texts in the order of their places."""
    tree = PortalTree(root)
    head = _values(root / HEAD) or {}
    tree.areas = [(words(one, "key"), translated(one, "name")) for one in _dicts(head.get("areas"))]
    tree.people = {
        words(one, "handle"): words(one, "name") for one in _dicts(_values(root / PEOPLE))
    }
    tree.redirects = _dicts(_values(root / REDIRECTS))
    tree.texts = sorted(_texts(tree), key=lambda one: (one.section, one.position, one.path))
    keys = {one.section for one in tree.texts} | set(_folders_with(root, SECTION_FILE))
    tree.sections = sorted((_section(root, key) for key in keys), key=_place)
    categories = {one.category for one in tree.sections} | set(_folders_with(root, CATEGORY_FILE))
    tree.categories = sorted((_category(root, key) for key in categories), key=_place)
    if (root / PICTURES).is_dir():
        tree.files = {
            f"{PICTURES}/{storable(one.name)}": one
            for one in sorted((root / PICTURES).iterdir())
            if one.is_file() and is_inside(root, one)
        }
    return tree


def _folders_with(root: Path, name: str) -> Iterator[str]:
    depth = "*" if name == CATEGORY_FILE else "*/*"
    for path in root.glob(f"{ARTICLES}/{depth}/{name}"):
        yield path.parent.relative_to(root / ARTICLES).as_posix()


def _category(root: Path, key: str) -> ShelfFile:
    return ShelfFile(key, "", _shelf(root / ARTICLES / key / CATEGORY_FILE))


def _section(root: Path, key: str) -> ShelfFile:
    return ShelfFile(key, key.partition("/")[0], _shelf(root / ARTICLES / key / SECTION_FILE))


def _shelf(path: Path) -> Front:
    values = _values(path)
    values = values if isinstance(values, dict) else {}
    if any(text.strip() for text in translated(values, "name").values()):
        return values
    return {**values, "name": {DEFAULT: humanised(path.parent.name)}}


def _place(shelf: ShelfFile) -> tuple[int, str]:
    return whole_number(shelf.values.get("position"), 10_000), shelf.key


def _texts(tree: PortalTree) -> Iterator[TextFile]:
    for path in sorted((tree.root / ARTICLES).glob("*/*/*.md")):
        found = storable(path.relative_to(tree.root).as_posix())
        name, text = name_of(found), _text(path) if is_inside(tree.root, path) else None
        page = load_page(text) if text is not None else None
        if name is None or page is None:
            tree.left_out.append(LeftOut(found, Reason.NO_TREE_PAGE))
        elif name[1] not in LOCALES:
            tree.left_out.append(LeftOut(found, Reason.LANGUAGE, name[1]))
        else:
            section = name[0].removeprefix(f"{ARTICLES}/").rpartition("/")[0]
            yield TextFile(found, name[0], section, name[1], name[2], *page)


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (UnicodeDecodeError, OSError):
        return None


def _values(path: Path) -> Any:
    text = _text(path) if path.is_file() else None
    return loaded(text) if text is not None else None


def _dicts(values: Any) -> list[Front]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def words(values: Mapping[str, Any], key: str) -> str:
    """A text of front matter, "" for anything else."""
    found = values.get(key)
    return found if isinstance(found, str) else ""


def translated(values: Mapping[str, Any], key: str) -> dict[str, str]:
    """Words by language."""
    found = values.get(key)
    pairs = found.items() if isinstance(found, dict) else ()
    return {locale: text for locale, text in pairs if locale in LOCALES and isinstance(text, str)}


def listed(values: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts."""
    found = values.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def instant_of(
    values: Mapping[str, Any], key: str, *, ahead: timedelta = CLOCKS_DIFFER
) -> datetime | None:
    """An instant, None for none and for one that cannot be read or, with `ahead` after now, cannot be true."""
    found = values.get(key)
    try:
        return read_instant(found if isinstance(found, datetime) else str(found), ahead=ahead)
    except ValueError:
        return None


def grants_of(values: Mapping[str, Any]) -> tuple[list[str] | None, list[str]]:
    """Who sees it (None: as what it stands in), and what of it nobody knows: then only staff see it."""
    if values.get("audience") is None:
        return None, []
    given = listed(values, "audience")
    unknown = [one for one in given if not _GRANT.fullmatch(one)]
    return ([STAFF], unknown or [str(values["audience"])]) if unknown or not given else (given, [])
