"""The texts of HTML that `core/sanitiser` has let through: attributes in double quotes, signs escaped, tags closed."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^>\"]|\"[^\"]*\")*>")
HEADING: Final = re.compile(r'(<h([2-6]) id="(h-[^"]+)"[^>]*>)(.*?)(</h\2>)', re.DOTALL)
OWN_ADDRESS: Final = re.compile(r'\b(href|src)="/(?!/)')
LITERAL: Final = frozenset(("code", "pre", "kbd", "samp"))


def pieces(html: str, left_alone: Collection[str] = LITERAL) -> Iterator[tuple[int, int, bool]]:
    """All of it in order as (start, end, whether it is a text outside the elements to be left alone)."""
    place, closed_by, depth = 0, "", 0
    for tag in TAG.finditer(html):
        if tag.start() > place:
            yield place, tag.start(), not closed_by
        yield tag.start(), tag.end(), False
        place, is_end, name = tag.end(), bool(tag[1]), tag[2]
        if not closed_by:
            closed_by, depth = (name, 1) if name in left_alone and not is_end else ("", 0)
        elif name == closed_by:
            depth += -1 if is_end else 1
            closed_by = closed_by if depth else ""
    if place < len(html):
        yield place, len(html), not closed_by


def change_texts(
    html: str, change: Callable[[str], str], left_alone: Collection[str] = LITERAL
) -> str:
    """The same HTML with each text changed; what `change` answers is HTML too."""
    return "".join(
        change(html[start:end]) if is_text else html[start:end]
        for start, end, is_text in pieces(html, left_alone)
    )


def link_headings(html: str) -> str:
    """The same HTML with each heading as a link to itself, those apart that hold links of their own."""
    return HEADING.sub(_linked, html)


def _linked(heading: re.Match[str]) -> str:
    start, _level, anchor, words, end = heading.groups()
    if "<a " in words:
        return heading[0]
    return f'{start}<a class="heading-link" href="#{anchor}">{words}</a>{end}'


def absolute(html: str, page: str, site: str) -> str:
    """The same HTML for readers elsewhere: links and pictures with the site, anchors with the page before them."""

    def settle(tag: re.Match[str]) -> str:
        inside = OWN_ADDRESS.sub(rf'\g<1>="{site}/', tag[0])
        return inside.replace('href="#', f'href="{page}#')

    return TAG.sub(settle, html)
