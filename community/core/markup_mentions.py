"""Names of members in a text: `@ada` becomes a link to the profile when the text is written."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from markdown_it.token import Token

# How many people one text can name, and among how many words with an @ they are looked for.
MOST: Final = 10
MOST_TRIED: Final = 50
# What handles are made of (accounts/handles.py), not within a word, an address or another name.
NAME: Final = re.compile(r"(?<![\w@./+&=#-])@([^\W_][\w.-]{1,38}[^\W_])(?![\w@])(?![.-]+\w)")

# Names as they are written → the handles of those who exist.
FindHandles = Callable[[Collection[str]], Mapping[str, str]]


def settle_mentions(tokens: Sequence[Token], find: FindHandles) -> tuple[str, ...]:
    """Make links of names, in place; the names, as written, that stand outside of quotations.

    Nothing is a name in code, links and addresses. Whom a quotation names was told when it was first said.
    """
    written = list(dict.fromkeys(name for name, _quoted in _names(tokens)))[:MOST_TRIED]
    found = find(written) if written else {}
    chosen = set(list(dict.fromkeys(found[name] for name in written if name in found))[:MOST])
    known = {name: handle for name, handle in found.items() if handle in chosen}
    if not known:
        return ()
    said = dict.fromkeys(name for name, quoted in _names(tokens) if name in known and not quoted)
    for token in tokens:
        if token.type == "inline":
            token.children = list(_linked(token.children or [], known))
    return tuple(said)


def _names(tokens: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """(name, whether it stands in a quotation) in their order."""
    depth = 0
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        for child, is_free in _with_freedom(token.children or []):
            if is_free:
                yield from ((name, depth > 0) for name in NAME.findall(child.content))


def _with_freedom(children: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """Each piece of a line, and whether it is text outside of links."""
    depth = 0
    for child in children:
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        yield child, child.type == "text" and depth == 0


def _linked(children: Sequence[Token], known: Mapping[str, str]) -> Iterator[Token]:
    for child, is_free in _with_freedom(children):
        if not is_free or "@" not in child.content:
            yield child
            continue
        place = 0
        for match in NAME.finditer(child.content):
            if match[1] in known:
                yield Token("text", "", 0, content=child.content[place : match.start()])
                yield from _link(match[0], known[match[1]])
                place = match.end()
        yield Token("text", "", 0, content=child.content[place:])


def _link(words: str, handle: str) -> Iterator[Token]:
    attrs: dict[str, str | int | float] = {"href": f"/members/{quote(handle)}", "class": "mention"}
    yield Token("link_open", "a", 1, attrs=attrs)
    yield Token("text", "", 0, content=words)
    yield Token("link_close", "a", -1)
