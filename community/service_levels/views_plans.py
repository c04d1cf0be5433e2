"""Where administrators change the plans of the menu's draft: what they are called, promise, and credit."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import local_choices, text
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import actions_menu, actions_plans, queries_menu
from community.service_levels.actions_editing import SEEN
from community.service_levels.actions_plans import About
from community.service_levels.forms import lines_of, targets_form, typed_targets
from community.service_levels.forms_parts import AboutForm, NewPlanForm, UptimeForm, words_of
from community.service_levels.terms import Menu, PlanTerms
from community.service_levels.views_editing import Answer, answer, faults_by_field, is_saved

blueprint = Blueprint("menu_plans", __name__, url_prefix="/admin/menu/plans")


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def add() -> Answer:
    """A new plan, as a copy of another."""
    menu = queries_menu.get_draft_menu()
    form = NewPlanForm.of_request(like=menu.plans[-1].key if menu.plans else "")
    form.like.choices = local_choices((plan.key, plan.name) for plan in menu.plans)
    if not menu.plans:
        del form.like
    if form.is_sent:
        key, like = text(form.key), text(form.like) if menu.plans else ""
        try:
            with writing():
                actions_plans.add_plan(current_actor(), key, words_of(form, "name"), like)
        except Invalid as invalid:
            form.land(invalid)
        else:
            return redirect(url_for("menu_plans.about", key=key), 303)
    return answer("service_levels/admin_plan_new.html", form)


@blueprint.route("/<key>", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def edit(key: str) -> Answer:
    """The targets of a plan, with what keeps each from being published."""
    menu, plan = _draft_plan(key)
    form = targets_form(menu, plan, actions_plans.targets_print(plan))
    if form.is_sent:
        targets, seen = typed_targets(form, menu), text(form[SEEN])
        if is_saved(
            form,
            lambda: actions_menu.change_targets(current_actor(), key, targets, seen=seen),
            lambda: actions_plans.targets_print(_draft_plan(key)[1]),
        ):
            return _saved("menu_plans.edit", key)
    return answer(
        "service_levels/admin_plan.html",
        form,
        plan=plan,
        lines=lines_of(menu),
        faults=faults_by_field(menu, lambda place: place.plan == key and place.is_of_target),
    )


@blueprint.route("/<key>/about", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def about(key: str) -> Answer:
    """What a plan is called and costs, and its place."""
    menu, plan = _draft_plan(key)
    form = AboutForm.of_plan(menu, plan, actions_plans.about_print(menu, plan))
    if form.is_sent:
        facts, seen = _about(form), text(form.seen)
        if is_saved(
            form,
            lambda: actions_plans.change_about(current_actor(), key, facts, seen=seen),
            lambda: actions_plans.about_print(*_draft_plan(key)),
        ):
            return _saved("menu_plans.about", key)
    return answer("service_levels/admin_plan_about.html", form, plan=plan)


def _about(form: AboutForm) -> About:
    return About(
        name=words_of(form, "name"),
        summary=words_of(form, "summary"),
        price=words_of(form, "price"),
        position=form.position.data or 1,
        is_default=bool(form.is_default.data),
        tokens_a_month=form.tokens_a_month.data or 0,
        idea_votes=form.idea_votes.data or 1,
    )


@blueprint.route("/<key>/uptime", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def uptime(key: str) -> Answer:
    """The uptime that a plan promises, what it leaves out, and what it credits."""
    menu, plan = _draft_plan(key)
    form = UptimeForm.of_plan(plan, menu.zone, actions_plans.uptime_print(plan))
    if form.is_sent:
        terms, seen = form.uptime, text(form.seen)
        if is_saved(
            form,
            lambda: actions_plans.change_uptime(current_actor(), key, terms, seen=seen),
            lambda: actions_plans.uptime_print(_draft_plan(key)[1]),
        ):
            return _saved("menu_plans.uptime", key)
    faults = faults_by_field(menu, lambda place: place.plan == key and not place.is_of_target)
    return answer("service_levels/admin_plan_uptime.html", form, plan=plan, faults=faults)


@blueprint.post("/<key>/remove")
@access(Permission.MENU_EDIT)
def remove(key: str) -> Answer:
    """Take a plan out of the draft."""
    with writing():
        actions_plans.remove_plan(current_actor(), key)
    flash(_("The plan is no longer in the draft. What is published stays as it is."), "success")
    return redirect(url_for("menu_admin.show_desk"), 303)


def _draft_plan(key: str) -> tuple[Menu, PlanTerms]:
    menu = queries_menu.get_draft_menu()
    plan = next((one for one in menu.plans if one.key == key), None)
    if plan is None:
        raise NotFound
    return menu, plan


def _saved(endpoint: str, key: str) -> Response:
    flash(_("Saved in the draft. Nothing is published yet."), "success")
    return redirect(url_for(endpoint, key=key), 303)
