"""Pages on which boards and statuses are kept."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import queries_audience
from community.content.actions import intern_audience
from community.content.queries import list_product_areas
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.i18n import local
from community.ideas import actions_boards, actions_status_list, queries_boards
from community.ideas.actions_boards import BoardFacts
from community.ideas.actions_status_list import StatusFacts
from community.ideas.forms_boards import (
    MEANINGS,
    WAITING,
    BoardForm,
    NewBoardForm,
    NewStatusForm,
    StatusForm,
    present_board,
    present_status,
    words_of,
)
from community.ideas.models import Meaning
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("board_admin", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/admin/boards")
@access(Permission.TAXONOMY_MANAGE)
def boards() -> Page:
    """All boards in their order."""
    rows = queries_boards.list_all_boards()
    seen_by = queries_audience.phrases([row.audience_id for row in rows])
    return render_template("ideas/boards.html", boards=rows, seen_by=seen_by)


@blueprint.route("/admin/boards/new", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def new_board() -> Page:
    """Open a board."""
    form = NewBoardForm.of_request()
    _offer(form)
    if form.is_sent:
        try:
            grants = form.grants
            with writing():
                facts = _facts(form, intern_audience(grants))
                actions_boards.open_board(current_actor(), text(form.slug), facts)
            flash(_("The board is open."), "success")
            return redirect(url_for("board_admin.boards"), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _board_page(form, _("A new board"))


@blueprint.route("/admin/boards/<int:board_id>", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def change_board(board_id: int) -> Page:
    """Give a board other words, another audience or other habits."""
    board = queries_boards.get_board_by_id(board_id)
    grants = queries_audience.list_grants_of([board.audience_id])[board.audience_id]
    form = BoardForm.of_request(**present_board(board, grants))
    _offer(form)
    if form.is_sent:
        try:
            grants = form.grants
            with writing():
                facts = _facts(form, intern_audience(grants))
                actions_boards.change_board(current_actor(), board, facts)
            flash(_("Kept."), "success")
            return redirect(url_for("board_admin.boards"), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _board_page(form, local(board.name))


def _offer(form: BoardForm) -> None:
    areas = [(str(one.id), local(one.name)) for one in list_product_areas()]
    form.offer(areas, queries_audience.list_choices())


def _facts(form: BoardForm, audience_id: int) -> BoardFacts:
    return BoardFacts(
        name=words_of(form, "name"),
        description=words_of(form, "description"),
        audience_id=audience_id,
        product_area_id=int(form.area.data) if form.area.data else None,
        is_moderated=form.is_moderated.data,
        vote_budget=form.vote_budget.data,
    )


def _board_page(form: BoardForm, title: str) -> Page:
    status = 422 if request.method == "POST" else 200
    return render_template("ideas/board.html", form=form, title=title), status


@blueprint.post("/admin/boards/<int:board_id>/move")
@access(Permission.TAXONOMY_MANAGE)
def move_board(board_id: int) -> Page:
    """Let a board change places with its neighbour."""
    board = queries_boards.get_board_by_id(board_id)
    with writing():
        actions_boards.move_board(current_actor(), board, up=_is_up())
    return redirect(url_for("board_admin.boards"), 303)


def _is_up() -> bool:
    return request.form.get("to") == "up"


@blueprint.get("/admin/statuses")
@access(Permission.TAXONOMY_MANAGE)
def statuses() -> Page:
    """All statuses in their order."""
    meanings = {Meaning.PENDING: WAITING, **MEANINGS}
    rows = queries_boards.list_all_statuses()
    return render_template("ideas/statuses.html", statuses=rows, meanings=meanings)


@blueprint.route("/admin/statuses/new", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def new_status() -> Page:
    """Add a status."""
    form = NewStatusForm.of_request()
    if form.is_sent:
        try:
            with writing():
                meaning = Meaning(form.meaning.data)
                actions_status_list.create_status(current_actor(), meaning, _status_facts(form))
            return _kept()
        except Invalid as invalid:
            form.land(invalid)
    return _status_page(form, _("A new status"))


@blueprint.route("/admin/statuses/<int:status_id>", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def change_status(status_id: int) -> Page:
    """Give a status other words or another colour."""
    status = queries_boards.get_status_by_id(status_id)
    form = StatusForm.of_request(**present_status(status))
    if form.is_sent:
        try:
            with writing():
                actions_status_list.change_status_words(
                    current_actor(), status, _status_facts(form)
                )
            return _kept()
        except Invalid as invalid:
            form.land(invalid)
    return _status_page(form, local(status.name))


def _status_facts(form: StatusForm) -> StatusFacts:
    return StatusFacts(name=words_of(form, "name"), colour=text(form.colour).lower())


def _kept() -> Response:
    flash(_("Kept."), "success")
    return redirect(url_for("board_admin.statuses"), 303)


def _status_page(form: StatusForm, title: str) -> Page:
    status = 422 if request.method == "POST" else 200
    return render_template("ideas/status_form.html", form=form, title=title), status


@blueprint.post("/admin/statuses/<int:status_id>/move")
@access(Permission.TAXONOMY_MANAGE)
def move_status(status_id: int) -> Page:
    """Let a status change places with its neighbour."""
    status = queries_boards.get_status_by_id(status_id)
    with writing():
        actions_status_list.move_status(current_actor(), status, up=_is_up())
    return redirect(url_for("board_admin.statuses"), 303)


@blueprint.post("/admin/statuses/<int:status_id>/retire")
@access(Permission.TAXONOMY_MANAGE)
def retire_status(status_id: int) -> Page:
    """Give a status no more."""
    status = queries_boards.get_status_by_id(status_id)
    with writing():
        actions_status_list.retire(current_actor(), status)
    return _kept()


@blueprint.post("/admin/statuses/<int:status_id>/bring-back")
@access(Permission.TAXONOMY_MANAGE)
def bring_status_back(status_id: int) -> Page:
    """Let a retired status be given again."""
    status = queries_boards.get_status_by_id(status_id)
    with writing():
        actions_status_list.bring_back(current_actor(), status)
    return _kept()


@blueprint.post("/admin/statuses/<int:status_id>/delete")
@access(Permission.TAXONOMY_MANAGE)
def delete_status(status_id: int) -> Page:
    """Remove a status that was never given."""
    status = queries_boards.get_status_by_id(status_id)
    with writing():
        actions_status_list.delete_status(current_actor(), status)
    flash(_("The status is gone; no idea ever had it."), "success")
    return redirect(url_for("board_admin.statuses"), 303)
