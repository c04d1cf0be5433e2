"""Asides (`:::`, alerts, hints) of the usual generators, rewritten in the portal's own syntax."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from community.importing.left_out import Reason

KINDS: Final = {
    "note": "note", "tip": "tip", "info": "info", "warning": "warning", "danger": "danger",
    "caution": "warning", "important": "info", "success": "tip", "check": "tip", "hint": "tip",
    "details": "info", "error": "danger", "question": "info", "example": "note", "abstract": "info",
    "definition": "note", "seealso": "info", "attention": "warning", "callout": "note",
}  # fmt: skip
_LAYOUT: Final = frozenset(
    [
        "tabs",
        "code-group",
        "code-tabs",
        "center",
        "left",
        "right",
        "align-center",
        "col",
        "cols",
        "columns",
        "column",
        "row",
        "grid",
        "div",
        "card",
        "cards",
        "steps",
        "v-pre",
        "raw",
        "slot",
        "theme",
        "demo",
        "section",
    ]
)
_TITLED: Final = frozenset(["tab", "code-group-item", "tab-item", "step", "group"])
_LINE: Final = re.compile(
    r"^(?P<lead>[ \t]*(?:>[ \t]?)*)(?P<mark>:{3,})[ \t]*(?P<rest>.*?)[ \t]*(?P=mark)?$"
)
_OPENING: Final = re.compile(r"\{?\.?(?P<kind>[^\W\d_][\w-]*)\}?(?P<rest>.*)", re.DOTALL)
_ATTRIBUTES: Final = re.compile(r"\s*\{[^{}]*\}\s*$")
_ALERT: Final = re.compile(
    r"(?mi)^[ \t]*>[ \t]*\[!(\w+)\][+-]?[ \t]*(.*)\n((?:^[ \t]*>.*(?:\n|\Z))*)"
)
_HINT: Final = re.compile(r"(?s)\{%\s*(hint|note|tip|callout)\b([^%]*)%\}(.*?)\{%\s*end\1\s*%\}")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
Found = Counter[tuple[Reason, str]]


@dataclass(slots=True)
class _Open:
    line: int
    marks: int
    is_aside: bool
    height: int = 1
    lead: str = ""


@dataclass(slots=True)
class _Asides:
    found: Found
    lines: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def read(self, match: re.Match[str]) -> None:
        if match["rest"]:
            self._open(match)
        elif self.stack:
            self._close(len(match["mark"]))

    def finish(self) -> str:
        while self.stack:
            self._pop()
        return "\n".join(self.lines)

    def _open(self, match: re.Match[str]) -> None:
        opening = _OPENING.match(match["rest"])
        name = opening["kind"].lower() if opening else "note"
        title = _title(opening["rest"]) if opening else ""
        lead, marks = match["lead"], len(match["mark"])
        if name in _LAYOUT or name in _TITLED:
            self.found[Reason.COMPONENT, f"::: {name}"] += 1
            self.lines += (
                [lead, f"{lead}**{title}**", lead] if title and name in _TITLED else [lead]
            )
            self.stack.append(_Open(len(self.lines) - 1, marks, is_aside=False, lead=lead))
            return
        self.lines.append(
            f"{lead}{KINDS.get(name, 'note')} {_LINK.sub(r'', title).strip()}".rstrip()
        )
        self.stack.append(_Open(len(self.lines) - 1, marks, is_aside=True, lead=lead))
        if _LINK.search(title):
            # A title is plain words in our syntax: one that holds a link becomes the first line.
            self.lines += [f"{lead}**{title}**", lead]

    def _close(self, marks: int) -> None:
        same = [place for place, one in enumerate(self.stack) if one.marks == marks]
        keep = same[-1] if same else len(self.stack) - 1
        while len(self.stack) > keep:
            self._pop()

    def _pop(self) -> None:
        done = self.stack.pop()
        if self.stack:
            outer = self.stack[-1]
            outer.height = max(outer.height, done.height + done.is_aside)
        if done.is_aside:
            # An outer aside needs more colons than those within, or the first end would end it.
            marks = ":" * (2 + done.height)
            self.lines[done.line] = re.sub(
                r"^([ \t>]*)", rf"\1{marks}", self.lines[done.line], count=1
            )
            self.lines.append(done.lead + marks)
        self.lines.append(done.lead.rstrip() if ">" in done.lead else "")


def rewrite_asides(text: str, found: Found) -> str:
    """The text with every aside in our syntax; containers that only lay out a page are unwrapped and counted."""
    text = _HINT.sub(_from_hint, text)
    text = _ALERT.sub(_from_alert, text)
    asides = _Asides(found)
    for line in text.split("\n"):
        match = _LINE.match(line)
        if match:
            asides.read(match)
        else:
            asides.lines.append(line)
    return asides.finish()


def _title(rest: str) -> str:
    title = _ATTRIBUTES.sub("", rest.strip())
    if title.startswith("[") and title.endswith("]") and "](" not in title:
        title = title[1:-1]
    return re.sub(r"[*_]{2}|^[*_]|[*_]$", "", title.strip().strip('"')).strip()


def _from_hint(match: re.Match[str]) -> str:
    style = re.search(r"""(?:style|type)\s*[=:]\s*["']?(\w+)""", match[2])
    kind = KINDS.get((style[1] if style else match[1]).lower(), "note")
    return f"\n:::{kind}\n{match[3].strip()}\n:::\n"


def _from_alert(match: re.Match[str]) -> str:
    body = re.sub(r"(?m)^[ \t]*>[ \t]?", "", match[3]).strip("\n")
    kind = KINDS.get(match[1].lower(), "note")
    return f"\n:::{kind} {match[2]}".rstrip() + f"\n{body}\n:::\n"
