"""Pages of circles: those I am inside, one with its hours and threads, and how one asks it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.circles import actions, queries_calendars, queries_hours
from community.circles.forms import CircleQuestionForm
from community.circles.models import HourState
from community.content.models import FollowState, TargetKind
from community.content.prose import compose_post
from community.content.queries import find_follow, get_subject, list_authors
from community.content.queries_circles import (
    CircleRow,
    find_circle_of_area,
    get_circle,
    list_circles_of,
    list_people_of,
)
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import choices, text
from community.core.i18n import local, locale
from community.core.limits import limit
from community.ideas.models import Idea
from community.ideas.queries import get_idea
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question
from community.questions.queries_lists import Filters, list_questions

blueprint = Blueprint("circles", __name__)

Page = str | Response | tuple[str, int]
ASKED_AN_HOUR = 20
_CHOOSE = _l("Please choose one of the circles.")


@blueprint.app_template_global("is_in_circles")
def is_in_circles() -> bool:
    """Whether the reader is inside any circle, for the menu."""
    return bool(list_circles_of(current_actor()))


@blueprint.app_template_global("circle_of_area")
def circle_of_area(area_id: int | None) -> CircleRow | None:
    """The circle of an area, for a reader who is inside."""
    return find_circle_of_area(current_actor(), area_id)


@blueprint.get("/circles")
@access(Permission.PUBLIC_READ)
def index() -> Page:
    """The circles that I am inside; for everybody else there is no such page."""
    actor = current_actor()
    circles = list_circles_of(actor)
    if not circles:
        raise NotFound
    coming = queries_hours.list_coming(actor)
    return render_template(
        "circles/index.html",
        circles=circles,
        coming=coming,
        people=list_authors(one.host_id for one in coming),
        at=now(),
        token=queries_calendars.find_token(actor),
    )


@blueprint.get("/circles/<key>")
@access(Permission.PUBLIC_READ)
def show(key: str) -> Page:
    """A circle: what it is, its live hours and threads, who is in it."""
    actor = current_actor()
    circle = get_circle(actor, key)
    after = request.args.get("after")
    page = list_questions(actor, Filters(audience_id=circle.audience_id), after)
    coming = queries_hours.list_coming(actor, circle.area_id)
    past = queries_hours.list_past(actor, circle.area_id).items
    follow = find_follow(actor, TargetKind.AREA, circle.area_id)
    return render_template(
        "circles/show.html",
        circle=circle,
        page=page,
        coming=coming,
        past=[one for one in past if one.state_at(now()) is HourState.OVER][:5],
        hosts=list_authors(one.host_id for one in coming),
        people=list_people_of(circle),
        is_following=follow is FollowState.FOLLOWING,
        at=now(),
    )


@blueprint.route("/circles/<key>/ask", methods=["GET", "POST"])
@access(Permission.CIRCLE_TAKE_PART)
def ask(key: str) -> Page:
    """Ask the circle; of what is typed here nothing is told to any report."""
    actor = current_actor()
    circle = get_circle(actor, key)
    form = CircleQuestionForm.of_request(lang=locale())
    if form.is_sent and not form.wants_preview:
        try:
            limit(f"ask:{actor.member_id}", ASKED_AN_HOUR, 3600)
            return _asked(actor, circle, form, None)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "circles/ask.html", form=form, circle=circle, idea=None, preview=preview_of(form)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/ideas/<int:idea_id>/ask-circle", methods=["GET", "POST"])
@access(Permission.CIRCLE_ASK_ABOUT_IDEA)
def ask_about(idea_id: int) -> Page:
    """Ask a circle about an idea; its page shows the thread to those inside."""
    actor = current_actor()
    idea = get_idea(actor, idea_id)
    ensure(actor, Permission.CIRCLE_ASK_ABOUT_IDEA, idea)
    circles = {one.key: one for one in list_circles_of(actor)}
    form = CircleQuestionForm.of_request(lang=locale(), circle=_home_of(actor, idea))
    form.circle.choices = choices((key, local(one.name)) for key, one in circles.items())
    if form.is_sent and not form.wants_preview:
        try:
            limit(f"ask:{actor.member_id}", ASKED_AN_HOUR, 3600)
            if form.circle.data not in circles:
                raise Invalid(_CHOOSE, field="circle")
            return _asked(actor, circles[form.circle.data], form, idea)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "circles/ask.html", form=form, circle=None, idea=idea, preview=preview_of(form)
    )
    return page, 422 if form.errors else 200


def _home_of(actor: Actor, idea: Idea) -> str | None:
    """The circle of the idea's own part of the product."""
    circle = find_circle_of_area(actor, get_subject(actor, idea.id).product_area_id)
    return circle.key if circle else None


def _asked(
    actor: Actor, circle: CircleRow, form: CircleQuestionForm, idea: Idea | None
) -> Response:
    prose, title, lang = compose_post(text(form.body)), text(form.title), form.lang.data
    with writing():
        question: Question = (
            actions.ask_circle(actor, circle, title, prose, lang=lang)
            if idea is None
            else actions.ask_about_idea(actor, circle, idea, title, prose=prose, lang=lang)
        )
    return redirect(url_for("questions.show", question_id=question.id, slug=question.slug), 303)


def preview_of(form: Any) -> Markup | None:
    """The text as it would be shown, where the person asked to look before sending."""
    if not form.wants_preview or not form.body.data:
        return None
    try:
        return Markup(compose_post(text(form.body)).html)  # noqa: S704 (the output of core.markup)
    except Invalid as invalid:
        form.land(invalid)
        return None
