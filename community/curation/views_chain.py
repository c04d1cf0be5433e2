"""Where staff tie articles, questions and ideas to an idea or a release."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.models import Subject, SubjectKind
from community.content.queries import get_subject
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import text
from community.core.i18n import locale
from community.curation.actions_chain import FROM, tie, untie
from community.curation.forms import TieForm
from community.curation.queries_chain import list_ties
from community.curation.queries_pasted import find_pasted
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("chain", __name__)

Page = str | Response | tuple[str, int]


@blueprint.route("/desk/ties/<int:subject_id>", methods=["GET", "POST"])
@access(Permission.IDEA_TRIAGE)
def show(subject_id: int) -> Page:
    """What stands beside an idea or a release, and a form for more."""
    actor = current_actor()
    subject, form = _get(subject_id), TieForm.of_request()
    if form.is_sent:
        try:
            pasted = find_pasted(text(form.address), subject, field="address")
            with writing():
                tie(actor, subject, pasted)
            return redirect(url_for(".show", subject_id=subject_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "curation/ties.html",
        subject=subject,
        back=_desk_of(subject),
        form=form,
        ties=list_ties(actor, subject_id, locale()),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/desk/ties/<int:subject_id>/<int:other_id>/remove")
@access(Permission.IDEA_TRIAGE)
def remove(subject_id: int, other_id: int) -> Page:
    """Show it there no longer."""
    with writing():
        untie(current_actor(), _get(subject_id), other_id)
    return redirect(url_for(".show", subject_id=subject_id), 303)


def _get(subject_id: int) -> Subject:
    subject = get_subject(current_actor(), subject_id)
    if subject.kind not in FROM:
        raise NotFound
    return subject


def _desk_of(subject: Subject) -> str:
    if subject.kind is SubjectKind.IDEA:
        return url_for("idea_team.show", idea_id=subject.id)
    return url_for("releases_desk.edit", release_id=subject.id)
