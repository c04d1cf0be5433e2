"""Where a found thing stands."""

from collections.abc import Callable, Mapping

from community.articles.addresses import article_address
from community.content.models import SubjectKind

Path = Mapping[str, str]


def address(kind: str, subject_id: int, lang: str, path: Path) -> str:
    """The page of a document; a slug that has changed since is led on by the page itself."""
    return ADDRESSES[kind](subject_id, lang, path)


ADDRESSES: dict[str, Callable[[int, str, Path], str]] = {
    SubjectKind.ARTICLE: lambda _id, lang, path: article_address(
        lang, path["section"], path["slug"]
    ),
    SubjectKind.QUESTION: lambda id_, _lang, path: f"/questions/{id_}-{path['slug']}",
    SubjectKind.IDEA: lambda id_, _lang, path: f"/ideas/{path['board']}/{id_}-{path['slug']}",
}
KINDS = tuple(ADDRESSES)
