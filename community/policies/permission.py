"""Everything that can be asked of the rules, one name each; the role matrix in the docs is printed from it."""

from enum import StrEnum


class Permission(StrEnum):
    """A deed that a rule in this package decides about."""

    PUBLIC_READ = "public.read"
    SEARCH = "search"

    ACCOUNT_OPEN = "account.open"  # register, sign in, reset: for those who are not signed in
    ACCOUNT_OWN = "account.own"  # one's own profile, sessions, preferences
    ACCOUNT_LEAVE = "account.leave"  # sign out; also for the suspended

    QUESTION_ASK = "question.ask"
    QUESTION_EDIT = "question.edit"
    QUESTION_DELETE = "question.delete"
    QUESTION_VOTE = "question.vote"
    QUESTION_CLOSE = "question.close"
    QUESTION_MARK_DUPLICATE = "question.mark_duplicate"
    QUESTION_CLAIM = "question.claim"
    QUESTION_CHANGE_SEVERITY = "question.change_severity"
    QUESTION_MAKE_IDEA = "question.make_idea"
    QUESTION_RETAG = "question.retag"
    QUESTION_INVITE = "question.invite"  # ask somebody who knows to answer
    QUESTION_RATE = "question.rate"  # say whether it was solved, and how hard that was
    ANSWER_POST = "answer.post"
    ANSWER_EDIT = "answer.edit"
    ANSWER_DELETE = "answer.delete"
    ANSWER_VOTE = "answer.vote"
    ANSWER_ACCEPT = "answer.accept"
    ANSWER_MARK_OFFICIAL = "answer.mark_official"
    ANSWER_VERIFY = "answer.verify"
    POST_SUGGEST = "post.suggest"  # an edit of a question or an answer that others look at
    EDIT_DECIDE = "edit.decide"  # about what others suggest
    ANSWER_PROMOTE = "answer.promote"  # show it on a help article

    IDEA_PROPOSE = "idea.propose"
    IDEA_EDIT = "idea.edit"
    IDEA_DELETE = "idea.delete"
    IDEA_VOTE = "idea.vote"
    IDEA_CHANGE_STATUS = "idea.change_status"
    IDEA_ANSWER = "idea.answer"
    IDEA_TRIAGE = "idea.triage"
    IDEA_NOTE = "idea.note"  # the team's own page of an idea, with notes that nobody else reads
    IDEA_NOTE_REMOVE = "idea.note_remove"
    IDEA_VERDICT = "idea.verdict"  # say whether what was shipped solves one's problem
    RELEASE_MANAGE = "release.manage"
    IDEA_MERGE = "idea.merge"  # into another, split, and undone
    IDEA_VOTE_FOR = "idea.vote_for"  # for a customer; and read who supports it, and why

    CIRCLE_TAKE_PART = "circle.take_part"  # ask in a circle, and in its live hours
    CIRCLE_ASK_ABOUT_IDEA = "circle.ask_about_idea"
    LIVE_HOUR_PLAN = "live_hour.plan"
    LIVE_HOUR_ANSWER = "live_hour.answer"  # and take a question out of it
    HOUR_QUESTION_REMOVE = "hour_question.remove"

    ARTICLE_WRITE = "article.write"
    ARTICLE_REVIEW = "article.review"
    ARTICLE_PUBLISH = "article.publish"
    ARTICLE_ARCHIVE = "article.archive"
    ARTICLE_VERIFY = "article.verify"
    ARTICLE_FEEDBACK = "article.feedback"
    ARTICLE_SUGGEST = "article.suggest"
    SUGGESTION_WITHDRAW = "suggestion.withdraw"
    HELP_STRUCTURE = "help.structure"
    GLOSSARY_WRITE = "glossary.write"

    COMMENT_POST = "comment.post"
    COMMENT_EDIT = "comment.edit"
    COMMENT_DELETE = "comment.delete"
    FOLLOW = "follow"
    FLAG = "flag"
    PICTURE_UPLOAD = "picture.upload"
    LINK_MANY = "link.many"  # more than two links in a text
    SEE_EDITS = "edits.see"

    MODERATE = "moderate"
    SEE_HIDDEN = "hidden.see"

    DESK_QUESTIONS = "desk.questions"
    VIEW_CHANGE = "view.change"  # a saved view of a desk that one works at
    SEARCH_REPORT = "search.report"  # what people search for, and what look-alikes did
    SATISFACTION_REPORT = "satisfaction.report"  # what askers say of solved questions
    PROMISE_DETAILS = "promise.details"
    PROMISE_THANK = "promise.thank"  # say thanks for more than was promised
    PROMISE_NOTE = "promise.note"  # say why a promise was missed, and what happens now
    SERVICES_SEE = "services.see"  # what an organisation is promised, and how that was kept
    TOKEN_USE = "token.use"  # noqa: S105  lift a question of one's organisation to the next plan
    TOKEN_GIVE = "token.give"  # noqa: S105  to an organisation
    MENU_EDIT = "menu.edit"
    MENU_PUBLISH = "menu.publish"

    INCIDENT_WRITE = (
        "incident.write"  # say what is down, plan maintenance, take over what was measured
    )
    COMPONENTS_MANAGE = (
        "components.manage"  # what there is to run, and which plans' uptime covers it
    )
    CREDIT_SEE = "credit.see"  # what an organisation may claim, and what became of it
    CLAIM_MAKE = "claim.make"
    CLAIM_DECIDE = "claim.decide"

    MEMBERS_MANAGE = "members.manage"
    ORGANISATIONS_MANAGE = "organisations.manage"
    BADGES_MANAGE = "badges.manage"  # the badges, their rules, and awards taken back
    SETTINGS_CHANGE = "settings.change"
    TAXONOMY_MANAGE = "taxonomy.manage"  # product areas, versions, boards, statuses
    TAGS_MANAGE = "tags.manage"  # their words, keys and synonyms, and which two are one
    WEBHOOKS_MANAGE = "webhooks.manage"  # which other systems hear of public events
    OPERATIONS = "operations"  # parked events, audit
    IMPORT = "import"
