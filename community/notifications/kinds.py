"""The kinds of news and by which channels they come unless one chooses otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# Whoever is told at all sees what these audiences see.


class Kind(StrEnum):
    """What a notification tells."""

    ANSWER_POSTED = "answer_posted"
    ANSWER_ACCEPTED = "answer_accepted"
    COMMENT_POSTED = "comment_posted"
    QUESTION_ASKED = "question_asked"
    MEMBER_POSTED = "member_posted"
    MENTIONED = "mentioned"
    QUESTION_INVITED = "question_invited"
    QUESTION_DIGEST = "question_digest"
    IDEA_PROPOSED = "idea_proposed"
    IDEA_STATUS = "idea_status"
    IDEA_ANSWERED = "idea_answered"
    IDEA_MERGED = "idea_merged"
    IDEA_SPLIT = "idea_split"
    IDEA_VOTED_FOR = "idea_voted_for"
    IDEA_VERDICT = "idea_verdict"
    IDEA_UNSOLVED = "idea_unsolved"
    IDEA_ASSIGNED = "idea_assigned"
    BADGE_AWARDED = "badge_awarded"
    BADGE_ENDING = "badge_ending"
    BADGE_REVOKED = "badge_revoked"
    POST_HIDDEN = "post_hidden"
    PROMISE_WARNED = "promise_warned"
    PROMISE_MISSED = "promise_missed"
    PROMISE_RAISED = "promise_raised"
    PROMISE_ESCALATED = "promise_escalated"
    PROMISE_EXCEEDED = "promise_exceeded"
    PROMISE_THANKED = "promise_thanked"
    PROMISE_NOTED = "promise_noted"
    SEVERITY_CHANGED = "severity_changed"
    SUBJECT_FLAGGED = "subject_flagged"
    EDIT_SUGGESTED = "edit_suggested"
    POST_EDIT_SUGGESTED = "post_edit_suggested"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_REJECTED = "suggestion_rejected"
    ARTICLE_TASKS = "article_tasks"
    REVIEW_ASKED = "review_asked"
    REVIEW_DONE = "review_done"
    DRAFT_COMMENTED = "draft_commented"
    ARTICLE_PUBLISHED = "article_published"
    ARTICLE_ADDED = "article_added"
    ARTICLE_MADE = "article_made"
    ANSWER_PROMOTED = "answer_promoted"
    IDEA_MADE = "idea_made"
    ANSWER_DOUBTED = "answer_doubted"
    MARK_OVERTAKEN = "mark_overtaken"
    INFORMATION_ASKED = "information_asked"
    QUESTION_CLOSED = "question_closed"
    QUESTION_DUPLICATE = "question_duplicate"
    SOLVED_SURVEY = "solved_survey"
    CIRCLE_ENTERED = "circle_entered"
    CIRCLE_LEFT = "circle_left"
    HOUR_PLANNED = "hour_planned"
    HOUR_MOVED = "hour_moved"
    HOUR_CANCELLED = "hour_cancelled"
    HOUR_NEAR = "hour_near"
    HOUR_ANSWERED = "hour_answered"
    IDEAS_SHIPPED = "ideas_shipped"
    MAIL_STOPPED = "mail_stopped"
    WEBHOOK_STOPPED = "webhook_stopped"
    INCIDENT_UPDATED = "incident_updated"
    MAINTENANCE_UPDATED = "maintenance_updated"
    CREDIT_FOUND = "credit_found"
    CLAIM_CLOSING = "claim_closing"
    CLAIM_DECIDED = "claim_decided"
    CLAIM_SUBMITTED = "claim_submitted"


class Channel(StrEnum):
    """How news come: in the portal, by a letter at once, or in the letter of a day or a week."""

    PORTAL = "portal"
    EMAIL = "email"
    DAILY = "daily"
    WEEKLY = "weekly"


DIGESTS = (Channel.DAILY, Channel.WEEKLY)
AT_ONCE = (Channel.PORTAL, Channel.EMAIL)


class Group(StrEnum):
    """Under which heading a kind stands on the preferences page."""

    ANSWERS = "answers"
    IDEAS = "ideas"
    HELP = "help"
    FOLLOWED = "followed"
    YOURS = "yours"
    WORK = "work"


GROUP_WORDS: dict[Group, LazyString] = {
    Group.ANSWERS: _l("Questions and answers"),
    Group.IDEAS: _l("Ideas"),
    Group.HELP: _l("Help articles"),
    Group.FOLLOWED: _l("Areas, tags, people, boards and sections you follow"),
    Group.YOURS: _l("What concerns you"),
    Group.WORK: _l("Your work here"),
}


@dataclass(frozen=True)
class About:
    """How a kind is explained on the preferences page, and its defaults for a tired customer.

    A new kind is a name above, one line below, and its sentence and reason in `notifications/_sentence.html`.
    """

    sentence: LazyString
    by_email: bool
    group: Group = Group.YOURS
    # In which digest it stands when nothing was chosen.
    digest: Channel | None = None
    for_staff: bool = False
    # Comes to nobody who has not asked for it.
    opt_in: bool = False
    # By which channels it can come at all.
    channels: tuple[Channel, ...] = tuple(Channel)

    @property
    def heading(self) -> Group:
        """Under which heading it stands."""
        return Group.WORK if self.for_staff else self.group

    def default(self, channel: Channel) -> bool:
        """Whether the kind comes by this channel when nothing was chosen."""
        if self.opt_in or channel not in self.channels:
            return False
        return channel in (Channel.PORTAL, self.digest) or (
            channel is Channel.EMAIL and self.by_email
        )
