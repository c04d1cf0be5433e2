"""Pages of the idea board."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.circles.queries import list_threads_about
from community.content import actions_unsent
from community.content.aids import draft_key, read_aids
from community.content.forms_unsent import values_of, words_of
from community.content.models import FollowState, TargetKind
from community.content.models_unsent import Place, Purpose
from community.content.prose import compose_post
from community.content.queries import (
    find_follow,
    list_comments,
    with_authors,
)
from community.content.queries_unsent import find_unsent
from community.core.db import writing
from community.core.errors import Conflict, Gone, Invalid, NotFound
from community.core.forms import local_choices, number_of, text
from community.core.http_edge.page_cache import page_signal
from community.core.i18n import locale, named_or_own
from community.curation.queries_chain import find_chain, find_ways
from community.ideas import (
    actions,
    actions_voting,
    queries,
    queries_merging,
    queries_roadmap,
    queries_story,
    queries_voting,
)
from community.ideas.forms import HOW_OFTEN_WORDS, IdeaEditForm, IdeaForm, ProposalForm
from community.ideas.models import Idea, Meaning
from community.ideas.queries import Filters, Sort
from community.policies.access import access
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.search.queries import lookalikes
from community.service_levels.queries import find_chip
from community.service_levels.terms import PromiseKind

blueprint = Blueprint("ideas", __name__)

Page = str | Response | tuple[str, int]

LOOKALIKES, LONGEST_KEY = 5, 40
# In these an idea is not among the others: it waits, or leads to one that stands there.
UNLISTED = (Meaning.PENDING, Meaning.DUPLICATE)
UNSENT = Place(Purpose.IDEA)


def address(idea: Idea) -> str:
    """Where an idea stands."""
    return url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug)


@blueprint.app_template_global("how_often_words")
def how_often_words() -> dict[str, str]:
    """What is said of how often a problem is met."""
    return {key.value: str(words) for key, words in HOW_OFTEN_WORDS.items()}


def _sort() -> Sort:
    wanted = request.args.get("sort", "")
    return Sort(wanted) if wanted in list(Sort) else Sort.TRENDING


def _state() -> str:
    return request.args.get("state", "").replace("\x00", "")[:LONGEST_KEY]


@blueprint.get("/ideas")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> Page:
    """Ideas of all boards."""
    actor = current_actor()
    filters = Filters(
        state=_state(), sort=_sort(), mine="mine" in request.args and not actor.is_visitor
    )
    return _list(actor, None, filters)


@blueprint.get("/ideas/<board>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_board(board: str) -> Page:
    """Ideas of one board."""
    actor = current_actor()
    found = queries.get_board(actor, board)
    return _list(actor, found, Filters(board_id=found.id, state=_state(), sort=_sort()))


def _list(actor: Actor, board: Any, filters: Filters) -> str:
    page = queries.list_ideas(actor, filters, request.args.get("after"))
    boards = queries.list_boards(actor)
    follow = find_follow(actor, TargetKind.BOARD, board.id) if board else None
    return render_template(
        "ideas/index.html",
        page=page,
        boards=boards,
        board=board,
        is_following=follow is FollowState.FOLLOWING,
        has_feed=board is None or board.audience_id == PUBLIC_AUDIENCE_ID,
        filters=filters,
        statuses=[one for one in queries.list_statuses() if one.meaning not in UNLISTED],
    )


@blueprint.route("/ideas/new", methods=["GET", "POST"])
@access(Permission.IDEA_PROPOSE)
def propose() -> Page:
    """Propose an idea; look-alikes stand beside the form."""
    actor = current_actor()
    boards = {str(row.id): row for row in queries.list_boards(actor)}
    given = {name: request.args.get(name) for name in ("board", "title", "body")}
    is_led = bool(given["title"] or given["body"])
    kept = find_unsent(actor, UNSENT) if request.method == "GET" else None
    begun = {} if is_led else values_of(kept)
    form = ProposalForm.of_request(
        **{"lang": named_or_own(request.args.get("lang")), **given, **begun}
    )
    form.board.choices = local_choices((key, row.name) for key, row in boards.items())
    try:
        if form.wants_keeping:
            return _keep(actor, form)
        instead = _vote_instead(actor, form)
        if instead is not None:
            return instead
        if form.is_sent and not form.wants_preview and not form.form_errors:
            return _proposed(actor, form, boards[form.board.data].slug)
    except Invalid as invalid:
        form.land(invalid)
    hits = lookalikes(actor, text(form.title), text(form.body), limit=LOOKALIKES, locale=locale())
    begins = {"kept": kept, "is_restored": not is_led}
    return _form_page(
        "ideas/propose.html", form, draft=_draft(), hits=hits, shown_form="propose", **begins
    )


def _proposed(actor: Actor, form: ProposalForm, board_slug: str) -> Page:
    board = queries.get_board(actor, board_slug)
    prose = compose_post(text(form.body))
    aids = read_aids(request.form.getlist("shown"), request.form.getlist("opened"))
    with writing():
        idea = actions.propose(
            actor, board, text(form.title), prose, lang=form.lang.data, aids=aids, told=form.told
        )
        actions_unsent.note_sent(actor, UNSENT)
    page_signal("search", step="proposed")
    page_signal("draft", step="sent", draft=request.form.get("draft", ""))
    return redirect(address(queries.get_idea(actor, idea.id)), 303)


def _keep(actor: Actor, form: ProposalForm) -> Page:
    """Keep what is written as it is, and go on another time."""
    with writing():
        actions_unsent.keep(actor, UNSENT, words_of(form), by_hand=True)
    flash(_("Kept. You find it here, and where you began it."), "success")
    return redirect(url_for("unsent.index"), 303)


def _vote_instead(actor: Actor, form: ProposalForm) -> Response | None:
    """One's vote for an idea that says the same, with the draft as its reason; None unless that was asked and works."""
    chosen = request.form.get("instead", type=int)
    if chosen is None:
        return None
    words = [text(field) for field in (form.title, form.problem, form.way_round, form.body)]
    try:
        idea = queries.get_idea(actor, chosen)
        with writing():
            actions_voting.vote_with_words(actor, idea, "\n\n".join(filter(None, words)))
    except (Conflict, NotFound, Gone) as refusal:  # nothing typed is lost
        form.form_errors.append(str(refusal.message))
        return None
    draft = request.form.get("draft", "")
    page_signal("draft", step="opened", draft=draft, subject=chosen)
    flash(_("Your vote is there, and what you wrote came along as its reason."), "success")
    return redirect(url_for("idea_votes.my_vote", idea_id=chosen), 303)


