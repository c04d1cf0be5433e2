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
    QUESTION_MAKE_IDEA = "question.make_idea"
    QUESTION_RETAG = "question.retag"
    QUESTION_INVITE = "question.invite"  # ask somebody who knows to answer
    ANSWER_POST = "answer.post"
    ANSWER_EDIT = "answer.edit"
    ANSWER_DELETE = "answer.delete"
    ANSWER_VOTE = "answer.vote"
    ANSWER_ACCEPT = "answer.accept"
    ANSWER_MARK_OFFICIAL = "answer.mark_official"
    ANSWER_VERIFY = "answer.verify"
    ANSWER_PROMOTE = "answer.promote"  # show it on a help article

    IDEA_PROPOSE = "idea.propose"
    IDEA_EDIT = "idea.edit"
    IDEA_DELETE = "idea.delete"
    IDEA_VOTE = "idea.vote"
    IDEA_CHANGE_STATUS = "idea.change_status"
    IDEA_ANSWER = "idea.answer"
    IDEA_TRIAGE = "idea.triage"

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
    SEARCH_REPORT = "search.report"  # what people search for, and what look-alikes did
    PROMISE_DETAILS = "promise.details"
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
    TAXONOMY_MANAGE = "taxonomy.manage"  # product areas, versions, tags, boards, statuses
    OPERATIONS = "operations"  # parked events, audit
    IMPORT = "import"
