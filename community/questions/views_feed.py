"""Questions as Atom feeds: the newest, those without an answer, those of a tag or an area; only what everybody sees."""

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from community.content.actions_tags import tag_key
from community.content.queries import find_product_area
from community.content.queries_tags import find_shown_tag
from community.core.atom import Entry, tag_uri
from community.core.errors import NotFound
from community.core.html_texts import absolute
from community.core.i18n import local
from community.feeds import answer_feed, site_and_host
from community.policies.access import access
from community.policies.permission import Permission
from community.questions import queries_feed
from community.questions.queries_feed import FedQuestion
from community.questions.queries_lists import Filters, Tab

blueprint = Blueprint("question_feeds", __name__)


@blueprint.get("/questions/feed.atom")
@access(Permission.PUBLIC_READ)
def newest() -> BaseResponse:
    """What was asked last."""
    return _feed(Filters(), url_for("questions.index"), _("Questions"), name="questions")


@blueprint.get("/questions/unanswered.atom")
@access(Permission.PUBLIC_READ)
def unanswered() -> BaseResponse:
    """What nobody has answered yet."""
    filters, page = Filters(tab=Tab.UNANSWERED), url_for("questions.index", tab=Tab.UNANSWERED)
    return _feed(filters, page, _("Unanswered questions"), name="questions/unanswered")


@blueprint.get("/tags/<key>/feed.atom")
@access(Permission.PUBLIC_READ)
def of_tag(key: str) -> BaseResponse:
    """What was asked last under a tag; a synonym answers 301."""
    tag = find_shown_tag(tag_key(key))
    if tag is None:
        raise NotFound
    if tag.key != key:
        return redirect(url_for(".of_tag", key=tag.key), 301)
    page = url_for("topics.tag", key=tag.key)
    return _feed(Filters(tag_id=tag.id), page, local(tag.name), name=f"tag/{tag.id}")


@blueprint.get("/areas/<key>/feed.atom")
@access(Permission.PUBLIC_READ)
def of_area(key: str) -> BaseResponse:
    """What was asked last about a part of the product."""
    area = find_product_area(key)
    if area is None:
        raise NotFound
    page = url_for("topics.area", key=area.key)
    return _feed(Filters(product_area_id=area.id), page, local(area.name), name=f"area/{area.id}")


def _feed(filters: Filters, page: str, title: str, *, name: str) -> Response:
    entries = [_entry(one, *site_and_host()) for one in queries_feed.list_newest(filters)]
    return answer_feed(entries, path=request.path, page=page, title=title, name=name)


def _entry(question: FedQuestion, site: str, host: str) -> Entry:
    path = url_for("questions.show", question_id=question.id, slug=question.slug)
    return Entry(
        identity=tag_uri(host, f"question/{question.id}"),
        address=site + path,
        title=question.title,
        lang=question.lang,
        published=question.created_at,
        updated=question.updated_at,
        html=absolute(question.html, site + path, site),
        authors=[question.author_name] if question.author_name else [],
    )
