"""Links and pictures in Markdown, found outside code and given new targets."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from community.importing.code_guard import CodeGuard

_TARGET: Final = r"(?P<target><[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
_TITLE: Final = r"""(?P<title>\s+(?:"[^"]*"|'[^']*'))?"""
_PICTURE: Final = re.compile(
    r"!\[(?P<text>[^\]\n]*)\]\(\s*(?P<target><[^<>\n]*>|[^()\n\"']*(?:\([^()\n]*\)[^()\n\"']*)*?)"
    + _TITLE
    + r"\s*\)(?:\{[^{}\n]*\})?"
)
_LINK: Final = re.compile(
    r"(?<![!\\])\[(?P<text>(?:[^\[\]\n]|\n(?!\s*\n)|!?\[[^\[\]\n]*\](?:\([^()\n]*\))?)*)\]\(\s*"
    + _TARGET
    + _TITLE
    + r"\s*\)"
)
_DEFINITION: Final = re.compile(r"(?m)^(?P<lead> {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)(?P<target>\S+)")
_SIZE: Final = re.compile(r"\s+=\d*x\d*$")
_SETTLED: Final = re.compile(r"(?P<kind>article|picture):(?P<source>[^#\s]*)(?:#(?P<anchor>.*))?")

Resolve = Callable[[str], str | None]


def rewrite_links(markdown: str, *, link: Resolve, picture: Resolve) -> str:
    """The text with new targets: None takes a picture away and leaves of a link its words."""
    guard = CodeGuard()
    text = guard.hide(markdown)
    text = _PICTURE.sub(lambda match: _picture(match, picture), text)
    text = _LINK.sub(lambda match: _link(match, link, picture), text)
    text = _DEFINITION.sub(
        lambda match: match["lead"] + (link(_bare(match["target"])) or "#"), text
    )
    return re.sub(r"\n{3,}", "\n\n", guard.show(text))


def _picture(match: re.Match[str], resolve: Resolve) -> str:
    target = _SIZE.sub("", _bare(match["target"]))
    settled = resolve(target)
    return f"![{match['text']}]({settled}{match['title'] or ''})" if settled else ""


def _link(match: re.Match[str], link: Resolve, picture: Resolve) -> str:
    target = _bare(match["target"])
    if not match["text"].strip() or not target:
        return match["text"]
    settled = link(target)
    return f"[{match['text']}]({settled}{match['title'] or ''})" if settled else match["text"]


def _bare(target: str) -> str:
    target = target.strip()
    return target[1:-1] if target.startswith("<") and target.endswith(">") else target


def settle_links(
    markdown: str,
    *,
    article: Callable[[str, str], str | None],
    picture: Resolve,
) -> str:
    """The text with `article:source#anchor` and `picture:source` replaced by addresses."""

    def settle(target: str) -> str | None:
        match = _SETTLED.fullmatch(target)
        if match is None:
            return target
        source = unquote(match["source"])
        return (
            picture(source)
            if match["kind"] == "picture"
            else article(source, match["anchor"] or "")
        )

    return rewrite_links(markdown, link=settle, picture=settle)


def quote(source: str) -> str:
    """A path as it may stand in a link's target."""
    return re.sub(r"[\s()<>#%\"']", lambda match: f"%{ord(match[0]):02X}", source)


def unquote(target: str) -> str:
    """The path that `quote` wrote."""
    return re.sub(r"%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), target)


def anchor_key(name: str) -> str:
    """What two spellings of one heading's anchor share: letters and digits without accents."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(
        r"[\W_]+", "", "".join(char for char in folded if not unicodedata.combining(char))
    )


def anchors(
    headings: Iterable[tuple[str, str]], named: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Old anchor (by `anchor_key`) → new id, from (id, text) of headings and (old name, text)."""
    by_text: dict[str, str] = {}
    for identity, text in headings:
        by_text.setdefault(anchor_key(text), identity)
    found = dict(by_text)
    for old, text in named:
        if anchor_key(text) in by_text:
            found[anchor_key(old)] = by_text[anchor_key(text)]
    return found
