"""Pages where an article and a question meet."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles.queries import list_sections
from community.articles.texts import compose as compose_article
from community.content.models import SubjectKind
from community.content.prose import compose_post
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, text
from community.core.i18n import LOCALES, local
from community.core.i18n import locale as readers_locale
from community.core.limits import limit
from community.curation import actions, queries
from community.curation.drafts import body_of
from community.curation.forms import ArticleAnswerForm, MakeArticleForm, number_in
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.questions.actions_answers import ANSWERED_AN_HOUR
from community.questions.models import Answer, Question
from community.questions.queries import get_answer, get_question
from community.search.queries import lookalikes, suggest

blueprint = Blueprint("curation", __name__)

Page = str | Response | tuple[str, int]
FOUND = 8


def _find(actor: Actor, question: Question) -> tuple[str, Sequence[Any]]:
    """What was searched for and found; before any search, the articles most like the question."""
    sought, kinds = request.values.get("q", "").strip()[:200], [SubjectKind.ARTICLE]
    if not sought:
        like = lookalikes(
            actor,
            question.title,
            question.text,
            kinds=kinds,
            limit=FOUND,
            locale=readers_locale(),
        )
        return "", like
    hits = suggest(actor, sought, readers_locale(), limit=3 * FOUND)
    return sought, [one for one in hits if one.kind == SubjectKind.ARTICLE][:FOUND]


def _around(actor: Actor, question: Question, article_id: int) -> dict[str, Any]:
    """The search box with what it found, and the article that is chosen."""
    sought, hits = _find(actor, question)
    ids = {one.subject_id for one in hits} | ({article_id} if article_id else set())
    chosen = queries.list_cards(actor, [article_id], readers_locale()).get(article_id)
    return {
        "question": question,
        "sought": sought,
        "hits": hits,
        "chosen": chosen,
        "limits": queries.find_limits(ids),
    }


@blueprint.route("/questions/<int:question_id>/answer-with-article", methods=["GET", "POST"])
@access(Permission.ANSWER_POST)
def answer_with_article(question_id: int) -> Page:
    """Answer with a help article plus a sentence."""
    actor = current_actor()
    question = get_question(actor, question_id)
    given = {"article": request.args.get("article", ""), "lang": readers_locale()}
    form = ArticleAnswerForm.of_request(**given)
    if form.is_sent:
        try:
            return _answered(actor, question, form)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "curation/answer.html", form=form, **_around(actor, question, form.article_id)
    )
    return page, 422 if request.method == "POST" else 200


def _answered(actor: Actor, question: Question, form: ArticleAnswerForm) -> Page:
    limit(f"answer:{actor.member_id}", ANSWERED_AN_HOUR, 3600)
    prose = compose_post(text(form.body))
    with writing():
        made = actions.answer_with_article(
            actor, question, form.article_id, prose, lang=form.lang.data
        )
        is_held = not made.subject.is_visible
    if is_held:
        flash(_("Thank you. A moderator looks at it first, then everybody sees it."), "message")
    return redirect(url_for("answers.find", answer_id=made.id), 303)


@blueprint.get("/answers/<int:answer_id>/promote")
@access(Permission.ANSWER_PROMOTE)
def choose_promotion(answer_id: int) -> Page:
    """Choose the article that shows this answer."""
    actor = current_actor()
    answer = get_answer(actor, answer_id)
    question = get_question(actor, answer.question_id)
    ties = queries.find_ties(actor, {answer.id: answer.article_id}, None, readers_locale())
    page = _around(actor, question, number_in(request.args.get("article")))
    shown_on = ties.promoted.get(answer.id, ())
    return render_template("curation/promote.html", answer=answer, shown_on=shown_on, **page)


@blueprint.post("/answers/<int:answer_id>/promote")
@access(Permission.ANSWER_PROMOTE)
def promote(answer_id: int) -> Page:
    """Show this answer on an article, or with *withdraw* no longer."""
    actor = current_actor()
    answer = get_answer(actor, answer_id)
    article_id = number_in(request.form.get("article"))
    withdraws = bool(request.form.get("withdraw"))
    with writing():
        if withdraws:
            actions.withdraw_promotion(actor, answer, article_id)
        else:
            actions.promote_answer(actor, answer, article_id)
    flash(_("Kept. Readers of the article see it at once."), "success")
    return redirect(url_for("answers.find", answer_id=answer_id), 303)


@blueprint.route("/questions/<int:question_id>/make-article", methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def make_article(question_id: int) -> Page:
    """Begin an article with the words of a solved question."""
    actor = current_actor()
    question = get_question(actor, question_id)
    telling = queries.list_telling(actor, question)
    lang = readers_locale()
    form = MakeArticleForm.of_request(title=question.title, lang=lang)
    rows = list_sections(actor, lang)
    form.section.choices = choices(
        (row.id, f"{local(row.category_name)} › {local(row.name)}") for row in rows
    )
    if form.is_sent:
        try:
            return _made(actor, question, telling, form)
        except Invalid as invalid:
            form.land(invalid)
    made_id = queries.find_article_made_of([one.id for one in telling])
    page = {"question": question, "telling": telling, "form": form, "made_id": made_id}
    status = 422 if request.method == "POST" else 200
    return render_template("curation/make_article.html", **page), status


def _made(
    actor: Actor, question: Question, telling: Sequence[Answer], form: MakeArticleForm
) -> Page:
    lang = form.lang.data if form.lang.data in LOCALES else readers_locale()
    body = body_of(question.body, [one.body for one in telling], lang=lang)
    words = compose_article(text(form.title), "", body, lang=lang)
    section = queries.get_section(int(form.section.data))
    with writing():
        article = actions.make_article(actor, question, section, words, lang=lang, telling=telling)
    flash(
        _("A draft with the words of the question. Make one text of it, then publish."), "success"
    )
    return redirect(url_for("articles_desk.edit", article_id=article.id, lang=lang), 303)
