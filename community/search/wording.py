"""What kinds, states and steps are called on the pages of search, in the reader's language."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.search.report import Measure, Work

STATES: dict[str, LazyString] = {
    "unanswered": _l("Unanswered"),
    "open": _l("Open"),
    "needs_info": _l("Needs information"),
    "answered": _l("Answered"),
    "solved": _l("Solved"),
    "closed": _l("Closed"),
    "archived": _l("Archived"),
    "official": _l("With an official answer"),
    "under_review": _l("Under review"),
    "planned": _l("Planned"),
    "in_progress": _l("In progress"),
    "beta": _l("In beta"),
    "shipped": _l("Shipped"),
    "declined": _l("Declined"),
    "duplicate": _l("Duplicate"),
    "already_available": _l("Already available"),
    "verified": _l("Verified"),
    "current": _l("Translation up to date"),
    "needs_update": _l("Translation needs an update"),
    "out_of_date": _l("Translation out of date"),
}


def kind_words() -> Mapping[str, str]:
    """What each kind of hit is called, one of them."""
    return {"article": str(_("Article")), "question": str(_("Question")), "idea": str(_("Idea"))}


def state_words() -> Mapping[str, str]:
    """What each state is called that one can narrow by."""
    return {state: str(word) for state, word in STATES.items()}


def measure_words() -> Mapping[Measure, str]:
    """What the lists of the report are called."""
    return {
        Measure.NOTHING: str(_("Nothing found")),
        Measure.UNOPENED: str(_("Nothing opened")),
        Measure.ASKED: str(_("Asked after it")),
        Measure.SEARCHES: str(_("All searches")),
    }


def work_words() -> Mapping[Work, str]:
    """What can be made of a phrase."""
    return {
        Work.ARTICLE: str(_("Write an article")),
        Work.SYNONYM: str(_("Add a synonym")),
        Work.QUESTION: str(_("Open a question")),
        Work.IDEA: str(_("Propose an idea")),
    }
