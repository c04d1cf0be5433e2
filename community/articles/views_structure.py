"""The shelves of the help center, as writers arrange them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import actions_structure as actions
from community.articles import queries_audience
from community.articles import queries_structure as queries
from community.articles.actions_structure import SectionWords
from community.articles.audiences import left_out
from community.articles.forms import CategoryForm, SectionForm, translated
from community.articles.forms_audience import present_audience
from community.articles.models import HelpCategory, HelpSection
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import local_choices
from community.core.i18n import LOCALES, local
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("help_structure", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/help")
@access(Permission.HELP_STRUCTURE)
def index() -> Page:
    """Categories and their sections."""
    categories = queries.list_categories()
    audience_ids = [one.audience_id for row in categories for one in row.sections]
    return render_template(
        "articles/structure.html",
        categories=categories,
        totals=queries.list_totals(categories),
        seen_by=queries_audience.phrases(audience_ids),
        phrase=queries_audience.seen_by,
    )


@blueprint.route("/desk/help/categories/new", methods=["GET", "POST"])
@access(Permission.HELP_STRUCTURE)
def new_category() -> Page:
    """Add a shelf."""
    form = CategoryForm.of_request()
    form.offer(queries_audience.list_choices())
    if form.is_sent:
        try:
            facts = _facts(form)
            with writing():
                actions.create_category(current_actor(), form.words("name"), **facts)
            return _done()
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form, _("New category"))


def _facts(form: CategoryForm) -> dict[str, Any]:
    return {
        "description": form.words("description"),
        "grants": form.grants or [],
        "position": form.position.data or 0,
    }


def _done() -> Response:
    flash(_("Kept."), "success")
    return redirect(url_for("help_structure.index"), 303)


def _form_page(form: CategoryForm, title: str, **around: Any) -> Page:
    status = 422 if request.method == "POST" else 200
    page = {"section": None, "outer": None, "seen_by": None, "beyond": None, **around}
    return render_template("articles/structure_form.html", form=form, title=title, **page), status


@blueprint.route("/desk/help/categories/<int:category_id>", methods=["GET", "POST"])
@access(Permission.HELP_STRUCTURE)
def change_category(category_id: int) -> Page:
    """Other words, place or audience for a shelf."""
    category = queries.get_category(category_id)
    form = CategoryForm.of_request(**_present(category))
    form.offer(queries_audience.list_choices())
    if form.is_sent:
        try:
            facts = _facts(form)
            with writing():
                actions.change_category(current_actor(), category, form.words("name"), **facts)
            return _done()
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form, local(category.name))


def _present(shelf: HelpCategory | HelpSection) -> dict[str, Any]:
    return {
        **translated(shelf.name, "name"),
        **translated(shelf.description, "description"),
        "position": shelf.position,
        **present_audience(shelf.grants),
    }


@blueprint.route("/desk/help/sections/new", methods=["GET", "POST"])
@access(Permission.HELP_STRUCTURE)
def new_section() -> Page:
    """Add a section."""
    form = _section_form(category=request.args.get("category", type=int), audience="")
    if form.is_sent:
        try:
            words, category = _section_words(form), queries.get_category(form.category.data)
            with writing():
                actions.create_section(current_actor(), category, words)
            return _done()
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form, _("New section"))


def _section_form(**values: Any) -> SectionForm:
    form = SectionForm.of_request(**values)
    form.category.choices = local_choices((one.id, one.name) for one in queries.list_categories())
    form.offer(queries_audience.list_choices(), outer=_("As its category"))
    return form


def _section_words(form: SectionForm) -> SectionWords:
    return SectionWords(
        name=form.words("name"),
        description=form.words("description"),
        slugs=form.words("slug"),
        grants=form.grants,
        position=form.position.data or 0,
        verification_days=form.verification_days.data,
        owner_id=queries.find_owner_id(form.owner.data),
    )


@blueprint.route("/desk/help/sections/<int:section_id>", methods=["GET", "POST"])
@access(Permission.HELP_STRUCTURE)
def change_section(section_id: int) -> Page:
    """Other words, shelf, address or audience for a section."""
    section = queries.get_section(section_id)
    form = _section_form(**_present(section), **_present_section(section))
    if form.is_sent:
        try:
            words, category = _section_words(form), queries.get_category(form.category.data)
            with writing():
                actions.change_section(current_actor(), section, category, words)
            return _done()
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form, local(section.name), section=section, **_inherited(section))


def _inherited(section: HelpSection) -> dict[str, Any]:
    """What the page says of who sees the section, and of who its category leaves out."""
    outer = section.category.grants
    beyond = left_out(outer, section.grants)
    return {
        "outer": queries_audience.seen_by(outer),
        "seen_by": queries_audience.find_mark(section.audience_id, is_public=False),
        "beyond": queries_audience.seen_by(beyond) if beyond else None,
    }


def _present_section(section: HelpSection) -> dict[str, Any]:
    return {
        "category": section.category_id,
        **{f"slug_{locale}": section.slug(locale) for locale in LOCALES},
        "verification_days": section.verification_days,
        "owner": queries.find_handle(section.owner_id),
    }
