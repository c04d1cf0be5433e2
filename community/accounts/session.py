"""Who is asking: server-side sessions under Flask-Login, the route's rule, the token of signed-in POSTs, intents."""

import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user, login_user, logout_user
from markupsafe import Markup
from sqlalchemy import delete
from werkzeug.wrappers import Response as BaseResponse

from community.accounts.intents import (
    INTENT_SECONDS,
    intent_cookie,
    is_of_browser,
    read_intent,
    sign_intent,
)
from community.accounts.kept_words import hand_back
from community.accounts.models import Member, SignInSession
from community.accounts.presence import network_of, note_seen
from community.accounts.queries import ResolveAudiences, find_actor_of_session, hash_token
from community.accounts.viewers import form_token
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import NotAllowed, PortalError
from community.core.http_edge import frames
from community.core.http_edge.errors import typed_words
from community.policies.access import is_replayable, permission_of
from community.policies.actor import VISITOR, Actor
from community.policies.permission import Permission
from community.policies.registry import asked_by, can, ensure

SESSION_DAYS = 30
TOKEN_FIELD, TOKEN_HEADER = "csrf_token", "X-CSRF-Token"


class SignedIn:
    """What Flask-Login holds of a signed-in member: the session's token (its alternative id) and the actor."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, token: str, actor: Actor) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        """The token: a new password ends old sessions by ending their rows."""
        return self.token


def init_sessions(app: Flask, resolve: ResolveAudiences) -> None:
    """Install sign-in, the check of each route's rule and the token check; audiences are resolved by `resolve`."""
    manager = LoginManager(app)
    manager.session_protection = None
    app.extensions["portal_resolve_audiences"] = resolve

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        viewer = frames.current_viewer()
        if viewer and viewer.session_token == token:
            return SignedIn(token, viewer.actor)
        actor = find_actor_of_session(token, resolve)
        return SignedIn(token, actor) if actor else None

    app.before_request(check_request)
    app.jinja_env.globals.update(
        csrf_field=csrf_field, csrf_token=csrf_token, next_address=next_address
    )
    app.context_processor(lambda: asked_by(_signed_in_or_visitor()))


def current_actor() -> Actor:
    """Who is asking, with the audiences he is in; containers own theirs, so visitors' are read too."""
    actor = _signed_in_or_visitor()
    if actor is not VISITOR:
        return actor
    if "visitor" not in g:
        resolve: ResolveAudiences = current_app.extensions["portal_resolve_audiences"]
        g.visitor = replace(VISITOR, audience_ids=resolve(VISITOR))
    visitor: Actor = g.visitor
    return visitor


def _signed_in_or_visitor() -> Actor:
    """Who is asking, without a statement for visitors: enough for rules, not for lists."""
    actor: Actor = getattr(current_user, "actor", VISITOR)
    return actor


def check_request() -> BaseResponse | None:
    """Ask the route's rule, and for the token of a signed-in POST."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    permission = permission_of(view)
    if permission is None:
        raise RuntimeError(f"the route {request.endpoint} declares no rule")
    actor = _signed_in_or_visitor()
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        if actor.is_visitor and not can(actor, permission):
            return _ask_to_sign_in(view)
        _check_token(actor, view)
    elif actor.is_visitor and not can(actor, permission):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    ensure(actor, permission)
    if not actor.is_visitor:
        note_seen(current_token_hash())
    return None


def _ask_to_sign_in(view: Any) -> BaseResponse:
    """A visitor's POST changes nothing: its answer is the sign-in page with what was meant, signed."""
    back = safe_next(request.form.get("back")) or safe_next(_own_referrer()) or "/"
    intent: dict[str, Any] = {"back": back}
    clicked = None
    # An intent keeps no form: whoever took something back would do its contrary.
    if is_replayable(view) and not request.form.get("withdraw"):
        clicked = request.cookies.get(intent_cookie()) or secrets.token_urlsafe(32)
        intent |= {"endpoint": request.endpoint, "arguments": request.view_args}
        intent["browser"] = hash_token(clicked)
    address = url_for("accounts.sign_in") + "?" + urlencode({"intent": sign_intent(intent)})
    if request.headers.get("HX-Request"):
        # A click alone leads away: what asks by itself stays on its page, and a form is sent again as a plain one.
        response = make_response("", 204 if clicked else 401)
        if clicked:
            response.headers["HX-Redirect"] = address
        return _bound(response, clicked)
    typed = typed_words()
    if typed and not is_replayable(view):
        return hand_back(typed, address)
    return _bound(redirect(address, 303), clicked)


def _bound(response: BaseResponse, clicked: str | None) -> BaseResponse:
    """Let this browser alone do what was clicked: a link to sign-in that others made must not act."""
    if clicked is not None:
        is_secure = current_app.config["PORTAL"].is_secure
        age, name = INTENT_SECONDS, intent_cookie()
        response.set_cookie(
            name, clicked, max_age=age, secure=is_secure, httponly=True, samesite="Lax"
        )
    return response


