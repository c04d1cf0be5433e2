"""Who is connected to what: blueprints, listeners, jobs, signals, and what each package installs."""

from collections.abc import Callable

from flask import Blueprint

from community.accounts import sharing
from community.accounts import tasks as account_tasks
from community.accounts import views as account_views
from community.accounts import views_admin as account_admin_views
from community.accounts import views_organisations as organisation_views
from community.accounts import views_own as own_account_views
from community.accounts import views_profile as profile_views
from community.admin import views as admin_views
from community.articles import queries_article
from community.articles import tasks as article_tasks
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
from community.circles import views as circle_views
from community.circles import views_calendars as calendar_views
from community.circles import views_hours as hour_views
from community.circles import views_live as live_hour_views
from community.content import actions as content_actions
from community.content import actions_circles
from community.content import views as content_views
from community.content import views_mentions as mention_views
from community.content import views_pictures as picture_views
from community.content import views_saved as saved_views
from community.content import views_tags_desk as tag_desk_views
from community.content import views_topics as topic_views
from community.content import views_unsent as unsent_views
from community.content.queries_own import FindsMarks
from community.content.queries_unsent import unsent_of_viewer
from community.core.http_edge import health, static_files
from community.core.http_edge.frames import Draw
from community.core.signals import Folds
from community.credits import views as credit_views
from community.credits import views_claims as claim_views
from community.credits import views_customer as customer_views
from community.credits import views_desk as claim_desk_views
from community.curation import views as curation_views
from community.curation import views_chain as chain_views
from community.curation import views_edits as edit_views
from community.curation import views_history as history_views
from community.curation import views_ideas as wish_views
from community.glossary import views as glossary_views
from community.glossary import views_desk as glossary_desk_views
from community.home import views as home_views
from community.home import views_preferences, views_sitemap, views_start
from community.ideas import catalogue as idea_catalogue
from community.ideas import queries_voting as idea_vote_queries
from community.ideas import views as idea_views
from community.ideas import views_boards as board_views
from community.ideas import views_bulk as idea_bulk_views
from community.ideas import views_desk as idea_desk_views
from community.ideas import views_exports as idea_export_views
from community.ideas import views_feed as idea_feed_views
from community.ideas import views_merging as idea_merging_views
from community.ideas import views_releases as release_views
from community.ideas import views_releases_desk as release_desk_views
from community.ideas import views_statuses as idea_status_views
from community.ideas import views_team as idea_team_views
from community.ideas import views_triage as idea_triage_views
from community.ideas import views_verdicts as idea_verdict_views
from community.ideas import views_voting as idea_vote_views
from community.importing import views_organisations as organisation_import_views
from community.moderation import views as moderation_views
from community.notifications import tasks as notification_tasks
from community.notifications import views as notification_views
from community.notifications import views_live as live_views
from community.notifications import views_mail as mail_admin_views
from community.questions import tasks as question_tasks
from community.questions import views as question_views
from community.questions import views_answers as answer_views
from community.questions import views_asking as asking_views
from community.questions import views_desk as question_desk_views
from community.questions import views_feed as question_feed_views
from community.questions import views_inviting as inviting_views
from community.questions import views_marks as mark_views
from community.questions import views_suggesting as post_edit_views
from community.questions import views_surveys as survey_views
from community.questions import views_writing as writing_views
from community.recognition import catalogue as badge_catalogue
from community.recognition import views as recognition_views
from community.recognition import views_admin as recognition_admin_views
from community.recognition import views_credentials as credential_views
from community.recognition import views_leaderboards as leaderboard_views
from community.recognition import views_rings as ring_views
from community.recognition import views_standing as standing_views
from community.search import tasks_drafts as search_draft_tasks
from community.search import tasks_report as search_report_tasks
from community.search import views as search_views
from community.search import views_report as search_report_views
from community.service_levels import views as service_level_views
from community.service_levels import views_admin as service_level_admin_views
from community.service_levels import views_articles as service_level_article_views
from community.service_levels import views_attainment as attainment_views
from community.service_levels import views_days as service_level_day_views
from community.service_levels import views_parts as service_level_part_views
from community.service_levels import views_plans as service_level_plan_views
from community.service_levels import views_tokens as token_views
from community.service_levels import views_versions as service_level_version_views
from community.service_levels import views_words as promise_word_views
from community.uptime import views as status_views
from community.uptime import views_admin as status_admin_views
from community.uptime import views_desk as status_desk_views
from community.uptime import views_feed as status_feed_views
from community.webhooks import views as webhook_views
from community.wiring_erasure import ERASURE
from community.wiring_events import SUBSCRIBERS
from community.wiring_jobs import JOBS

