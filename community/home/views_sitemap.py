"""What search engines ask for first: robots.txt and the sitemaps, of what everybody may read."""

from flask import Blueprint, Response, current_app

from community.home.queries_sitemap import list_places, list_sitemaps
from community.home.sitemap import write_index, write_sitemap
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("sitemap", __name__)

XML = "application/xml"
# Pages of one's own and forms: nothing to find there. What must not be listed says so itself, in its head.
CLOSED = ("/account", "/admin", "/desk", "/notifications", "/preferences", "/search", "/sign-in")


def _site() -> str:
    address: str = current_app.config["PORTAL"].public_url
    return address


@blueprint.get("/robots.txt")
@access(Permission.PUBLIC_READ)
def robots() -> Response:
    """Where robots need not go, and where the sitemap stands."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    return Response(
        "\n".join([*lines, "", f"Sitemap: {_site()}/sitemap.xml", ""]), mimetype="text/plain"
    )


@blueprint.get("/sitemap.xml")
@access(Permission.PUBLIC_READ)
def index() -> Response:
    """The list of all sitemaps."""
    return Response(write_index(_site(), list_sitemaps()), mimetype=XML)


@blueprint.get("/sitemaps/<name>.xml")
@access(Permission.PUBLIC_READ)
def show(name: str) -> Response:
    """The pages, or some thousand addresses of one kind."""
    return Response(write_sitemap(_site(), list_places(name)), mimetype=XML)
