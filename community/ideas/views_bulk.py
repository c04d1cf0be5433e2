"""Many ideas changed by one order: what it would do, how far it is, what became of each row, and its undoing."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.models import Subject
from community.content.queries import list_product_areas
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid
from community.core.forms import choices, local_choices, number_of, sent_text, text
from community.core.i18n import locale, zone
from community.curation.queries_pasted import find_pasted
from community.ideas import (
    actions_bulk,
    queries,
    queries_bulk,
    queries_schedule,
    queries_story,
    queries_team,
    queries_texts,
    queries_triage,
)
from community.ideas.actions_table import FindWay, Words, orders_of
from community.ideas.bulk_terms import MOST_ROWS, Order, due_of, names_something
from community.ideas.forms_triage import BulkForm, UndoForm, UploadForm
from community.ideas.models_triage import BulkState, RowState
from community.ideas.queries_bulk import MarkedIdea
from community.ideas.reading_tables import LARGEST, Fault, read_table
from community.ideas.text_variables import VARIABLES
from community.ideas.triage_terms import look_of
from community.ideas.wording_triage import row_state_word
from community.notifications.queries_reach import Reach, reach_of_ideas
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("idea_bulk", __name__)
blueprint.add_app_template_global(row_state_word)

Page = str | Response | tuple[str, int]
SHOWN = 50


@blueprint.route("/desk/ideas/bulk", methods=["GET", "POST"])
@access(Permission.IDEA_TRIAGE)
def order() -> Page:
    """Change the ideas that are marked, or all that the filters leave: look first, then do it."""
    actor, marked = current_actor(), _marked()
    form = _form()
    preview: dict[str, Any] | None = None
    if form.is_sent:
        try:
            wanted = _wanted(form, marked)
            if not form.wants_preview:
                with writing():
                    rows = dict.fromkeys([one.id for one in marked])
                    bulk = actions_bulk.start_bulk(actor, wanted, rows)
                return redirect(url_for(".show", bulk_id=bulk.id), 303)
            preview = _preview(wanted, marked)
        except (Invalid, Conflict) as refused:
            form.land(refused if isinstance(refused, Invalid) else Invalid(refused.message))
    return _order_page(form, marked, preview)


def _marked() -> list[MarkedIdea]:
    """The ideas that the address or the form names, as far as the actor sees them."""
    actor, given = current_actor(), request.values
    if given.get("all"):
        look = look_of(request.args, ())
        ids = queries_triage.list_matching(actor, look, MOST_ROWS)
    else:
        ids = sorted({number_of(one) for one in given.getlist("id")})[:MOST_ROWS]
    return queries_bulk.list_marked(actor, ids)


def _form() -> BulkForm:
    actor = current_actor()
    seen = str(queries_story.find_newest_change())
    form = BulkForm.of_request(lang=locale(), status=request.args.get("to", ""), seen=seen)
    wanted = request.args.get("template", "")
    if request.method == "GET" and wanted:
        body = queries_texts.get_template(number_of(wanted)).body
        form.text.data = body.get(locale(), "")
    stay = choices([("", _("Leave as it is"))])
    statuses = [one for one in queries.list_statuses() if one.can_be_given]
    form.status.choices = [*stay, *local_choices((one.key, one.name) for one in statuses)]
    managers = [(one.id, one.name) for one in queries_team.list_product_managers()]
    form.assignee.choices = [*stay, *choices([("none", _("Nobody’s yet")), *managers])]
    areas = [(one.id, one.name) for one in list_product_areas()]
    form.area.choices = [*stay, *choices([("none", _("No area"))]), *local_choices(areas)]
    boards = [(one.id, one.name) for one in queries.list_boards(actor)]
    form.board.choices = [*stay, *local_choices(boards)]
    return form


def _wanted(form: BulkForm, marked: list[MarkedIdea]) -> dict[str, Any]:
    """What was chosen, with another way that all who read one of these ideas may go."""
    order, said, find_way = form.order, text(form.way_round), _way_finder()
    due_at = form.due(current_actor().time_zone)
    if due_at is not None:
        order["due_at"] = due_at.isoformat()
    if said and "status" in order:
        for one in marked:
            order |= find_way(said, one)
    return order


def _way_finder() -> FindWay:
    """Finds where an address leads, once for each audience of the ideas that it is pasted on."""
    found: dict[tuple[str, int], Order] = {}

    def find(said: str, idea: MarkedIdea) -> Order:
        key = (said, idea.audience_id)
        if key not in found:
            pasted = find_pasted(said, db.session.get_one(Subject, idea.id), field="way_round")
            found[key] = {"way_round_id": pasted.subject_id, "way_round_path": pasted.path}
        return found[key]

    return find


def _preview(wanted: Mapping[str, Any], marked: list[MarkedIdea]) -> dict[str, Any]:
    """What would become of them, with all checked that holds for all; the words as the first one's people read them."""
    actions_bulk.check_order(wanted)
    if not names_something(wanted):
        raise Invalid(_("Please choose what is to be changed."))
    if "status" not in wanted or not marked:
        return {"html": None, "same": 0}
    status = queries.get_status(wanted["status"])
    idea = queries.get_idea(current_actor(), marked[0].id)
    values = queries_texts.values_of([idea], status, wanted["lang"])[idea.id]
    moved = [one.id for one in marked if one.status_key != status.key]
    prose = queries_texts.filled_in(wanted["text"], values)
    words = {"html": prose.html, "lang": wanted["lang"], "status": status}
    words |= {"same": len(marked) - len(moved), "reach": _reach(moved)}
    words |= {"due_at": due_of(wanted), "planned": queries_schedule.count_waiting(moved)}
    return words | {"reason": wanted.get("reason"), "way": wanted.get("way_round_path")}


