"""The kinds of news and by which channels they come unless one chooses otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Kind(StrEnum):
    """What a notification tells."""

    ANSWER_POSTED = "answer_posted"
    ANSWER_ACCEPTED = "answer_accepted"
    COMMENT_POSTED = "comment_posted"
    QUESTION_ASKED = "question_asked"
    MEMBER_POSTED = "member_posted"
    QUESTION_INVITED = "question_invited"
    QUESTION_DIGEST = "question_digest"
    IDEA_STATUS = "idea_status"
    IDEA_ANSWERED = "idea_answered"
    BADGE_AWARDED = "badge_awarded"
    BADGE_ENDING = "badge_ending"
    BADGE_REVOKED = "badge_revoked"
    POST_HIDDEN = "post_hidden"
    PROMISE_WARNED = "promise_warned"
    PROMISE_MISSED = "promise_missed"
    SUBJECT_FLAGGED = "subject_flagged"
    EDIT_SUGGESTED = "edit_suggested"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_REJECTED = "suggestion_rejected"
    ARTICLE_TASKS = "article_tasks"
    REVIEW_ASKED = "review_asked"
    REVIEW_DONE = "review_done"
    DRAFT_COMMENTED = "draft_commented"
    ARTICLE_PUBLISHED = "article_published"
    ARTICLE_MADE = "article_made"
    ANSWER_PROMOTED = "answer_promoted"
    IDEA_MADE = "idea_made"
    ANSWER_DOUBTED = "answer_doubted"
    INFORMATION_ASKED = "information_asked"
    QUESTION_CLOSED = "question_closed"
    QUESTION_DUPLICATE = "question_duplicate"
    INCIDENT_UPDATED = "incident_updated"
    MAINTENANCE_UPDATED = "maintenance_updated"
    CREDIT_FOUND = "credit_found"
    CLAIM_CLOSING = "claim_closing"
    CLAIM_DECIDED = "claim_decided"
    CLAIM_SUBMITTED = "claim_submitted"


class Channel(StrEnum):
    """How news come."""

    PORTAL = "portal"
    EMAIL = "email"


@dataclass(frozen=True)
class About:
    """How a kind is explained on the preferences page, and its defaults for a tired customer."""

    sentence: LazyString
    by_email: bool
    for_staff: bool = False
    # Comes to nobody who has not asked for it.
    opt_in: bool = False

    def default(self, channel: Channel) -> bool:
        """Whether the kind comes by this channel when nothing was chosen."""
        return not self.opt_in and (channel is Channel.PORTAL or self.by_email)


KINDS: dict[Kind, About] = {
    Kind.ARTICLE_MADE: About(
        _l("A help article is made of what you asked or answered"), by_email=True
    ),
    Kind.ANSWER_PROMOTED: About(_l("Your answer is shown on a help article"), by_email=False),
    Kind.ANSWER_POSTED: About(_l("Somebody answers a question you asked or follow"), by_email=True),
    Kind.ANSWER_ACCEPTED: About(_l("Your answer is accepted"), by_email=True),
    Kind.INFORMATION_ASKED: About(
        _l("The team needs to know more about a question of yours, and waits for your reply"),
        by_email=True,
    ),
    Kind.QUESTION_DUPLICATE: About(
        _l("A question you asked or follow was asked before, and leads to another"), by_email=False
    ),
    Kind.QUESTION_CLOSED: About(_l("A question of yours is closed"), by_email=True),
    Kind.ANSWER_DOUBTED: About(
        _l("Somebody finds your answer outdated, or cannot make it work"), by_email=False
    ),
    Kind.COMMENT_POSTED: About(_l("Somebody comments on what you wrote or follow"), by_email=False),
    Kind.QUESTION_ASKED: About(
        _l("A question is asked in an area or under a tag you follow"), by_email=False
    ),
    Kind.IDEA_MADE: About(_l("An idea is made of a question you asked or follow"), by_email=False),
    Kind.MEMBER_POSTED: About(_l("A member you follow asks or answers"), by_email=False),
    Kind.QUESTION_INVITED: About(_l("Somebody asks you to answer a question"), by_email=True),
    Kind.QUESTION_DIGEST: About(
        _l("Once a week: unanswered questions in your areas and under your tags"),
        by_email=False,
        opt_in=True,
    ),
    Kind.IDEA_STATUS: About(_l("An idea you support or follow changes its status"), by_email=True),
    Kind.IDEA_ANSWERED: About(
        _l("An idea you support or follow is answered officially"), by_email=True
    ),
    Kind.BADGE_AWARDED: About(_l("You earn a badge"), by_email=False),
    Kind.BADGE_ENDING: About(_l("A badge of yours ends in a fortnight"), by_email=True),
    Kind.BADGE_REVOKED: About(_l("A badge of yours is taken back"), by_email=True),
    Kind.INCIDENT_UPDATED: About(
        _l("A component of the service that you follow is down or slow, and how it goes on"),
        by_email=True,
    ),
    Kind.MAINTENANCE_UPDATED: About(
        _l("Maintenance is planned on a component that you follow"), by_email=True
    ),
    Kind.CREDIT_FOUND: About(
        _l("Uptime was less than promised, and your organisation may claim a credit"),
        by_email=True,
    ),
    Kind.CLAIM_CLOSING: About(_l("The time to claim a credit ends in a few days"), by_email=True),
    Kind.CLAIM_DECIDED: About(
        _l("A claim of your organisation is decided, or credited on an invoice"), by_email=True
    ),
    Kind.CLAIM_SUBMITTED: About(_l("A customer claims a credit"), by_email=False, for_staff=True),
    Kind.POST_HIDDEN: About(_l("A moderator hides something you wrote"), by_email=True),
    Kind.PROMISE_WARNED: About(
        _l("Four fifths of a promise’s time are gone"), by_email=False, for_staff=True
    ),
    Kind.PROMISE_MISSED: About(_l("A promise is missed"), by_email=True, for_staff=True),
    Kind.SUBJECT_FLAGGED: About(_l("Something is flagged"), by_email=False, for_staff=True),
    Kind.SUGGESTION_ACCEPTED: About(_l("A suggested edit of yours is accepted"), by_email=True),
    Kind.SUGGESTION_REJECTED: About(_l("A suggested edit of yours is not taken"), by_email=True),
    Kind.EDIT_SUGGESTED: About(
        _l("A member suggests an edit of an article you look after"), by_email=False, for_staff=True
    ),
    Kind.ARTICLE_TASKS: About(
        _l("Once a week: what your articles ask of you"), by_email=True, for_staff=True
    ),
    Kind.REVIEW_ASKED: About(
        _l("An article’s text waits for your review"), by_email=True, for_staff=True
    ),
    Kind.REVIEW_DONE: About(
        _l("A text you wrote is approved, returned, rejected or scheduled"),
        by_email=True,
        for_staff=True,
    ),
    Kind.DRAFT_COMMENTED: About(
        _l("Somebody comments on a draft you write or review"), by_email=True, for_staff=True
    ),
    Kind.ARTICLE_PUBLISHED: About(
        _l("A text you wrote or scheduled is published"), by_email=False, for_staff=True
    ),
}
