"""How pages show a text on its way: its steps, and what is different in it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from community.articles.lifecycle import Step
from community.articles.models import ArticleRevision
from community.articles.states import RevisionState
from community.content.presentation_history import Differing
from community.core.differences import CONTEXT, compare

WAY = (
    RevisionState.DRAFT,
    RevisionState.IN_REVIEW,
    RevisionState.APPROVED,
    RevisionState.SCHEDULED,
    RevisionState.PUBLISHED,
)


@dataclass(frozen=True)
class Words:
    """What an article says in one language, as it was written."""

    title: str
    summary: str
    body: str


def words_of(revision: ArticleRevision | None) -> Words:
    """The words of a revision; none before the first."""
    if revision is None:
        return Words("", "", "")
    return Words(revision.title, revision.summary, revision.body)


def differences(before: Words, after: Words, *, is_whole: bool = False) -> list[Differing]:
    """The parts that differ, the body last; all of the body's lines with `is_whole`."""
    context = None if is_whole else CONTEXT
    parts = [
        Differing(_("Title"), compare(before.title, after.title)),
        Differing(_("Summary"), compare(before.summary, after.summary)),
        Differing(_("Text"), compare(before.body, after.body, context=context)),
    ]
    return [part for part in parts if not part.difference.is_empty]


def way_of(state: RevisionState, words: dict[str, str]) -> list[tuple[str, str]]:
    """The steps to the readers, each done, now or later; a rejected text stands at none."""
    here = WAY.index(state) if state in WAY else -1
    marks = ("done", "now", "later")
    return [
        (words[one], marks[1 + (place > here) - (place < here)]) for place, one in enumerate(WAY)
    ]


def words_of_steps() -> dict[str, str]:
    """What somebody did with a text, in the reader's language, as it follows a name."""
    return {
        Step.SUBMIT: _("asked for a review"),
        Step.COMMENT: _("said"),
        Step.APPROVE: _("approved it"),
        Step.ASK_CHANGES: _("asked for changes"),
        Step.REJECT: _("rejected it"),
        Step.WITHDRAW: _("took it back: it is a draft again"),
        Step.EDIT: _("changed the words: it is a draft again"),
        Step.SCHEDULE: _("scheduled it"),
        Step.RESCHEDULE: _("moved the schedule"),
        Step.CANCEL: _("cancelled the schedule"),
        Step.PUBLISH: _("published it"),
        Step.GIVE_UP: _("gave it up"),
    }