def _reach(idea_ids: Collection[int]) -> Reach:
    """Whom the texts about these ideas would be told to."""
    return reach_of_ideas(idea_ids, current_actor().member_id)


def _order_page(form: BulkForm, marked: list[MarkedIdea], preview: dict[str, Any] | None) -> Page:
    actor = current_actor()
    page = render_template(
        "ideas/bulk.html",
        form=form,
        marked=marked,
        shown=SHOWN,
        most=MOST_ROWS,
        preview=preview,
        templates=queries_texts.list_templates(),
        variables={name: word for name, word in VARIABLES.items() if name != "release"},
        last=queries_bulk.list_last(actor.member_id),
        zone=zone(actor.time_zone).key,
        clock=now(),
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/desk/ideas/file", methods=["GET", "POST"])
@access(Permission.IDEA_TRIAGE)
def upload() -> Page:
    """Change ideas by a file: look what it would do and what is wrong in it, then do it."""
    actor, form = current_actor(), UploadForm.of_request(lang=locale())
    orders: dict[int, Order] | None = None
    faults: list[Fault] = []
    if form.is_sent:
        try:
            if form.file.data:
                form.content.data = sent_text(form.file, LARGEST)
            table = read_table(text(form.content))
            orders, faults = orders_of(
                actor, table, Words(text(form.text), form.lang.data), _way_finder()
            )
            if not form.wants_preview and orders:
                with writing():
                    bulk = actions_bulk.start_bulk(actor, {}, orders)
                return redirect(url_for(".show", bulk_id=bulk.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    moved = [key for key, one in (orders or {}).items() if "status" in one]
    reach = _reach(moved) if moved else None
    page = render_template("ideas/file.html", form=form, orders=orders, faults=faults, reach=reach)
    return page, 422 if form.errors or form.form_errors or faults else 200


@blueprint.get("/desk/ideas/bulk/<int:bulk_id>")
@access(Permission.IDEA_TRIAGE)
def show(bulk_id: int) -> Page:
    """How far an order is, and what became of each idea."""
    return _result_page(bulk_id, UndoForm(lang=locale(), text=_("It is “{{ status }}” again.")))


def _result_page(bulk_id: int, form: UndoForm) -> Page:
    actor, bulk = current_actor(), queries_bulk.get_bulk(bulk_id)
    counts = queries_bulk.count_states(bulk.id)
    template = "_bulk_progress.html" if request.headers.get("HX-Request") else "bulk_result.html"
    page = render_template(
        f"ideas/{template}",
        bulk=bulk,
        is_done=bulk.state is BulkState.DONE,
        made=bulk.total - counts.get(RowState.WAITING, 0),
        counts={state: counts.get(state, 0) for state in RowState},
        author=queries_bulk.author_name(bulk),
        undone_by=queries_bulk.find_undoing(bulk.id),
        due_at=due_of(bulk.wanted),
        refused=queries_bulk.list_refused(actor, bulk.id),
        page=queries_bulk.list_results(actor, bulk.id, request.args.get("after")),
        form=form,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/desk/ideas/bulk/<int:bulk_id>/undo")
@access(Permission.IDEA_TRIAGE)
def undo(bulk_id: int) -> Page:
    """Give each idea back what an order took."""
    actor, bulk, form = current_actor(), queries_bulk.get_bulk(bulk_id), UndoForm.of_request()
    if form.is_sent:
        try:
            with writing():
                back = actions_bulk.undo_bulk(
                    actor, bulk, text=text(form.text), lang=form.lang.data
                )
            flash(_("The ideas are given back what they had."), "success")
            return redirect(url_for(".show", bulk_id=back.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _result_page(bulk_id, form)
