"""The page where a question becomes an idea."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.aids import read_aids
from community.content.models import Subject, SubjectKind
from community.content.prose import compose_post
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.forms import local_choices, text
from community.core.i18n import NAMES, locale
from community.curation.actions_ideas import check_wish, make_idea
from community.ideas.forms import ProposalForm
from community.ideas.queries import BoardRow, get_board, list_boards
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question
from community.questions.queries import get_question
from community.search.queries import lookalikes

blueprint = Blueprint("wishes", __name__)

Page = str | Response | tuple[str, int]
LOOKALIKES = 5


@blueprint.route("/questions/<int:question_id>/make-idea", methods=["GET", "POST"])
@access(Permission.QUESTION_MAKE_IDEA)
def make(question_id: int) -> Page:
    """Propose an idea with the words of a question; ideas that look alike stand beside the form."""
    actor = current_actor()
    question = get_question(actor, question_id)
    ensure(actor, Permission.QUESTION_MAKE_IDEA, question)
    check_wish(question)
    boards = {str(row.id): row for row in list_boards(actor)}
    form = ProposalForm.of_request(
        title=question.title, body=question.body, lang=_lang_of(question)
    )
    form.board.choices = local_choices((key, row.name) for key, row in boards.items())
    preview = None
    try:
        if form.wants_preview:
            preview = compose_post(text(form.body)).html
        elif form.is_sent:
            return _made(actor, question, form, boards)
    except Invalid as invalid:
        form.land(invalid)
    title, body = text(form.title), text(form.body)
    kinds = [SubjectKind.IDEA]
    hits = lookalikes(actor, title, body, kinds=kinds, limit=LOOKALIKES, locale=locale())
    page = {"form": form, "question": question, "preview": preview, "hits": hits}
    return render_template("curation/make_idea.html", **page), 422 if form.errors else 200


def _lang_of(question: Question) -> str:
    lang = db.session.get_one(Subject, question.id).lang
    return lang if lang in NAMES else locale()


def _made(
    actor: Actor, question: Question, form: ProposalForm, boards: dict[str, BoardRow]
) -> Response:
    board = get_board(actor, boards[form.board.data].slug)
    prose = compose_post(text(form.body))
    aids = read_aids(request.form.getlist("shown"), request.form.getlist("opened"))
    with writing():
        idea = make_idea(
            actor, question, board, text(form.title), prose=prose, lang=form.lang.data, aids=aids
        )
    return redirect(url_for("ideas.show", board=board.slug, idea_id=idea.id, slug=idea.slug), 303)
