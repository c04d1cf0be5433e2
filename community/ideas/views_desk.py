"""The table of ideas as product managers sort them, its file, and ways to look at it that are kept."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.queries_organisations import list_segments
from community.accounts.session import current_actor
from community.content import actions_views, queries_views
from community.content.forms_views import ViewForm
from community.content.models_views import Desk
from community.content.queries import list_product_areas
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.i18n import local
from community.ideas import queries, queries_plans, queries_team, queries_triage
from community.ideas.triage_terms import COLUMNS, NUMBERS, SORTS, Look, look_of
from community.ideas.wording_triage import COLUMN_WORDS
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries import list_chips
from community.service_levels.queries_menu import find_menu_in_force
from community.service_levels.terms import PromiseKind

blueprint = Blueprint("ideas_desk", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/ideas")
@access(Permission.IDEA_TRIAGE)
def triage() -> Page:
    """Ideas with all that one decides by, as the address asks for."""
    return _table(look_of(request.args, request.args.getlist("col")), ViewForm())


def _table(look: Look, view_form: ViewForm) -> Page:
    actor = current_actor()
    page = queries_triage.list_triage(actor, look, request.args.get("after"))
    ids = [row.id for row in page.items]
    shown = render_template(
        "ideas/triage.html",
        page=page,
        look=look,
        columns=COLUMNS,
        headers=_headers(look),
        words=COLUMN_WORDS,
        segments_of=queries_triage.list_segment_parts(ids) if "segments" in look.columns else {},
        plans_of=queries_plans.list_plan_parts(ids) if "plans" in look.columns else {},
        plans=_plan_names(),
        chips=list_chips(ids, PromiseKind.IDEA_RESPONSE),
        statuses=queries.list_statuses(),
        boards=queries.list_boards(actor),
        areas=list_product_areas(),
        managers=queries_team.list_product_managers(),
        segments=list_segments(),
        views=queries_views.list_views(actor, Desk.IDEAS),
        view_form=view_form,
    )
    return shown, 422 if view_form.errors or view_form.form_errors else 200


def _plan_names() -> dict[str, str]:
    """The plans of the menu in force, in the reader's language."""
    menu = find_menu_in_force(now())
    return {one.key: local(one.name) for one in menu.plans if not one.is_default} if menu else {}


def _headers(look: Look) -> list[dict[str, object]]:
    """The heads of the table, each with the address that sorts by it."""
    way = "ascending" if look.is_low_first else "descending"
    heads = [
        {
            "word": COLUMN_WORDS[one],
            "href": f"{url_for('.triage')}?{look.sorted_by(one).query}" if one in SORTS else None,
            "sorted": way if one == look.sort else None,
            "numeric": one in NUMBERS,
        }
        for one in look.columns
    ]
    return [{"word": _("Marked")}, {"word": _("Idea")}, *heads]


@blueprint.post("/desk/ideas/views")
@access(Permission.IDEA_TRIAGE)
def save_view() -> Page:
    """Keep how one looks at the table under a name."""
    form = ViewForm.of_request()
    look = look_of({name: said[0] for name, said in form.look.items()}, form.look.get("col", ()))
    if form.is_sent:
        try:
            with writing():
                actions_views.save_view(
                    current_actor(),
                    Desk.IDEAS,
                    text(form.name),
                    look.query,
                    is_shared=bool(form.is_shared.data),
                )
            flash(_("The view is kept."), "success")
            return redirect(f"{url_for('.triage')}?{look.query}", 303)
        except Invalid as invalid:
            form.land(invalid)
    return _table(look, form)