def _is_of_this_browser(intent: dict[str, Any]) -> bool:
    kept = request.cookies.get(intent_cookie())
    return bool(kept) and is_of_browser(intent, hash_token(kept or ""))


def _own_referrer() -> str | None:
    referrer, ours = request.referrer or "", request.host_url
    return referrer.removeprefix(ours.rstrip("/")) if referrer.startswith(ours) else None


def go_on(intent_text: str | None, next_text: str | None) -> BaseResponse:
    """Where a person lands after sign-in: what he had clicked in this browser is done, and he is where he was."""
    intent = read_intent(intent_text) or {}
    view = current_app.view_functions.get(intent.get("endpoint") or "")
    if view is not None and is_replayable(view) and _is_of_this_browser(intent):
        try:
            ensure(current_actor(), permission_of(view) or Permission.ACCOUNT_OWN)
            view(**(intent.get("arguments") or {}))
        except PortalError as error:
            flash(str(error.message), "warning")
    return go_back(intent_text, next_text)


def is_done_after(intent_text: str | None) -> bool:
    """Whether what was clicked is done after sign-in; a text that was sent is not, nor a click in another browser."""
    intent = read_intent(intent_text) or {}
    return bool(intent.get("endpoint")) and _is_of_this_browser(intent)


def go_back(intent_text: str | None, next_text: str | None) -> BaseResponse:
    """Where he was, with nothing done: a mere link must not act for somebody who is signed in already."""
    back = (read_intent(intent_text) or {}).get("back") or safe_next(next_text) or "/"
    return redirect(back, 303)


def sign_next(address: str | None) -> str | None:
    """An intent that only leads back to this address of ours; None without one."""
    back = safe_next(address)
    return sign_intent({"back": back}) if back else None


def safe_next(address: str | None) -> str | None:
    """The address when it is a path of ours: `/` not followed by `/` or `\\`, printable ASCII; else None."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    return address if all(33 <= ord(letter) <= 126 for letter in address) else None


def next_address() -> str:
    """The address of this page, for links to sign-in and for forms that come back; of a refused form, its page's."""
    here = request.full_path.rstrip("?")
    if request.method in ("GET", "HEAD") or _is_page(here):
        return here
    before = (safe_next(request.form.get("next")), safe_next(_own_referrer()))
    return next((one for one in before if one and _is_page(one)), "/")


def _is_page(address: str) -> bool:
    """Whether the address can be opened; some take forms alone."""
    routes = current_app.create_url_adapter(request)
    return routes is not None and routes.test(address.partition("?")[0], "GET")


def begin_session(member: Member) -> str:
    """Make a session row inside writing(); the token is given to `remember` after the commit."""
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        token_hash=hash_token(token), member_id=member.id, created_at=now(), last_seen_at=now()
    )
    row.expires_at = now() + timedelta(days=SESSION_DAYS)
    row.browser, row.network = (
        (request.user_agent.string or "")[:200],
        network_of(request.remote_addr),
    )
    db.session.add(row)
    return token


def remember(token: str) -> None:
    """Sign the browser in with this token."""
    actor = find_actor_of_session(token, current_app.extensions["portal_resolve_audiences"])
    if actor is None:
        raise NotAllowed
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, actor))


def end_session() -> None:
    """End this session for good: its row goes, so a copied cookie is worth nothing."""
    token = getattr(current_user, "token", "")
    with writing():
        db.session.execute(
            delete(SignInSession).where(SignInSession.token_hash == hash_token(token))
        )
    logout_user()
    session.clear()


def current_token_hash() -> str:
    """The hash of the token of the session that is asking: the one that stays when others end."""
    return hash_token(getattr(current_user, "token", ""))


def network_of_request() -> str:
    """The network that is asking, as sessions keep it."""
    return network_of(request.remote_addr)


def csrf_token() -> str:
    """The token of this session's forms; empty for visitors, whose POSTs change nothing of anybody's."""
    draft = frames.drafting()
    if draft:
        return draft.token_mark
    token = getattr(current_user, "token", "")
    return form_token(current_app.config["PORTAL"].secret_key, token) if token else ""


def csrf_field() -> Markup:
    """The hidden field that signed-in forms carry; nothing for visitors."""
    token = csrf_token()
    return (
        Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, token)
        if token
        else Markup("")
    )


def _check_token(actor: Actor, view: Any) -> None:
    if actor.is_visitor or getattr(view, "without_token", False):
        return
    sent = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    if not hmac.compare_digest(sent.encode(), csrf_token().encode()):
        raise NotAllowed(
            _l("This form is no longer valid. Go back, reload the page and send it again.")
        )
