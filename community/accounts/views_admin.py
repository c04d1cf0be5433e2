"""Members and customers under the hands of administrators."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from community.accounts import (
    actions_erasure,
    actions_members,
    queries_erasure,
    queries_members,
    queries_organisations,
)
from community.accounts.forms import NoteForm
from community.accounts.forms_admin import ROLE_NAMES, BelongingForm, EraseForm, RolesForm
from community.accounts.models import Member, fold
from community.accounts.session import current_actor
from community.core import paging
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, text
from community.policies.access import access
from community.policies.actor import Role
from community.policies.permission import Permission

blueprint = Blueprint("accounts_admin", __name__, url_prefix="/admin/members")

Answer = str | BaseResponse


@blueprint.get("")
@access(Permission.MEMBERS_MANAGE)
def members() -> Answer:
    """All members, the newest first, by name, role or suspension."""
    role = request.args.get("role", "")
    wanted = queries_members.MemberFilter(
        words=request.args.get("words", "").strip()[:100],
        role=Role(role) if role in set(Role) - {Role.MEMBER} else None,
        suspended=request.args.get("state") == "suspended",
    )
    page = queries_members.list_members(wanted, after=paging.decode(request.args.get("after"), 1))
    return render_template("accounts/admin_members.html", page=page, role_names=ROLE_NAMES)


@blueprint.get("/erasures")
@access(Permission.MEMBERS_MANAGE)
def erasures() -> Answer:
    """Whom the worker forgets and has forgotten, by number, with how far it is."""
    page = queries_erasure.list_erasures(paging.decode(request.args.get("after"), 1))
    steps = list(current_app.extensions["portal_erasure"])
    return render_template("accounts/admin_erasures.html", page=page, steps=steps)


@blueprint.post("/<int:member_id>/erase")
@access(Permission.MEMBERS_MANAGE)
def erase(member_id: int) -> Answer:
    """Erase the member; the worker begins at once."""
    form, member = EraseForm.of_request(), queries_members.get_own(member_id)
    try:
        if form.is_sent:
            _check_handle(member, text(form.handle))
            with writing():
                actions_erasure.erase(
                    current_actor(), member_id, form.chosen, with_posts=form.with_posts.data
                )
    except Invalid as invalid:
        form.land(invalid)
    if form.errors:
        return _member_page(queries_members.get_own(member_id), erasing=form)
    flash(_("The account has ended. The worker forgets the rest."), "success")
    return redirect(url_for(".erasures"), 303)


def _check_handle(member: Member, typed: str) -> None:
    if fold(typed.removeprefix("@")) != member.handle_key:
        raise Invalid(_("This is not the short name of this member."), "handle")


@blueprint.get("/<int:member_id>")
@access(Permission.MEMBERS_MANAGE)
def member(member_id: int) -> Answer:
    """One member: what is known, what he may, where he belongs."""
    return _member_page(queries_members.get_own(member_id))


@blueprint.post("/<int:member_id>/roles")
@access(Permission.MEMBERS_MANAGE)
def set_roles(member_id: int) -> Answer:
    """Give exactly the ticked roles."""
    form = RolesForm.of_request()
    try:
        if form.is_sent:
            with writing():
                actions_members.set_roles(current_actor(), member_id, form.chosen)
    except Invalid as invalid:
        form.land(invalid)
    if form.errors:
        return _member_page(queries_members.get_own(member_id), roles=form)
    return _done(member_id, _("The roles are saved."))


@blueprint.post("/<int:member_id>/suspend")
@access(Permission.MEMBERS_MANAGE)
def suspend(member_id: int) -> Answer:
    """Let the member only read and sign out."""
    form = NoteForm.of_request()
    try:
        if form.is_sent:
            with writing():
                actions_members.suspend(current_actor(), member_id, text(form.reason))
    except Invalid as invalid:
        form.land(invalid)
    if form.errors:
        return _member_page(queries_members.get_own(member_id), note=form)
    return _done(member_id, _("The member is suspended."))


@blueprint.post("/<int:member_id>/end-suspension")
@access(Permission.MEMBERS_MANAGE)
def end_suspension(member_id: int) -> Answer:
    """Let the member take part again."""
    with writing():
        actions_members.end_suspension(current_actor(), member_id)
    return _done(member_id, _("The member takes part again."))


@blueprint.post("/<int:member_id>/organisations")
@access(Permission.ORGANISATIONS_MANAGE)
def add_to_organisation(member_id: int) -> Answer:
    """Make the member belong to an organisation."""
    form = _belonging_form()
    if not form.is_sent:
        return _member_page(queries_members.get_own(member_id), belonging=form)
    with writing():
        actions_members.add_to_organisation(current_actor(), member_id, form.organisation_id.data)
    return _done(member_id, _("The member belongs to it now."))


@blueprint.post("/<int:member_id>/organisations/<int:organisation_id>/leave")
@access(Permission.ORGANISATIONS_MANAGE)
def remove_from_organisation(member_id: int, organisation_id: int) -> Answer:
    """End a membership."""
    with writing():
        actions_members.remove_from_organisation(current_actor(), member_id, organisation_id)
    return _done(member_id, _("The member no longer belongs to it."))


def _belonging_form() -> BelongingForm:
    form = BelongingForm.of_request()
    form.organisation_id.choices = choices(queries_organisations.list_organisation_names())
    return form


def _member_page(member: Member, **forms: Any) -> Answer:
    """The page with fresh forms, but for the one that was refused."""
    held = queries_members.roles_of([member.id]).get(member.id, ())
    page = render_template(
        "accounts/admin_member.html",
        member=member,
        held=held,
        role_names=ROLE_NAMES,
        sessions=queries_members.count_sessions(member.id),
        organisations=queries_members.list_organisations_of(member.id),
        roles=forms.get("roles") or RolesForm(data={"roles": [role.value for role in held]}),
        note=forms.get("note") or NoteForm(),
        erasing=forms.get("erasing") or EraseForm(),
        belonging=forms.get("belonging") or _fresh(_belonging_form()),
    )
    return Response(page, 422 if forms else 200)


def _fresh(form: BelongingForm) -> BelongingForm:
    form.organisation_id.errors = []
    return form


def _done(member_id: int, words: str) -> Answer:
    flash(words, "success")
    return redirect(url_for(".member", member_id=member_id), 303)
