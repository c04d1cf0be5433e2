"""Tags inside Markdown (HTML, JSX, Vue components) as a forgiving tree of elements and texts."""

import re
from dataclasses import dataclass, field
from typing import Final

from community.importing.element_names import BLOCKS, PHRASING, VOID

_ATTRIBUTE: Final = (
    r"""\s+[:@\w.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}|[^\s"'<>`{]+))?"""
)
_TAG: Final = re.compile(rf"<(/?)([A-Za-z][\w.-]*)((?:{_ATTRIBUTE})*)\s*(/?)\s*>")
_PAIR: Final = re.compile(
    r"""([:@\w.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|\{((?:[^{}]|\{[^{}]*\})*)\}|([^\s"'<>`{]+)))?"""
)
_CALL: Final = re.compile(
    r"""(?:useBaseUrl|require|withBase|\$withBase)\(\s*["'`]([^"'`]+)["'`]\s*\)(?:\.default)?"""
)


@dataclass(slots=True)
class Element:
    """One element with its attributes and what stands in it, in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def is_component(self) -> bool:
        """Whether it is a component of a site generator and not HTML."""
        return is_component(self.name)


def is_component(name: str) -> bool:
    """Whether a tag of this name is no HTML but a component (`Tabs`, `my-card`, `Foo.Bar`)."""
    return name[:1].isupper() or "." in name or ("-" in name and name == name.lower())


def parse_tags(text: str) -> Element:
    """The tree of a text; unknown names stay text, unclosed elements end with their parent."""
    root = Element("")
    stack = [root]
    place = 0
    for match in _TAG.finditer(text):
        name = match[2]
        if not _is_known(match):
            continue
        stack[-1].children.append(text[place : match.start()])
        place = match.end()
        if match[1]:
            _close(stack, name)
        else:
            _open(stack, Element(name, _attributes(match[3])), closed=bool(match[4]))
    stack[-1].children.append(text[place:])
    return root


def _is_known(tag: re.Match[str]) -> bool:
    """Whether it is a tag at all: `<your-domain>` and `<YOUR_KEY>` in running text are placeholders."""
    name, text = tag[2], tag.string
    if name.lower() in PHRASING or name.lower() in BLOCKS:
        return True
    if not is_component(name):
        return False
    return bool(tag[1] or tag[4]) or f"</{name}>" in text[tag.end() :] or _stands_alone(tag)


def _stands_alone(tag: re.Match[str]) -> bool:
    line_start = tag.string.rfind("\n", 0, tag.start()) + 1
    line_end = tag.string.find("\n", tag.end())
    rest = tag.string[tag.end() : None if line_end < 0 else line_end]
    return not tag.string[line_start : tag.start()].strip() and not rest.strip()


def _open(stack: list[Element], element: Element, *, closed: bool) -> None:
    if not element.is_component:
        element.name = element.name.lower()
    if element.name in {"li", "tr", "td", "th", "p", "dt", "dd"} and stack[-1].name == element.name:
        stack.pop()
    stack[-1].children.append(element)
    if not closed and element.name not in VOID:
        stack.append(element)


def _close(stack: list[Element], name: str) -> None:
    wanted = name if is_component(name) else name.lower()
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].name == wanted:
            del stack[place:]
            return


def _attributes(source: str) -> dict[str, str]:
    found = {}
    for match in _PAIR.finditer(source):
        quoted = next((part for part in match.groups()[1:3] if part is not None), None)
        value = (
            quoted if quoted is not None else _expression(match[4]) if match[4] else match[5] or ""
        )
        found[match[1].lstrip(":@")] = " ".join((_expression(value) or value).split())
    return found


def _expression(code: str) -> str:
    """The text that a simple expression stands for: a path in a call, or a quoted string; else the code."""
    call = _CALL.search(code)
    if call:
        return call[1]
    bare = code.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'`":
        return bare[1:-1]
    return bare
