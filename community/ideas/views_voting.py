"""Pages of votes: support an idea, say how much one needs it, take it back."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.queries import get_actor
from community.accounts.session import current_actor, safe_next
from community.content.models import Vote
from community.content.queries import list_audience_ids, list_authors, sees
from community.core.db import unread, writing
from community.core.errors import Invalid, NotFound
from community.core.forms import text
from community.ideas import actions_on_behalf, actions_voting, queries, queries_voting
from community.ideas.forms_voting import IMPORTANCE_WORDS, WeightForm
from community.ideas.models import OPEN_TO_VOTES, Idea
from community.ideas.taking_back import read_token
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission

blueprint = Blueprint("idea_votes", __name__)

Page = str | Response | tuple[str, int]


@blueprint.app_template_global("importance_words")
def importance_words() -> dict[str, str]:
    """What each importance is called."""
    return {key.value: str(words) for key, words in IMPORTANCE_WORDS.items()}


@blueprint.app_template_global("is_open_to_votes")
def is_open_to_votes(state: str) -> bool:
    """Whether an idea found in this state can be supported."""
    return state in list(OPEN_TO_VOTES)


def draw_budgets() -> str:
    """How many votes the viewer has left, for pages that many share."""
    budgets = queries_voting.list_budgets(current_actor())
    return render_template("ideas/_budgets.html", budgets=budgets)


@blueprint.post("/ideas/<int:idea_id>/vote")
@access(Permission.IDEA_VOTE, replayable=True)
def vote(idea_id: int) -> Page:
    """Support an idea; then one may say how much one needs it."""
    actor = current_actor()
    idea = unread(Idea, idea_id)  # the act reads and locks it
    with writing():
        actions_voting.vote(actor, idea)
    if _is_scripted():
        return _button(idea, pressed=True)
    there = url_for("idea_votes.my_vote", idea_id=idea_id, next=_next())
    return redirect(there, 303)


@blueprint.post("/ideas/<int:idea_id>/vote/withdraw")
@access(Permission.IDEA_VOTE)
def withdraw(idea_id: int) -> Page:
    """Support an idea no longer."""
    actor = current_actor()
    idea = unread(Idea, idea_id)  # the act reads and locks it
    with writing():
        actions_voting.withdraw_vote(actor, idea)
    if _is_scripted():
        return _button(idea, pressed=False)
    return redirect(_next() or address_of(actor, idea_id), 303)


def _is_scripted() -> bool:
    return bool(request.headers.get("HX-Request"))


def _next() -> str | None:
    return safe_next(request.values.get("next"))


def address_of(actor: Actor, idea_id: int) -> str:
    """Where an idea stands that the actor sees."""
    idea = queries.get_idea(actor, idea_id)
    return url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug)


def _button(idea: Idea, *, pressed: bool) -> Response:
    """The button as it is now, and beside it the small form or nothing; the row was read in the act."""
    form = WeightForm() if pressed else None
    answer = make_response(
        render_template("ideas/_vote.html", idea=idea, pressed=pressed, form=form)
    )
    answer.headers["HX-Trigger"] = "voted"  # who shows what is left of a budget asks anew
    return answer


@blueprint.get("/ideas/votes/left")
@access(Permission.IDEA_VOTE)
def left() -> str:
    """How many votes are left, as the pages that show it ask for it after a click."""
    return draw_budgets()


@blueprint.route("/ideas/<int:idea_id>/my-vote", methods=["GET", "POST"])
@access(Permission.IDEA_VOTE)
def my_vote(idea_id: int) -> Page:
    """How much one needs an idea that one supports, and why."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    mine = queries_voting.find_vote(actor, idea_id)
    if mine is None:
        return redirect(address_of(actor, idea_id), 303)
    form = WeightForm.of_request(importance=mine.importance or "", reason=mine.reason)
    if form.is_sent:
        try:
            with writing():
                actions_voting.weigh(actor, idea, form.chosen, text(form.reason))
            return _weighed(actor, idea_id)
        except Invalid as invalid:
            form.land(invalid)
    return _vote_page(actor, idea, mine, form)


def _weighed(actor: Actor, idea_id: int) -> Page:
    if _is_scripted():
        mine = queries_voting.find_vote(actor, idea_id)
        return render_template("ideas/_why.html", idea_id=idea_id, form=None, mine=mine)
    flash(_("Thank you. The team sees how much you need it."), "success")
    return redirect(_next() or address_of(actor, idea_id), 303)


def _vote_page(actor: Actor, idea: Idea, mine: Vote, form: WeightForm) -> Page:
    status = 422 if form.errors else 200
    if _is_scripted():
        return render_template("ideas/_why.html", idea_id=idea.id, form=form, mine=mine), status
    budgets = queries_voting.list_budgets(actor, idea.board_id)
    caster = list_authors([mine.cast_by_id]).get(mine.cast_by_id or 0)
    page = render_template(
        "ideas/my_vote.html",
        idea=idea,
        mine=mine,
        form=form,
        caster=caster,
        budgets=budgets,
        next=_next(),
    )
    return page, status


@blueprint.get("/ideas/noted/<token>")
@access(Permission.PUBLIC_READ)
def noted(token: str) -> Page:
    """What the team noted for a customer, from the link in his letter; a GET changes nothing."""
    customer, idea = _meant(token)
    mine = queries_voting.find_noted(customer, idea.id)
    return render_template("ideas/noted.html", token=token, idea=idea, mine=mine)


@blueprint.post("/ideas/noted/<token>")
@access(Permission.PUBLIC_READ)
def take_back(token: str) -> Page:
    """The customer takes back what the team noted; the signature in the address is what allows it."""
    customer, idea = _meant(token)
    with writing():
        actions_on_behalf.take_back(current_actor(), customer.member_id or 0, idea.id)
    return redirect(url_for("idea_votes.noted", token=token), 303)


def _meant(token: str) -> tuple[Actor, Idea]:
    """The customer and an idea that he sees."""
    member_id, idea_id = read_token(token)
    customer = get_actor(member_id, list_audience_ids)
    idea = queries.get_idea(customer, idea_id)
    if not sees(customer, idea.subject):
        raise NotFound
    return customer, idea
