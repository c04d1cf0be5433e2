"""The second fence around what people wrote: HTML with an allow-list of tags and values.

`core/markup` already writes nothing else; this holds when a parser has a fault.
"""

import re
from typing import Final

import nh3

PICTURE: Final = re.compile(r"/files/[0-9a-f]{40}_(\d{1,5})x(\d{1,5})(?:\.t\d{2,4})?\.[a-z]{3,4}")
# No signs up to the space: browsers drop some of them, and `/<tab>/evil` becomes `//evil`.
LINK: Final = re.compile(r"(?:https?://|mailto:|#|/(?![/\\]))[^\x00-\x20]*", re.IGNORECASE)
STRANGERS_LINK: Final = "nofollow ugc noopener"
TAGS: Final = (
    {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "div"}
    | {"code", "em", "strong", "s", "a", "img", "br", "figure", "figcaption", "span"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES: Final = {
    **{tag: {"dir"} for tag in ("p", "ul", "blockquote", "table", "li", "figcaption")},
    **{tag: {"dir", "id"} for tag in ("h2", "h3", "h4", "h5", "h6")},
    "ol": {"dir", "start"},
    "p": {"dir", "class"},
    "a": {"href", "title", "rel", "class"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "code": {"class"},
    "span": {"class"},
    "pre": {"tabindex"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "th": {"class", "scope"},
    "td": {"class"},
}
VALUES: Final = {
    "class": re.compile(
        r"callout-(?:note|info|tip|warning|danger) callout|callout-title|table-scroll"
        r"|align-(?:start|center|end)|language-[a-z0-9+#.-]{1,24}|mention|hl-[a-z]"
    ),
    "id": re.compile(r"h-\S{1,80}"),
    "src": PICTURE,
    "href": LINK,
    "role": re.compile("note|group"),
    "tabindex": re.compile("0"),
    "dir": re.compile("auto"),
    "rel": re.compile(STRANGERS_LINK),
}


def _keep_value(_tag: str, attribute: str, value: str) -> str | None:
    """The value when it is one that this module writes, else None, which drops the attribute."""
    allowed = VALUES.get(attribute)
    return value if allowed is None or allowed.fullmatch(value) else None


_cleaner: Final = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_keep_value,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)


def sanitise(html: str) -> str:
    """HTML with nothing in it but what `render` itself writes, whatever came in."""
    return _cleaner.clean(html)
