"""The menu as customers read it, and the page that explains a promise."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from community import site_settings
from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.core.clock import now
from community.core.errors import NotFound
from community.core.http_edge.locale import choose_locale
from community.core.http_edge.page_cache import keep_until
from community.core.i18n import LOCALES
from community.ideas.queries import get_idea
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.service_levels import (
    presentation,
    queries_explained,
    queries_menu,
    queries_quotes,
    queries_words,
    wording,
)

blueprint = Blueprint("services", __name__)


for words in (
    wording.target_text,
    wording.length_text,
    wording.hours_text,
    wording.kind_text,
    wording.percent_text,
    wording.exclusion_lines,
    wording.void_text,
    presentation.line_of,
):
    blueprint.add_app_template_global(words)


for quoting in ("filled", "filled_words", "list_faults", "list_quotable"):
    blueprint.add_app_template_global(getattr(queries_quotes, quoting))


@blueprint.app_template_global()
def keep_page_until(instant: datetime | None) -> str:
    """Nothing to show: a page that shows this is not kept past the instant at which it changes."""
    if instant is not None:
        keep_until(instant)
    return ""


@blueprint.app_template_global()
def moment(instant: datetime, zone: str | None = None) -> str:
    """An instant as “Tue 3 Mar, 14:00” in a zone, by default the reader's."""
    return wording.moment_text(instant, zone or zone_of(current_actor()))


def zone_of(actor: Actor) -> str:
    """The zone that hours “where you are” are read in: the member's, for visitors the company's."""
    return site_settings.current().company_time_zone if actor.is_visitor else actor.time_zone


@blueprint.get("/services")
@access(Permission.PUBLIC_READ)
def redirect_to_menu() -> Response:
    """The menu in the reader's language."""
    version = request.args.get("version")
    return redirect(url_for("services.show_menu", locale=choose_locale(), version=version))


@blueprint.get("/services/<locale>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_menu(locale: str) -> str:
    """The menu in force, or the version that the address names."""
    if locale not in LOCALES:
        raise NotFound
    versions = queries_menu.list_versions()
    shown = queries_menu.choose_version(versions, request.args.get("version"), now())
    page = (
        presentation.menu_page(queries_menu.menu_of(shown), zone_of(current_actor()), now())
        if shown
        else None
    )
    keep_page_until(queries_menu.next_beginning(versions, now()))
    keep_page_until(page.changes_at if page else None)
    in_force = queries_menu.choose_version(versions, None, now())
    return render_template(
        "service_levels/menu.html",
        page=page,
        shown=shown,
        versions=versions,
        in_force=in_force,
        now=now(),
    )


@blueprint.get("/promises/<int:promise_id>")
@access(Permission.PUBLIC_READ)
def show_promise(promise_id: int) -> str:
    """What was promised and how the deadline came about; terms only for those whom they concern."""
    actor = current_actor()
    explained = queries_explained.get_explained(actor, promise_id)
    keep_page_until(explained.chip.changes_at)
    may_see_terms = queries_explained.may_see_terms(actor, explained)
    menu = queries_menu.find_menu_of_version(explained.menu_id)
    return render_template(
        "service_levels/promise.html",
        explained=explained,
        may_see_terms=may_see_terms,
        articles=menu.articles if menu else {},
        idea=get_idea(actor, explained.subject_id) if explained.is_on_idea else None,
        note=queries_words.list_notes([promise_id]).get(promise_id) if may_see_terms else None,
        is_thanked=may_see_terms and queries_words.is_thanked(promise_id),
    )
