"""What people do in a live hour: ask, vote, answer, take out; and the small address by which the page renews itself."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from community.circles import actions_asking, queries_hours
from community.circles.forms import HourAnswerForm, HourQuestionForm, WhyForm
from community.circles.models import LiveHour
from community.circles.views import preview_of
from community.circles.views_hours import HERE, address, find_place, render_hour
from community.content.prose import compose
from community.content.queries_circles import CircleRow
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.http_edge.page_cache import stamp_of_request
from community.core.i18n import locale
from community.core.limits import limit
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

blueprint = Blueprint("hour_questions", __name__)

Page = str | Response | tuple[str, int]
THIS = f"{HERE}/questions/<int:asked_id>"
ASKED_AN_HOUR = 20


@blueprint.get(f"{HERE}/now")
@access(Permission.PUBLIC_READ)
def renew(key: str, hour_id: int) -> Response:
    """What is asked and answered by now: 304 while nothing changed, and the whole page once the hour begins or ends."""
    actor, circle, hour = find_place(key, hour_id)
    state = hour.state_at(now())
    if request.args.get("state") not in (None, state.value):
        return Response(status=204, headers={"HX-Refresh": "true"})
    answer = Response(headers={"Cache-Control": "private, no-cache"})
    # What moderators hide raises a version, whatever the hour knows of it.
    shown = (stamp_of_request() or ("",))[-1]
    answer.set_etag(f"{hour.id}-{hour.revision}-{state}-{actor.member_id}-{locale()}-{shown}")
    answer.make_conditional(request)
    if answer.status_code == 304:
        return answer
    answer.set_data(_talk(actor, circle, hour))
    return answer


def _talk(actor: Actor, circle: CircleRow, hour: LiveHour) -> str:
    return render_template(
        "circles/_talk.html",
        circle=circle,
        hour=hour,
        state=hour.state_at(now()),
        talk=queries_hours.get_talk(actor, hour),
    )


@blueprint.post(f"{HERE}/questions")
@access(Permission.CIRCLE_TAKE_PART)
def ask(key: str, hour_id: int) -> Page:
    """Ask something for the hour."""
    actor, circle, hour = find_place(key, hour_id)
    form = HourQuestionForm.of_request()
    if form.is_sent:
        try:
            limit(f"live:{actor.member_id}", ASKED_AN_HOUR, 3600)
            with writing():
                asked = actions_asking.ask(actor, hour, text(form.text), lang=locale())
            return redirect(f"{address(circle, hour)}#question-{asked.id}", 303)
        except Invalid as invalid:
            form.land(invalid)
    return render_hour(actor, circle, hour, form)


@blueprint.post(f"{THIS}/vote")
@access(Permission.CIRCLE_TAKE_PART)
def vote(key: str, hour_id: int, asked_id: int) -> Page:
    """Want to hear the answer too."""
    actor, circle, hour = find_place(key, hour_id)
    asked = queries_hours.get_question(actor, hour, asked_id)
    with writing():
        actions_asking.vote(actor, hour, asked)
    return _voted(actor, circle, hour, asked_id, pressed=True)


@blueprint.post(f"{THIS}/vote/withdraw")
@access(Permission.CIRCLE_TAKE_PART)
def withdraw_vote(key: str, hour_id: int, asked_id: int) -> Page:
    """Take the vote back."""
    actor, circle, hour = find_place(key, hour_id)
    asked = queries_hours.get_question(actor, hour, asked_id)
    with writing():
        actions_asking.withdraw_vote(actor, hour, asked)
    return _voted(actor, circle, hour, asked_id, pressed=False)


def _voted(
    actor: Actor, circle: CircleRow, hour: LiveHour, asked_id: int, *, pressed: bool
) -> Page:
    if not request.headers.get("HX-Request"):
        return redirect(f"{address(circle, hour)}#question-{asked_id}", 303)
    asked = queries_hours.get_question(actor, hour, asked_id)
    return render_template(
        "circles/_vote.html",
        circle=circle,
        hour=hour,
        state=hour.state_at(now()),
        asked=asked,
        pressed=pressed,
    )


@blueprint.route(f"{THIS}/answer", methods=["GET", "POST"])
@access(Permission.LIVE_HOUR_ANSWER)
def answer(key: str, hour_id: int, asked_id: int) -> Page:
    """Answer a question of the hour, or change the answer while it lasts."""
    actor, circle, hour = find_place(key, hour_id)
    ensure(actor, Permission.LIVE_HOUR_ANSWER, hour)
    asked = queries_hours.get_question(actor, hour, asked_id)
    form = HourAnswerForm.of_request(body=asked.answer_body or "")
    if form.is_sent and not form.wants_preview:
        try:
            prose = compose(text(form.body))
            with writing():
                actions_asking.answer(actor, hour, asked, prose)
            return redirect(f"{address(circle, hour)}#question-{asked.id}", 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "circles/answer.html",
        circle=circle,
        hour=hour,
        asked=asked,
        form=form,
        preview=preview_of(form),
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{THIS}/take-back")
@access(Permission.HOUR_QUESTION_REMOVE)
def take_back(key: str, hour_id: int, asked_id: int) -> Page:
    """Take one's own question back."""
    actor, circle, hour = find_place(key, hour_id)
    asked = queries_hours.get_question(actor, hour, asked_id)
    with writing():
        actions_asking.take_back(actor, hour, asked)
    return redirect(address(circle, hour), 303)


@blueprint.route(f"{THIS}/take-out", methods=["GET", "POST"])
@access(Permission.LIVE_HOUR_ANSWER)
def take_out(key: str, hour_id: int, asked_id: int) -> Page:
    """Take a question out of the hour, and say why to whoever asked it."""
    actor, circle, hour = find_place(key, hour_id)
    ensure(actor, Permission.LIVE_HOUR_ANSWER, hour)
    asked = queries_hours.get_question(actor, hour, asked_id)
    form = WhyForm.of_request()
    if form.is_sent:
        try:
            with writing():
                actions_asking.take_out(actor, hour, asked, text(form.reason))
            return redirect(address(circle, hour), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "circles/take_out.html", circle=circle, hour=hour, asked=asked, form=form
    )
    return page, 422 if form.errors else 200
