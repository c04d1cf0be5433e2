"""What is changed between parsing Markdown and writing HTML: links, headings, tables, callouts."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token
from slugify import slugify

from community.core.sanitiser import LINK, PICTURE, STRANGERS_LINK

ANCHOR: Final = "h-"

CALLOUTS: Final = {
    "note": "note",
    "info": "info",
    "tip": "tip",
    "warning": "warning",
    "danger": "danger",
    # Names that other help centers use for the same five.
    "hint": "tip",
    "success": "tip",
    "important": "info",
    "details": "note",
    "caution": "warning",
    "error": "danger",
}
# In the language of the text, not of its reader: they become part of the stored HTML.
WORDS: Final = {
    "en": {
        "note": "Note",
        "info": "Good to know",
        "tip": "Tip",
        "warning": "Watch out",
        "danger": "Danger",
        "table": "Table",
    },
    "fr": {
        "note": "Remarque",
        "info": "Bon à savoir",
        "tip": "Astuce",
        "warning": "Attention",
        "danger": "Danger",
        "table": "Tableau",
    },
}

BLOCKS_WITH_DIRECTION: Final = frozenset(
    ("paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "table_open")
)


def callout(params: str) -> tuple[str, str] | None:
    """Kind and title of `note Title` or `note[Title]`; None for a name that is no callout."""
    match = re.match(r"\s*([a-z]{2,12})(?:\s*\[(.*)\]|\s+(.*)|)\s*$", params, re.IGNORECASE)
    if match is None or match[1].lower() not in CALLOUTS:
        return None
    return CALLOUTS[match[1].lower()], (match[2] or match[3] or "").strip()


def settle_inlines(tokens: Sequence[Token]) -> None:
    """Brings links and pictures of all blocks, in place, to what we allow."""
    for token in tokens:
        if token.type == "inline":
            token.children = list(_inline(token.children or []))


def _inline(children: Sequence[Token]) -> Iterator[Token]:
    """Links and pictures as we allow them; what a link may not lead to stays as its words."""
    link: Token | None = None
    words = ""
    for child in children:
        if child.type == "link_open":
            link, words = _link(child), ""
            if link is not None:
                yield link
        elif child.type == "link_close":
            if link is not None:
                if not words.strip():
                    yield _text(str(link.attrs["href"]))
                yield child
            link = None
        elif child.type == "image":
            words += child.content
            yield from _picture(child, inside_link=link is not None)
        else:
            words += child.content
            yield child


def _link(token: Token) -> Token | None:
    href = str(token.attrs.get("href", ""))
    if href.startswith("#"):
        name = unquote(href[1:])
        token.attrs["href"] = f"#{ANCHOR}{name.removeprefix(ANCHOR)}"
    elif re.match(r"https?://", href, re.IGNORECASE):
        token.attrs["rel"] = STRANGERS_LINK
    return token if LINK.fullmatch(str(token.attrs["href"])) else None


def _picture(token: Token, *, inside_link: bool) -> Iterator[Token]:
    """Our own picture with its size, so that nothing jumps; a stranger's one as a link to it."""
    source = str(token.attrs.get("src", ""))
    if own := PICTURE.fullmatch(source):
        size = {"width": own[1], "height": own[2]} if ".t" not in source else {}
        token.attrs |= {**size, "loading": "lazy", "decoding": "async"}
        yield token
        return
    words = _text(token.content or source.rsplit("/", 1)[-1])
    link = _link(Token("link_open", "a", 1, attrs={"href": source}))
    if inside_link or link is None:
        yield words
    else:
        yield from (link, words, Token("link_close", "a", -1))


def settle_pictures(tokens: Sequence[Token]) -> Iterator[Token]:
    """A picture that is a paragraph by itself and has a title becomes a figure with the title as its caption."""
    caption: Token | None = None
    for place, token in enumerate(tokens):
        if token.type == "paragraph_open" and not token.hidden:
            caption = _caption(tokens[place + 1])
        if caption is not None and token.type in ("paragraph_open", "paragraph_close"):
            token.type, token.tag = token.type.replace("paragraph", "figure"), "figure"
            if token.nesting == -1:
                yield Token("caption_open", "figcaption", 1, attrs={"dir": "auto"}, block=True)
                yield caption
                yield Token("caption_close", "figcaption", -1, block=True)
                caption = None
        yield token


