"""Writers' work in the words of its pages."""

from flask_babel import gettext as _

from community.articles.states import FeedbackReason
from community.articles.states_work import LinkState, TaskKind, TaskOwner


def words_of_tasks() -> dict[str, str]:
    """What an article asks of its owner, in the reader's language."""
    return {
        TaskKind.VERIFY: _("Check it"),
        TaskKind.TRANSLATE: _("Bring the translation up to date"),
        TaskKind.BROKEN_LINKS: _("Mend its links"),
        TaskKind.UNHELPFUL: _("See why it does not help"),
        TaskKind.MENU_VALUES: _("Quote the service menu as it is now"),
    }


def words_of_owners() -> dict[str, str]:
    """Whose tasks, in the reader's language."""
    return {
        TaskOwner.MINE: _("Mine"),
        TaskOwner.NOBODY: _("Nobody’s"),
        TaskOwner.ALL: _("Everybody’s"),
    }


def words_of_links() -> dict[str, str]:
    """What is wrong with a link, in the reader's language."""
    return {
        LinkState.BROKEN: _("Nothing is there"),
        LinkState.NO_HEADING: _("No such heading"),
        LinkState.CLOSED: _("Not all readers see it"),
        LinkState.MOVED: _("Moved"),
    }


def words_of_reasons() -> dict[str, str]:
    """Why an article did not help, in a word or two of the reader's language."""
    return {
        FeedbackReason.INACCURATE: _("Wrong"),
        FeedbackReason.CONFUSING: _("Hard to follow"),
        FeedbackReason.MISSING: _("Something missing"),
        FeedbackReason.NOT_SOUGHT: _("Not what was sought"),
        FeedbackReason.OTHER: _("Something else"),
    }
