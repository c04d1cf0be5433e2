"""Awards outside: their pages, signed files and pictures, the keys that prove them, and the page that checks them."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from community.accounts.queries import list_people
from community.accounts.session import current_actor, safe_next
from community.core import i18n
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import text
from community.core.http_edge.page_cache import keep_out, keep_until
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import actions_credentials, credentials, queries_credentials
from community.recognition.credentials_baking import bake_png
from community.recognition.credentials_drawing import (
    METALS,
    NAME_SIZE,
    NAME_WIDTH,
    TINTS,
    broken,
    draw_badge,
    draw_preview,
    leaves,
    outline,
)
from community.recognition.forms_credentials import VerifyForm, VisibilityForm, bytes_of
from community.recognition.models import Award
from community.recognition.presentation_credentials import report_of
from community.recognition.queries_ledger import list_posts

blueprint = Blueprint("credentials", __name__)


@blueprint.get("/credentials/<uuid:credential_id>")
@access(Permission.PUBLIC_READ)
def show(credential_id: UUID) -> str:
    """An award: its badge, whose it is, by what, how long it holds, and how to check that."""
    actor = current_actor()
    award = _award(credential_id)
    issuer = queries_credentials.current_issuer()
    name = i18n.local(award.badge.name)
    evidence = list_posts(actor, {award.evidence_id} if award.evidence_id else set())
    return render_template(
        "recognition/credential.html",
        award=award,
        holder=list_people({award.member_id})[award.member_id],
        evidence=evidence.get(award.evidence_id or 0),
        issuer=issuer,
        state=credentials.state_of(award, now()),
        is_mine=award.member_id == actor.member_id,
        linkedin=credentials.linkedin_address(award, issuer, name),
    )


def _award(credential_id: UUID) -> Award:
    """The award if the reader may see it; no copy of its page outlives it."""
    award = queries_credentials.get_award(current_actor(), credential_id)
    if award.expires_at is not None and award.expires_at > now():
        keep_until(award.expires_at)
    return award


@blueprint.get("/credentials/<uuid:credential_id>.json")
@access(Permission.PUBLIC_READ)
def unsigned(credential_id: UUID) -> Response:
    """The award as JSON-LD, without a proof."""
    issuer = queries_credentials.current_issuer()
    return _json(credentials.credential_of(_award(credential_id), issuer))


@blueprint.get("/credentials/<uuid:credential_id>.jwt")
@access(Permission.PUBLIC_READ)
def signed(credential_id: UUID) -> Response:
    """The award as a signed credential (VC-JWT)."""
    return _open(Response(_token(_award(credential_id)), mimetype="text/plain"))


def _token(award: Award) -> str:
    return queries_credentials.sign(award, queries_credentials.current_issuer())


@blueprint.get("/credentials/<uuid:credential_id>/preview.png")
@access(Permission.PUBLIC_READ)
def preview(credential_id: UUID) -> Response:
    """The picture beside a link to the award."""
    picture = draw_preview(*_words(_award(credential_id)))
    return _open(Response(picture, mimetype="image/png"))


def _words(award: Award) -> tuple[Any, str, str]:
    """What is drawn: a picture leaves the portal, so its words are in the portal's language."""
    issuer = queries_credentials.current_issuer()
    return award.badge.tier, i18n.local(award.badge.name, issuer.locale), issuer.name


@blueprint.get("/credentials/<uuid:credential_id>/badge.png")
@access(Permission.ACCOUNT_OWN)
def baked_png(credential_id: UUID) -> Response:
    """The holder's picture with the signed credential in it."""
    award = _own_award(credential_id)
    body = bake_png(draw_badge(*_words(award)), _token(award))
    return _download(Response(body, mimetype="image/png"), f"{award.badge.key}.png")


