"""The first page, and the style guide where the portal is built."""

from flask import Blueprint, current_app, render_template

from community import site_settings
from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.core.errors import NotFound
from community.core.i18n import locale
from community.home import examples, queries
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> str:
    """Search, three doors with their promises, and what goes on."""
    settings = site_settings.current()
    welcome = settings.welcome_fr if locale() == "fr" else settings.welcome_en
    return render_template(
        "home/home.html", home=queries.get_home(current_actor()), welcome=welcome
    )


def draw_matters() -> str:
    """A member's open matters, on the first page."""
    return render_template("home/_matters.html", mine=queries.list_unsettled_of(current_actor()))


@blueprint.get("/styleguide")
@access(Permission.PUBLIC_READ)
def styleguide() -> str:
    """Every macro with a live example; not in production."""
    if current_app.config["PORTAL"].mode == "production":
        raise NotFound
    return render_template("home/styleguide.html", guide=examples, form=examples.faulty_form())
