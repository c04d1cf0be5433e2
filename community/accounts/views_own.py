"""One's own account: profile, password, address, sessions."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from community.accounts import (
    actions_erasure,
    actions_profile,
    actions_sign_in,
    guards,
    passwords,
    queries_members,
    session,
)
from community.accounts.actions_profile import Profile
from community.accounts.addresses import normal_address
from community.accounts.forms import ChangeEmailForm, ChangePasswordForm, LeaveForm, ProfileForm
from community.accounts.models import Member, TokenPurpose
from community.accounts.session import current_actor
from community.accounts.views import keep_private
from community.core.db import writing
from community.core.errors import Invalid, TooMany
from community.core.files import store_picture
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("accounts_own", __name__, url_prefix="/account")
blueprint.after_request(keep_private)

Answer = str | BaseResponse


@blueprint.route("", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OWN)
def settings() -> Answer:
    """How others see me, and in which language and time zone I read."""
    member = queries_members.get_own(current_actor().member_id)
    form = ProfileForm.of_request(obj=member)
    if not form.is_sent:
        return _page("settings", form, member=member)
    try:
        _saved(form, member)
    except Invalid as invalid:
        form.land(invalid)
        return _page("settings", form, member=queries_members.get_own(current_actor().member_id))
    flash(_("Your profile is saved."), "success")
    return redirect(url_for(".settings"), 303)


def _saved(form: ProfileForm, member: Member) -> None:
    """The picture is made anew before the transaction, as that takes time."""
    sent = form.picture.data
    key = store_picture(sent.stream).key if sent and sent.filename else None
    profile = Profile(**{spec.name: form[spec.name].data for spec in fields(Profile)})
    had_picture = member.picture_key is not None
    with writing():
        actions_profile.change_profile(current_actor(), profile)
        if key is not None or (form.remove_picture.data and had_picture):
            actions_profile.set_picture(current_actor(), key)


@blueprint.route("/password", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OWN)
def password() -> Answer:
    """A new password; all other devices are signed out."""
    form = ChangePasswordForm.of_request()
    if not form.is_sent:
        return _page("password", form)
    try:
        member, kept = _proven(text(form.current))
        passwords.check_strength(text(form.password), member.name, member.email or "")
        hashed = passwords.hash_password(text(form.password))
        with writing():
            actions_sign_in.change_password(
                current_actor(), kept, hashed, keep=session.current_token_hash()
            )
    except (Invalid, TooMany) as refusal:
        form.land(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message, "current"))
        return _page("password", form)
    flash(_("Your password is new, and all other devices are signed out."), "success")
    return redirect(url_for(".sessions"), 303)


@blueprint.route("/email", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OWN)
def email() -> Answer:
    """A new address: it counts once the letter sent to it was opened."""
    form = ChangeEmailForm.of_request()
    if not form.is_sent:
        return _page("email", form, member=queries_members.get_own(current_actor().member_id))
    try:
        _proven(text(form.current))
        address = normal_address(text(form.email))
        if guards.may_write_to(address, request.remote_addr, TokenPurpose.CHANGE_EMAIL):
            with writing():
                actions_sign_in.ask_for_email_change(current_actor(), address)
    except (Invalid, TooMany) as refusal:
        form.land(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message, "current"))
        return _page("email", form, member=queries_members.get_own(current_actor().member_id))
    flash(
        _("We have written to %(email)s. Open the letter to confirm it.", email=address), "message"
    )
    return redirect(url_for(".email"), 303)


def _proven(typed: str) -> tuple[Member, str]:
    """Myself and the hash that the typed password fits; Invalid on `current` else."""
    member = queries_members.get_own(current_actor().member_id)
    guards.guard_password(member.id)
    kept = member.password_hash
    if not passwords.verify(kept, typed) or kept is None:
        raise Invalid(_("This is not your present password."), "current")
    return member, kept


@blueprint.route("/leave", methods=["GET", "POST"])
@access(Permission.ACCOUNT_LEAVE)
def leave() -> Answer:
    """Erase my account, for good: what goes, what stays and why stands above the form."""
    form = LeaveForm.of_request()
    if not form.is_sent:
        return _page("leave", form)
    try:
        _proven(text(form.current))
        with writing():
            actions_erasure.leave(current_actor(), with_posts=form.with_posts)
    except (Invalid, TooMany) as refusal:
        form.land(Invalid(refusal.message, "current"))
        return _page("leave", form)
    session.end_session()
    flash(_("Your account is erased. What is left of it is removed within minutes."), "message")
    return redirect("/", 303)


@blueprint.get("/sessions")
@access(Permission.ACCOUNT_LEAVE)
def sessions() -> Answer:
    """Where I am signed in."""
    rows = queries_members.list_sessions(current_actor().member_id, session.current_token_hash())
    return render_template("accounts/sessions.html", sessions=rows)


@blueprint.post("/sessions/end-others")
@access(Permission.ACCOUNT_LEAVE)
def end_other_sessions() -> Answer:
    """End all of my sessions but this one."""
    with writing():
        ended = actions_sign_in.end_other_sessions(
            current_actor(), keep=session.current_token_hash()
        )
    words = ngettext(
        "%(num)s other device is signed out.", "%(num)s other devices are signed out.", ended
    )
    flash(words, "success")
    return redirect(url_for(".sessions"), 303)


@blueprint.post("/sessions/<int:session_id>/end")
@access(Permission.ACCOUNT_LEAVE)
def end_session(session_id: int) -> Answer:
    """End one of my sessions."""
    with writing():
        actions_sign_in.end_session(current_actor(), session_id)
    flash(_("This device is signed out."), "success")
    return redirect(url_for(".sessions"), 303)


def _page(name: str, form: Any, **facts: object) -> Answer:
    refused = request.method == "POST"
    return Response(
        render_template(f"accounts/{name}.html", form=form, **facts), 422 if refused else 200
    )
