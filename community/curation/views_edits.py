"""Suggested edits of articles and posts in one place: the queue of those who decide, and one's own."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.suggestions import SuggestionState, words_of_suggestions
from community.core.i18n import NAMES
from community.curation import queries_edits
from community.curation.queries_edits import SuggestedEdit
from community.policies.access import access
from community.policies.permission import Permission
from community.policies.registry import can

blueprint = Blueprint("edits", __name__)


@blueprint.app_template_global("edit_kind_word")
def kind_word(kind: str) -> str:
    """What a suggested edit would change, in the reader's language."""
    words = {"article": _("Article"), "question": _("Question"), "answer": _("Answer")}
    return str(words[kind])


@blueprint.get("/suggestions")
@access(Permission.ACCOUNT_OWN)
def own() -> str:
    """One's own suggested edits and what became of them."""
    page = queries_edits.list_own(current_actor(), request.args.get("after"))
    return render_template(
        "curation/own_edits.html",
        page=page,
        addresses={(one.kind, one.id): _address(one, is_own=True) for one in page.items},
        states=words_of_suggestions(),
        languages=NAMES,
    )


@blueprint.get("/suggestions/queue")
@access(Permission.EDIT_DECIDE)
def queue() -> str:
    """What waits for whoever may decide: of his own posts, or of all."""
    actor, given = current_actor(), request.args.get("state")
    state = SuggestionState(given) if given in list(SuggestionState) else SuggestionState.OPEN
    page = queries_edits.list_queue(actor, state, request.args.get("after"))
    moderates = can(actor, Permission.SEE_HIDDEN)
    words = words_of_suggestions()
    return render_template(
        "curation/edits.html",
        page=page,
        addresses={(one.kind, one.id): _address(one, is_own=False) for one in page.items},
        state=state,
        states={key: words[key] for key in words if moderates or key != SuggestionState.HELD},
        counts=queries_edits.count_edits(actor),
        languages=NAMES,
    )


def _address(one: SuggestedEdit, *, is_own: bool) -> str:
    if one.kind != "article":
        return url_for("post_edits.show", edit_id=one.id)
    if is_own or one.state is SuggestionState.HELD:
        return url_for("suggestions.show", suggestion_id=one.id)
    return url_for("suggestions.decide", suggestion_id=one.id)


@blueprint.get("/desk/articles/suggestions")
@access(Permission.ARTICLE_WRITE)
def former_queue() -> Response:
    """Where the queue of articles was."""
    return redirect(url_for(".queue"), 301)


@blueprint.get("/desk/suggestions/held")
@access(Permission.MODERATE)
def former_held() -> Response:
    """Where held edits of articles were."""
    return redirect(url_for(".queue", state=SuggestionState.HELD), 301)
