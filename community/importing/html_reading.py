"""A page of HTML as Markdown: its text to the letter, its structure in our marks, what cannot be kept counted."""

import html
import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from community.importing.code_guard import CodeGuard
from community.importing.element_names import BLOCKS, PHRASING, VOID
from community.importing.left_out import Reason
from community.importing.markdown_tags import Element
from community.importing.markdown_writer import MarkdownWriter

# What a tag of these names closes when it is still open.
CLOSES: Final = {
    "li": {"li", "p"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "p": {"p"},
    "option": {"option"},
}
# Where those searches end.
HOLDS: Final = frozenset(
    {"ul", "ol", "table", "dl", "blockquote", "td", "th", "li", "div", "section"}
)
KEEPS_SPACE: Final = frozenset({"pre", "textarea"})
CODE: Final = frozenset({"code", "pre", "kbd", "samp", "tt"})
# How the writer knows what stands aside.
ASIDE: Final = "Admonition"
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(note|tip|info|warning|caution|danger|important)(?:$|[\s_-])"
)
_KINDS: Final = {"important": "warning", "caution": "warning", "info": "note"}
_MARKS: Final = re.compile(r"([\\`*\[\]<~])|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START: Final = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|:{3}|={3,}|-{3,})")
_NUMBER: Final = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)")
_BRACES: Final = re.compile(r"\{\{[^{}]*\}\}|\{\{|\}\}")


@dataclass(frozen=True)
class HtmlPage:
    """Markdown, the anchors that its headings had as (name, text), and what had to go."""

    markdown: str
    anchors: tuple[tuple[str, str], ...]
    found: Counter[tuple[Reason, str]]


def markdown_of(source: str) -> HtmlPage:
    """Read a page of HTML as browsers do, unclosed tags and all; never raises."""
    builder = _Builder()
    builder.feed(source)
    builder.close()
    found: Counter[tuple[Reason, str]] = Counter()
    guard = CodeGuard()
    text = MarkdownWriter(guard, found).contents(builder.root)
    found.pop((Reason.COMPONENT, ASIDE), None)
    return HtmlPage(_tidy(guard.show(_lines(text))), tuple(builder.anchors), found)


class _Builder(HTMLParser):
    """Builds the tree that MarkdownWriter writes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.stack = [self.root]
        self.anchors: list[tuple[str, str]] = []
        self.names: list[str] = []
        """Anchors that wait for the next heading."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._close_for(tag)
        element = Element(_name_of(tag), _attributes_of(tag, given))
        if tag == "iframe":
            self._keep_frame(given.get("src", ""))
            return
        if name := given.get("id") or (given.get("name") if tag == "a" else None):
            self.names.append(name)
        if aside := _aside(tag, given.get("class", "")):
            element = Element(ASIDE, {"type": aside})
        self.stack[-1].children.append(element)
        if tag not in VOID:
            element.attributes["\0tag"] = tag
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.stack) - 1, 0, -1):
            if self.stack[place].attributes.get("\0tag") == tag:
                if tag in HEADINGS:
                    self._note_anchors(self.stack[place])
                del self.stack[place:]
                return

    def handle_data(self, data: str) -> None:
        parents = {one.attributes.get("\0tag", "") for one in self.stack}
        if parents & KEEPS_SPACE:
            text = html.escape(data, quote=False)
        elif parents & CODE:
            text = html.escape(_one_space(data), quote=False)
        else:
            text = self._words(data)
        if text:
            self.stack[-1].children.append(text)

    def _words(self, data: str) -> str:
        text = _one_space(data)
        if not text.strip():
            return " " if self._is_in_line() else ""
        if not self._is_in_line():
            text = text.lstrip() if not self.stack[-1].children else text
        return _escaped(text)

    def _is_in_line(self) -> bool:
        """Whether a blank here stands between words."""
        before = self.stack[-1].children[-1] if self.stack[-1].children else None
        if before is None:
            return self.stack[-1].attributes.get("\0tag", "") in PHRASING
        return isinstance(before, str) or before.name in PHRASING

    def _close_for(self, tag: str) -> None:
        wanted = CLOSES.get(tag, {"p"} if tag in BLOCKS else set())
        for place in range(len(self.stack) - 1, 0, -1):
            name = self.stack[place].attributes.get("\0tag", "")
            if name in wanted:
                del self.stack[place:]
                return
            if name in HOLDS:
                return

    def _keep_frame(self, source: str) -> None:
        """A film in a frame becomes a link to it."""
        if source:
            address = f"https:{source}" if source.startswith("//") else source
            link = Element("a", {"href": address}, [_escaped(address)])
            self.stack[-1].children.append(Element("p", {}, [link]))

    def _note_anchors(self, heading: Element) -> None:
        words = " ".join(_plain(heading).split())
        self.anchors += [(name, words) for name in self.names]
        self.names = []


def _name_of(tag: str) -> str:
    return {"tt": "code", "samp": "code", "strike": "del", "font": "span"}.get(tag, tag)


def _attributes_of(tag: str, given: dict[str, str]) -> dict[str, str]:
    wanted = {"a": ("href",), "img": ("src", "alt"), "code": ("class",), "pre": ("class",)}
    found = {name: given[name] for name in wanted.get(tag, ()) if name in given}
    if tag == "img" and not found.get("alt"):
        found["alt"] = given.get("title", "")
    return found


def _aside(tag: str, classes: str) -> str | None:
    match = _ASIDE.search(classes.lower()) if tag in {"div", "p", "aside", "section"} else None
    return _KINDS.get(match[1], match[1]) if match else None


def _plain(element: Element) -> str:
    parts = (one if isinstance(one, str) else _plain(one) for one in element.children)
    return re.sub(r"\\(?=\W)", "", "".join(parts))


def _one_space(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text.replace("\u200b", ""))


def _escaped(text: str) -> str:
    """Words that mean nothing to Markdown; braces of other systems become code."""
    out, place = "", 0
    for match in _BRACES.finditer(text):
        out += _plain_words(text[place : match.start()]) + f"`{match[0]}`"
        place = match.end()
    return out + _plain_words(text[place:], is_first=not out)


def _plain_words(text: str, *, is_first: bool = True) -> str:
    escaped = _MARKS.sub(lambda match: f"\\{match[0]}", text)
    if not is_first:
        return escaped
    return _NUMBER.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", escaped))


def _lines(text: str) -> str:
    """Without blanks that only the nesting of tags left at the beginning of lines of running text."""
    return re.sub(r"(?m)^ (?=\S)", "", text)


def _tidy(text: str) -> str:
    kept = [
        line if line.endswith("  ") and line.strip() else line.rstrip() for line in text.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"
