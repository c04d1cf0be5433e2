"""Elements of HTML and components of site generators, written as plain Markdown."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import indent
from typing import Final

from community.importing.code_guard import CodeGuard, unescape
from community.importing.element_names import BLOCKS, GONE, PHRASING, SILENT, TABS
from community.importing.left_out import Reason
from community.importing.markdown_asides import KINDS
from community.importing.markdown_tags import Element

_MARKS: Final = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "cite": "*",
    "del": "~~",
    "s": "~~",
}
_BLOCKS: Final = BLOCKS - {"button", "label", "font", "img", "picture", "legend", "caption"}
_ASIDES: Final = frozenset(
    {"admonition", "callout", "alert", "aside", *KINDS} - {"details", "example", "check"}
)
_EXPRESSION: Final = re.compile(r"\{\s*(\ue000\d+\ue001|[\w.$]+(?:\([^(){}]*\))?)\s*\}")
_LIST: Final = re.compile(r"(?:-|1\.) \S")
Found = Counter[tuple[Reason, str]]


@dataclass(slots=True)
class MarkdownWriter:
    """Writes a tree of tags as Markdown and counts what had to go."""

    code: CodeGuard
    found: Found

    def contents(self, element: Element) -> str:
        """What stands in an element, as Markdown; blocks keep the indentation of their line."""
        out = ""
        for child in element.children:
            if isinstance(child, str):
                out += child
                continue
            piece = self.element(child)
            out = _append(out, piece, is_block=self._is_block(child, piece))
        return out

    def element(self, element: Element) -> str:
        """One element as Markdown; what cannot be kept is counted and empty."""
        name = element.name
        if name in GONE:
            if name not in SILENT:
                self.found[Reason.HTML, name] += 1
            return ""
        if element.is_component:
            return self._component(element)
        writer = _WRITERS.get(name)
        if writer is not None:
            return writer(self, element)
        if name in _MARKS:
            return _wrap(self.contents(element), _MARKS[name])
        return self.contents(element) if name in PHRASING else _dedent(self.contents(element))

    def line(self, element: Element) -> str:
        """The contents on one line."""
        return " ".join(self.contents(element).split())

    def _is_block(self, element: Element, piece: str) -> bool:
        if element.is_component:
            return "\n" in piece.strip("\n")
        return element.name in _BLOCKS and bool(piece.strip())

    def _component(self, element: Element) -> str:
        self.found[Reason.COMPONENT, element.name] += 1
        name, inside = element.name.lower(), _dedent(self.contents(element))
        if name in {"codeblock", "code-block"}:
            return self._code_block(element, inside)
        inside = self._without_expression(inside)
        title = _first(element, "label", "title", "header", "headline", "value", "name", "summary")
        if name in _ASIDES and inside.strip():
            kind = KINDS.get(element.attributes.get("type", name).lower(), "note")
            return (
                f":::{kind} {element.attributes.get('title', '')}".rstrip()
                + f"\n{inside.strip()}\n:::\n"
            )
        if name in TABS and inside.strip():
            return f"**{title}**\n\n{inside.strip()}\n\n" if title else inside
        return inside if inside.strip() else _as_link(element)

    def _code_block(self, element: Element, inside: str) -> str:
        code = re.fullmatch(r"\{?\s*(\ue000\d+\ue001)\s*\}?", inside.strip())
        if code:
            return (
                self.code.keep_block(
                    self.code.code_of(code[1]), element.attributes.get("language", "")
                )
                + "\n"
            )
        if inside.strip().startswith("{"):
            self.found[Reason.EXPRESSION, "code example"] += 1
            return ""
        return self.code.keep_block(unescape(inside), element.attributes.get("language", "")) + "\n"

    def _without_expression(self, inside: str) -> str:
        if not _EXPRESSION.fullmatch(inside.strip()):
            return inside
        self.found[Reason.EXPRESSION, ""] += 1
        return ""

    def link(self, element: Element) -> str:
        """A link, or its text where it leads nowhere (an old anchor)."""
        text, target = (
            self.line(element),
            element.attributes.get("href") or element.attributes.get("to"),
        )
        return f"[{text}]({_target(target)})" if target and text else text

    def picture(self, element: Element) -> str:
        """A picture with its description."""
        source = element.attributes.get("src", "")
        description = element.attributes.get("alt", "").replace("[", "(").replace("]", ")")
        return f"![{description}]({_target(source)})" if source else ""

    def items(self, element: Element) -> str:
        """A list, nested as it was."""
        mark = "1." if element.name == "ol" else "-"
        out = []
        for child in element.children:
            if isinstance(child, Element):
                body = _dedent(self.contents(child)).strip()
                if body:
                    out.append(f"{mark} " + indent(body, " " * (len(mark) + 1)).lstrip())
        return "\n".join(out) + "\n"

    def definitions(self, element: Element) -> str:
        """A definition list, as paragraphs that begin with the term in bold."""
        parts = [child for child in element.children if isinstance(child, Element)]
        lines = [
            f"**{self.line(one)}**\n"
            if one.name == "dt"
            else _dedent(self.contents(one)).strip() + "\n"
            for one in parts
        ]
        return "\n".join(lines)

    def table(self, element: Element) -> str:
        """A table with pipes; its first row is the heading."""
        rows = [self._cells(row) for row in _all(element, "tr")]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return _dedent(self.contents(element))
        rows = [row + [""] * (width - len(row)) for row in rows if row]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]) + "\n"

    def _cells(self, row: Element) -> list[str]:
        cells = [
            one for one in row.children if isinstance(one, Element) and one.name in {"td", "th"}
        ]
        return [_one_line(self.contents(cell)).replace("|", "\\|") for cell in cells]

    def heading(self, element: Element) -> str:
        """A heading of the same level."""
        line = self.line(element).lstrip("# ")
        return f"{'#' * int(element.name[1])} {line}\n" if line else ""

    def details(self, element: Element) -> str:
        """A folded part, unfolded: its summary in bold, or as the heading it holds."""
        rest = [child for child in element.children if not _is(child, "summary")]
        inside = _dedent(self.contents(Element("div", {}, rest))).strip()
        summary = next((child for child in element.children if _is(child, "summary")), None)
        title = _dedent(self.contents(summary)).strip() if isinstance(summary, Element) else ""
        if not title.startswith("#"):
            title = _wrap(" ".join(title.split()), "**")
        return f"{title}\n\n{inside}\n" if title else f"{inside}\n"

    def quotation(self, element: Element) -> str:
        """A quotation."""
        return indent(_dedent(self.contents(element)).strip(), "> ", lambda _line: True) + "\n"

    def code_words(self, element: Element) -> str:
        """Words as code."""
        return self.code.keep_inline(unescape(self.code.plain(_bare(element))))

    def code_lines(self, element: Element) -> str:
        """A block of code."""
        return self.code.keep_block(unescape(self.code.plain(_bare(element)))) + "\n"


def _append(out: str, piece: str, *, is_block: bool) -> str:
    line = out.rsplit("\n", 1)[-1]
    if line.lstrip().startswith("|"):
        # A row of a table with pipes is one line, whatever stands in its cells.
        return (
            out + piece
            if "\n" not in piece
            else f"{out.rstrip(' ')} {_one_line(piece)}".rstrip(" ") + " "
        )
    if not is_block:
        return out + piece
    lead = line if not line.strip() else ""
    # The lines of a list stand where their items put them.
    block = piece if _LIST.match(piece) else _dedent(piece)
    return out[: len(out) - len(lead)] + "\n\n" + indent(block.strip("\n"), lead) + "\n\n" + lead


def _one_line(text: str) -> str:
    lines = [re.sub(r"^(?:[-*+]|\d+\.)\s+", "• ", line.strip()) for line in text.split("\n")]
    return " ".join(" ".join(lines).split())


def _dedent(text: str) -> str:
    """Without the indentation that all lines but the first share: it came from the nesting of tags."""
    first, *rest = text.split("\n")
    widths = [len(line) - len(line.lstrip()) for line in rest if line.strip()]
    width = min(widths, default=0)
    return "\n".join([first.lstrip(), *(line[width:] if line.strip() else "" for line in rest)])


def _wrap(text: str, mark: str) -> str:
    inner = " ".join(text.split())
    if not inner:
        return ""
    lead = " " if text[:1].isspace() else ""
    return f"{lead}{mark}{inner}{mark}{' ' if text[-1:].isspace() else ''}"


def _target(target: str) -> str:
    return target.strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")


def _first(element: Element, *names: str) -> str:
    return next((element.attributes[name] for name in names if element.attributes.get(name)), "")


def _as_link(element: Element) -> str:
    """A component with a text and an address is a button: its link is kept."""
    address = _first(element, "link", "href", "to", "url")
    text = _first(element, "text", "linkText", "label", "title", "headline")
    if not (address and text) or "{" in address:
        return ""
    return f"[{text.strip()}]({_target(address)})"


def _all(element: Element, name: str) -> list[Element]:
    found = []
    for child in element.children:
        if isinstance(child, Element):
            found += [child] if child.name == name else _all(child, name)
    return found


def _is(child: Element | str, name: str) -> bool:
    return isinstance(child, Element) and child.name == name


def _bare(element: Element) -> str:
    parts = (child if isinstance(child, str) else _bare(child) for child in element.children)
    return "".join(parts)


_Writer = Callable[[MarkdownWriter, Element], str]
_WRITERS: Final[dict[str, _Writer]] = {
    "a": MarkdownWriter.link,
    "img": MarkdownWriter.picture,
    "br": lambda _writer, _element: "  \n",
    "hr": lambda _writer, _element: "---\n",
    "ul": MarkdownWriter.items,
    "ol": MarkdownWriter.items,
    "dl": MarkdownWriter.definitions,
    "table": MarkdownWriter.table,
    "details": MarkdownWriter.details,
    "blockquote": MarkdownWriter.quotation,
    "code": MarkdownWriter.code_words,
    "kbd": MarkdownWriter.code_words,
    "samp": MarkdownWriter.code_words,
    "pre": MarkdownWriter.code_lines,
    **{f"h{level}": MarkdownWriter.heading for level in range(1, 7)},
}
