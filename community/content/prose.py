"""A person's words, rendered before any transaction begins."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from community.accounts.models import fold
from community.accounts.queries_named import Named, find_named
from community.core import markup


@dataclass(frozen=True)
class Prose:
    """Markdown as written, its safe HTML, its plain text for search and snippets, and the members whom it names."""

    body: str
    html: str
    text: str
    renderer_version: int = markup.RENDERER_VERSION
    mentioned: tuple[int, ...] = ()


def compose(body: str) -> Prose:
    """Render a body; Invalid(field="body") when it is longer than markup allows. It names nobody."""
    rendered = markup.render(body)
    return Prose(body=body, html=rendered.html, text=rendered.text)


def compose_post(body: str) -> Prose:
    """As `compose`, for what may name members: each `@handle` of a member is a link to his profile."""
    return _compose_naming(body, find_named)


def compose_again(body: str, people: Mapping[str, Named]) -> Prose:
    """As `compose_post`, for a body that named these people (by folded handle) when it was written."""
    return _compose_naming(body, lambda _names: people)


def _compose_naming(body: str, find: Callable[[Collection[str]], Mapping[str, Named]]) -> Prose:
    people: dict[str, Named] = {}

    def find_handles(names: Collection[str]) -> dict[str, str]:
        people.update(find(names))
        return {name: people[fold(name)].handle for name in names if fold(name) in people}

    rendered = markup.render(body, find_handles=find_handles)
    named = dict.fromkeys(people[fold(name)].id for name in rendered.mentioned)
    return Prose(body, rendered.html, rendered.text, mentioned=tuple(named))
