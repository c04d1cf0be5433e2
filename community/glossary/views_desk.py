"""The glossary's desk: writers define words here."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.actions import intern_audience
from community.content.prose import compose
from community.core.db import writing
from community.core.errors import Conflict, Invalid
from community.core.i18n import local
from community.glossary import actions, queries
from community.glossary.actions import TermWords
from community.glossary.forms import AUDIENCES, TermForm, present
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("glossary_desk", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/glossary")
@access(Permission.GLOSSARY_WRITE)
def index() -> Page:
    """All terms, those taken away at the end."""
    return render_template(
        "glossary/desk.html", terms=queries.list_desk(), audiences=dict(AUDIENCES)
    )


@blueprint.route("/desk/glossary/new", methods=["GET", "POST"])
@access(Permission.GLOSSARY_WRITE)
def new() -> Page:
    """Define a word; the address may bring the word along (`?word=`), or a synonym that may belong to another
    word as well (`?synonym=`)."""
    lang, synonym = request.args.get("lang", "en"), request.args.get("synonym", "")
    given = {f"word_{lang}": request.args.get("word", ""), f"synonyms_{lang}": synonym}
    form = TermForm.of_request(**given)
    if form.is_sent:
        try:
            words = _words(form)
            with writing():
                audience = intern_audience([form.audience.data])
                actions.define(current_actor(), words, audience_id=audience)
            return _done(_("The word is in the glossary."))
        except Invalid as invalid:
            form.land(invalid)
    others = [one for one in queries.list_desk() if not one.is_deleted] if synonym else []
    return _form_page(form, _("New word"), others=others, synonym=synonym, lang=lang)


@blueprint.route("/desk/glossary/<int:term_id>", methods=["GET", "POST"])
@access(Permission.GLOSSARY_WRITE)
def change(term_id: int) -> Page:
    """Other words, another meaning, another audience; the address may bring a synonym along (`?synonym=`)."""
    term, subject = queries.get_term(term_id)
    grants = queries.grants_of(subject.audience_id)
    shown = present(term, "|".join(grants))
    field = f"synonyms_{request.args.get('lang', 'en')}"
    if field in shown and request.args.get("synonym"):
        shown[field] = f"{shown[field]}\n{request.args['synonym']}".strip()
    form = TermForm.of_request(**shown)
    form.keep_audience("|".join(grants))
    if form.is_sent:
        try:
            words = _words(form)
            with writing():
                audience = intern_audience(form.audience.data.split("|"))
                actions.change(current_actor(), term, words, audience_id=audience)
            return _done(_("Kept."))
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form, local(term.word), term=term, subject=subject)


def _words(form: TermForm) -> TermWords:
    """What was typed, rendered before anything is written."""
    definitions = form.in_languages("definition")
    return TermWords(
        word=form.in_languages("word"),
        definition={locale: compose(text) for locale, text in definitions.items() if text},
        synonyms={key: text.splitlines() for key, text in form.in_languages("synonyms").items()},
    )


def _form_page(form: TermForm, title: str, **around: object) -> Page:
    status = 422 if request.method == "POST" else 200
    values = {"term": None, "subject": None, "others": [], **around}
    return render_template("glossary/edit.html", form=form, title=title, **values), status


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("glossary_desk.index"), 303)


@blueprint.post("/desk/glossary/<int:term_id>/remove")
@access(Permission.GLOSSARY_WRITE)
def remove(term_id: int) -> Page:
    """Take a word away."""
    return _act(term_id, actions.remove, _("Taken away. You can bring it back for 30 days."))


@blueprint.post("/desk/glossary/<int:term_id>/restore")
@access(Permission.GLOSSARY_WRITE)
def restore(term_id: int) -> Page:
    """Bring a word back."""
    return _act(term_id, actions.restore, _("The word is in the glossary again."))


def _act(term_id: int, deed: Callable[..., None], words: str) -> Response:
    term, _subject = queries.get_term(term_id)
    try:
        with writing():
            deed(current_actor(), term)
    except Conflict as conflict:
        flash(str(conflict.message), "warning")
        return redirect(url_for("glossary_desk.index"), 303)
    return _done(words)
