"""Pages of product areas: all of them, and one with all that there is about it."""

from flask import Blueprint, render_template

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.articles.queries_places import list_places_of_area
from community.content import queries, queries_areas
from community.content.models import FollowState, TargetKind
from community.core.errors import NotFound
from community.core.i18n import locale
from community.ideas.queries import list_ideas_of_area
from community.policies.access import access
from community.policies.permission import Permission
from community.questions.queries_lists import Filters, Tab, list_questions

blueprint = Blueprint("areas", __name__)

ROWS = 5


@blueprint.get("/areas")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> str:
    """The parts of the product."""
    return render_template("content/areas.html", areas=queries_areas.list_areas())


@blueprint.get("/areas/<key>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show(key: str) -> str:
    """A part of the product: who looks after it, its questions, articles and ideas."""
    actor, area = current_actor(), queries.find_product_area(key)
    if area is None:
        raise NotFound
    newest = list_questions(actor, Filters(product_area_id=area.id), size=ROWS).items
    unanswered = Filters(product_area_id=area.id, tab=Tab.UNANSWERED)
    waiting = list_questions(actor, unanswered, size=ROWS).items
    follow = queries.find_follow(actor, TargetKind.AREA, area.id)
    return render_template(
        "content/area.html",
        area=area,
        owners=queries_areas.list_owners(area.id),
        newest=newest,
        waiting=waiting,
        articles=list_places_of_area(actor, area.id, locale()),
        ideas=list_ideas_of_area(actor, area.id, ROWS),
        is_following=follow is FollowState.FOLLOWING,
    )
