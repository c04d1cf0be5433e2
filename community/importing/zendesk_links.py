"""Where the links of a Zendesk export lead: to another of its articles, to a heading, to an attached picture."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from community.core import markup
from community.core.errors import Invalid
from community.importing.help_tree import relative
from community.importing.html_reading import HtmlPage
from community.importing.left_out import LeftOut, Reason, tally
from community.importing.markdown_links import anchor_key, anchors, rewrite_links
from community.importing.markdown_targets import PICTURE_ENDINGS
from community.importing.zendesk_rows import Row, ZendeskRows, find_attachment, words

_ARTICLE: Final = re.compile(
    r"(?:https?://[^/]+)?/hc/(?:[\w-]+/)?articles/(\d+)[^#?]*(?:\?[^#]*)?(?:#(.*))?"
)
_FILE: Final = re.compile(
    r"(?:https?://[^/]+)?/hc/(?:[\w-]+/)?article_attachments/(\d+)(?:[/?].*)?"
)
_OUTSIDE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
ATTACHED: Final = "attachments"
Found = Counter[tuple[Reason, str]]


@dataclass
class Text:
    """A translation on its way: what it says and the file it becomes."""

    article: Row
    row: Row
    locale: str
    is_draft: bool
    page: HtmlPage
    path: str

    @property
    def folder(self) -> str:
        """Where its links start from."""
        return self.path.rpartition("/")[0]

    @cached_property
    def headings(self) -> dict[str, str]:
        """Old anchor, by its key → the id that the heading has here."""
        try:
            toc = markup.render(self.page.markdown, lang=self.locale).toc
        except Invalid:
            return {}
        return anchors(((identity, text) for _level, identity, text in toc), self.page.anchors)


def name_of_article(article: Row) -> str:
    """How the report names an article."""
    return f"article {article['id']}"


@dataclass
class Links:
    """Settles targets, and gathers the pictures that they need."""

    rows: ZendeskRows
    texts: Sequence[Text]
    pictures: dict[str, Path] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def settled(self, text: Text) -> str:
        """The text with targets in the tree; what leads nowhere is counted."""
        found: Found = Counter(text.page.found)
        body = rewrite_links(
            text.page.markdown,
            link=lambda target: self._link(text, target, found),
            picture=lambda target: self._picture(text, target, found),
        )
        body += "".join(self._attached(text, found))
        self.left_out += tally(f"{name_of_article(text.article)} ({text.locale})", found)
        return body

    def _link(self, text: Text, target: str, found: Found) -> str:
        if target.startswith("#"):
            return f"#{_anchor(text, target[1:])}"
        if match := _FILE.fullmatch(target):
            return self._file(text, match[1]) or _missed(found, Reason.ATTACHMENT, target)
        match = _ARTICLE.fullmatch(target)
        if match is None:
            return target if _OUTSIDE.match(target) else _missed(found, Reason.LINK, target)
        other = self._nearest(match[1], text.locale)
        if other is None:
            return _missed(found, Reason.LINK, target)
        anchor = f"#{_anchor(other, match[2])}" if match[2] else ""
        return relative(other.path, text.folder) + anchor

    @cached_property
    def _by_article(self) -> dict[str, list[Text]]:
        found: dict[str, list[Text]] = {}
        for one in self.texts:
            found.setdefault(str(one.article["id"]), []).append(one)
        return found

    def _nearest(self, article_id: str, locale: str) -> Text | None:
        same = self._by_article.get(article_id, [])
        return next((one for one in same if one.locale == locale), same[0] if same else None)

    def _picture(self, text: Text, target: str, found: Found) -> str | None:
        match = _FILE.fullmatch(target)
        kept = self._file(text, match[1]) if match else None
        if kept is None and (match or not _OUTSIDE.match(target)):
            found[Reason.PICTURE, target[:120]] += 1
            return None
        return kept or target

    def _file(self, text: Text, key: str) -> str | None:
        """An attached picture as a link from the text; None for other files, and those that are not there."""
        row = self.rows.find("article_attachments", key) or {"id": key}
        path = find_attachment(self.rows.root, row)
        if path is None or path.suffix.lower() not in PICTURE_ENDINGS:
            return None
        name = f"{ATTACHED}/{key}{path.suffix.lower()}"
        self.pictures[name] = path
        return relative(name, text.folder)

    def _attached(self, text: Text, found: Found) -> Iterator[str]:
        """What hung below the page: pictures are shown there, other files are a line of the report."""
        for row in self.rows.all("article_attachments"):
            if str(row.get("article_id")) != str(text.article["id"]) or row.get("inline"):
                continue
            name = words(row, "file_name") or str(row["id"])
            target = self._file(text, str(row["id"]))
            if target:
                yield f"\n![{name.replace('[', '(').replace(']', ')')}]({target})\n"
            else:
                found[Reason.ATTACHMENT, name] += 1


def _anchor(text: Text, name: str) -> str:
    return text.headings.get(anchor_key(unquote(name)), name)


def _missed(found: Found, reason: Reason, target: str) -> str:
    found[reason, target[:120]] += 1
    return target
