"""The files of a tree of Markdown: what is a page, its front matter, its language and its place."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from community.importing.left_out import LeftOut, Reason
from community.importing.source_values import load_yaml, storable

ENDINGS: Final = frozenset({".md", ".mdx", ".markdown"})
INDEX_NAMES: Final = frozenset({"readme", "index", "_index"})
MAX_FILE_BYTES: Final = 2 * 1024 * 1024
LANGUAGES: Final = frozenset(
    [
        "en",
        "fr",
        "de",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "cs",
        "sv",
        "da",
        "fi",
        "nb",
        "hu",
        "ro",
        "tr",
        "ru",
        "uk",
        "ja",
        "zh",
        "ko",
        "ar",
        "el",
        "bg",
        "hr",
        "sk",
        "sl",
        "sr",
        "lt",
        "lv",
        "et",
        "ca",
    ]
)
_SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__", "_partials", "_includes"})
_PICTURE_FOLDERS: Final = frozenset(
    {"pictures", "images", "image", "img", "imgs", "assets", "media", "static"}
)
_NO_PAGES: Final = frozenset(
    [
        "license",
        "licence",
        "copying",
        "changelog",
        "contributing",
        "code_of_conduct",
        "security",
        "authors_guide",
        "pull_request_template",
        "issue_template",
        "summary",
        "_sidebar",
        "_navbar",
        "_coverpage",
    ]
)
_FRONT: Final = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:^---|^\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML: Final = re.compile(
    r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One page as it lies in the tree: path below the root, front matter, text below it."""

    path: PurePosixPath
    front: dict[str, Any] = field(compare=False)
    body: str
    modified: float = 0.0

    @property
    def is_index(self) -> bool:
        """Whether the file speaks for its folder (README, index)."""
        return self.path.stem.lower() in INDEX_NAMES


def read_files(root: Path) -> tuple[list[SourceFile], list[LeftOut]]:
    """All pages below a folder in the order of their paths, and the files that are none, with why."""
    files: list[SourceFile] = []
    left_out: list[LeftOut] = []
    for path in _markdown_paths(root):
        relative = path.relative_to(root)
        source = storable(unicodedata.normalize("NFC", relative.as_posix()))
        reason = _no_page(root, path, relative)
        text = None if reason else _text(path)
        if text is None:
            left_out.append(LeftOut(source, reason or Reason.NOT_UTF8))
            continue
        front, body, readable = split_front_matter(text)
        if not readable:
            left_out.append(LeftOut(source, Reason.BAD_FRONT_MATTER))
        if front.get("draft") is True or front.get("published") is False:
            left_out.append(LeftOut(source, Reason.DRAFT))
            continue
        files.append(SourceFile(PurePosixPath(source), front, body, path.stat().st_mtime))
    return files, left_out


def _markdown_paths(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts[:-1]
        hidden = any(part.startswith(".") or part in _SKIPPED_FOLDERS for part in parts)
        if path.suffix.lower() in ENDINGS and not hidden and not path.name.startswith("."):
            yield path


def _no_page(root: Path, path: Path, relative: Path) -> Reason | None:
    if not is_inside(root, path):
        return Reason.OUTSIDE
    if not path.is_file():
        return Reason.NO_PAGE
    if path.stat().st_size > MAX_FILE_BYTES:
        return Reason.TOO_LONG
    in_pictures = len(relative.parts) > 1 and relative.parts[-2].lower() in _PICTURE_FOLDERS
    stem = path.stem.lower()
    if stem in _NO_PAGES or (in_pictures and stem in INDEX_NAMES):
        return Reason.NO_PAGE
    return None


def is_inside(root: Path, path: Path) -> bool:
    """Whether a path stays below the root when its links are followed."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (UnicodeDecodeError, OSError):
        return None


def split_front_matter(text: str) -> tuple[dict[str, Any], str, bool]:
    """Front matter (YAML or TOML, {} when there is none), the rest, and whether it could be read."""
    match, load = _FRONT.match(text), _load_yaml
    if match is None:
        match, load = _TOML.match(text), _load_toml
    if match is None:
        return {}, text, True
    values = load(match[1])
    return values or {}, text[match.end() :], values is not None


def _load_yaml(source: str) -> dict[str, Any] | None:
    try:
        values = load_yaml(source.replace("\t", "  "))
    except ValueError:
        return None
    if values is None:
        return {}
    return {str(key): value for key, value in values.items()} if isinstance(values, dict) else None


def _load_toml(source: str) -> dict[str, Any] | None:
    try:
        values: dict[str, Any] = storable(tomllib.loads(source))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return values


def language_of(parts: tuple[str, ...], front: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The language that front matter or folder names tell ("" when none), and the parts without its folder."""
    told = str(front.get("lang") or front.get("locale") or front.get("language") or "")
    for place, part in enumerate(parts[:-1]):
        if part in {"i18n", "docs", "content", "src", "locales", "translations"}:
            continue
        language = _language(part)
        if language:
            rest = parts[place + 1 :]
            while len(rest) > 1 and rest[0] in {"docusaurus-plugin-content-docs", "current"}:
                rest = rest[1:]
            before = tuple(
                one for one in parts[:place] if one not in {"i18n", "locales", "translations"}
            )
            return _language(told) or language, before + rest
        break
    return _language(told), parts


def _language(name: str) -> str:
    match = re.fullmatch(r"([a-z]{2})(?:[-_][A-Za-z]{2,4})?", name)
    return match[1] if match and match[1] in LANGUAGES else ""


def language_of_folder(name: str) -> str:
    """The language at the end of a folder's name (`help-fr`), or ""."""
    return _language(re.split(r"[-_.]", name)[-1]) or _language(name)


def humanised(name: str) -> str:
    """A file or folder name as a title: `03-getting_started` → `Getting started`."""
    words = re.sub(r"^\d+[-_. ]+(?=\D)", "", name).replace("_", " ").replace("-", " ").split()
    text = " ".join(words) or name.strip() or "?"
    return text[:1].upper() + text[1:]
