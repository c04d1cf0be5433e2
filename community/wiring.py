"""Who is connected to what: blueprints, listeners, jobs, signals, and what each package installs."""

from collections.abc import Callable

from flask import Blueprint

from community import events
from community.accounts import sharing
from community.accounts import tasks as account_tasks
from community.accounts import views as account_views
from community.accounts import views_admin as account_admin_views
from community.accounts import views_organisations as organisation_views
from community.accounts import views_own as own_account_views
from community.accounts import views_profile as profile_views
from community.admin import views as admin_views
from community.articles import handlers as article_handlers
from community.articles import queries_article
from community.articles import tasks as article_tasks
from community.articles import tasks_publishing as article_publishing_tasks
from community.articles import tasks_quotes as article_quote_tasks
from community.articles import tasks_work as article_work_tasks
from community.articles import views as help_views
from community.articles import views_audience as article_audience_views
from community.articles import views_desk as article_desk_views
from community.articles import views_feed as help_feed_views
from community.articles import views_history as article_history_views
from community.articles import views_review as article_review_views
from community.articles import views_structure as help_structure_views
from community.articles import views_suggesting as suggestion_views
from community.articles import views_translations as translation_views
from community.articles import views_work as article_work_views
from community.content import actions as content_actions
from community.content import views as content_views
from community.content import views_pictures as picture_views
from community.content.queries_own import FindsMarks
from community.core import limits, mail_outbox, outbox, signals, statistics, tasks
from community.core.http_edge import health, static_files
from community.core.http_edge.frames import Draw
from community.core.outbox import Subscribers
from community.core.signals import Folds
from community.core.tasks import Jobs, daily, every, every_minute, hourly
from community.curation import views as curation_views
from community.glossary import tasks as glossary_tasks
from community.glossary import views as glossary_views
from community.glossary import views_desk as glossary_desk_views
from community.home import views as home_views
from community.home import views_preferences, views_sitemap
from community.ideas import catalogue as idea_catalogue
from community.ideas import handlers as idea_handlers
from community.ideas import tasks as idea_tasks
from community.ideas import views as idea_views
from community.ideas import views_desk as idea_desk_views
from community.moderation import tasks as moderation_tasks
from community.moderation import views as moderation_views
from community.notifications import handlers as notification_handlers
from community.notifications import handlers_articles as article_news
from community.notifications import handlers_curation as curation_news
from community.notifications import handlers_suggestions as suggestion_news
from community.notifications import tasks as notification_tasks
from community.notifications import tasks_digests as digest_tasks
from community.notifications import views as notification_views
from community.questions import handlers as question_handlers
from community.questions import tasks as question_tasks
from community.questions import views as question_views
from community.questions import views_answers as answer_views
from community.questions import views_asking as asking_views
from community.questions import views_desk as question_desk_views
from community.recognition import catalogue as badge_catalogue
from community.recognition import handlers as recognition_handlers
from community.recognition import handlers_rings as ring_handlers
from community.recognition import tasks as recognition_tasks
from community.recognition import tasks_leaderboards as leaderboard_tasks
from community.recognition import tasks_rings as ring_tasks
from community.recognition import tasks_standing as standing_tasks
from community.recognition import views as recognition_views
from community.recognition import views_leaderboards as leaderboard_views
from community.recognition import views_rings as ring_views
from community.recognition import views_standing as standing_views
from community.search import handlers as search_handlers
from community.search import tasks as search_tasks
from community.search import tasks_drafts as search_draft_tasks
from community.search import tasks_report as search_report_tasks
from community.search import views as search_views
from community.search import views_report as search_report_views
from community.service_levels import tasks as service_level_tasks
from community.service_levels import views as service_level_views
from community.service_levels import views_admin as service_level_admin_views

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    static_files.blueprint,
    home_views.blueprint,
    views_preferences.blueprint,
    views_sitemap.blueprint,
    service_level_views.blueprint,
    service_level_admin_views.blueprint,
    account_views.blueprint,
    own_account_views.blueprint,
    profile_views.blueprint,
    account_admin_views.blueprint,
    organisation_views.blueprint,
    help_views.blueprint,
    help_feed_views.blueprint,
    article_desk_views.blueprint,
    article_audience_views.blueprint,
    article_review_views.blueprint,
    article_history_views.blueprint,
    translation_views.blueprint,
    help_structure_views.blueprint,
    suggestion_views.blueprint,
    article_work_views.blueprint,
    glossary_views.blueprint,
    glossary_desk_views.blueprint,
    idea_views.blueprint,
    idea_desk_views.blueprint,
    content_views.blueprint,
    picture_views.blueprint,
    question_views.blueprint,
    asking_views.blueprint,
    answer_views.blueprint,
    curation_views.blueprint,
    question_desk_views.blueprint,
    moderation_views.blueprint,
    notification_views.blueprint,
    recognition_views.blueprint,
    standing_views.blueprint,
    ring_views.blueprint,
    leaderboard_views.blueprint,
    admin_views.blueprint,
    search_views.blueprint,
    search_report_views.blueprint,
)

