"""Where product managers prepare releases and publish them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles.queries_audience import list_grants_of
from community.content.actions import intern_audience
from community.content.models import SubjectKind
from community.content.prose import Prose, compose
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Conflict, Invalid
from community.core.forms import instant_of, text
from community.core.i18n import LOCALES, locale, zone
from community.curation.queries_chain import list_ties
from community.curation.queries_pasted import find_pasted
from community.ideas import actions_releases, queries, queries_releases, queries_releases_desk
from community.ideas.actions_releases import NEVER_SHIPPED, ReleaseWords
from community.ideas.forms_life import ReleaseDueForm, ReleaseForm, ReleaseIdeaForm
from community.ideas.models_releases import Release
from community.ideas.text_variables import VARIABLES
from community.notifications.queries_reach import reach_of_ideas
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("releases_desk", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/releases")
@access(Permission.RELEASE_MANAGE)
def index() -> Page:
    """Releases in the making, and those that are out."""
    rows = queries_releases_desk.list_desk(current_actor())
    return render_template("ideas/releases_desk.html", rows=rows)


@blueprint.route("/desk/releases/new", methods=["GET", "POST"])
@access(Permission.RELEASE_MANAGE)
def new() -> Page:
    """Begin a release."""
    form = ReleaseForm.of_request(released_at=_here(now()))
    if form.is_sent:
        try:
            texts = _texts(form)
            with writing():
                release = actions_releases.create_release(current_actor(), _words(form, texts))
            return redirect(url_for(".edit", release_id=release.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(None, form)


@blueprint.route("/desk/releases/<int:release_id>", methods=["GET", "POST"])
@access(Permission.RELEASE_MANAGE)
def edit(release_id: int) -> Page:
    """Change what a release says."""
    release = queries_releases.get_release(current_actor(), release_id)
    form = ReleaseForm.of_request(**_present(release))
    if form.is_sent:
        try:
            texts = _texts(form)
            with writing():
                actions_releases.edit_release(current_actor(), release, _words(form, texts))
            flash(_("The release is kept."), "success")
            return redirect(url_for(".edit", release_id=release_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(release, form)


def _here(at: Any) -> Any:
    """An instant as the reader's clocks show it."""
    return at.astimezone(zone(current_actor().time_zone)).replace(tzinfo=None)


def _present(release: Release) -> dict[str, Any]:
    texts = {one.lang: one.body for one in release.texts}
    grants = list_grants_of([release.audience_id]).get(release.audience_id, [])
    words = {f"body_{lang}": texts.get(lang, "") for lang in LOCALES}
    words |= {f"ideas_body_{lang}": release.ideas_body.get(lang, "") for lang in LOCALES}
    return words | {
        "name": release.name,
        "released_at": _here(release.released_at),
        "audience": next((one for one in ("public", "members") if one in grants), "staff"),
    }


def _texts(form: ReleaseForm) -> dict[str, Prose]:
    """The rendered text of each language that has one; Invalid on its field."""
    texts = {}
    for lang in LOCALES:
        body = text(form[f"body_{lang}"])
        try:
            if body:
                texts[lang] = compose(body)
        except Invalid as invalid:
            raise Invalid(invalid.message, field=f"body_{lang}") from invalid
    if not texts:
        raise Invalid(_l("Please write what is new, in one language at least."), field="body_en")
    return texts


def _words(form: ReleaseForm, texts: dict[str, Prose]) -> ReleaseWords:
    return ReleaseWords(
        name=text(form.name),
        released_at=instant_of(form.released_at, current_actor().time_zone),
        audience_id=intern_audience([form.audience.data]),
        texts=texts,
        ideas_body={lang: text(form[f"ideas_body_{lang}"]) for lang in LOCALES},
    )


def _page(
    release: Release | None,
    form: ReleaseForm,
    *,
    idea_form: ReleaseIdeaForm | None = None,
    due_form: ReleaseDueForm | None = None,
) -> Page:
    actor = current_actor()
    idea_form = idea_form or ReleaseIdeaForm(formdata=None, lang=locale())
    due_form = due_form or ReleaseDueForm(formdata=None)
    refused = form.errors or form.form_errors or idea_form.errors or due_form.errors
    ideas = queries_releases_desk.list_prepared(actor, release.id) if release else []
    shipped = [one.id for one in ideas if one.meaning not in NEVER_SHIPPED]
    page = render_template(
        "ideas/release_desk.html",
        release=release,
        form=form,
        idea_form=idea_form,
        due_form=due_form,
        ideas=ideas,
        reach=reach_of_ideas(shipped, actor.member_id),
        ties=list_ties(actor, release.id, locale()) if release else [],
        variables=VARIABLES,
        zone=zone(actor.time_zone).key,
    )
    return page, 422 if refused else 200


