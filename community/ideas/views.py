"""Pages of the idea board."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor, safe_next
from community.accounts.sharing import shared_by_peers
from community.content.aids import draft_key, read_aids
from community.content.models import TargetKind
from community.content.prose import compose
from community.content.queries import find_follow, list_comments, list_my_votes, with_authors
from community.core.db import unread, writing
from community.core.errors import Invalid
from community.core.forms import local_choices, text
from community.core.http_edge.page_cache import page_signal
from community.core.i18n import locale
from community.curation.queries_chain import find_chain, find_ways
from community.ideas import actions, queries, queries_story
from community.ideas.forms import IdeaEditForm, IdeaForm, ProposalForm
from community.ideas.models import Idea, Meaning
from community.ideas.queries import Filters, Sort
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.search.queries import lookalikes
from community.service_levels.queries import find_chip
from community.service_levels.terms import PromiseKind

blueprint = Blueprint("ideas", __name__)

Page = str | Response | tuple[str, int]

LOOKALIKES = 5


def address(idea: Idea) -> str:
    """Where an idea stands."""
    return url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug)


def _sort() -> Sort:
    wanted = request.args.get("sort", "")
    return Sort(wanted) if wanted in list(Sort) else Sort.TRENDING


def _meaning() -> Meaning | None:
    wanted = request.args.get("state", "")
    return Meaning(wanted) if wanted in list(Meaning) else None


@blueprint.get("/ideas")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> Page:
    """Ideas of all boards."""
    actor = current_actor()
    filters = Filters(
        meaning=_meaning(), sort=_sort(), mine="mine" in request.args and not actor.is_visitor
    )
    return _list(actor, None, filters)


@blueprint.get("/ideas/<board>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_board(board: str) -> Page:
    """Ideas of one board."""
    actor = current_actor()
    found = queries.get_board(actor, board)
    return _list(actor, found, Filters(board_id=found.id, meaning=_meaning(), sort=_sort()))


def _list(actor: Actor, board: Any, filters: Filters) -> str:
    page = queries.list_ideas(actor, filters, request.args.get("after"))
    boards = queries.list_boards(actor)
    return render_template(
        "ideas/index.html",
        page=page,
        boards=boards,
        board=board,
        filters=filters,
        sorts=list(Sort),
        meanings=list(Meaning),
    )


@blueprint.route("/ideas/new", methods=["GET", "POST"])
@access(Permission.IDEA_PROPOSE)
def propose() -> Page:
    """Propose an idea; look-alikes stand beside the form."""
    actor = current_actor()
    boards = {str(row.id): row for row in queries.list_boards(actor)}
    form = ProposalForm.of_request(
        lang=locale(), **{name: request.args.get(name) for name in ("board", "title", "body")}
    )
    form.board.choices = local_choices((key, row.name) for key, row in boards.items())
    if form.is_sent and not form.wants_preview:
        try:
            board = queries.get_board(actor, boards[form.board.data].slug)
            prose = compose(text(form.body))
            aids = read_aids(request.form.getlist("shown"), request.form.getlist("opened"))
            with writing():
                idea = actions.propose(
                    actor, board, text(form.title), prose, lang=form.lang.data, aids=aids
                )
            page_signal("search", step="proposed")
            page_signal("draft", step="sent", draft=request.form.get("draft", ""))
            return redirect(address(queries.get_idea(actor, idea.id)), 303)
        except Invalid as invalid:
            form.land(invalid)
    hits = lookalikes(actor, text(form.title), text(form.body), limit=LOOKALIKES, locale=locale())
    return _form_page("ideas/propose.html", form, draft=_draft(), hits=hits, shown_form="propose")


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
            preview = compose(text(form.body)).html
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
    comments = list_comments(actor, [idea.id]).get(idea.id, [])
    story = queries_story.get_story(idea, {comment.author_id for comment in comments})
    page_signal("idea_viewed", idea=idea.id)
    return render_template(
        "ideas/show.html",
        idea=idea,
        story=story,
        comments=with_authors(comments, story.people),
        chain=find_chain(actor, idea.id, locale()),
        ways=find_ways(actor, story.ways, locale()),
        chip=find_chip(idea.id, PromiseKind.IDEA_RESPONSE),
        voted=bool(list_my_votes(actor, [idea.id])),
        follow=find_follow(actor, TargetKind.SUBJECT, idea.id),
    )


@blueprint.post("/ideas/<int:idea_id>/vote")
@access(Permission.IDEA_VOTE, replayable=True)
def vote(idea_id: int) -> Page:
    """Support an idea."""
    actor = current_actor()
    idea = unread(Idea, idea_id)  # the act reads and locks it
    with writing():
        actions.vote(actor, idea)
    return _voted(actor, idea, pressed=True)


@blueprint.post("/ideas/<int:idea_id>/vote/withdraw")
@access(Permission.IDEA_VOTE)
def withdraw_vote(idea_id: int) -> Page:
    """Support an idea no longer."""
    actor = current_actor()
    idea = unread(Idea, idea_id)  # the act reads and locks it
    with writing():
        actions.withdraw_vote(actor, idea)
    return _voted(actor, idea, pressed=False)


def _voted(actor: Actor, idea: Idea, *, pressed: bool) -> Page:
    if request.headers.get("HX-Request"):  # the row was read in the act, of its counters nothing
        return render_template("ideas/_vote.html", idea=idea, pressed=pressed)
    back = safe_next(request.form.get("next")) or address(queries.get_idea(actor, idea.id))
    return redirect(back, 303)


@blueprint.route("/ideas/<int:idea_id>/edit", methods=["GET", "POST"])
@access(Permission.IDEA_EDIT)
def edit(idea_id: int) -> Page:
    """Change the words of an idea."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    ensure(actor, Permission.IDEA_EDIT, idea)
    form = IdeaEditForm.of_request(title=idea.title, body=idea.body, lang=idea.subject.lang)
    if form.is_sent and not form.wants_preview:
        try:
            prose = compose(text(form.body))
            with writing():
                actions.edit_idea(actor, idea, text(form.title), prose, note=form.note.data or "")
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
    columns = queries.list_roadmap(actor, board.id if board else None)
    return render_template(
        "ideas/roadmap.html", columns=columns, boards=queries.list_boards(actor), board=board
    )
