"""Hostile Markdown, made by putting every trick into every place, and the eye that judges HTML."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Final

SCRIPTS: Final = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=/files/x onload=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    (
        "<math><mtext><table><mglyph><style><!--</style>"
        "<img title='--&gt;&lt;img src=1 onerror=x&gt;'>"
    ),
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<form action=/sign-out method=post><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<p id=content class=toast>x</p>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<div hx-get=/admin hx-trigger=load>x</div>",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script>",
)
ADDRESSES: Final = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "//evil.example/x.png",
    "/\\evil.example",
    "/\t/evil.example",
    "/&#9;/evil.example",
    "\\\\evil.example",
    "file:///etc/passwd",
    'https://evil.example/" onmouseover=alert(1) x="',
    "https://evil.example/x.svg#' onload='alert(1)",
    "/files/../../etc/passwd",
    '/files/0123456789012345678901234567890123456789_8x8.png" onerror="alert(1)',
)
TEXT_PLACES: Final = (
    "{}",
    "# {}",
    "- {}",
    "> {}",
    "| {} |\n|---|\n| {} |",
    "```{}\n{}\n```",
    "    {}",
    "**{}**",
    "`{}`",
    ":::tip {}\n{}\n:::",
    "[{}](https://a.example)",
    "![{}](https://a.example/x.png)",
    "~~{}~~",
    "[x](https://a.example '{}')",
    '[x][r]\n\n[r]: https://a.example "{}"',
    "1. a\n\n   {}",
    "a\n{}\nb",
)
ADDRESS_PLACES: Final = (
    "[x]({})",
    "[x](<{}>)",
    "![x]({})",
    "![x](<{}>)",
    "<{}>",
    "[x][r]\n\n[r]: {}",
    "[x][r]\n\n[r]: <{}>",
    "[![x]({})]({})",
    "{}",
    "# [x]({})",
    "| [x]({}) |\n|---|",
    ":::info [x]({})\n![x](<{}>)\n:::",
)

TAGS: Final = (
    {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "div"}
    | {"code", "em", "strong", "s", "a", "img", "br", "span"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES: Final = {
    "class",
    "id",
    "dir",
    "start",
    "href",
    "title",
    "rel",
    "src",
    "alt",
    "width",
    "height",
} | {"loading", "decoding", "tabindex", "role", "aria-label", "scope"}
GOOD_LINKS: Final = ("http://", "https://", "mailto:", "#", "/")


def attacks() -> Iterator[str]:
    """Each script in each place of text, and each address in each place of a link."""
    for place, script in product(TEXT_PLACES, SCRIPTS):
        yield place.replace("{}", script)
    for place, address in product(ADDRESS_PLACES, ADDRESSES):
        yield place.replace("{}", address)


class Eye(HTMLParser):
    """Reads HTML as a browser would and writes down all that has no business there."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self._judge(tag, name, value or "")

    def _judge(self, tag: str, name: str, value: str) -> None:
        bare = "".join(sign for sign in value if sign > " ").lower()
        if name not in ATTRIBUTES:
            self.faults.append(f"{tag} {name}")
        if name == "href" and (not bare.startswith(GOOD_LINKS) or bare[:2] in ("//", "/\\")):
            self.faults.append(f"{tag} {name}={value}")
        if name == "src" and (not bare.startswith("/files/") or ".." in bare):
            self.faults.append(f"{tag} {name}={value}")
        if tag == "span" and (name != "class" or re.fullmatch("hl-[a-z]", value) is None):
            self.faults.append(f"{tag} {name}={value}")
        if name == "id" and not value.startswith("h-"):
            self.faults.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")


def faults_in(html: str) -> list[str]:
    """What a reader's browser should never have been sent; empty when all is well."""
    eye = Eye()
    eye.feed(html)
    eye.close()
    return eye.faults