__all__ = [
    "BLUEPRINTS",
    "CATALOGUES",
    "ERASURE",
    "JOBS",
    "OWN_MARKS",
    "OWN_PARTS",
    "SIGNALS",
    "SUBSCRIBERS",
]

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    static_files.blueprint,
    home_views.blueprint,
    views_preferences.blueprint,
    views_sitemap.blueprint,
    views_start.blueprint,
    attainment_views.blueprint,
    service_level_views.blueprint,
    service_level_admin_views.blueprint,
    service_level_day_views.blueprint,
    service_level_part_views.blueprint,
    service_level_article_views.blueprint,
    service_level_plan_views.blueprint,
    service_level_version_views.blueprint,
    promise_word_views.blueprint,
    status_views.blueprint,
    status_feed_views.blueprint,
    status_desk_views.blueprint,
    status_admin_views.blueprint,
    customer_views.blueprint,
    token_views.blueprint,
    credit_views.blueprint,
    claim_views.blueprint,
    claim_desk_views.blueprint,
    account_views.blueprint,
    own_account_views.blueprint,
    profile_views.blueprint,
    account_admin_views.blueprint,
    organisation_views.blueprint,
    organisation_import_views.blueprint,
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
    idea_feed_views.blueprint,
    idea_desk_views.blueprint,
    idea_triage_views.blueprint,
    idea_bulk_views.blueprint,
    idea_export_views.blueprint,
    idea_vote_views.blueprint,
    idea_merging_views.blueprint,
    board_views.blueprint,
    idea_status_views.blueprint,
    idea_team_views.blueprint,
    idea_verdict_views.blueprint,
    release_views.blueprint,
    release_desk_views.blueprint,
    chain_views.blueprint,
    content_views.blueprint,
    saved_views.blueprint,
    picture_views.blueprint,
    mention_views.blueprint,
    unsent_views.blueprint,
    topic_views.blueprint,
    tag_desk_views.blueprint,
    question_views.blueprint,
    question_feed_views.blueprint,
    inviting_views.blueprint,
    asking_views.blueprint,
    answer_views.blueprint,
    mark_views.blueprint,
    post_edit_views.blueprint,
    survey_views.blueprint,
    circle_views.blueprint,
    hour_views.blueprint,
    live_hour_views.blueprint,
    calendar_views.blueprint,
    writing_views.blueprint,
    curation_views.blueprint,
    wish_views.blueprint,
    history_views.blueprint,
    edit_views.blueprint,
    question_desk_views.blueprint,
    moderation_views.blueprint,
    notification_views.blueprint,
    mail_admin_views.blueprint,
    live_views.blueprint,
    webhook_views.blueprint,
    recognition_views.blueprint,
    credential_views.blueprint,
    recognition_admin_views.blueprint,
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
    "start": views_start.draw_card,
    "vote_budgets": idea_vote_views.draw_budgets,
}

# What else a viewer may have done that a page shows as his own (votes and follows are known anyhow).
OWN_MARKS: tuple[FindsMarks, ...] = (
    queries_article.ratings_of_viewer,
    unsent_of_viewer,
    idea_vote_queries.supports_of_viewer,
)

# Who knows whether a letter with news that waited still concerns its reader.
STILL_WANTED = notification_tasks.is_still_wanted

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
    actions_circles.install_circles,
)
