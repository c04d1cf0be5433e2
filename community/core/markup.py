"""Markdown that people wrote, turned into safe HTML once, when it is written.

The HTML is stored beside its source with `RENDERER_VERSION`; raise the number when the output
changes, and the rebake job renders again what an older version made.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from community.core import markup_code
from community.core.errors import Invalid
from community.core.markup_mentions import FindHandles, settle_mentions
from community.core.markup_tokens import (
    WORDS,
    callout,
    plain,
    settle_blocks,
    settle_headings,
    settle_inlines,
    settle_pictures,
)
from community.core.sanitiser import sanitise

RENDERER_VERSION: Final = 3
MAX_BODY_BYTES: Final = 32 * 1024
MAX_BODY: Final = MAX_BODY_BYTES
MAX_WORD: Final = 4096


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, its headings as (level, id, text), the same as plain text for search, and whom it names."""

    html: str
    toc: tuple[tuple[int, str, str], ...]
    text: str
    mentioned: tuple[str, ...] = ()


class _Parsers(threading.local):
    """One parser a thread: the link finder keeps its place in itself while it reads."""

    def __init__(self) -> None:
        self.linking = _new_parser(linkify=True)
        self.plain = _new_parser(linkify=False)

    def fit_for(self, source: str) -> MarkdownIt:
        """The parser that finds bare links, but not in endless words: there it turns quadratic."""
        longest = max(map(len, source.split()), default=0)
        return self.linking if longest <= MAX_WORD else self.plain


def _new_parser(*, linkify: bool) -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": False, "linkify": linkify, "maxNesting": 24})
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("code_block", _fence)
    return markdown.use(
        container_plugin, "callout", validate=lambda params, *_: callout(params) is not None
    )


def render(markdown: str, *, lang: str = "en", find_handles: FindHandles | None = None) -> Rendered:
    """Safe HTML, table of contents and plain text; Invalid above MAX_BODY_BYTES of UTF-8.

    `find_handles` says which names with an @ are members; without it none is.
    """
    source = markdown.encode("utf-8", "replace").decode()
    if len(source.encode()) > MAX_BODY_BYTES:
        raise Invalid(_l("This text is too long. Shorten it, or split it in two."), "body")
    parser = _parsers.fit_for(source)
    tokens = parser.parse(source)
    words = WORDS.get(lang[:2], WORDS["en"])
    settle_inlines(tokens)
    mentioned = settle_mentions(tokens, find_handles) if find_handles else ()
    toc = settle_headings(tokens)
    tokens = list(settle_blocks(list(settle_pictures(tokens)), words))
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(sanitise(html), toc, plain(tokens), mentioned)


def text_lines(markdown: str) -> Iterator[tuple[int, str]]:
    """(line, words) of all text that is neither code nor an address, lines counted from 1."""
    line = 0
    for token in _parsers.plain.parse(markdown):
        line = token.map[0] if token.map else line
        words, passed = "", 0
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                yield line + passed + 1, words
                words, passed = "", passed + 1
            elif child.type == "text":
                words += child.content
        if words:
            yield line + passed + 1, words


def silent_pictures(markdown: str) -> list[int]:
    """The lines of pictures without words for those who do not see them."""
    return [
        (token.map[0] if token.map else 0) + 1
        for token in _parsers.plain.parse(markdown)
        for child in token.children or ()
        if child.type == "image" and not child.content.strip()
    ]


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of a plain text on one line, at most `length` characters, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head
    return cut.rstrip(" ,;:.-") + "…"


def _fence(_self: object, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    token, (_options, env) = tokens[place], rest[:2]
    name = token.info.split(maxsplit=1)[0].lower() if token.info.strip() else ""
    known = re.fullmatch(r"[a-z0-9+#.-]{1,24}", name)
    language = f' class="language-{name}"' if known else ""
    env["code"] = env.get("code", 0) + len(token.content)
    is_short = env["code"] <= markup_code.MOST
    code = markup_code.coloured(token.content, name) if is_short else escape(token.content)
    return f'<pre tabindex="0"><code{language}>{code}</code></pre>\n'


_parsers: Final = _Parsers()
