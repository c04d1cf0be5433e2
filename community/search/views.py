"""The search page, what is suggested while one types, and what is like a draft."""

from flask import Blueprint, render_template, request
from flask_babel import ngettext

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.content.aids import draft_key
from community.core.http_edge.locale import choose_locale
from community.core.http_edge.page_cache import keep_here, keep_out, page_signal
from community.policies.access import access
from community.policies.permission import Permission
from community.search import forms, queries
from community.search.addresses import KINDS
from community.search.asked import Asked
from community.search.language import STATES_OF_KIND
from community.search.masking import masked, phrase_of
from community.search.origins import Source, link_from, read_origin, search_token
from community.search.wording import kind_words, state_words

blueprint = Blueprint("search", __name__)
# The fragment of look-alikes stands on pages of other packages.
blueprint.add_app_template_global(kind_words, "search_kind_words")
blueprint.add_app_template_global(state_words, "search_state_words")

MAX_DRAFT = 8_000


@blueprint.get("/search")
@access(Permission.SEARCH)
@shared_by_peers
def search() -> str:
    """Everything in one box: groups with counts, or a page of one kind."""
    keep_here()
    asked = forms.asked(request.args, choose_locale())
    results = queries.search(current_actor(), asked)
    if asked.text and results.ready and not asked.after:
        _tell(asked, results.count, results.area_id)
    return render_template(
        "search/results.html",
        asked=asked,
        results=results,
        kind_words=kind_words(),
        state_words=state_words(),
        states_of_kind=STATES_OF_KIND,
        token=search_token(phrase_of(asked.text), asked.locale),
        link_from=link_from,
        source=Source.SEARCH,
    )


def _tell(asked: Asked, results: int, area: int | None = None) -> None:
    """Leave for the report what was searched for, without who did."""
    page_signal(
        "search",
        step="searched",
        text=masked(asked.text),
        locale=asked.locale,
        search_kind=asked.kind,
        results=results,
        area=area,
    )


@blueprint.before_app_request
def note_origin() -> None:
    """A page that was opened from a list of hits says so to the report (`search/origins.py`)."""
    origin = read_origin(request.args.get("from")) if request.method == "GET" else None
    if origin is None:
        return
    kind = "search" if origin.source is Source.SEARCH else "draft"
    page_signal(kind, step="opened", **{kind: origin.token}, subject=origin.subject_id)


@blueprint.get("/search/suggest")
@access(Permission.SEARCH)
def suggest() -> str:
    """The options of the search box for what was typed so far; `chosen` says which of them is opened."""
    keep_here()
    asked = forms.asked(request.args, choose_locale())
    hits = queries.suggest(current_actor(), asked.text, asked.locale)
    chosen = request.args.get("chosen")
    if chosen in {str(hit.subject_id) for hit in hits}:
        _tell(asked, len(hits))
        token = search_token(phrase_of(asked.text), asked.locale)
        page_signal("search", step="opened", search=token, subject=int(chosen))
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
    """What is like the draft of a question or an idea; of the draft itself nothing is kept."""
    keep_out()
    title, body = (request.values.get(name, "")[:MAX_DRAFT] for name in ("title", "body"))
    kinds = [kind for kind in request.values.getlist("kinds") if kind in KINDS] or KINDS
    locale, purpose = choose_locale(), _purpose()
    hits = queries.lookalikes(current_actor(), title, body, kinds=kinds, locale=locale)
    draft = request.values.get("draft")
    if hits and draft and draft == draft_key(draft):
        shown = [hit.subject_id for hit in hits]
        page_signal("draft", step="shown", draft=draft, purpose=purpose, locale=locale, shown=shown)
    return render_template(
        "search/lookalikes.html",
        hits=hits,
        draft=draft_key(draft),
        shown_form="ask" if purpose == "question" else "propose",
    )


def _purpose() -> str:
    return "idea" if request.values.get("for") == "idea" else "question"


@blueprint.app_template_global("draft_link")
def draft_link(href: str, draft: str, subject_id: int) -> str:
    """The address of a look-alike that tells from which form it was opened."""
    return link_from(href, Source.DRAFT, draft, subject_id)


@blueprint.app_template_global("count_of_kind")
def count_of_kind(kind: str, count: int) -> str:
    """So many of a kind, in words."""
    words = {
        "article": ngettext("%(num)s article", "%(num)s articles", count),
        "question": ngettext("%(num)s question", "%(num)s questions", count),
        "idea": ngettext("%(num)s idea", "%(num)s ideas", count),
    }
    return str(words[kind])
