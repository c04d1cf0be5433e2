"""An article's words, rendered before any transaction begins."""

from dataclasses import dataclass

from community.core import markup


@dataclass(frozen=True)
class ArticleText:
    """Title, summary and Markdown as written, with safe HTML, headings as (level, id, text), and plain text."""

    title: str
    summary: str
    body: str
    html: str
    toc: tuple[tuple[int, str, str], ...]
    text: str
    renderer_version: int = markup.RENDERER_VERSION


def compose(title: str, summary: str, body: str, *, lang: str) -> ArticleText:
    """Render an article; Invalid(field="body") when it is longer than markup allows."""
    rendered = markup.render(body, lang=lang)
    return ArticleText(
        title=" ".join(title.split()),
        summary=" ".join(summary.split()),
        body=body,
        html=rendered.html,
        toc=rendered.toc,
        text=rendered.text,
    )
