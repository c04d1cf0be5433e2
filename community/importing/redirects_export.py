"""Old addresses of the help center as an export names them: by the files that they lead to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from community.articles.queries_redirects import ARTICLE, CATEGORY, EARLIER, SECTION, TRANSLATION
from community.importing.help_tree import name_of
from community.importing.queries_export import list_article_ids, list_redirects

_OLD_SLUG: Final = re.compile(r"help:(\d+)/([a-z]{2})/(.+)")
Entry = dict[str, Any]


def list_redirect_entries(
    categories: Mapping[int, str], sections: Mapping[int, str], texts: Mapping[int, str]
) -> list[Entry]:
    """One entry for each old address whose target is exported; keys of rows → folders and files."""
    articles = {
        article_id: texts[translation_id]
        for translation_id, article_id in list_article_ids(texts).items()
    }
    return sorted(_entries(categories, sections, texts, articles), key=_order)


def _entries(
    categories: Mapping[int, str],
    sections: Mapping[int, str],
    texts: Mapping[int, str],
    articles: Mapping[int, str],
) -> Iterator[Entry]:
    for path, kind, target in list_redirects():
        old = _OLD_SLUG.fullmatch(path)
        if kind == CATEGORY and target in categories:
            yield {"path": path, "category": categories[target]}
        elif kind == SECTION and target in sections:
            address, was_earlier, _key = path.partition(EARLIER)
            more = {"earlier": True} if was_earlier else {}  # its key is another one elsewhere
            yield {"path": address, "section": sections[target], **more}
        elif kind == ARTICLE and target in articles:
            name = name_of(articles[target])
            yield {"path": path, "article": name[0] if name else articles[target]}
        elif kind == TRANSLATION and target in texts:
            if old is None:
                yield {"path": path, "text": texts[target]}
            elif int(old[1]) in sections:
                where = {"in": sections[int(old[1])], "locale": old[2], "slug": old[3]}
                yield {**where, "text": texts[target]}


def _order(entry: Entry) -> tuple[str, ...]:
    return tuple(str(entry.get(key, "")) for key in ("path", "in", "locale", "slug", "section"))