def _caption(inline: Token) -> Token | None:
    """The title of the only picture of a paragraph, taken from it; None for any other paragraph."""
    children = [one for one in inline.children or () if one.type != "text" or one.content.strip()]
    if len(children) != 1 or children[0].type != "image" or not children[0].attrs.get("title"):
        return None
    words = str(children[0].attrs.pop("title"))
    caption = Token("inline", "", 0, content=words)
    caption.children = [_text(words)]
    return caption


def settle_headings(tokens: list[Token]) -> tuple[tuple[int, str, str], ...]:
    """Headings begin at 2 (the page owns level 1), never skip a level, and have unique ids."""
    opens = [
        (place, token)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and _words(tokens[place + 1])
    ]
    top = min((int(token.tag[1]) for _, token in opens), default=1)
    toc: list[tuple[int, str, str]] = []
    used: dict[str, int] = {}
    for place, token in opens:
        level = min(int(token.tag[1]) - top + 2, (toc[-1][0] if toc else 1) + 1, 6)
        text = _words(tokens[place + 1])
        anchor = _unique(ANCHOR + (slugify(text, allow_unicode=True, max_length=60) or "s"), used)
        token.tag = tokens[place + 2].tag = f"h{level}"
        token.attrs = {"id": anchor, "dir": "auto"}
        toc.append((level, anchor, text))
    return tuple(toc)


def _unique(name: str, used: dict[str, int]) -> str:
    candidate = name
    while candidate in used:
        used[name] += 1
        candidate = f"{name}-{used[name]}"
    used[candidate] = 1
    return candidate


def settle_blocks(tokens: Sequence[Token], words: dict[str, str]) -> Iterator[Token]:
    """The blocks with directions, boxes around tables, and callouts with their titles."""
    for place, token in enumerate(tokens):
        if token.type in BLOCKS_WITH_DIRECTION:
            token.attrs["dir"] = "auto"
        if token.type == "table_open":
            yield _scroll_box(tokens, place, words["table"])
        elif token.type in ("th_open", "td_open"):
            _settle_cell(token, tokens[place + 1], tokens[place + 2])
        elif token.type == "container_callout_open":
            yield from _open_callout(token, words)
            continue
        elif (
            token.type in ("heading_open", "heading_close")
            and "id" not in tokens[place if token.nesting == 1 else place - 2].attrs
        ):
            continue  # a heading without words says nothing to who hears the page
        yield token
        if token.type == "table_close":
            yield Token("scroll_close", "div", -1, block=True)


def _scroll_box(tokens: Sequence[Token], place: int, word: str) -> Token:
    """A box that scrolls sideways by keyboard too, named by the heads of its columns."""
    heads = []
    for before, token in zip(tokens[place:], tokens[place + 1 :], strict=False):
        if before.type == "thead_close":
            break
        if before.type == "th_open" and _words(token):
            heads.append(_words(token))
    label = f"{word}: {', '.join(heads)}"[:80] if heads else word
    attrs: dict[str, str | int | float] = {"class": "table-scroll", "role": "group"}
    return Token(
        "scroll_open", "div", 1, attrs={**attrs, "tabindex": "0", "aria-label": label}, block=True
    )


def _settle_cell(cell: Token, content: Token, close: Token) -> None:
    """Alignment as a class, as the content policy forbids styles; no empty header cells."""
    style = str(cell.attrs.pop("style", ""))
    side = {"left": "start", "center": "center", "right": "end"}.get(style.rpartition(":")[2])
    if side is not None:
        cell.attrs["class"] = f"align-{side}"
    if cell.type == "th_open" and _words(content):
        cell.attrs["scope"] = "col"
    elif cell.type == "th_open":
        cell.tag = close.tag = "td"


def _open_callout(token: Token, words: dict[str, str]) -> Iterator[Token]:
    kind, title = callout(token.info) or ("note", "")
    token.attrs = {"class": f"callout-{kind}", "role": "note"}  # "callout" itself is joined later
    heading = Token("inline", "", 0, content=title or words[kind])
    heading.children = [_text(title or words[kind])]
    yield token
    yield Token("p_open", "p", 1, attrs={"class": "callout-title", "dir": "auto"}, block=True)
    yield heading
    yield Token("p_close", "p", -1, block=True)


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _words(token: Token) -> str:
    """Plain words of one inline token, on one line."""
    spaces = ("softbreak", "hardbreak")
    parts = (" " if child.type in spaces else child.content for child in token.children or ())
    return " ".join("".join(parts).split())


def plain(tokens: Sequence[Token]) -> str:
    """The words of all blocks, a line each, code as it stands."""
    blocks = []
    for token in tokens:
        if token.type == "inline":
            blocks.append(_words(token))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip())
    return "\n".join(block for block in blocks if block)
