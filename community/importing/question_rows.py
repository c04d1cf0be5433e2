"""Questions with their answers as JSON lines (plain or gzip), read one by one and checked."""

import gzip
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, TypeVar, cast

from community.importing.left_out import LeftOut, Reason
from community.importing.source_values import load_json, read_instant

T = TypeVar("T")
MAX_TITLE: Final = 200
MAX_BODY_BYTES: Final = 32 * 1024
MAX_LINE_BYTES: Final = 8 * 1024 * 1024
MAX_TAGS: Final = 10
MAX_COUNT: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment under a question or an answer."""

    body: str
    author: str
    created: datetime


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer with its votes and whether it was accepted."""

    id: str
    body: str
    author: str
    created: datetime
    helpful: int
    accepted: bool
    comments: tuple[CommentRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its answers in the order of their time; `number` is its line in the file."""

    number: int
    id: str
    title: str
    body: str
    author: str
    created: datetime
    locale: str
    area: str
    tags: tuple[str, ...]
    same_question: int
    views: int
    comments: tuple[CommentRow, ...]
    answers: tuple[AnswerRow, ...]


class RowError(Exception):
    """A row or a part of it that cannot be taken."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def read_questions(path: Path, left_out: list[LeftOut]) -> Iterator[QuestionRow]:
    """Each good question of a file; bad lines, answers and comments become lines of `left_out`."""
    seen: set[str] = set()
    with _open(path) as file:
        for number, line in _lines(file, path.name, left_out):
            if not line.strip():
                continue
            reader = _Reader(f"{path.name}:{number}", left_out)
            try:
                row = reader.question(number, _load(line))
                if row.id in seen:
                    raise RowError(Reason.TWICE, row.id)
            except RowError as error:
                left_out.append(LeftOut(f"{path.name}:{number}", error.reason, error.detail))
                continue
            seen.add(row.id)
            yield row


def count_lines(path: Path) -> int:
    """How many lines that are not empty a file has, for the progress bar; 0 when it cannot be unpacked."""
    try:
        with _open(path) as file:
            return sum(1 for line in file if line.strip())
    except (OSError, EOFError, zlib.error):
        return 0


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path, "rb")) if packed else path.open("rb")


