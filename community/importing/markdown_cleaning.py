"""One page as another system wrote it, turned into the portal's own Markdown."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from community.importing.code_guard import CodeGuard
from community.importing.left_out import Reason
from community.importing.markdown_asides import rewrite_asides
from community.importing.markdown_tags import parse_tags
from community.importing.markdown_writer import MarkdownWriter

_COMMENT: Final = re.compile(r"(?s)<!--.*?-->|\{/\*.*?\*/\}")
_IMPORT: Final = re.compile(
    r"""(?m)^import\s+(?:[^;'"]*?\sfrom\s+)?["'][^"'\n]+["'];?[ \t]*$\n?|^import\s+\w[\w.]*\s+from\s+\S+;[ \t]*$\n?"""
)
_EXPORT: Final = re.compile(
    r"(?m)^export\s+(?:const|let|default|function|async)\b(?:.*\n)*?(?=\s*\n|\Z)"
)
_SNIPPET: Final = re.compile(
    r"(?m)^[ \t]*(?:<<<[ \t]*@.*|@\[code[^\n]*|\[\[toc\]\]|\[toc\]|\$\{toc\}|\{:?toc\}|</?>)[ \t]*$",
    re.IGNORECASE,
)
_LIQUID: Final = re.compile(r"\{%-?\s*/?(\w+)[^%]*-?%\}")
_BINDING: Final = re.compile(r"\{\{\s*\$?[\w.]*(?:page|frontmatter|site|theme)[\w.]*[^{}]*\}\}")
_STRING: Final = re.compile(r"""\{\s*(["'])([^"'{}]*)\1\s*\}""")
_VALUE: Final = re.compile(r"\{\s*[A-Za-z_$][\w$]*(?:\.[\w$]+)*(?:\([^(){}]*\))?\s*\}")
_WHOLE_LINE: Final = re.compile(r"(?m)^[ \t]*\{(?:[^{}\n]|\{[^{}\n]*\})*\}[ \t]*$")
_HEADING_ID: Final = re.compile(
    r"(?m)^([ \t]*#{1,6}[ \t]+.*?)[ \t]*\{[ \t]*#([^\s{}]+)[^{}]*\}[ \t]*$"
)
_KRAMDOWN: Final = re.compile(r"(?m)[ \t]*\{:?[ \t]*[.#][\w.# =\"'-]*\}[ \t]*$")
_TITLE: Final = re.compile(
    r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*$|\A\s*(?=\S)(?![#>*\-|`:])(.+)\n=+[ \t]*$", re.MULTILINE
)
_WORD_MARKS: Final = re.compile(
    r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|!?\[([^\[\]]*)\]\([^()]*\)"
)
Found = Counter[tuple[Reason, str]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page in our Markdown: its first heading (or ""), the rest, named anchors, and what was counted out."""

    title: str
    markdown: str
    anchors: tuple[tuple[str, str], ...]
    found: Found


def clean(source: str, *, is_mdx: bool = False) -> Cleaned:
    """Read a page of Docusaurus, VuePress, GitBook or plain Markdown; never raises, code stays as it is."""
    found: Found = Counter()
    guard = CodeGuard()
    text = guard.hide(
        source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").lstrip("\ufeff")
    )
    text = _COMMENT.sub("", text)
    text, imports = _IMPORT.subn("", text)
    text, exports = _EXPORT.subn("", text)
    _count(found, Reason.IMPORT, imports + exports)
    text = MarkdownWriter(guard, found).contents(parse_tags(text))
    if is_mdx or imports or exports:
        text = _without_expressions(text, found)
    text = _without_template_tags(rewrite_asides(text, found), found)
    anchors = tuple(
        (match[2], plain(guard.plain(match[1]))) for match in _HEADING_ID.finditer(text)
    )
    text = _KRAMDOWN.sub("", _HEADING_ID.sub(r"\1", text))
    title, text = _take_title(text, guard)
    return Cleaned(title, _tidy(guard.show(text)), anchors, found)


def plain(markdown: str) -> str:
    """A heading or label without Markdown marks, on one line."""
    bare = _WORD_MARKS.sub(lambda match: match[1] or "", markdown)
    return " ".join(bare.lstrip("# ").replace("`", "").replace("\\", "").split())


def _count(found: Found, reason: Reason, number: int, detail: str = "") -> None:
    if number:
        found[reason, detail] += number


def _without_expressions(text: str, found: Found) -> str:
    text = _STRING.sub(r"\2", text)
    text, lines = _WHOLE_LINE.subn("", text)
    text, values = _VALUE.subn("", text)
    _count(found, Reason.EXPRESSION, lines + values)
    return text


def _without_template_tags(text: str, found: Found) -> str:
    for match in _LIQUID.finditer(text):
        found[Reason.TEMPLATE_TAG, match[1]] += 1
    text, bindings = _BINDING.subn("", _LIQUID.sub("", text))
    text, snippets = _SNIPPET.subn("", text)
    _count(found, Reason.TEMPLATE_TAG, bindings + snippets)
    return text


def _take_title(text: str, guard: CodeGuard) -> tuple[str, str]:
    match = _TITLE.search(text)
    if match is None:
        return "", text
    return plain(guard.plain(match[1] or match[2])), text[match.end() :]


def _tidy(text: str) -> str:
    """Without trailing blanks (a hard break's two stay) and with one empty line between blocks, outside code."""
    lines, fence, blank = [], "", True
    for line in text.split("\n"):
        mark = re.match(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        hard_break = "  " if line.endswith("  ") and line.strip() else ""
        if line.strip() or fence or not blank:
            lines.append(line if fence else line.rstrip() + hard_break)
        blank = not line.strip() and not fence
    return "\n".join(lines).strip("\n") + "\n" if any(line.strip() for line in lines) else ""
