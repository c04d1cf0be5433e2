"""The links of published texts, brought to what the texts say and to where they lead now."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from community.articles.actions import locked_translation, open_draft, write_draft
from community.articles.actions_publishing import publish
from community.articles.actions_tasks import settle_tasks
from community.articles.link_finder import FoundLink, find_links
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.models_work import MAX_HEADING, MAX_HREF, ArticleLink
from community.articles.queries_faults import list_links
from community.articles.queries_links import Led, Source, follow_link
from community.articles.states import Significance
from community.articles.states_work import LinkState
from community.articles.texts import ArticleText
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict
from community.policies.actor import Actor

MOST = 500
# An address ends here: neither a path nor a word goes on.
END = r"(?![\w/#?&=%~+-]|\.\w)"


def survey_links(text: Any, *, site: str) -> list[dict[str, Any]]:
    """Which links within the portal a published text holds and where each leads now; changes nothing.

    `text` is a row of queries_faults.list_texts.
    """
    ids = frozenset(heading[1] for heading in text.toc)
    source = Source(text.audience_id, ids, text.locale)
    found = find_links(text.html, site=site)[:MOST]
    return [_values(link, follow_link(link.href, source)) for link in found]


def are_kept(translation_id: int, links: list[dict[str, Any]]) -> bool:
    """Whether the table says what a survey found."""
    return [_said(row) for row in list_links(translation_id)] == links


def keep_links(translation_id: int, revision_id: int, links: list[dict[str, Any]]) -> None:
    """Keep what a survey of this revision found; nothing when another was published in the meantime."""
    translation = get_locked(Translation, translation_id)
    if translation.published_revision_id != revision_id:
        return
    db.session.execute(delete(ArticleLink).where(ArticleLink.translation_id == translation_id))
    at = now()
    db.session.add_all(
        ArticleLink(translation_id=translation_id, place=place, checked_at=at, **values)
        for place, values in enumerate(links, 1)
    )
    db.session.flush()  # tasks are opened and closed by these rows
    settle_tasks([translation_id])


def _values(link: FoundLink, led: Led) -> dict[str, Any]:
    return {
        "href": link.href[:MAX_HREF],
        "words": link.words[:MAX_HEADING],
        "heading": link.heading[:MAX_HEADING],
        "heading_id": link.heading_id[:MAX_HEADING],
        "state": led.state,
        "target_id": led.target_id,
        "moved_to": led.moved_to[:MAX_HREF],
    }


def _said(row: ArticleLink) -> dict[str, Any]:
    names = ("href", "words", "heading", "heading_id", "state", "target_id", "moved_to")
    return {name: getattr(row, name) for name in names}


def with_present_addresses(body: str, links: list[ArticleLink], *, site: str) -> str:
    """The Markdown with the present address of each link that moved; `site` is the portal's public address."""
    for link in links:
        if link.state is LinkState.MOVED and link.moved_to:
            body = _replaced(body, link.href, link.moved_to, site=site)
    return body


def _replaced(body: str, old: str, new: str, *, site: str) -> str:
    """A path counts where a link's target stands, the whole address wherever it stands: pasted, it is a link itself."""
    start = rf"(\]\(\s*<?|^ {{0,3}}\[[^\]\n]+\]:\s*<?|(?<![^\s(<]){re.escape(site)})"
    whole = re.compile(start + re.escape(old) + END, re.MULTILINE)
    return whole.sub(lambda found: found[1] + new, body)


def mend_links(
    actor: Actor, article: Article, locale: str, *, text: ArticleText, revision_id: int
) -> ArticleRevision:
    """Publish the same words with present addresses, as a typo: what was verified stays verified.

    Conflict while somebody works on a draft, when another text was published in the meantime, or when all its links
    lead to present addresses already: nobody is told of a text that says what it said.
    """
    translation = locked_translation(article, locale)
    is_present = translation is not None and translation.published_revision_id == revision_id
    published = db.session.get(ArticleRevision, revision_id) if is_present else None
    if translation is None or published is None or published.body == text.body:
        raise Conflict(_l("The article was changed in the meantime. Look at its links again."))
    draft = open_draft(translation)
    if draft is not None and draft.is_in_the_making:
        raise Conflict(_l("A draft of this article is in the making. Change the addresses there."))
    note = _("Links brought to their present addresses")
    write_draft(actor, article, locale, text, significance=Significance.TYPO, note=note)
    return publish(actor, article, locale)
