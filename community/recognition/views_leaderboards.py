"""The leaderboards: a period, the whole community or an area, the five around me, and the team apart."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from community.accounts.session import current_actor
from community.content.queries import list_product_areas
from community.core.i18n import local
from community.core.paging import Page
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import queries_leaderboards as queries
from community.recognition.models_leaderboards import WHOLE, Period

blueprint = Blueprint("leaderboards", __name__)

WORDS = {
    Period.WEEK: _l("This week"),
    Period.MONTH: _l("This month"),
    Period.YEAR: _l("This year"),
    Period.ALL: _l("All time"),
}


@blueprint.get("/leaderboard")
@access(Permission.PUBLIC_READ)
def show() -> str:
    """Who helped most; an area or period that is not ours is left out."""
    actor, areas = current_actor(), list_product_areas()
    period = next((one for one in Period if one == request.args.get("period")), Period.WEEK)
    area = next((one for one in areas if one.key == request.args.get("area")), None)
    board = queries.find_board(period, area.id if area else WHOLE)
    after = request.args.get("after")
    return render_template(
        "recognition/leaderboard.html",
        words=WORDS,
        period=period,
        area=area,
        areas=areas,
        area_options=[(one.key, local(one.name)) for one in areas],
        board=board,
        page=queries.list_places(board, after) if board else Page(items=()),
        team=queries.list_team(board) if board else [],
        neighbours=queries.list_neighbours(actor, board) if board else [],
    )
