"""Which links to pages and pictures of the portal a rendered text holds, and where they stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True)
class FoundLink:
    """A link or picture: its address, its words, and the heading above it (empty before the first)."""

    href: str
    words: str
    heading: str
    heading_id: str


def find_links(html: str, *, site: str) -> list[FoundLink]:
    """The links within the portal, in their order; `site` is its public address, whose absolute links count too."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = []
    for link in reader.found:
        own = own_address(link.href, site)
        if own:
            found.append(FoundLink(own, link.words, link.heading, link.heading_id))
    return found


def list_addresses(html: str) -> list[str]:
    """The addresses of all links of a text, those to elsewhere too."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [link.href for link in reader.found]


def own_address(href: str, site: str) -> str | None:
    """The address without the portal's own name; None for what leads elsewhere."""
    rest = href.removeprefix(site) if site else href
    if rest != href and not rest:
        return "/"
    return rest if rest[:1] in ("/", "#", "?") and rest[:2] != "//" else None


class _Reader(HTMLParser):
    """Reads what core.markup wrote: well-formed, links never inside links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[FoundLink] = []
        self._heading, self._heading_id = "", ""
        self._href: str | None = None
        self._words: list[str] = []
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in HEADINGS:
            self._title, self._heading_id = [], values.get("id", "")
        elif tag == "a" and "href" in values:
            self._href, self._words = values["href"], []
        elif tag == "img" and "src" in values:
            self._keep(values["src"], values.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS and self._title is not None:
            self._heading, self._title = " ".join("".join(self._title).split()), None
        elif tag == "a" and self._href is not None:
            self._keep(self._href, "".join(self._words))
            self._href = None

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        if self._href is not None:
            self._words.append(data)

    def _keep(self, href: str, words: str) -> None:
        line = " ".join(words.split())
        self.found.append(FoundLink(href, line, self._heading, self._heading_id))
