"""Where supporters say whether what was shipped solves their problem; looking changes nothing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.prose import compose
from community.core.db import writing
from community.core.errors import Conflict, Invalid
from community.core.forms import text
from community.core.i18n import locale
from community.ideas import queries, queries_verdicts
from community.ideas.actions_verdicts import give_verdict, words_of_return
from community.ideas.forms_life import VerdictForm
from community.ideas.models import Idea
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("idea_verdicts", __name__)

Page = str | Response | tuple[str, int]


@blueprint.route("/ideas/<int:idea_id>/solved", methods=["GET", "POST"])
@access(Permission.IDEA_VERDICT)
def solved(idea_id: int) -> Page:
    """Does it solve your problem?"""
    actor = current_actor()
    idea, form = queries.get_idea(actor, idea_id), VerdictForm.of_request()
    if form.is_sent:
        try:
            return _answered(idea, form)
        except (Invalid, Conflict) as refused:
            form.land(refused if isinstance(refused, Invalid) else Invalid(refused.message))
    shipping = queries_verdicts.find_shipping(idea)
    page = render_template(
        "ideas/solved.html",
        idea=idea,
        form=form,
        shipping=shipping,
        is_supporter=queries_verdicts.is_supporter(actor.member_id, idea.id),
        given=queries_verdicts.find_verdict(actor, shipping.id) if shipping else None,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _answered(idea: Idea, form: VerdictForm) -> Response:
    said, lang = words_of_return(idea.subject.lang)
    words = (compose(said), lang)
    with writing():
        give_verdict(
            current_actor(),
            idea,
            solves=form.solves.data == "yes",
            body=text(form.body),
            lang=locale(),
            words=words,
        )
    flash(_("Thank you. Product managers read your answer."), "success")
    return redirect(
        url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug), 303
    )
