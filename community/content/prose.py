"""A person's words, rendered before any transaction begins."""

from dataclasses import dataclass

from community.core import markup


@dataclass(frozen=True)
class Prose:
    """Markdown as written, its safe HTML, and its plain text for search and snippets."""

    body: str
    html: str
    text: str
    renderer_version: int = markup.RENDERER_VERSION


def compose(body: str) -> Prose:
    """Render a body; Invalid(field="body") when it is longer than markup allows."""
    rendered = markup.render(body)
    return Prose(body=body, html=rendered.html, text=rendered.text)
