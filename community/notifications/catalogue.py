"""Every kind of news with its sentence on the preferences page and how it comes unless one chooses otherwise."""

from flask_babel import lazy_gettext as _l

from community.notifications.kinds import AT_ONCE, DIGESTS, About, Channel, Group, Kind

KINDS: dict[Kind, About] = {
    Kind.ARTICLE_MADE: About(
        _l("A help article is made of what you asked or answered"), by_email=True, group=Group.HELP
    ),
    Kind.ANSWER_PROMOTED: About(
        _l("Your answer is shown on a help article"),
        by_email=False,
        group=Group.HELP,
        digest=Channel.WEEKLY,
    ),
    Kind.ANSWER_POSTED: About(
        _l("Somebody answers a question you asked or follow"), by_email=True, group=Group.ANSWERS
    ),
    Kind.ANSWER_ACCEPTED: About(_l("Your answer is accepted"), by_email=True, group=Group.ANSWERS),
    Kind.INFORMATION_ASKED: About(
        _l("The team needs to know more about a question of yours, and waits for your reply"),
        by_email=True,
        group=Group.ANSWERS,
    ),
    Kind.QUESTION_DUPLICATE: About(
        _l("A question you asked or follow was asked before, and leads to another"),
        by_email=False,
        group=Group.ANSWERS,
        digest=Channel.WEEKLY,
    ),
    Kind.QUESTION_CLOSED: About(
        _l("A question of yours is closed"), by_email=True, group=Group.ANSWERS
    ),
    Kind.SOLVED_SURVEY: About(
        _l("Once a solved question of yours: was it solved, and how hard was it"),
        by_email=True,
        group=Group.ANSWERS,
    ),
    Kind.ANSWER_DOUBTED: About(
        _l("Somebody finds your answer outdated, or cannot make it work"),
        by_email=False,
        group=Group.ANSWERS,
        digest=Channel.WEEKLY,
    ),
    Kind.MARK_OVERTAKEN: About(
        _l("An answer that you made official, or tried, is changed by somebody else"),
        by_email=False,
        digest=Channel.DAILY,
    ),
    Kind.COMMENT_POSTED: About(
        _l("Somebody comments on what you wrote or follow"),
        by_email=False,
        group=Group.ANSWERS,
        digest=Channel.DAILY,
    ),
    Kind.QUESTION_ASKED: About(
        _l("A question is asked in an area or under a tag you follow"),
        by_email=False,
        group=Group.FOLLOWED,
        digest=Channel.WEEKLY,
    ),
    Kind.IDEA_MADE: About(
        _l("An idea is made of a question you asked or follow"),
        by_email=False,
        group=Group.IDEAS,
        digest=Channel.WEEKLY,
    ),
    Kind.MEMBER_POSTED: About(
        _l("A member you follow asks or answers"),
        by_email=False,
        group=Group.FOLLOWED,
        digest=Channel.WEEKLY,
    ),
    Kind.IDEA_PROPOSED: About(
        _l("An idea is proposed on a board or in an area you follow, or by a member you follow"),
        by_email=False,
        group=Group.FOLLOWED,
        digest=Channel.WEEKLY,
    ),
    Kind.ARTICLE_ADDED: About(
        _l("A new help article is published in a section you follow"),
        by_email=False,
        group=Group.FOLLOWED,
        digest=Channel.WEEKLY,
    ),
    Kind.MENTIONED: About(_l("Somebody names you in a post"), by_email=True, group=Group.ANSWERS),
    Kind.QUESTION_INVITED: About(
        _l("Somebody asks you to answer a question"), by_email=True, group=Group.ANSWERS
    ),
    Kind.QUESTION_DIGEST: About(
        _l("Unanswered questions in your areas and under your tags"),
        by_email=False,
        group=Group.FOLLOWED,
        opt_in=True,
        channels=DIGESTS,
    ),
    Kind.IDEAS_SHIPPED: About(
        _l("What became of ideas: all that was shipped"),
        by_email=False,
        group=Group.IDEAS,
        digest=Channel.WEEKLY,
        channels=DIGESTS,
    ),
    Kind.MAIL_STOPPED: About(
        _l("Letters to your address come back, so we write no more"),
        by_email=False,
        channels=(Channel.PORTAL,),
    ),
    Kind.IDEA_STATUS: About(
        _l("An idea you support or follow changes its status"), by_email=True, group=Group.IDEAS
    ),
    Kind.IDEA_ANSWERED: About(
        _l("An idea you support or follow is answered officially"), by_email=True, group=Group.IDEAS
    ),
    Kind.IDEA_MERGED: About(
        _l("An idea you support or follow is merged into another, or stands on its own again"),
        by_email=False,
        group=Group.IDEAS,
        digest=Channel.WEEKLY,
    ),
    Kind.IDEA_SPLIT: About(
        _l("A part of an idea you support becomes an idea of its own, with your vote"),
        by_email=True,
        group=Group.IDEAS,
    ),
    Kind.IDEA_VOTED_FOR: About(
        _l("The team notes that you support an idea, as they heard it from you"),
        by_email=True,
        group=Group.IDEAS,
    ),
    Kind.IDEA_VERDICT: About(
        _l("We ask whether an idea you support, now that it is shipped, solves your problem"),
        by_email=True,
        group=Group.IDEAS,
    ),
    Kind.IDEA_UNSOLVED: About(
        _l("What was shipped does not solve the problem, and the idea is back in review"),
        by_email=True,
        for_staff=True,
    ),
    Kind.IDEA_ASSIGNED: About(_l("An idea becomes your work"), by_email=False, for_staff=True),
    Kind.BADGE_AWARDED: About(_l("You earn a badge"), by_email=False, digest=Channel.WEEKLY),
    Kind.BADGE_ENDING: About(_l("A badge of yours ends in a fortnight"), by_email=True),
    Kind.BADGE_REVOKED: About(_l("A badge of yours is taken back"), by_email=True),
    Kind.CIRCLE_ENTERED: About(_l("A badge of yours opens a circle"), by_email=True),
    Kind.CIRCLE_LEFT: About(
        _l("A circle closes to you, because a badge has ended"), by_email=False
    ),
    Kind.HOUR_PLANNED: About(_l("A live hour is planned in a circle of yours"), by_email=True),
    Kind.HOUR_MOVED: About(_l("A live hour you follow begins at another time"), by_email=True),
    Kind.HOUR_CANCELLED: About(_l("A live hour you follow is cancelled"), by_email=True),
    Kind.HOUR_NEAR: About(_l("A live hour you follow begins soon"), by_email=True),
    Kind.HOUR_ANSWERED: About(_l("A question of yours is answered in a live hour"), by_email=False),
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
    Kind.PROMISE_RAISED: About(
        _l("A customer uses a service token: an answer is due sooner"),
        by_email=False,
        for_staff=True,
    ),
    Kind.WEBHOOK_STOPPED: About(
        _l("A webhook is switched off because nobody takes its messages"),
        by_email=True,
        for_staff=True,
    ),
    Kind.PROMISE_ESCALATED: About(
        _l("Nine tenths of a promise’s time are gone in an area you look after"),
        by_email=False,
        for_staff=True,
    ),
    Kind.PROMISE_EXCEEDED: About(
        _l("You are answered sooner than your plan promises"),
        by_email=False,
        group=Group.ANSWERS,
        digest=Channel.WEEKLY,
    ),
    Kind.PROMISE_THANKED: About(
        _l("A customer says thanks for more than was promised"), by_email=False
    ),
    Kind.PROMISE_NOTED: About(
        _l("The team tells you why a promise to you was missed"),
        by_email=True,
        group=Group.ANSWERS,
    ),
    Kind.SEVERITY_CHANGED: About(
        _l("The team gives a question of yours another severity"),
        by_email=True,
        group=Group.ANSWERS,
    ),
    Kind.SUBJECT_FLAGGED: About(_l("Something is flagged"), by_email=False, for_staff=True),
    Kind.POST_EDIT_SUGGESTED: About(
        _l("A member suggests an edit of what you wrote"), by_email=True, group=Group.ANSWERS
    ),
    Kind.SUGGESTION_ACCEPTED: About(
        _l("A suggested edit of yours is accepted"), by_email=True, group=Group.HELP
    ),
    Kind.SUGGESTION_REJECTED: About(
        _l("A suggested edit of yours is not taken"), by_email=True, group=Group.HELP
    ),
    Kind.EDIT_SUGGESTED: About(
        _l("A member suggests an edit of an article you look after"), by_email=False, for_staff=True
    ),
    Kind.ARTICLE_TASKS: About(
        _l("Once a week: what your articles ask of you"),
        by_email=True,
        for_staff=True,
        channels=AT_ONCE,
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
