"""What the pages of the menu's editor share: saving a part, and what stands in the way of publishing it."""

from collections import defaultdict
from collections.abc import Callable

from flask import render_template
from werkzeug.wrappers import Response

from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import Form
from community.service_levels.actions_editing import SEEN
from community.service_levels.comparison import Place, find_faults
from community.service_levels.forms import field_name
from community.service_levels.terms import Menu
from community.service_levels.wording import fault_text

Answer = str | Response | tuple[str, int]


def answer(template: str, form: Form, **facts: object) -> Answer:
    """The page with a form; 422 when something in it is wrong."""
    return render_template(template, form=form, **facts), 422 if form.errors else 200


def is_saved(form: Form, act: Callable[[], None], print_now: Callable[[], str]) -> bool:
    """Whether the act went through; if not, its refusal is on the form.

    Whoever was told that somebody else was faster may save again, on top of what the draft holds now.
    """
    try:
        with writing():
            act()
    except Invalid as invalid:
        if invalid.field == SEEN:
            form[SEEN].data = print_now()
            invalid.field = None
        form.land(invalid)
        return False
    return True


def faults_by_field(menu: Menu, wanted: Callable[[Place], bool]) -> dict[str, list[str]]:
    """Field → what keeps it from being published, of the faults that are wanted; "" for what no amount says."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in filter(wanted, find_faults(menu)):
        name = field_name(place.kind, place.severity) if place.kind else ""
        found[name].append(fault_text(place, menu))
    return dict(found)