# What only the viewer's own facts fill on a page that many share: the hole's name → how it is drawn.
OWN_PARTS: dict[str, Draw] = {
    "viewer": sharing.draw_viewer,
    "matters": home_views.draw_matters,
}

# What else a viewer may have done that a page shows as his own (votes and follows are known anyhow).
OWN_MARKS: tuple[FindsMarks, ...] = (queries_article.ratings_of_viewer,)

# What happened → who listens. Each listener runs by itself, in any order, at least once.
SUBSCRIBERS: Subscribers = {
    events.IdeaProposed: (
        idea_handlers.note_vote,
        search_handlers.index_soon,
    ),
    events.IdeaVoted: (
        idea_handlers.note_vote,
        recognition_handlers.note_idea_vote,
    ),
    events.IdeaVoteWithdrawn: (
        idea_handlers.note_vote,
        recognition_handlers.note_idea_vote,
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
    ),
    events.SubjectShown: (
        article_handlers.note_visibility,
        idea_handlers.count_comments_after_moderation,
        search_handlers.index_soon,
        recognition_handlers.note_visibility,
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
    events.AnswerEdited: (search_handlers.index_soon,),
    events.AnswerPosted: (
        search_handlers.index_soon,
        notification_handlers.tell_of_answer,
    ),
    events.ArticleArchived: (
        article_handlers.note_archiving,
        search_handlers.index_soon,
    ),
    events.ArticleAudienceChanged: (
        article_handlers.note_audience,
        search_handlers.index_soon,
    ),
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
    ),
    events.QuestionClosed: (search_handlers.index_soon,),
    events.QuestionEdited: (search_handlers.index_soon,),
    events.QuestionReopened: (search_handlers.index_soon,),
    events.IdeaAnswered: (notification_handlers.tell_of_official_answer,),
    events.EditSuggested: (suggestion_news.tell_of_suggestion,),
    events.SuggestionDecided: (
        suggestion_news.tell_of_decision,
        recognition_handlers.note_suggestion,
    ),
    events.ArticleVerified: (recognition_handlers.note_check,),
    events.BadgeAwarded: (notification_handlers.tell_of_badge,),
    events.PromiseWarned: (notification_handlers.tell_of_warning,),
    events.PromiseMissed: (notification_handlers.tell_of_miss,),
    events.SubjectFlagged: (notification_handlers.tell_of_flag,),
    events.AnswerPromoted: (curation_news.tell_of_promotion,),
    events.AnswerVoted: (recognition_handlers.note_answer_vote,),
    events.AnswerVoteWithdrawn: (recognition_handlers.note_answer_vote,),
    events.QuestionVoted: (recognition_handlers.note_question_vote,),
    events.QuestionVoteWithdrawn: (recognition_handlers.note_question_vote,),
    events.AnswerMarkedOfficial: (recognition_handlers.note_acceptance,),
    events.AnswerVerified: (recognition_handlers.note_acceptance,),
    events.VotesVoided: (ring_handlers.note_voided_votes,),
    events.FlagUpheld: (recognition_handlers.note_upheld_flag,),
    events.RevisionSubmitted: (article_news.tell_of_review,),
    events.RevisionCommented: (article_news.tell_of_remark,),
    events.RevisionApproved: (article_news.tell_of_outcome,),
    events.RevisionReturned: (article_news.tell_of_outcome,),
    events.RevisionRejected: (article_news.tell_of_outcome,),
    events.RevisionScheduled: (article_news.tell_of_outcome,),
}

