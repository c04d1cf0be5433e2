"""The search page, what is suggested while one types, and what is like a draft."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.session import current_actor
from community.core.http_edge.locale import choose_locale
from community.core.http_edge.page_cache import page_signal
from community.policies.access import access
from community.policies.permission import Permission
from community.search import forms, queries
from community.search.addresses import KINDS
from community.search.masking import masked

blueprint = Blueprint("search", __name__)

LOOKALIKES = 5
MAX_DRAFT = 8_000


@blueprint.get("/search")
@access(Permission.SEARCH)
def search() -> str:
    """Everything in one box: groups with counts, or a page of one kind."""
    asked = forms.asked(request.args, choose_locale())
    results = queries.search(current_actor(), asked)
    if asked.text and results.ready and not asked.after:
        page_signal(
            "search_asked",
            text=masked(asked.text),
            locale=asked.locale,
            search_kind=asked.kind,
            results=results.count,
        )
    return render_template(
        "search/results.html", asked=asked, results=results, kind_words=kind_words()
    )


@blueprint.get("/search/suggest")
@access(Permission.SEARCH)
def suggest() -> str:
    """The options of the search box for what was typed so far."""
    asked = forms.asked(request.args, choose_locale())
    hits = queries.suggest(current_actor(), asked.text, asked.locale)
    return render_template(
        "search/suggestions.html",
        asked=asked,
        hits=hits,
        list_id=request.args.get("list", "search-list")[:40],
        kind_words=kind_words(),
    )


@blueprint.route("/search/lookalikes", methods=["GET", "POST"])
@access(Permission.SEARCH)
def lookalikes() -> str:
    """What is like the draft of a question or an idea; nothing is kept of it."""
    title, body = (request.values.get(name, "")[:MAX_DRAFT] for name in ("title", "body"))
    kinds = [kind for kind in request.values.getlist("kinds") if kind in KINDS] or KINDS
    found = queries.lookalikes(
        current_actor(), f"{title}\n{body}", kinds, LOOKALIKES, locale=choose_locale()
    )
    shown_form = "ask" if request.values.get("for", "ask") == "ask" else ""
    return render_template(
        "search/lookalikes.html", hits=found, kind_words=kind_words(), shown_form=shown_form
    )


def kind_words() -> Mapping[str, str]:
    """What each kind of hit is called, one of them."""
    return {"article": str(_("Article")), "question": str(_("Question")), "idea": str(_("Idea"))}


@blueprint.app_template_global("count_of_kind")
def count_of_kind(kind: str, count: int) -> str:
    """So many of a kind, in words."""
    words = {
        "article": ngettext("%(num)s article", "%(num)s articles", count),
        "question": ngettext("%(num)s question", "%(num)s questions", count),
        "idea": ngettext("%(num)s idea", "%(num)s ideas", count),
    }
    return str(words[kind])
