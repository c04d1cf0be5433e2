"""The history of the menu, as everybody reads it: what each version changed."""

from flask import Blueprint, render_template

from community.accounts.sharing import shared_by_peers
from community.core.clock import now
from community.core.errors import NotFound
from community.core.i18n import LOCALES
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import queries_menu
from community.service_levels.presentation_changes import changes_between

blueprint = Blueprint("menu_versions", __name__, url_prefix="/services")


@blueprint.get("/<locale>/changes/<int:number>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_changes(locale: str, number: int) -> str:
    """What a published version says otherwise than the one before it."""
    versions = queries_menu.list_versions()
    shown = queries_menu.choose_version(versions, str(number), now())
    if locale not in LOCALES or shown is None:
        raise NotFound
    before = queries_menu.version_before(versions, shown)
    changed = (
        changes_between(queries_menu.menu_of(before), queries_menu.menu_of(shown)) if before else []
    )
    return render_template(
        "service_levels/changes.html", shown=shown, before=before, changed=changed
    )
