"""Where administrators draft the menu, look at it, and publish it with a date."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import Form, instant_of
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import (
    actions_menu,
    presentation,
    queries_held,
    queries_menu,
    queries_running,
    wording,
)
from community.service_levels.comparison import Place, find_faults
from community.service_levels.forms import PublishForm, field_name
from community.service_levels.presentation_changes import changes_between
from community.service_levels.terms import Menu

blueprint = Blueprint("menu_admin", __name__, url_prefix="/admin/menu")

for named in (field_name, wording.lost_plan_text):
    blueprint.add_app_template_global(named)

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@access(Permission.MENU_EDIT)
def show_desk() -> Answer:
    """The versions, and the draft with what keeps it from being published."""
    return _desk(PublishForm.of_request())


def _desk(form: PublishForm) -> Answer:
    draft = queries_menu.find_draft()
    menu = queries_menu.read_menu(draft.id) if draft else None
    versions = queries_menu.list_versions()
    page = render_template(
        "service_levels/admin.html",
        draft=draft,
        terms=menu,
        form=form,
        versions=versions,
        in_force=queries_menu.choose_version(versions, None, now()),
        faults=_faults(menu) if menu else [],
    )
    return _answer(page, form)


def _faults(menu: Menu) -> list[tuple[str, str]]:
    """Each fault with its place, and the address of the field that it stands at."""
    lost = queries_held.list_lost_plans(menu, now())
    return [
        *((wording.place_text(place, menu), _address(place)) for place in find_faults(menu)),
        *((wording.lost_plan_text(one), url_for("menu_plans.add")) for one in lost),
    ]


def _address(place: Place) -> str:
    anchor = f"amount_{field_name(place.kind, place.severity)}" if place.kind else None
    if place.plan:
        endpoint = "menu_plans.edit" if place.kind else "menu_plans.uptime"
        return url_for(endpoint, key=place.plan, _anchor=anchor)
    if place.kind:
        return url_for("menu_parts.floors", _anchor=anchor)
    if place.calendar:
        return url_for("menu_parts.edit_hours", key=place.calendar)
    return url_for("menu_admin.show_desk", _anchor="plans")


def _answer(page: str, form: Form) -> Answer:
    return page, 422 if form.errors else 200


@blueprint.post("/draft")
@access(Permission.MENU_EDIT)
def begin_draft() -> Answer:
    """Begin a draft with the terms published last."""
    with writing():
        actions_menu.draft_menu(current_actor())
    return redirect(url_for("menu_admin.show_desk"), 303)


@blueprint.post("/discard")
@access(Permission.MENU_EDIT)
def discard() -> Answer:
    """Throw the draft away."""
    with writing():
        actions_menu.discard_draft(current_actor())
    flash(_("The draft is gone. What is published stays as it is."), "success")
    return redirect(url_for("menu_admin.show_desk"), 303)


@blueprint.post("/publish")
@access(Permission.MENU_PUBLISH)
def publish() -> Answer:
    """Put the draft in force from a date."""
    form = PublishForm.of_request()
    if form.is_sent:
        actor, typed = current_actor(), form.effective_from
        try:
            at = instant_of(typed, actor.time_zone) if typed.data else None
            checked = actions_menu.check_draft(actor, at)
            with writing():
                number = actions_menu.publish_menu(actor, at, checked=checked).number
        except Invalid as invalid:
            form.land(invalid)
        else:
            flash(_("Version %(number)s is published.", number=number), "success")
            return redirect(url_for("menu_admin.show_desk"), 303)
    return _desk(form)


@blueprint.get("/preview")
@access(Permission.MENU_EDIT)
def preview() -> Answer:
    """The draft as customers would read it."""
    menu = queries_menu.get_draft_menu()
    in_force = queries_menu.find_version_in_force(now())
    return render_template(
        "service_levels/admin_preview.html",
        page=presentation.menu_page(menu, current_actor().time_zone, now()),
        in_force=in_force,
        changed=changes_between(queries_menu.menu_of(in_force) if in_force else None, menu),
        running=queries_running.count_running(),
        lost=queries_held.list_lost_plans(menu, now()),
    )


@blueprint.get("/versions/<int:number>")
@access(Permission.MENU_EDIT)
def show_version(number: int) -> Answer:
    """A published version: what it changed, and its hours, to which days off can still be added."""
    versions = queries_menu.list_versions()
    shown = queries_menu.choose_version(versions, str(number), now())
    if shown is None:
        raise NotFound
    before = queries_menu.version_before(versions, shown)
    menu = queries_menu.menu_of(shown)
    return render_template(
        "service_levels/admin_version.html",
        shown=shown,
        terms=menu,
        before=before,
        changed=changes_between(queries_menu.menu_of(before) if before else None, menu),
    )
