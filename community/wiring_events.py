"""Who listens to what happened; `wiring` hands the table to the app."""

from community import events
from community.articles import handlers as article_handlers
from community.circles import handlers as circle_handlers
from community.content import handlers_pictures as picture_handlers
from community.core.outbox import Subscribers
from community.credits import handlers as credit_handlers
from community.ideas import handlers as idea_handlers
from community.notifications import handlers as notification_handlers
from community.notifications import handlers_articles as article_news
from community.notifications import handlers_circles as circle_news
from community.notifications import handlers_curation as curation_news
from community.notifications import handlers_ideas as idea_news
from community.notifications import handlers_mail as mail_news
from community.notifications import handlers_mentions as mention_news
from community.notifications import handlers_merging as merging_news
from community.notifications import handlers_promises as promise_news
from community.notifications import handlers_questions as question_news
from community.notifications import handlers_suggestions as suggestion_news
from community.notifications import handlers_uptime as status_news
from community.questions import handlers as question_handlers
from community.recognition import handlers as recognition_handlers
from community.recognition import handlers_badges as badge_handlers
from community.recognition import handlers_rings as ring_handlers
from community.recognition import handlers_tokens as token_handlers
from community.search import handlers as search_handlers
from community.service_levels import handlers as promise_handlers
from community.webhooks import handlers as webhook_handlers

