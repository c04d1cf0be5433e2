"""Keeps code out of the way while the text around it is changed: placeholders in, code back."""

import html
import re
from dataclasses import dataclass, field
from typing import Final

_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE: Final = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_LINE_PLACE: Final = re.compile(f"(?m)^(.*?){_OPEN}(\\d+){_CLOSE}")
_FENCE: Final = re.compile(
    r"(?ms)^(?P<lead>[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+|>[ \t]?)*)(?P<mark>`{3,}|~{3,})(?P<info>[^\n`]*)\n"
    r"(?P<code>.*?)(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)"
)
_INLINE: Final = re.compile(
    r"(?<![`\\])(`+)(?!`)((?:[^`\n]|\n(?!\s*\n)|(?!(?<!`)\1(?!`))`)+?)(?<!`)\1(?!`)"
)
_INDENTED: Final = re.compile(r"(?m)(?<=\n\n)(?:(?: {4}|\t)[^\n]*\n|[ \t]*\n(?= {4}|\t))+")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d+[.)])(?:\s|$)|\s*<|\s*:::|\[\^")
_MAGIC: Final = re.compile(
    r"(?m)^[ \t]*(?://|#|/\*|<!--|\{/\*)[ \t]*highlight-(?:next-line|start|end)[ \t]*(?:\*/\}?|-->)?[ \t]*\n?"
)


@dataclass(slots=True)
class CodeGuard:
    """The code of one page, by placeholder."""

    pieces: list[str] = field(default_factory=list)

    def hide(self, text: str) -> str:
        """The text with every fenced, indented and inline code behind a placeholder."""
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
        text = _FENCE.sub(self._hide_fence, text)
        text = _INDENTED.sub(self._hide_indented, text)
        return _INLINE.sub(lambda match: self.keep(match[0]), text)

    def keep(self, code: str) -> str:
        """A placeholder for code that is already written as Markdown."""
        self.pieces.append(code)
        return f"{_OPEN}{len(self.pieces) - 1}{_CLOSE}"

    def keep_inline(self, code: str) -> str:
        """A placeholder for words to show as code."""
        ticks = "``" if "`" in code else "`"
        pad = " " if "`" in code else ""
        return (
            self.keep(f"{ticks}{pad}{' '.join(code.split())}{pad}{ticks}") if code.strip() else ""
        )

    def keep_block(self, code: str, language: str = "") -> str:
        """A placeholder for a block of code, fenced."""
        mark = "````" if "```" in code else "```"
        return self.keep(f"{mark}{language}\n{code.strip(chr(10))}\n{mark}")

    def show(self, text: str) -> str:
        """The text with all code back in its places, blocks indented as their placeholder is."""
        while _PLACE.search(text):
            text = _LINE_PLACE.sub(self._show_line, text)
        return text

    def plain(self, text: str) -> str:
        """The text with code as bare words, without the marks around it."""
        return _PLACE.sub(lambda match: self.code_of(match[0]), text)

    def code_of(self, placeholder: str) -> str:
        """The bare code behind a placeholder, without ticks or fence."""
        match = _PLACE.fullmatch(placeholder.strip())
        if match is None:
            return placeholder
        piece = self.pieces[int(match[1])]
        if piece.startswith(("```", "~~~")) and "\n" in piece:
            return piece.split("\n", 1)[1].rsplit("\n", 1)[0]
        return piece.strip("`").strip()

    def _hide_fence(self, match: re.Match[str]) -> str:
        lead, mark = match["lead"], match["mark"]
        column = len(lead.expandtabs(4))
        lines = [_strip_lead(line, lead, column) for line in match["code"].split("\n")]
        code = _MAGIC.sub("", "\n".join(lines)).rstrip("\n")
        language = re.split(r"[\s{:]", match["info"].strip(), maxsplit=1)[0]
        return lead + self.keep(f"{mark}{language}\n{code}\n{mark}")

    def _hide_indented(self, match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip().rsplit("\n", 1)[-1]
        inside = [line for line in match.string[: match.start()].split("\n")[-12:] if line.strip()]
        if any(_ITEM.match(line) for line in [*inside, before, match[0].lstrip()]):
            return match[0]
        lines = [
            line[4:] if line.startswith("    ") else line.lstrip("\t")
            for line in match[0].split("\n")
        ]
        return self.keep_block("\n".join(lines)) + "\n\n"

    def _show_line(self, match: re.Match[str]) -> str:
        piece = self.pieces[int(match[2])]
        if "\n" not in piece or not piece.startswith(("```", "~~~")):
            return match[1] + piece
        lead = re.match(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+|>[ \t]?)*", match[1])
        indent = re.sub(r"[^>\s]", " ", lead[0]) if lead else ""
        return match[1] + piece.replace("\n", "\n" + indent)


def _strip_lead(line: str, lead: str, column: int) -> str:
    if ">" in lead:
        return re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line)
    expanded = line.expandtabs(4) if line[:1] == "\t" else line
    width = min(column, len(expanded) - len(expanded.lstrip(" ")))
    return expanded[width:]


def unescape(text: str) -> str:
    """HTML entities as the characters they stand for."""
    return html.unescape(text)
