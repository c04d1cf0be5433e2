"""Asking a question and changing its words: nothing typed is lost, and one reads what is promised before one sends."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from community.accounts.session import current_actor
from community.content import actions_unsent
from community.content.aids import Aid, draft_key, read_aids
from community.content.forms_unsent import begun_values, values_of, words_of
from community.content.models_unsent import Place, Purpose, UnsentText
from community.content.prose import compose_post
from community.content.queries import list_product_areas, list_tags_of
from community.content.queries_unsent import find_begun, find_unsent
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, text
from community.core.http_edge.page_cache import page_signal
from community.core.i18n import local, locale, named_or_own
from community.core.limits import limit
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions import actions, actions_tagging, queries
from community.questions.drafts import Details
from community.questions.forms import AskForm, EditForm, TagsForm, WordsForm
from community.questions.models import Question
from community.questions.queries_asking import VersionRow, list_versions
from community.questions.views import Page, address
from community.search.queries import lookalikes
from community.service_levels.queries import foretell
from community.service_levels.queries_terms import list_severities_for

blueprint = Blueprint("asking", __name__)

LOOKALIKES = 5
ASKED_AN_HOUR = 20
RETAGGED_AN_HOUR = 60


@blueprint.route("/questions/ask", methods=["GET", "POST"])
@access(Permission.QUESTION_ASK)
def ask() -> Page:
    """Ask; look-alikes stand beside the form, and what the plan promises below it."""
    actor = current_actor()
    kept = find_unsent(actor, _unsent()) if request.method == "GET" else None
    form = AskForm.of_request(**_begin(kept))
    _offer(form, list_versions())
    _offer_standing(actor, form)
    try:
        if form.wants_keeping:
            return _keep(actor, form, _unsent())
        if not form.wants_preview and form.is_sent:
            return _asked(actor, form)
    except Invalid as invalid:
        form.land(invalid)
    return _ask_page(actor, form, kept)


def _begin(kept: UnsentText | None) -> dict[str, Any]:
    """What a form begins with: the words of the address that led here, else what was kept."""
    values: dict[str, Any] = {
        "lang": named_or_own(request.args.get("lang")),
        "area": request.args.get("area"),
    }
    if _is_led():
        title, body = request.args.get("title", "")[:200], request.args.get("body", "")[:2000]
        return {**values, "title": title, "body": body}
    return {**values, **values_of(kept)}


def _is_led() -> bool:
    """Whether the address brings words of its own."""
    return bool(request.args.get("title") or request.args.get("body"))


def _unsent() -> Place:
    return Place(Purpose.QUESTION, _number(request.values.get("about")) or 0)


def _keep(actor: Actor, form: WordsForm, place: Place) -> Page:
    """Keep what is written as it is, and go on another time."""
    with writing():
        actions_unsent.keep(actor, place, words_of(form), by_hand=True)
    flash(_("Kept. You find it here, and where you began it."), "success")
    return redirect(url_for("unsent.index"), 303)


def _asked(actor: Actor, form: AskForm) -> Page:
    limit(f"ask:{actor.member_id}", ASKED_AN_HOUR, 3600)
    prose, details = compose_post(text(form.body)), _details(form)
    with writing():
        question = actions.ask(
            actor, text(form.title), prose, details, lang=form.lang.data, aids=_aids()
        )
        actions_unsent.note_sent(actor, _unsent())
        is_held = not question.subject.is_visible
    page_signal("search", step="asked")
    page_signal("draft", step="sent", draft=request.form.get("draft", ""))
    if is_held:
        flash(_("Thank you. A moderator looks at it first, then everybody sees it."), "message")
    return redirect(address(question), 303)


def _ask_page(actor: Actor, form: AskForm, kept: UnsentText | None) -> Page:
    preview = _preview(form)
    organisation_id = _own(actor, form)
    severity = form.severity.data if form.severity.data != "None" else None
    title, body = text(form.title), text(form.body)
    page = render_template(
        "questions/ask.html",
        form=form,
        preview=preview,
        foretold=foretell(actor, organisation_id, severity, now()),
        hits=lookalikes(actor, title, body, limit=LOOKALIKES, locale=locale()),
        draft=_draft(),
        shown_form="ask",
        about=request.values.get("about", ""),
        kept=kept,
        is_restored=not _is_led(),
    )
    return page, 422 if form.errors else 200


def _draft() -> str:
    """The key of this form; a new form tells the report that it was opened."""
    draft = draft_key(request.form.get("draft"))
    if request.method == "GET":
        page_signal("draft", step="began", draft=draft, purpose="question", locale=locale())
    return draft


def _preview(form: Any) -> Markup | None:
    if not form.wants_preview or not form.body.data:
        return None
    try:
        return Markup(compose_post(text(form.body)).html)  # noqa: S704 (the output of core.markup)
    except Invalid as invalid:
        form.land(invalid)
        return None


def _offer(form: WordsForm, versions: list[VersionRow]) -> None:
    areas = list_product_areas()
    form.area.choices = choices(
        [("", _("I am not sure")), *((one.key, local(one.name)) for one in areas)]
    )
    names = {one.id: local(one.name) for one in areas}
    named = ((one.id, f"{names.get(one.product_area_id, '')} {one.name}") for one in versions)
    form.version.choices = choices([("", _("Any")), *named])


def _offer_standing(actor: Actor, form: AskForm) -> None:
    """What depends on the asker: several organisations to choose from, severities where the plan has them."""
    form.organisation.choices = choices(actor.organisations.items())
    if form.organisation.data in (None, "", "None"):
        form.organisation.data = str(_newest(actor) or "")
    severities = list_severities_for(_own(actor, form), now())
    form.severity.choices = choices(
        (one.key, f"{local(one.name)}{_(':')} {local(one.definition)}") for one in severities
    )
    if severities and form.severity.data in (None, "", "None"):
        form.severity.data = severities[-1].key


def _own(actor: Actor, form: AskForm) -> int | None:
    """The organisation that was chosen, if it is the actor's: what others are promised is not told."""
    chosen = _number(form.organisation.data)
    return chosen if chosen in actor.organisations else _newest(actor)


