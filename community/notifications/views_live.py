"""Tiny addresses that open pages ask now and then: is there a new answer, has the status changed?

While nothing at all has happened in the portal, the answer is a 304 that asks the rows nothing: visitors get it from
the page cache in front, members here, by the stamp that was read in front.
"""

import hashlib

from flask import Blueprint, make_response, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.http_edge.page_cache import stamp_of_request
from community.ideas.queries import get_idea
from community.notifications import queries_live
from community.policies.access import access
from community.policies.permission import Permission
from community.questions.queries import get_question

blueprint = Blueprint("live", __name__, url_prefix="/live")


def _tag() -> str | None:
    """What stays the same while nothing happens; None where nobody knows."""
    stamp = stamp_of_request()
    if stamp is None:
        return None
    return hashlib.sha256(f"{stamp}|{request.full_path}".encode()).hexdigest()[:20]


def _is_known(tag: str | None) -> bool:
    return tag is not None and request.if_none_match.contains_weak(tag)


def _tagged(body: str, tag: str | None, status: int = 200) -> Response:
    response = make_response(body, status)
    if tag is not None:
        response.set_etag(tag, weak=True)
    return response


def _after() -> int:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@blueprint.get("/questions/<int:question_id>")
@access(Permission.PUBLIC_READ)
def question(question_id: int) -> Response:
    """Answers after the one of `after`, and whether the state is still that of `state`."""
    tag = _tag()
    if _is_known(tag):
        return _tagged("", tag, 304)
    actor, after = current_actor(), _after()
    found = get_question(actor, question_id)
    answers = queries_live.list_new_answers(actor, question_id, after)
    page = render_template(
        "notifications/_live_question.html",
        question=found,
        answers=answers,
        newest=answers[-1] if answers else after,
        is_changed=request.args.get("state") != found.state.value,
        words=ngettext("%(num)s new answer", "%(num)s new answers", len(answers)),
    )
    return _tagged(page, tag)


@blueprint.get("/ideas/<int:idea_id>")
@access(Permission.PUBLIC_READ)
def idea(idea_id: int) -> Response:
    """Comments after the one of `after`, and whether status and official answer are still those of `state`."""
    tag = _tag()
    if _is_known(tag):
        return _tagged("", tag, 304)
    actor, after = current_actor(), _after()
    found = get_idea(actor, idea_id)
    comments = queries_live.list_new_comments(actor, idea_id, after)
    response_id = queries_live.find_response_id(idea_id)
    page = render_template(
        "notifications/_live_idea.html",
        idea=found,
        comments=comments,
        newest=comments[-1] if comments else after,
        response_id=response_id,
        is_changed=request.args.get("state") != f"{found.status_id}-{response_id}",
        words=ngettext("%(num)s new comment", "%(num)s new comments", len(comments)),
    )
    return _tagged(page, tag)
