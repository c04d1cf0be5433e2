"""Who listens to what happened; `wiring` hands the table to the app."""

from community import events
from community.articles import handlers as article_handlers
from community.core.outbox import Subscribers
from community.credits import handlers as credit_handlers
from community.ideas import handlers as idea_handlers
from community.notifications import handlers as notification_handlers
from community.notifications import handlers_articles as article_news
from community.notifications import handlers_curation as curation_news
from community.notifications import handlers_questions as question_news
from community.notifications import handlers_suggestions as suggestion_news
from community.notifications import handlers_uptime as status_news
from community.questions import handlers as question_handlers
from community.recognition import handlers as recognition_handlers
from community.recognition import handlers_badges as badge_handlers
from community.recognition import handlers_rings as ring_handlers
from community.search import handlers as search_handlers

# What happened → who listens. Each listener runs by itself, in any order, at least once.
SUBSCRIBERS: Subscribers = {
    events.IdeaProposed: (idea_handlers.note_vote, search_handlers.index_soon),
    events.IdeaVoted: (
        idea_handlers.note_vote,
        recognition_handlers.note_idea_vote,
        badge_handlers.note_voter,
    ),
    events.IdeaVoteWithdrawn: (
        idea_handlers.note_vote,
        recognition_handlers.note_idea_vote,
        badge_handlers.note_voter,
    ),
    events.CommentPosted: (
        idea_handlers.count_comments,
        question_handlers.note_comment,
        notification_handlers.tell_of_comment,
    ),
    events.SubjectHidden: (
        article_handlers.note_visibility,
        idea_handlers.count_comments_after_moderation,
        search_handlers.index_soon,
        notification_handlers.tell_of_hiding,
        recognition_handlers.note_visibility,
        badge_handlers.note_flags,
    ),
    events.IdeaMadeOfQuestion: (curation_news.tell_of_idea,),
    events.SubjectShown: (
        curation_news.tell_of_idea,
        article_handlers.note_visibility,
        idea_handlers.count_comments_after_moderation,
        search_handlers.index_soon,
        recognition_handlers.note_visibility,
        badge_handlers.note_flags,
    ),
    events.AnswerAccepted: (
        search_handlers.index_soon,
        notification_handlers.tell_of_acceptance,
        recognition_handlers.note_acceptance,
    ),
    events.AnswerAcceptanceWithdrawn: (
        search_handlers.index_soon,
        recognition_handlers.note_acceptance,
    ),
    events.AnswerDoubted: (question_news.tell_of_doubt,),
    events.AnswerEdited: (search_handlers.index_soon,),
    events.AnswerPosted: (
        search_handlers.index_soon,
        notification_handlers.tell_of_answer,
        notification_handlers.tell_of_member,
        badge_handlers.note_answer,
    ),
    events.ArticleArchived: (article_handlers.note_archiving, search_handlers.index_soon),
    events.ArticleAudienceChanged: (article_handlers.note_audience, search_handlers.index_soon),
    events.ArticlePublished: (
        article_handlers.note_publishing,
        search_handlers.index_soon,
        article_news.tell_of_publishing,
        curation_news.tell_of_article,
        recognition_handlers.note_article,
    ),
    events.IdeaEdited: (search_handlers.index_soon,),
    events.IdeaStatusChanged: (
        search_handlers.index_soon,
        notification_handlers.tell_of_status,
        recognition_handlers.note_idea_status,
    ),
    events.QuestionAsked: (
        search_handlers.index_soon,
        notification_handlers.tell_of_question,
        notification_handlers.tell_of_member,
    ),
    events.InformationAsked: (question_news.tell_of_information,),
    events.InformationMissing: (question_news.tell_of_silence,),
    events.QuestionClosed: (
        search_handlers.index_soon,
        question_news.tell_of_closing,
        question_news.tell_of_duplicate,
    ),
    events.QuestionEdited: (search_handlers.index_soon, badge_handlers.note_area_of_question),
    events.QuestionReopened: (search_handlers.index_soon,),
    events.IdeaAnswered: (notification_handlers.tell_of_official_answer,),
    events.EditSuggested: (suggestion_news.tell_of_suggestion,),
    events.SuggestionDecided: (
        suggestion_news.tell_of_decision,
        recognition_handlers.note_suggestion,
    ),
    events.ArticleVerified: (recognition_handlers.note_check,),
    events.MemberInvited: (notification_handlers.tell_of_invitation,),
    events.BadgeAwarded: (notification_handlers.tell_of_badge,),
    events.PromiseWarned: (notification_handlers.tell_of_warning,),
    events.PromiseMissed: (notification_handlers.tell_of_miss,),
    events.IncidentUpdated: (status_news.tell_of_incident,),
    events.DowntimeChanged: (credit_handlers.note_downtime,),
    events.CreditFound: (status_news.tell_of_credit,),
    events.ClaimClosing: (status_news.tell_of_closing,),
    events.ClaimSubmitted: (status_news.tell_of_claim,),
    events.ClaimDecided: (status_news.tell_of_decision,),
    events.SubjectFlagged: (notification_handlers.tell_of_flag,),
    events.AnswerPromoted: (curation_news.tell_of_promotion,),
    events.AnswerVoted: (recognition_handlers.note_answer_vote, badge_handlers.note_voter),
    events.AnswerVoteWithdrawn: (
        recognition_handlers.note_answer_vote,
        badge_handlers.note_voter,
    ),
    events.QuestionVoted: (recognition_handlers.note_question_vote, badge_handlers.note_voter),
    events.QuestionVoteWithdrawn: (
        recognition_handlers.note_question_vote,
        badge_handlers.note_voter,
    ),
    events.AnswerMarkedOfficial: (recognition_handlers.note_acceptance,),
    events.AnswerVerified: (recognition_handlers.note_acceptance,),
    events.FlagUpheld: (recognition_handlers.note_upheld_flag, badge_handlers.note_flags),
    events.MemberChanged: (badge_handlers.note_member,),
    events.SubjectFollowed: (badge_handlers.note_member,),
    events.AreaAdded: (badge_handlers.note_area,),
    events.AwardEnding: (notification_handlers.tell_of_ending_award,),
    events.AwardRevoked: (badge_handlers.note_award, notification_handlers.tell_of_revoked_award),
    events.AwardRestored: (badge_handlers.note_award,),
    events.VotesVoided: (ring_handlers.note_voided_votes,),
    events.RevisionSubmitted: (article_news.tell_of_review,),
    events.RevisionCommented: (article_news.tell_of_remark,),
    events.RevisionApproved: (article_news.tell_of_outcome,),
    events.RevisionReturned: (article_news.tell_of_outcome,),
    events.RevisionRejected: (article_news.tell_of_outcome,),
    events.RevisionScheduled: (article_news.tell_of_outcome,),
}