@blueprint.get("/credentials/<uuid:credential_id>/badge.svg")
@access(Permission.ACCOUNT_OWN)
def baked_svg(credential_id: UUID) -> Response:
    """The same as a drawing."""
    award = _own_award(credential_id)
    tier, name, issuer_name = _words(award)
    body = render_template(
        "recognition/badge.svg",
        name=name,
        lines=broken(name, NAME_WIDTH, NAME_SIZE),
        size=NAME_SIZE,
        issuer_name=issuer_name,
        token=_token(award),
        outline=outline(tier),
        leaves=leaves(),
        metal=METALS[tier],
        tint=TINTS[tier],
    )
    return _download(Response(body, mimetype="image/svg+xml"), f"{award.badge.key}.svg")


def _own_award(credential_id: UUID) -> Award:
    """The reader's own award; somebody else's does not exist here."""
    award = _award(credential_id)
    if award.member_id != current_actor().member_id:
        raise NotFound
    return award


def _download(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/credentials/<uuid:credential_id>/visibility")
@access(Permission.ACCOUNT_OWN)
def set_visibility(credential_id: UUID) -> BaseResponse:
    """Show my award to everybody, or to nobody."""
    form = VisibilityForm.of_request()
    is_public = bool(form.is_public.data)
    with writing():
        actions_credentials.show_award(current_actor(), credential_id, is_public=is_public)
    flash(_("Everybody can see it now.") if is_public else _("Only you see it now."), "success")
    back = safe_next(form.next.data) or url_for(".show", credential_id=credential_id)
    return redirect(back, 303)


@blueprint.get("/account/awards")
@access(Permission.ACCOUNT_OWN)
def own_awards() -> str:
    """My awards, with what I can do with each."""
    page = queries_credentials.list_own_awards(current_actor(), request.args.get("after"))
    at = now()
    states = {award.id: credentials.state_of(award, at) for award in page.items}
    return render_template("recognition/own_awards.html", page=page, states=states)


@blueprint.get("/credentials/issuer")
@access(Permission.PUBLIC_READ)
def issuer() -> Response:
    """Who vouches for credentials."""
    found = queries_credentials.current_issuer()
    return _json({"@context": list(credentials.CONTEXT), **found.profile(), "url": found.site})


@blueprint.get("/credentials/keys")
@access(Permission.PUBLIC_READ)
def keys() -> Response:
    """The public halves of all keys (a JWK set)."""
    keep_out()  # keys change in the data folder, behind the rows
    return _json({"keys": _public_keys()})


@blueprint.get("/credentials/keys/<name>")
@access(Permission.PUBLIC_READ)
def key(name: str) -> Response:
    """One public key: the address that signed credentials name."""
    address = queries_credentials.current_issuer().address(f"keys/{name}")
    for one in _public_keys():
        if one["kid"] == address:
            return _json(one)
    raise NotFound


def _public_keys() -> list[dict[str, Any]]:
    found = queries_credentials.current_issuer()
    return [
        one.public(found.address(f"keys/{one.name}")) for one in queries_credentials.current_keys()
    ]


@blueprint.get("/credentials/revocations")
@access(Permission.PUBLIC_READ)
def revocations() -> Response:
    """What was revoked, for whoever checks credentials elsewhere."""
    keep_out()
    revoked = queries_credentials.list_revoked()
    return _json(credentials.revocations_of(revoked, queries_credentials.current_issuer()))


def _json(document: dict[str, Any]) -> Response:
    body = json.dumps(document, ensure_ascii=False, indent=2)
    return _open(Response(body, mimetype="application/json"))


def _open(response: Response) -> Response:
    """Verifiers on other sites may read it: without cookies, so only what is public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.route("/credentials/verify", methods=["GET", "POST"])
@access(Permission.PUBLIC_READ)
def verify() -> Response:
    """Check a credential step by step; what is sent is kept nowhere."""
    form = VerifyForm.of_request(text=request.args.get("credential", "")[:200])
    report = None
    if form.is_sent:
        try:
            body, email = bytes_of(form.file.data), text(form.email)
            report = report_of(current_actor(), body, text(form.text), email=email)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("recognition/verify.html", form=form, report=report)
    response = Response(page, 422 if form.errors else 200)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response