@blueprint.post("/desk/releases/<int:release_id>/ideas")
@access(Permission.RELEASE_MANAGE)
def add_idea(release_id: int) -> Page:
    """Let an idea come with a release."""
    actor = current_actor()
    release, form = queries_releases.get_release(actor, release_id), ReleaseIdeaForm.of_request()
    if form.is_sent:
        try:
            pasted = find_pasted(text(form.address), release.subject, field="address")
            if pasted.kind is not SubjectKind.IDEA or pasted.subject_id is None:
                raise Invalid(_l("Please paste the address of an idea."), field="address")
            idea = queries.get_idea(actor, pasted.subject_id)
            with writing():
                actions_releases.add_idea(
                    actor, release, idea, body=text(form.body), lang=form.lang.data
                )
            return redirect(url_for(".edit", release_id=release_id, _anchor="ideas"), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(release, ReleaseForm(formdata=None, **_present(release)), idea_form=form)


@blueprint.post("/desk/releases/<int:release_id>/ideas/<int:idea_id>/remove")
@access(Permission.RELEASE_MANAGE)
def remove_idea(release_id: int, idea_id: int) -> Page:
    """Let an idea come with a release no longer."""
    release = queries_releases.get_release(current_actor(), release_id)
    with writing():
        actions_releases.remove_idea(current_actor(), release, idea_id)
    return redirect(url_for(".edit", release_id=release_id, _anchor="ideas"), 303)


@blueprint.post("/desk/releases/<int:release_id>/publish")
@access(Permission.RELEASE_MANAGE)
def publish(release_id: int) -> Page:
    """Show a release to its audience and ship its ideas."""
    release = queries_releases.get_release(current_actor(), release_id)
    try:
        with writing():
            actions_releases.publish_release(current_actor(), release)
    except (Invalid, Conflict) as refused:
        form = ReleaseForm(formdata=None, **_present(release))
        form.land(refused if isinstance(refused, Invalid) else Invalid(refused.message))
        return _page(release, form)
    flash(_("The release is out. Its ideas are being shipped, and their people told."), "success")
    return redirect(url_for(".edit", release_id=release_id), 303)


@blueprint.post("/desk/releases/<int:release_id>/schedule")
@access(Permission.RELEASE_MANAGE)
def schedule(release_id: int) -> Page:
    """Let a release be published at a time."""
    release = queries_releases.get_release(current_actor(), release_id)
    due_form, form = ReleaseDueForm.of_request(), ReleaseForm(formdata=None, **_present(release))
    if due_form.is_sent:
        try:
            due_at = instant_of(due_form.due_at, current_actor().time_zone)
            with writing():
                actions_releases.schedule_release(current_actor(), release, due_at)
            flash(_("The release is planned."), "success")
            return redirect(url_for(".edit", release_id=release_id, _anchor="publish"), 303)
        except (Invalid, Conflict) as refused:
            _land(refused, due_form, form)
    return _page(release, form, due_form=due_form)


def _land(refused: Invalid | Conflict, due_form: ReleaseDueForm, form: ReleaseForm) -> None:
    """A fault of the time lands there, one of the release on its own form."""
    if isinstance(refused, Conflict):
        form.land(Invalid(refused.message))
    elif (refused.field or "") in due_form:
        due_form.land(refused)
    else:
        form.land(refused)


@blueprint.post("/desk/releases/<int:release_id>/unschedule")
@access(Permission.RELEASE_MANAGE)
def unschedule(release_id: int) -> Page:
    """Let a release wait until somebody publishes it."""
    release = queries_releases.get_release(current_actor(), release_id)
    with writing():
        actions_releases.cancel_schedule(current_actor(), release)
    flash(_("The release waits until you publish it."), "success")
    return redirect(url_for(".edit", release_id=release_id, _anchor="publish"), 303)


@blueprint.post("/desk/releases/<int:release_id>/delete")
@access(Permission.RELEASE_MANAGE)
def delete(release_id: int) -> Page:
    """Give up a draft."""
    release = queries_releases.get_release(current_actor(), release_id)
    with writing():
        actions_releases.delete_draft(current_actor(), release)
    flash(_("The draft is gone."), "success")
    return redirect(url_for(".index"), 303)