def _newest(actor: Actor) -> int | None:
    return next(reversed(list(actor.organisations)), None)


def _details(form: AskForm) -> Details:
    area_id, version_id = _place(form)
    return Details(
        product_area_id=area_id,
        product_version_id=version_id,
        severity=form.severity.data if form.severity.choices else None,
        organisation_id=_number(form.organisation.data),
        is_private=form.is_private.data,
        tags=form.tag_names,
        about_id=_number(request.form.get("about")),
    )


def _place(form: WordsForm) -> tuple[int | None, int | None]:
    """Area and version; a version alone names its area."""
    version_id = _number(form.version.data)
    area_id = next((one.id for one in list_product_areas() if one.key == form.area.data), None)
    if area_id is None and version_id is not None:
        area_id = next(
            (one.product_area_id for one in list_versions() if one.id == version_id), None
        )
    return area_id, version_id


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def _aids() -> list[Aid]:
    return read_aids(request.form.getlist("shown"), request.form.getlist("opened"))


@blueprint.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@access(Permission.QUESTION_EDIT)
def edit(question_id: int) -> Page:
    """Change the words of a question."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    ensure(actor, Permission.QUESTION_EDIT, question)
    place = Place(Purpose.QUESTION_EDIT, question.id)
    begun = find_begun(actor, place, question.edited_at, anyhow="draft" in request.args)
    form = EditForm.of_request(**{**_present(question), **begun_values(begun)})
    _offer(form, list_versions())
    try:
        if form.wants_keeping:
            return _keep(actor, form, place)
        if not form.wants_preview and form.is_sent:
            return _edited(actor, question, form)
    except Invalid as invalid:
        form.land(invalid)
    page = render_template(
        "questions/edit.html", form=form, preview=_preview(form), question=question, begun=begun
    )
    return page, 422 if form.errors else 200


def _present(question: Question) -> dict[str, str]:
    """The question as its form shows it."""
    area = next((one for one in list_product_areas() if one.id == question.product_area_id), None)
    tags = list_tags_of([question.id]).get(question.id, [])
    return {
        "title": question.title,
        "body": question.body,
        "area": area.key if area else "",
        "version": str(question.product_version_id or ""),
        "tags": ", ".join(one.key for one in tags),
    }


def _edited(actor: Actor, question: Question, form: EditForm) -> Page:
    prose, (area_id, version_id) = compose_post(text(form.body)), _place(form)
    details = Details(product_area_id=area_id, product_version_id=version_id, tags=form.tag_names)
    with writing():
        actions.edit_question(
            actor, question, text(form.title), prose, details=details, note=text(form.note)
        )
        actions_unsent.note_sent(actor, Place(Purpose.QUESTION_EDIT, question.id))
    return redirect(address(question), 303)


@blueprint.route("/questions/<int:question_id>/tags", methods=["GET", "POST"])
@access(Permission.QUESTION_RETAG)
def retag(question_id: int) -> Page:
    """Sort a question better: its tags alone, for whoever may not change its words."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    ensure(actor, Permission.QUESTION_RETAG, question)
    form = TagsForm.of_request(tags=_present(question)["tags"])
    if form.is_sent:
        try:
            limit(f"retag:{actor.member_id}", RETAGGED_AN_HOUR, 3600)
            with writing():
                actions_tagging.retag(actor, question, form.tag_names)
            return redirect(address(question), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("questions/retag.html", form=form, question=question)
    return page, 422 if form.errors else 200
