"""Registering, signing in and out, passwords and addresses by mailed links, and the first administrator."""

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
    actions,
    actions_members,
    actions_sign_in,
    guards,
    passwords,
    queries_members,
    session,
    set_up,
)
from community.accounts.addresses import normal_address
from community.accounts.forms import (
    ConfirmForm,
    ForgotForm,
    RegisterForm,
    ResetForm,
    SetUpForm,
    SignInForm,
)
from community.accounts.models import TokenPurpose
from community.accounts.session import current_actor
from community.core import i18n
from community.core.db import writing
from community.core.errors import Invalid, NotFound, TooMany
from community.core.forms import Form, text
from community.core.http_edge.locale import choose_locale
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("accounts", __name__)

Answer = str | BaseResponse


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Nothing about accounts is kept by any cache, and addresses with tokens are told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.route("/register", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def register() -> Answer:
    """Name and address; the answer is the same whether there is an account or not."""
    actions.check_registration_is_open()
    form = RegisterForm.of_request(intent=_intent(), next=request.args.get("next"))
    if not form.is_sent:
        return _page("register", form)
    try:
        guards.guard_letter(request.remote_addr)
        email = normal_address(text(form.email))
    except (Invalid, TooMany) as refusal:
        return _refused("register", form, refusal)
    if guards.may_write_to(email, request.remote_addr, TokenPurpose.CONFIRM):
        with writing():
            actions.register(
                current_actor(),
                name=text(form.name),
                email=email,
                locale=choose_locale(),
                intent=_meant(form),
            )
    return _page("letter_sent", form, email=email)


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def confirm(token: str) -> Answer:
    """The mailed link: opening it shows a form, sending the form makes the account."""
    link = queries_members.find_open_link(token, TokenPurpose.CONFIRM)
    if link is None:
        return _link_ended("register")
    form = ConfirmForm.of_request(name=link.name)
    if not form.is_sent:
        return _page("confirm", form, email=link.email)
    try:
        passwords.check_strength(text(form.password), text(form.name), link.email)
        _confirmed(form, token)
    except Invalid as invalid:
        form.land(invalid)
        return _page("confirm", form, email=link.email)
    return session.go_on(link.intent, None)


def _confirmed(form: ConfirmForm, token: str) -> None:
    hashed = passwords.hash_password(text(form.password))
    zone = i18n.zone(form.time_zone.data).key
    with writing():
        member = actions.confirm(
            current_actor(),
            token,
            name=text(form.name),
            password_hash=hashed,
            time_zone=zone,
            locale=choose_locale(),
        )
        begun = session.begin_session(member)
    session.remember(begun)
    flash(_("Welcome! Your account is ready."), "success")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def sign_in() -> Answer:
    """Address and password; afterwards one is where one was, and what one had clicked is done."""
    form = SignInForm.of_request(intent=_intent(), next=request.args.get("next"))
    if current_actor().member_id is not None:
        return session.go_back(form.intent.data, form.next.data)
    if not form.is_sent:
        return _page("sign_in", form, is_done_after=session.is_done_after(form.intent.data))
    try:
        _signed_in(form)
    except (Invalid, TooMany) as refusal:
        return _refused("sign_in", form, refusal)
    return session.go_on(form.intent.data, form.next.data)


def _signed_in(form: SignInForm) -> None:
    """One verification whatever the address, and one sentence whatever was wrong."""
    email = _spelled(text(form.email))
    found = queries_members.find_credentials(email, session.network_of_request())
    guards.guard_sign_in(
        email, request.remote_addr, is_known_place=bool(found and found.is_known_place)
    )
    kept = found.password_hash if found else None
    if not passwords.verify(kept, text(form.password)) or found is None or kept is None:
        with writing():
            actions_sign_in.note_failed_sign_in(found.member_id if found else None)
        raise actions_sign_in.wrong_password()
    with writing():
        token = session.begin_session(
            actions_sign_in.sign_in(current_actor(), found.member_id, kept)
        )
    session.remember(token)


def _spelled(typed: str) -> str:
    """The address in its normal spelling; what is none stays as typed, and is tried like any other."""
    try:
        return normal_address(typed)
    except Invalid:
        return typed


@blueprint.post("/sign-out")
@access(Permission.ACCOUNT_LEAVE)
def sign_out() -> Answer:
    """End this session for good."""
    session.end_session()
    flash(_("You are signed out."), "message")
    return redirect("/", 303)


@blueprint.route("/password/forgot", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def forgot() -> Answer:
    """Ask for a link to a new password; the answer is the same for any address."""
    form = ForgotForm.of_request(intent=_intent(), email=request.args.get("email"))
    if not form.is_sent:
        return _page("forgot", form)
    try:
        guards.guard_letter(request.remote_addr)
        email = normal_address(text(form.email))
    except (Invalid, TooMany) as refusal:
        return _refused("forgot", form, refusal)
    if guards.may_write_to(email, request.remote_addr, TokenPurpose.RESET):
        with writing():
            actions_sign_in.ask_for_reset(
                current_actor(), email, locale=choose_locale(), intent=form.intent.data
            )
    return _page("letter_sent", form, email=email)


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def reset(token: str) -> Answer:
    """The mailed link: opening it shows a form, sending the form sets the password and ends all sessions."""
    link = queries_members.find_open_link(token, TokenPurpose.RESET)
    if link is None:
        return _link_ended("forgot")
    form = ResetForm.of_request()
    if not form.is_sent:
        return _page("reset", form, email=link.email)
    try:
        passwords.check_strength(text(form.password), link.email)
        hashed = passwords.hash_password(text(form.password))
        with writing():
            actions_sign_in.reset_password(current_actor(), token, hashed)
    except Invalid as invalid:
        form.land(invalid)
        return _page("reset", form, email=link.email)
    flash(_("Your password is new, and every device is signed out. Sign in with it."), "success")
    return redirect(url_for("accounts.sign_in", intent=link.intent), 303)


@blueprint.route("/confirm-address/<token>", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def confirm_address(token: str) -> Answer:
    """The link mailed to a new address: opening it shows a button, pressing the button changes the address."""
    link = queries_members.find_open_link(token, TokenPurpose.CHANGE_EMAIL)
    if link is None:
        return _link_ended("sign_in")
    if request.method == "GET":
        return render_template("accounts/confirm_address.html", email=link.email)
    with writing():
        actions_sign_in.confirm_email_change(current_actor(), token)
    flash(_("%(email)s is your address now.", email=link.email), "success")
    return redirect(url_for("accounts_own.settings"), 303)


@blueprint.route("/setup", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OPEN)
def setup() -> Answer:
    """The first administrator, made by who holds the token; afterwards this page does not exist."""
    folder = current_app.config["PORTAL"].data_folder
    if queries_members.has_admin():
        raise NotFound
    form = SetUpForm.of_request(token=request.args.get("token"))
    if not form.is_sent:
        return _page("setup", form)
    try:
        guards.guard_token(request.remote_addr)
        if not set_up.fits(folder, text(form.token)):
            raise Invalid(
                _("This is not the token that was printed when the portal started."), "token"
            )
        _set_up(form)
    except (Invalid, TooMany) as refusal:
        return _refused("setup", form, refusal)
    return redirect("/", 303)


def _set_up(form: SetUpForm) -> None:
    email = normal_address(text(form.email))
    passwords.check_strength(text(form.password), text(form.name), email)
    hashed = passwords.hash_password(text(form.password))
    if not set_up.take(current_app.config["PORTAL"].data_folder):
        raise NotFound
    with writing():
        member = actions_members.set_up(name=text(form.name), email=email, password_hash=hashed)
        token = session.begin_session(member)
    session.remember(token)
    flash(_("You are the first administrator. Welcome!"), "success")


def _page(name: str, form: object, **facts: object) -> Answer:
    status = 422 if getattr(form, "errors", None) or getattr(form, "form_errors", None) else 200
    return Response(render_template(f"accounts/{name}.html", form=form, **facts), status)


def _refused(name: str, form: Form, refusal: Invalid | TooMany) -> Answer:
    """The form again with what was typed and what was wrong."""
    form.land(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else None
    return Response(render_template(f"accounts/{name}.html", form=form), refusal.status, headers)


def _link_ended(where: str) -> Answer:
    page = render_template("accounts/link_ended.html", again=url_for(f"accounts.{where}"))
    return Response(page, 404)


def _intent() -> str | None:
    return request.args.get("intent")


def _meant(form: RegisterForm) -> str | None:
    """What to go on with after the letter: the signed intent, or the page where the visitor was."""
    return form.intent.data or session.sign_next(form.next.data)
