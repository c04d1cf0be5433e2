"""Days off: taken from a country or a file while hours are edited, and added ahead to hours that are published."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.session import current_actor
from community.core.clock import now
from community.core.errors import Invalid, NotFound
from community.core.forms import sent_text, text
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import actions_calendars, queries_menu
from community.service_levels.days_off import read_icalendar
from community.service_levels.forms_hours import DaysFields, PublishedDaysForm
from community.service_levels.notation import write_days
from community.service_levels.queries_menu import VersionRow
from community.service_levels.terms import CalendarTerms
from community.service_levels.views_editing import Answer, answer, is_saved
from community.service_levels.wording import day_fault_text

blueprint = Blueprint("menu_days", __name__, url_prefix="/admin/menu/versions")

MOST_BYTES = 1_000_000
FAULTS_SHOWN = 20


@blueprint.route("/<int:number>/hours/<key>", methods=["GET", "POST"])
@access(Permission.MENU_PUBLISH)
def edit(number: int, key: str) -> Answer:
    """The days off ahead of published hours: all else about them is as it was published."""
    version, terms = _published_hours(number, key)
    days = actions_calendars.days_ahead(terms.calendar)
    form = PublishedDaysForm.of_request(
        holidays=write_days(days), seen=actions_calendars.days_print(terms.calendar)
    )
    form.offer_countries(now().year)
    told = take_days(form)
    if told is None and form.is_sent:
        typed, seen = form.days, text(form.seen)
        if is_saved(
            form,
            lambda: _change(version, key, typed, seen),
            lambda: actions_calendars.days_print(_published_hours(number, key)[1].calendar),
        ):
            flash(_("The days off are saved. No promise that runs falls due later."), "success")
            return redirect(url_for("menu_admin.show_version", number=number), 303)
    return answer("service_levels/admin_days.html", form, shown=version, terms=terms, told=told)


def _change(version: VersionRow, key: str, typed: Any, seen: str) -> None:
    actions_calendars.change_days_ahead(current_actor(), version.id, key, typed, seen=seen)


def _published_hours(number: int, key: str) -> tuple[VersionRow, CalendarTerms]:
    version = queries_menu.choose_version(queries_menu.list_versions(), str(number), now())
    terms = queries_menu.menu_of(version).calendars.get(key) if version else None
    if version is None or terms is None:
        raise NotFound
    return version, terms


def take_days(form: DaysFields) -> list[str] | None:
    """Put days off of a country or a file behind those typed; what is told of it, None when it was not asked."""
    asked = request.form.get("then") if request.method == "POST" else None
    try:
        if asked == "holidays":
            return [_added(form.add_holidays())]
        if asked == "file":
            days, faults = read_icalendar(sent_text(form.file, MOST_BYTES))
            told = [day_fault_text(fault) for fault in faults[:FAULTS_SHOWN]]
            if days:
                return [_added(form.add_days(days)), *told]
            raise Invalid(" ".join(told) or _("There is no whole day in this file."), "file")
    except Invalid as invalid:
        form.land(invalid)
        return []
    return None


def _added(number: int) -> str:
    if not number:
        return str(_("These days stood in the list already."))
    return str(
        ngettext(
            "%(num)s day is added to the list. Nothing is saved yet.",
            "%(num)s days are added to the list. Nothing is saved yet.",
            number,
        )
    )
