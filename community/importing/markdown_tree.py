"""A folder of Markdown, read into a plan: categories, sections and pages with their links resolved.

Nothing is written; the same folder gives the same plan. Targets inside a page's text are written
`article:<source>#<anchor>` and `picture:<source>` until the articles have addresses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from community.importing.left_out import LeftOut, Reason, tally
from community.importing.markdown_cleaning import Cleaned, clean, plain
from community.importing.markdown_files import (
    SourceFile,
    humanised,
    language_of,
    language_of_folder,
    read_files,
)
from community.importing.markdown_targets import Targets, old_paths
from community.importing.source_values import load_yaml

GENERIC_TITLES: Final = frozenset(
    [
        "introduction",
        "index",
        "overview",
        "readme",
        "home",
        "accueil",
        "sommaire",
        "presentation",
        "présentation",
        "contents",
        "welcome",
    ]
)
ROOT_SECTION: Final = {"en": "General", "fr": "Généralités"}
MAX_TITLE: Final = 200
LAST: Final = 1_000_000.0


@dataclass(frozen=True, slots=True)
class TreeOptions:
    """What the operator may say: the language of all pages, the category's name, the old site's address."""

    locale: str | None = None
    category: str | None = None
    site_url: str | None = None
    default_locale: str = "en"


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """A category; titles by locale."""

    key: str
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section made of a folder; titles by locale."""

    key: str
    category: str
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page in one language; pages with the same `article` are translations of each other."""

    source: str
    article: str
    section: str
    locale: str
    title: str
    summary: str
    markdown: str
    position: float
    is_section_page: bool
    old_paths: tuple[str, ...]
    anchors: tuple[tuple[str, str], ...]
    pictures: tuple[str, ...]
    modified: float


@dataclass(frozen=True, slots=True)
class TreePlan:
    """All that an import of a folder will do, and what it leaves out."""

    root: Path
    categories: tuple[CategoryPlan, ...]
    sections: tuple[SectionPlan, ...]
    pages: tuple[PagePlan, ...]
    left_out: tuple[LeftOut, ...]


def read_tree(root: Path, options: TreeOptions | None = None) -> TreePlan:
    """The plan for a folder; a page that cannot be taken is a line of `left_out`, never an error."""
    options = options or TreeOptions()
    files, left_out = read_files(root)
    drafts = [_page(root, file, options) for file in files]
    cleaned = {
        file.path.as_posix(): clean(file.body, is_mdx=file.path.suffix == ".mdx") for file in files
    }
    kept: list[PagePlan] = []
    for file, draft in zip(files, drafts, strict=True):
        done = cleaned[draft.source]
        if not done.markdown.strip():
            left_out.append(LeftOut(draft.source, Reason.NO_TEXT))
            continue
        left_out += tally(draft.source, done.found)
        kept.append(_with_text(draft, file, done))
    kept = _placed(kept, _base(kept))
    pages, links_left_out = _linked(root, kept, options)
    categories, sections = _shelves(root, pages, options)
    ordered = tuple(
        sorted(pages, key=lambda page: (page.section, page.position, page.article, page.locale))
    )
    return TreePlan(root, categories, sections, ordered, (*left_out, *links_left_out))


def _page(root: Path, file: SourceFile, options: TreeOptions) -> PagePlan:
    told, parts = language_of(file.path.parts, file.front)
    locale = options.locale or told or language_of_folder(root.name) or options.default_locale
    article = PurePosixPath(*parts).with_suffix("").as_posix()
    return PagePlan(
        source=file.path.as_posix(),
        article=article,
        section="",
        locale=locale,
        title="",
        summary=" ".join(str(file.front.get("description") or "").split()),
        markdown="",
        position=_position(file),
        is_section_page=file.is_index,
        old_paths=(),
        anchors=(),
        pictures=(),
        modified=file.modified,
    )


def _position(file: SourceFile) -> float:
    for name in ("sidebar_position", "nav_order", "order", "weight", "position"):
        value = file.front.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(max(-LAST, min(LAST, value)))
    if file.is_index:
        return -1.0
    number = re.match(r"(\d{1,4})[-_. ]", file.path.stem)
    return float(number[1]) if number else LAST


def _with_text(draft: PagePlan, file: SourceFile, done: Cleaned) -> PagePlan:
    told = file.front.get("title") or file.front.get("sidebar_label")
    title = plain(str(told)) if told else done.title
    name = file.path.parent.name if file.is_index and file.path.parent.name else file.path.stem
    title = (title or humanised(name))[:MAX_TITLE]
    return replace(
        draft,
        title=title,
        markdown=done.markdown,
        anchors=done.anchors,
        old_paths=tuple(_permalinks(file)),
    )


def _permalinks(file: SourceFile) -> Iterable[str]:
    for name in ("permalink", "slug", "url", "aliases", "redirect_from"):
        value: Any = file.front.get(name)
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, str) or not one.strip("/ "):
                continue
            folder = (
                ""
                if one.startswith("/")
                else f"/{file.path.parent.as_posix()}/".replace("/./", "/")
            )
            yield folder + one.strip()


def _base(pages: Sequence[PagePlan]) -> PurePosixPath:
    """The deepest folder that holds all pages: wrappers such as `docs` are no section."""
    folders = [PurePosixPath(page.article).parent.parts for page in pages]
    common: list[str] = []
    for level in zip(*folders, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return PurePosixPath(*common)


def _placed(pages: Iterable[PagePlan], base: PurePosixPath) -> list[PagePlan]:
    placed = []
    for page in pages:
        below = PurePosixPath(page.article).relative_to(base)
        section = below.parent.as_posix().removeprefix(".")
        paths = (*page.old_paths, *old_paths(page.source, page.article, below.as_posix()))
        placed.append(replace(page, section=section, old_paths=tuple(dict.fromkeys(paths))))
    return placed


def _linked(
    root: Path, pages: Sequence[PagePlan], options: TreeOptions
) -> tuple[list[PagePlan], list[LeftOut]]:
    targets = Targets.of(root, pages, options.site_url)
    linked, left_out = [], list(targets.doubles)
    for page in pages:
        found: Counter[tuple[Reason, str]] = Counter()
        markdown, pictures = targets.resolve(page.source, page.markdown, found)
        left_out += tally(page.source, found)
        if not markdown.strip():
            left_out.append(LeftOut(page.source, Reason.NO_TEXT))
            continue
        own = tuple(path for path in page.old_paths if targets.owner(path) == page.source)
        linked.append(replace(page, markdown=markdown, pictures=pictures, old_paths=own))
    return linked, left_out


def _shelves(
    root: Path, pages: Sequence[PagePlan], options: TreeOptions
) -> tuple[tuple[CategoryPlan, ...], tuple[SectionPlan, ...]]:
    name = (options.category or "").strip() or humanised(
        re.sub(r"[-_.][a-z]{2}$", "", root.resolve().name)
    )
    locales = sorted({page.locale for page in pages})
    with_children = {page.section.split("/")[0] for page in pages if "/" in page.section}
    sections = [
        SectionPlan(key, _category(key, with_children), _section_titles(root, key, pages, locales))
        for key in sorted(
            {page.section for page in pages}, key=lambda key: _shelf_order(key, pages)
        )
    ]
    titles = {section.key: section.titles for section in sections}
    categories = []
    for key in dict.fromkeys(section.category for section in sections):
        own = titles.get(key) or dict.fromkeys(locales, humanised(key))
        categories.append(CategoryPlan(key, own if key else dict.fromkeys(locales, name)))
    return tuple(categories), tuple(sections)


def _category(section: str, with_children: set[str]) -> str:
    first = section.split("/", maxsplit=1)[0]
    return first if first in with_children else ""


def _shelf_order(key: str, pages: Sequence[PagePlan]) -> tuple[bool, float, str]:
    number = re.match(r"(\d+)[-_. ]", key.rsplit("/", 1)[-1])
    return key != "", float(number[1]) if number else LAST, key


def _section_titles(
    root: Path, key: str, pages: Sequence[PagePlan], locales: Iterable[str]
) -> dict[str, str]:
    titles = {}
    for locale in locales:
        here = [page for page in pages if page.section == key and page.locale == locale]
        if not here:
            continue
        label = _folder_label(root / PurePosixPath(here[0].source).parent)
        index = next((page.title for page in here if page.is_section_page), "")
        named = index if index.casefold() not in GENERIC_TITLES else ""
        fallback = humanised(key.rsplit("/", 1)[-1]) if key else ROOT_SECTION.get(locale, "General")
        titles[locale] = (label or (named if key else "") or fallback)[:MAX_TITLE]
    return titles


def _folder_label(folder: Path) -> str:
    """The label that a generator's `_category_` file gives a folder, or ""."""
    for name in ("_category_.json", "_category_.yml", "_category_.yaml"):
        path = folder / name
        try:
            values = load_yaml(path.read_text("utf-8")) if path.is_file() else None
        except (OSError, ValueError):
            continue
        if isinstance(values, dict) and isinstance(values.get("label"), str):
            return str(values["label"]).strip()
    return ""
