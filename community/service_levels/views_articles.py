"""Which help articles explain the menu: chosen in its draft, and those of them that a reader may read."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.accounts.session import current_actor
from community.core.errors import Invalid
from community.core.forms import Form, text
from community.core.i18n import locale
from community.curation.queries import ArticleCard, list_cards
from community.curation.queries_pasted import find_pasted_article
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import actions_parts, queries_menu
from community.service_levels.actions_editing import SEEN
from community.service_levels.forms import articles_form
from community.service_levels.terms import LINES, Menu
from community.service_levels.views_editing import Answer, answer, is_saved

blueprint = Blueprint("menu_articles", __name__, url_prefix="/admin/menu")


@blueprint.app_template_global()
def list_explaining(articles: Mapping[str, int]) -> dict[str, ArticleCard]:
    """Line → the article that explains it, of those that the reader may read; one statement, none for none."""
    cards = list_cards(current_actor(), set(articles.values()), locale())
    return {line: cards[number] for line, number in articles.items() if number in cards}


@blueprint.route("/articles", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def edit() -> Answer:
    """The help article of each line."""
    menu = queries_menu.get_draft_menu()
    form = articles_form(menu, _addresses(menu), actions_parts.articles_print(menu))
    if form.is_sent and is_saved(
        form,
        lambda: actions_parts.change_articles(
            current_actor(), _chosen(form, menu), seen=text(form[SEEN])
        ),
        lambda: actions_parts.articles_print(queries_menu.get_draft_menu()),
    ):
        flash(_("Saved in the draft. Nothing is published yet."), "success")
        return redirect(url_for("menu_admin.show_desk"), 303)
    return answer(
        "service_levels/admin_articles.html",
        form,
        lines=LINES,
        explaining=list_explaining(menu.articles),
    )


def _addresses(menu: Menu) -> dict[int, str]:
    """Article → its address; one that is no longer published goes by its number."""
    cards = list_cards(current_actor(), set(menu.articles.values()), locale())
    return {one: cards[one].href if one in cards else f"#{one}" for one in menu.articles.values()}


def _chosen(form: Form, menu: Menu) -> dict[str, int]:
    """Line → article; Invalid on the field whose address leads to none."""
    known = {said: number for number, said in _addresses(menu).items()}
    found = {}
    for line in LINES:
        if said := text(form[line]):
            number = known.get(said) or find_pasted_article(said)
            if number is None:
                raise Invalid(_l("There is no help article at this address."), field=line)
            found[line] = number
    return found