def _draft() -> str:
    """The key of this form; a new form tells the report that it was opened."""
    draft = draft_key(request.form.get("draft"))
    if request.method == "GET":
        page_signal("draft", step="began", draft=draft, purpose="idea", locale=locale())
    return draft


def _form_page(template: str, form: IdeaForm, **words: Any) -> Page:
    preview = None
    if form.wants_preview and form.body.data:
        try:
            preview = compose_post(text(form.body)).html
        except Invalid as invalid:
            form.land(invalid)
    status = 422 if request.method == "POST" and form.errors else 200
    return render_template(template, form=form, preview=preview, **words), status


@blueprint.get("/ideas/<board>/<int:idea_id>-<slug>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show(board: str, idea_id: int, slug: str) -> Page:
    """An idea with its timeline; a wrong board or slug answers 301."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    if (board, slug) != (idea.board.slug, idea.slug):
        return redirect(address(idea), 301)
    root = queries_merging.find_seen_root(actor, idea)
    if root is not None:
        return redirect(address(root), 301)
    merged = queries_merging.list_merged(actor, idea.id) if idea.merged_count else []
    whole = number_of(request.args.get("comments"))
    comments = list_comments(actor, [idea.id, *(one.id for one in merged)], whole=whole)
    authors = {one.author_id for talk in comments.values() for one in talk}
    story = queries_story.get_story(idea, authors | {one.author_id for one in merged})
    talks = {key: with_authors(talk, story.people) for key, talk in comments.items()}
    page_signal("idea_viewed", idea=idea.id)
    return render_template(
        "ideas/show.html",
        idea=idea,
        story=story,
        comments=talks.get(idea.id, []),
        merged=merged,
        talks=talks,
        relatives=queries_merging.list_relatives(actor, idea.id) if idea.is_split else [],
        chain=find_chain(actor, idea.id, locale()),
        ways=find_ways(actor, story.ways, locale()),
        chip=find_chip(idea.id, PromiseKind.IDEA_RESPONSE),
        threads=list_threads_about(actor, idea.id),
        voted=bool(queries_voting.list_supported(actor, [idea.id])),
        follow=find_follow(actor, TargetKind.SUBJECT, idea.id),
    )


@blueprint.route("/ideas/<int:idea_id>/edit", methods=["GET", "POST"])
@access(Permission.IDEA_EDIT)
def edit(idea_id: int) -> Page:
    """Change the words of an idea."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    ensure(actor, Permission.IDEA_EDIT, idea)
    form = IdeaEditForm.of_request(
        title=idea.title,
        body=idea.body,
        lang=idea.subject.lang,
        problem=idea.problem,
        how_often=idea.how_often or "",
        way_round=idea.way_round,
    )
    if form.is_sent and not form.wants_preview:
        try:
            prose = compose_post(text(form.body))
            with writing():
                note = form.note.data or ""
                actions.edit_idea(actor, idea, text(form.title), prose, note=note, told=form.told)
            return redirect(address(queries.get_idea(actor, idea_id)), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page("ideas/edit.html", form, idea=idea)


@blueprint.post("/ideas/<int:idea_id>/delete")
@access(Permission.IDEA_DELETE)
def delete(idea_id: int) -> Page:
    """Take an idea away."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    with writing():
        actions.delete_idea(actor, idea)
    flash(_("The idea was removed. A moderator can restore it for 30 days."), "success")
    return redirect(url_for("ideas.index"), 303)


@blueprint.get("/roadmap")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def roadmap() -> Page:
    """What is planned, being made, being tried, and shipped."""
    actor = current_actor()
    board = queries.get_board(actor, request.args["board"]) if request.args.get("board") else None
    columns = queries_roadmap.list_roadmap(actor, board.id if board else None)
    return render_template(
        "ideas/roadmap.html", columns=columns, boards=queries.list_boards(actor), board=board
    )
