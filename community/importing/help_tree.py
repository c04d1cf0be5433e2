"""The portal's own tree of Markdown: how a help center lies in a folder, the same bytes for the same content.

help.yaml                                   the format, and the product areas that articles name
people.yaml · redirects.yaml                whom articles name; where old addresses lead
articles/<category>/category.yaml
articles/<category>/<section>/section.yaml
articles/<category>/<section>/<article>.<locale>.md         (.draft.md: what readers do not see yet)
pictures/<key>
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import yaml

from community.importing.source_values import load_yaml

FORMAT: Final = 1
HEAD, PEOPLE, REDIRECTS = "help.yaml", "people.yaml", "redirects.yaml"
ARTICLES, PICTURES = "articles", "pictures"
CATEGORY_FILE, SECTION_FILE = "category.yaml", "section.yaml"
DRAFT: Final = "draft"
Front = dict[str, Any]
Resolve = Callable[[str], str]

_TEXT_NAME: Final = re.compile(
    r"(?P<article>.+)\.(?P<locale>[a-z]{2})(?P<draft>\.draft)?\.md", re.DOTALL
)
_PAGE: Final = re.compile(r"---\n(?P<front>.*?\n)---\n(?P<body>.*)\n", re.DOTALL)
_FENCE: Final = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?P<mark>`{3,}|~{3,})")
# Code on a line, or the target of a link, a picture, a definition.
_TARGET: Final = re.compile(
    r"(?P<code>(?P<tick>(?<!`)`+(?!`)).*?(?<!`)(?P=tick)(?!`))"
    r"|(?P<lead>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)(?P<target>[^\s()<>]+)"
)


class _Dumper(yaml.SafeDumper):
    """Lists indented as people write them, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, *_more: bool, **_named: bool) -> None:
        super().increase_indent(flow, False)


def dumped(values: Any) -> str:
    """YAML: keys in their order, text as it is, one way to write each value."""
    return yaml.dump(
        values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000, line_break="\n"
    )


def loaded(text: str) -> Any:
    """What YAML says; None when it cannot be read."""
    try:
        return load_yaml(text)
    except ValueError:
        return None


def dump_page(front: Front, body: str) -> str:
    """Front matter and Markdown as one file: the body to the letter, and one line end after it."""
    return f"---\n{dumped(without_empty(front))}---\n{body}\n"


def load_page(text: str) -> tuple[Front, str] | None:
    """Front matter and body of a file; None when it is none of ours."""
    match = _PAGE.fullmatch(text if text.endswith("\n") else f"{text}\n")
    front = loaded(match["front"]) if match else None
    return (front, match["body"]) if match and isinstance(front, dict) else None


def without_empty(values: Mapping[str, Any]) -> Front:
    """The values that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, False)}


def without_place(values: Mapping[str, Any]) -> Front:
    """The values but the place among others, which depends on those."""
    return {key: value for key, value in values.items() if key != "position"}


def instant(at: datetime | None) -> str | None:
    """An instant as it stands in front matter."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def text_path(section: str, article: str, locale: str, *, is_draft: bool = False) -> str:
    """Where the text of an article in one language lies."""
    return f"{section}/{article}.{locale}{'.draft' if is_draft else ''}.md"


def name_of(path: str) -> tuple[str, str, bool] | None:
    """(article with its folder, locale, whether a draft) that a file's path says; None for other files."""
    match = _TEXT_NAME.fullmatch(path)
    return (match["article"], match["locale"], bool(match["draft"])) if match else None


def relative(path: str, folder: str) -> str:
    """A file of the tree as a link from a folder of it."""
    return posixpath.relpath(path, folder)


def absolute(target: str, folder: str) -> str:
    """The file of the tree that a link in a folder means."""
    return posixpath.normpath(posixpath.join(folder, target))


def rewrite_targets(markdown: str, resolve: Resolve) -> str:
    """The text with other targets of its links and pictures; code, and every other byte, stays."""
    lines, fence = [], ""
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark["mark"]
        elif fence:
            bare = line.strip(" \t>\r")
            fence = "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence
        lines.append(
            line if fence or mark else _TARGET.sub(lambda match: _settled(match, resolve), line)
        )
    return "\n".join(lines)


def _settled(match: re.Match[str], resolve: Resolve) -> str:
    return match[0] if match["code"] else match["lead"] + resolve(match["target"])


def free_key(wanted: str, taken: set[str]) -> str:
    """The wanted key, with a number when it is taken; taken from now on."""
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    taken.add(key)
    return key