# What happened → who listens. Each listener runs by itself, in any order, at least once.
SUBSCRIBERS: Subscribers = {
    events.IdeaProposed: (
        idea_handlers.note_vote,
        search_handlers.index_soon,
        idea_news.tell_of_idea,
        webhook_handlers.tell_of_idea,
    ),
    events.IdeaVoted: (
        idea_handlers.note_vote,
        recognition_handlers.note_idea_vote,
        badge_handlers.note_voter,
    ),
    events.IdeaVoteWeighed: (idea_handlers.note_vote,),
    events.IdeaVotedFor: (merging_news.tell_customer,),
    events.IdeaMerged: (
        search_handlers.index_soon,
        merging_news.tell_of_merge,
        webhook_handlers.tell_of_merge,
    ),
    events.IdeaUnmerged: (
        search_handlers.index_soon,
        merging_news.tell_of_parting,
        webhook_handlers.tell_of_parting,
    ),
    events.IdeaSplit: (merging_news.tell_of_split, recognition_handlers.note_split),
    events.IdeaVoteWithdrawn: (
        idea_handlers.note_vote,
        recognition_handlers.note_idea_vote,
        badge_handlers.note_voter,
    ),
    events.CommentPosted: (
        idea_handlers.count_comments,
        question_handlers.note_comment,
        notification_handlers.tell_of_comment,
        mention_news.tell_of_mentions_at_first,
        webhook_handlers.tell_of_comment,
    ),
    events.MembersMentioned: (mention_news.tell_of_mentions,),
    events.SubjectHidden: (
        question_handlers.void_edits_of_deleted,
        question_handlers.note_visibility,
        article_handlers.note_visibility,
        idea_handlers.count_comments_after_moderation,
        idea_handlers.reindex_root,
        search_handlers.index_soon,
        notification_handlers.tell_of_hiding,
        recognition_handlers.note_visibility,
    ),
    events.IdeaMadeOfQuestion: (curation_news.tell_of_idea,),
    events.SubjectShown: (
        question_handlers.note_visibility,
        curation_news.tell_of_idea,
        mention_news.tell_of_mentions,
        article_handlers.note_visibility,
        idea_handlers.count_comments_after_moderation,
        idea_handlers.reindex_root,
        search_handlers.index_soon,
        recognition_handlers.note_visibility,
    ),
    events.AnswerAccepted: (
        search_handlers.index_soon,
        notification_handlers.tell_of_acceptance,
        recognition_handlers.note_acceptance,
        webhook_handlers.tell_of_acceptance,
    ),
    events.AnswerAcceptanceWithdrawn: (
        search_handlers.index_soon,
        recognition_handlers.note_acceptance,
    ),
    events.AnswerDoubted: (question_news.tell_of_doubt,),
    events.AnswerEdited: (search_handlers.index_soon, question_news.tell_of_rewriting),
    events.AnswerPosted: (
        search_handlers.index_soon,
        notification_handlers.tell_of_answer,
        notification_handlers.tell_of_member,
        mention_news.tell_of_mentions_at_first,
        badge_handlers.note_answer,
        webhook_handlers.tell_of_answer,
    ),
    events.ArticleArchived: (article_handlers.note_archiving, search_handlers.index_soon),
    events.ArticleAudienceChanged: (article_handlers.note_audience, search_handlers.index_soon),
    events.ReleasePublished: (webhook_handlers.tell_of_release,),
    events.ArticlePublished: (
        article_handlers.note_publishing,
        search_handlers.index_soon,
        article_news.tell_of_publishing,
        article_news.tell_of_article,
        curation_news.tell_of_article,
        recognition_handlers.note_article,
        webhook_handlers.tell_of_article,
    ),
    events.IdeaEdited: (search_handlers.index_soon,),
    events.IdeaStatusChanged: (
        search_handlers.index_soon,
        notification_handlers.tell_of_status,
        idea_handlers.note_word,
        recognition_handlers.note_idea_status,
        webhook_handlers.tell_of_status,
    ),
    events.QuestionAsked: (
        search_handlers.index_soon,
        notification_handlers.tell_of_question,
        notification_handlers.tell_of_member,
        mention_news.tell_of_mentions_at_first,
        webhook_handlers.tell_of_question,
    ),
    events.InformationAsked: (question_news.tell_of_information,),
    events.InformationMissing: (question_news.tell_of_silence,),
    events.QuestionClosed: (
        search_handlers.index_soon,
        question_news.tell_of_closing,
        question_news.tell_of_duplicate,
        webhook_handlers.tell_of_closing,
    ),
    events.QuestionEdited: (search_handlers.index_soon, badge_handlers.note_area_of_question),
    events.QuestionReopened: (search_handlers.index_soon,),
    events.EditSuggested: (suggestion_news.tell_of_suggestion,),
    events.SuggestionDecided: (
        suggestion_news.tell_of_decision,
        recognition_handlers.note_suggestion,
    ),
    events.PostEditSuggested: (suggestion_news.tell_of_post_edit,),
    events.PostEditDecided: (
        suggestion_news.tell_of_post_edit_decision,
        recognition_handlers.note_post_edit,
    ),
    events.ArticleVerified: (recognition_handlers.note_check,),
    events.MemberInvited: (notification_handlers.tell_of_invitation,),
    events.SolvedSurveyDue: (question_news.tell_of_survey,),
    events.IdeaAnswered: (
        idea_handlers.note_word,
        notification_handlers.tell_of_official_answer,
        webhook_handlers.tell_of_response,
    ),
    events.IdeaAssigned: (idea_news.tell_of_assignment,),
    events.IdeaVerdictAsked: (idea_news.tell_of_question_to_supporters,),
    events.IdeaUnsolved: (idea_news.tell_of_return,),
    events.PromiseWarned: (promise_news.tell_of_warning,),
    events.PromiseEscalated: (promise_news.tell_of_escalation,),
    events.PromiseRaised: (promise_news.tell_of_raise,),
    events.PromiseMissed: (promise_news.tell_of_miss, promise_handlers.settle_token),
    events.PromiseMet: (
        promise_news.tell_of_more,
        promise_handlers.settle_token,
        badge_handlers.note_promise,
    ),
    events.PromiseThanked: (promise_news.tell_of_thanks,),
    events.PromiseNoted: (promise_news.tell_of_note,),
    events.SeverityChanged: (search_handlers.index_soon, promise_news.tell_of_severity),
    events.PlanChanged: (promise_handlers.follow_plan, credit_handlers.note_plan),
    events.PlanPartlyFollowed: (promise_handlers.follow_plan_on,),
    events.IncidentUpdated: (status_news.tell_of_incident, webhook_handlers.tell_of_incident),
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
    events.FlagUpheld: (recognition_handlers.note_flags, badge_handlers.note_flags),
    events.FlagsLifted: (recognition_handlers.note_flags, badge_handlers.note_flags),
    events.MemberChanged: (
        picture_handlers.make_small,
        picture_handlers.drop_former,
        badge_handlers.note_member,
    ),
    events.RolesChanged: (badge_handlers.note_roles,),
    events.SubjectFollowed: (badge_handlers.note_member,),
    events.SubjectUnfollowed: (badge_handlers.note_member,),
    events.AreaAdded: (badge_handlers.note_area, circle_handlers.note_area),
    events.CircleEntered: (circle_news.tell_of_entry,),
    events.CircleLeft: (circle_news.tell_of_leaving,),
    events.LiveHourPlanned: (circle_news.tell_of_plan,),
    events.LiveHourMoved: (circle_news.tell_of_move,),
    events.LiveHourCancelled: (circle_news.tell_of_cancelling,),
    events.LiveHourNear: (circle_news.tell_of_start,),
    events.HourQuestionAnswered: (circle_news.tell_of_hour_answer,),
    events.BadgeAwarded: (
        notification_handlers.tell_of_badge,
        circle_handlers.note_award,
        token_handlers.note_award,
    ),
    events.AwardEnding: (notification_handlers.tell_of_ending_award,),
    events.AwardRevoked: (
        badge_handlers.note_award,
        notification_handlers.tell_of_revoked_award,
        circle_handlers.note_award,
    ),
    events.AwardRestored: (badge_handlers.note_award, circle_handlers.note_award),
    events.VotesVoided: (ring_handlers.note_voided_votes,),
    events.RevisionSubmitted: (article_news.tell_of_review,),
    events.RevisionCommented: (article_news.tell_of_remark,),
    events.RevisionApproved: (article_news.tell_of_outcome,),
    events.RevisionReturned: (article_news.tell_of_outcome,),
    events.RevisionRejected: (article_news.tell_of_outcome,),
    events.RevisionScheduled: (article_news.tell_of_outcome,),
    events.MenuPublished: (webhook_handlers.tell_of_menu,),
    events.LetterRefused: (mail_news.note_refusal,),
    events.WebhookSwitchedOff: (mail_news.tell_of_webhook,),
}