def _lines(file: IO[bytes], name: str, left_out: list[LeftOut]) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; a packed file that breaks off ends the reading with a line in the report."""
    number = 0
    while True:
        try:
            line = file.readline(MAX_LINE_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            left_out.append(LeftOut(f"{name}:{number + 1}", Reason.NO_JSON, "the file breaks off"))
            return
        if not line:
            return
        number += 1
        if len(line) > MAX_LINE_BYTES:
            left_out.append(LeftOut(f"{name}:{number}", Reason.TOO_LONG))
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            continue
        yield number, line


def _load(line: bytes) -> dict[str, Any]:
    try:
        value = load_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RowError(Reason.NOT_UTF8) from error
    except ValueError as error:
        raise RowError(Reason.NO_JSON) from error
    if not isinstance(value, dict):
        raise RowError(Reason.NO_OBJECT)
    return value


@dataclass(slots=True)
class _Reader:
    """Reads one row; what is wrong with a part of it goes to the report, what is wrong with all is raised."""

    source: str
    left_out: list[LeftOut]

    def question(self, number: int, values: dict[str, Any]) -> QuestionRow:
        created = _time(values)
        answers = self._many(values, "answers", self._answer)
        return QuestionRow(
            number=number,
            id=_key(values),
            title=self._title(values),
            body=self._body(values),
            author=_author(values),
            created=created,
            locale=_locale(values),
            area=str(values.get("area") or "").strip()[:80],
            tags=self._tags(values),
            same_question=self._count(values, "same_question"),
            views=self._count(values, "views"),
            comments=self._comments(values),
            answers=self._distinct(sorted(answers, key=lambda answer: (answer.created, answer.id))),
        )

    def _answer(self, values: dict[str, Any]) -> AnswerRow:
        return AnswerRow(
            id=_key(values),
            body=self._body(values),
            author=_author(values),
            created=_time(values),
            helpful=self._count(values, "helpful"),
            accepted=values.get("accepted") is True,
            comments=self._comments(values),
        )

    def _comments(self, values: dict[str, Any]) -> tuple[CommentRow, ...]:
        """Comments have no id: two that say the same are one."""
        found = self._many(values, "comments", self._comment)
        kept = tuple(dict.fromkeys(found))
        for again in (Counter(found) - Counter(kept)).elements():
            self._note(Reason.TWICE, again.body[:40])
        return kept

    def _comment(self, values: dict[str, Any]) -> CommentRow:
        return CommentRow(self._body(values), _author(values), _time(values))

    def _many(
        self, values: dict[str, Any], name: str, read: Callable[[dict[str, Any]], T]
    ) -> tuple[T, ...]:
        items = values.get(name) or []
        if not isinstance(items, list):
            self._note(Reason.BAD_FIELD, name)
            return ()
        found = []
        for place, item in enumerate(items, 1):
            try:
                if not isinstance(item, dict):
                    raise RowError(Reason.NO_OBJECT)
                found.append(read(item))
            except RowError as error:
                self._note(error.reason, f"{name}[{place}] {error.detail}".strip())
        return tuple(found)

    def _distinct(self, answers: list[AnswerRow]) -> tuple[AnswerRow, ...]:
        kept: dict[str, AnswerRow] = {}
        for answer in answers:
            if answer.id in kept:
                self._note(Reason.TWICE, answer.id)
            else:
                kept[answer.id] = answer
        return tuple(kept.values())

    def _title(self, values: dict[str, Any]) -> str:
        title = " ".join(_words(values, "title").split())
        if len(title) <= MAX_TITLE:
            return title
        self._note(Reason.SHORTENED, "title")
        return title[: MAX_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-") + "…"

    def _body(self, values: dict[str, Any]) -> str:
        body = _words(values, "body").replace("\r\n", "\n").strip()
        if len(body.encode()) <= MAX_BODY_BYTES:
            return body
        self._note(Reason.SHORTENED, "body")
        return _shortened(body)

    def _count(self, values: dict[str, Any], name: str) -> int:
        number = values.get(name)
        if number is None:
            return 0
        if isinstance(number, bool) or not isinstance(number, int | float) or number != number:
            self._note(Reason.BAD_FIELD, name)
            return 0
        if number < 0:
            self._note(Reason.NEGATIVE, name)
        return int(min(max(number, 0), MAX_COUNT))

    def _tags(self, values: dict[str, Any]) -> tuple[str, ...]:
        tags = values.get("tags") or []
        if not isinstance(tags, list):
            self._note(Reason.BAD_FIELD, "tags")
            return ()
        words = (tag.strip().casefold()[:40] for tag in tags if isinstance(tag, str))
        return tuple(dict.fromkeys(word for word in words if word))[:MAX_TAGS]

    def _note(self, reason: Reason, detail: str) -> None:
        self.left_out.append(LeftOut(self.source, reason, detail))


def _key(values: dict[str, Any]) -> str:
    value = values.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise RowError(Reason.NO_FIELD, "id")
    return value.strip()[:200]


def _words(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise RowError(Reason.BAD_FIELD, name)
    text = value or ""
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in text):
        raise RowError(Reason.NO_FIELD, name)
    return text


def _shortened(body: str) -> str:
    """As many whole lines as fit, with an open block of code closed: mostly these are pasted logs."""
    head = body.encode()[: MAX_BODY_BYTES - 16].decode("utf-8", "ignore")
    lines = head.rsplit("\n", 1)[0] if "\n" in head[-4000:] else head
    closing = "\n```" if lines.count("\n```") % 2 else ""
    return f"{lines}{closing}\n\n…"


def _author(values: dict[str, Any]) -> str:
    value = values.get("author")
    return " ".join(value.split())[:80] if isinstance(value, str) else ""


def _locale(values: dict[str, Any]) -> str:
    value = values.get("locale")
    locale = value.split("-")[0].split("_")[0].lower() if isinstance(value, str) else ""
    return locale if locale.isalpha() and 2 <= len(locale) <= 3 else ""


def _time(values: dict[str, Any]) -> datetime:
    value = values.get("created")
    is_empty = not value.strip() if isinstance(value, str) else isinstance(value, bool)
    if is_empty or not isinstance(value, int | float | str):
        raise RowError(Reason.NO_FIELD, "created")
    try:
        return read_instant(value)
    except ValueError as error:
        raise RowError(Reason.BAD_TIME, str(value)[:40]) from error
