"""Writing an answer on a page of its own: what one began, and what one quotes."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.forms_unsent import values_of
from community.content.models_unsent import Place, Purpose
from community.content.queries import get_subject, list_authors
from community.content.queries_unsent import find_unsent
from community.core.errors import NotFound
from community.core.i18n import locale
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions import queries
from community.questions.forms import NUMBER, AnswerForm
from community.questions.models import Answer, Question
from community.questions.quoting import quote_head, quoted
from community.questions.views import address

blueprint = Blueprint("writing", __name__)


@blueprint.app_template_global("quote_head")
def head_of(name: str | None, question: Question, answer_id: int | None = None) -> str:
    """The line above a quotation of a question or one of its answers."""
    anchor = f"answer-{answer_id}" if answer_id else None
    there = url_for("questions.show", question_id=question.id, slug=question.slug, _anchor=anchor)
    return quote_head(name or _("former member"), there)


@blueprint.get("/questions/<int:question_id>/answer")
@access(Permission.ANSWER_POST)
def write(question_id: int) -> str | Response:
    """The form of an answer with what one began; `quote` names the question or an answer that is quoted in it."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    ensure(actor, Permission.ANSWER_POST, question)
    quote = _quote(actor, question, request.args.get("quote", ""))
    if quote and request.headers.get("HX-Request"):
        return Response(quote, mimetype="text/plain")
    kept = find_unsent(actor, Place(Purpose.ANSWER, question.id))
    values = {"lang": locale(), **values_of(kept)}
    begun = str(values.get("body", "")).rstrip()
    body = f"{begun}\n\n{quote}" if begun and quote else begun + quote
    return render_template(
        "questions/write.html",
        question=question,
        lang=get_subject(actor, question.id).lang,
        form=AnswerForm.of_request(**{**values, "body": body}),
        preview=None,
        kept=kept,
    )


def _quote(actor: Actor, question: Question, key: str) -> str:
    """The words of this question or answer as a quotation; NotFound for what is no post of this page."""
    if not key:
        return ""
    if not NUMBER.fullmatch(key):
        raise NotFound
    post: Question | Answer = question
    if int(key) != question.id:
        post = queries.get_answer(actor, int(key))
        if post.question_id != question.id:
            raise NotFound
    author = list_authors([post.author_id]).get(post.author_id or 0)
    answer_id = post.id if isinstance(post, Answer) else None
    there = f"{address(question)}#answer-{answer_id}" if answer_id else address(question)
    return quoted(post.body, author.name if author else _("former member"), there)