# Name → (function, schedule). A job without a schedule is queued by others.
JOBS: Jobs = {
    "recount_recognition": (recognition_tasks.recount, None),
    "settle_levels": (standing_tasks.settle_levels, None),
    "count_leaderboards": (leaderboard_tasks.count_leaderboards, every(15)),
    "look_for_rings": (ring_tasks.look_for_rings, hourly),
    "settle_ring": (ring_tasks.settle_ring, None),
    "rebake_articles": (article_tasks.rebake_articles, None),
    "rebake_glossary": (glossary_tasks.rebake_glossary, None),
    "follow_menu": (article_quote_tasks.follow_menu, every_minute),
    "publish_scheduled": (article_publishing_tasks.publish_due, every_minute),
    "settle_article_tasks": (article_work_tasks.settle_article_tasks, hourly),
    "check_links_of": (article_work_tasks.check_links_of, None),
    "check_article_links": (article_work_tasks.check_article_links, daily(2, 20)),
    "forget_feedback_visitors": (article_tasks.forget_feedback_visitors, daily(3, 40)),
    "index_dirty": (search_tasks.index_dirty, every_minute),
    "send_article_digests": (digest_tasks.send_article_digests, hourly),
    "fan_out": (notification_tasks.fan_out, None),
    "resume_fan_outs": (notification_tasks.resume_fan_outs, every_minute),
    "forget_old_notifications": (notification_tasks.forget_old, daily(4, 30)),
    "sweep_outbox": (outbox.sweep, every_minute),
    "deliver_letters": (mail_outbox.deliver_letters, every_minute),
    "fold_signals": (signals.fold_signals, every_minute),
    "forget_finished_events": (outbox.forget_finished, hourly),
    "forget_job_runs": (tasks.forget_runs, daily(3)),
    "forget_rate_windows": (limits.forget_windows, daily(3, 10)),
    "refresh_statistics": (statistics.refresh_statistics, hourly),
    "archive_sleeping_questions": (question_tasks.archive_sleeping, daily(4)),
    "purge_deleted": (moderation_tasks.purge_deleted, daily(4, 30)),
    "mark_due_promises": (service_level_tasks.mark_due_promises, every_minute),
    "refresh_idea_figures": (idea_tasks.refresh_figures, every(5)),
    "make_thumbnails": (account_tasks.make_thumbnails, None),
    "join_by_domain": (account_tasks.join_by_domain, None),
    "join_by_domains": (account_tasks.join_by_domains, hourly),
    "settle_all_segments": (account_tasks.settle_all_segments, hourly),
    "forget_links_and_sessions": (account_tasks.forget_links_and_sessions, daily(3, 30)),
    "forget_drafts": (search_draft_tasks.forget_drafts, daily(3, 55)),
    "forget_searches": (search_report_tasks.forget_searches, daily(3, 50)),
    "forget_letters": (mail_outbox.forget_letters, daily(3, 20)),
}

# Kind of signal → how a batch of them is folded in (opens writing() itself).
SIGNALS: Folds = {
    "article_viewed": article_tasks.count_views,
    "question_viewed": question_tasks.fold_views,
    "search": search_report_tasks.fold_searches,
    "draft": search_draft_tasks.fold_drafts,
    "session_seen": account_tasks.fold_sessions_seen,
}

# What must be there before the first request; each is idempotent and runs inside writing().
CATALOGUES: tuple[Callable[[], object], ...] = (
    content_actions.install_public_audience,
    idea_catalogue.install_statuses,
    badge_catalogue.install_badges,
)
