"""The files of a Zendesk Help Center export: lists of rows as its API has them, in one file or several pages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from community.importing.left_out import LeftOut, Reason
from community.importing.markdown_files import is_inside
from community.importing.source_values import load_json, whole_number

Row = Mapping[str, Any]
KINDS: Final = (
    "categories",
    "sections",
    "articles",
    "translations",
    "user_segments",
    "users",
    "article_attachments",
)
FOLDERS: Final = ("attachments", "article_attachments")
_ID: Final = re.compile(r"[\w-]{1,60}")  # they become names of files and folders
_LOCALE: Final = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,4})?", re.IGNORECASE)
_PATH: Final = re.compile(r"(?:https?://[^/]+)?(/hc/[^?#]+)")


@dataclass
class ZendeskRows:
    """The rows of each kind by their ids, and what could not be read."""

    root: Path
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def all(self, kind: str) -> list[Row]:
        """The rows of a kind in the order of their positions, then ids."""
        return sorted(self.rows.get(kind, {}).values(), key=_order)

    def find(self, kind: str, key: Any) -> Row | None:
        """The row of this id."""
        return self.rows.get(kind, {}).get(str(key))


def is_zendesk_export(root: Path) -> bool:
    """Whether a folder holds such an export."""
    return any(root.glob("articles*.json")) and any(root.glob("sections*.json"))


def read_rows(root: Path) -> ZendeskRows:
    """All rows of the folder; a file that cannot be read is a line of `left_out`."""
    found = ZendeskRows(root)
    for kind in KINDS:
        rows = found.rows.setdefault(kind, {})
        # `articles.json`, `articles-2.json`, `articles/1.json`
        for path in sorted({*root.glob(f"{kind}*.json"), *root.glob(f"{kind}/*.json")}):
            if re.fullmatch(rf"{kind}[-_.]?\d*", path.stem) or path.parent.name == kind:
                for row in _rows_of(path, kind, found.left_out):
                    rows[str(row["id"])] = row
    return found


def _rows_of(path: Path, kind: str, left_out: list[LeftOut]) -> Iterator[Row]:
    try:
        values = load_json(path.read_bytes())
    except (OSError, ValueError):
        left_out.append(LeftOut(path.name, Reason.NO_JSON))
        return
    rows = values.get(kind) if isinstance(values, dict) else values
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and _ID.fullmatch(str(row.get("id", ""))):
            yield row
        else:
            left_out.append(LeftOut(path.name, Reason.NO_OBJECT))


def _order(row: Row) -> tuple[int, int, str]:
    key = str(row["id"])
    return whole_number(row.get("position")), len(key), key


def words(row: Row, key: str) -> str:
    """A text of a row, "" for anything else."""
    found = row.get(key)
    return found.strip() if isinstance(found, str) else ""


def listed(row: Row, key: str) -> list[Any]:
    """A list of a row, [] for anything else."""
    found = row.get(key)
    return found if isinstance(found, list) else []


def language(row: Row, key: str = "locale") -> str:
    """The language of `en-us`, in two letters; "" for none."""
    match = _LOCALE.fullmatch(words(row, key))
    return match[1].lower() if match else ""


def old_path(row: Row) -> str:
    """The path of the page on the old site."""
    match = _PATH.match(words(row, "html_url"))
    return match[1].rstrip("/") if match else ""


def find_attachment(root: Path, row: Row) -> Path | None:
    """The file of an attachment, as the usual exporters name it."""
    key, name = str(row["id"]), Path(words(row, "file_name")).name
    wanted = (f"{key}/{name}", f"{key}-{name}", f"{key}_{name}", f"{key}{Path(name).suffix}", name)
    for folder in FOLDERS:
        for one in wanted:
            path = root / folder / one
            if name and path.is_file() and is_inside(root, path):
                return path
    return None
