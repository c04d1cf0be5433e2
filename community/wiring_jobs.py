"""What is done by the schedule, or queued by others; `wiring` hands the table to the app."""

from community.accounts import tasks as account_tasks
from community.accounts import tasks_erasure as erasure_tasks
from community.articles import tasks as article_tasks
from community.articles import tasks_publishing as article_publishing_tasks
from community.articles import tasks_quotes as article_quote_tasks
from community.articles import tasks_work as article_work_tasks
from community.circles import tasks as circle_tasks
from community.content import tasks_tags as tag_tasks
from community.content import tasks_unsent as unsent_tasks
from community.core import limits, mail_outbox, outbox, signals, statistics, tasks
from community.core.tasks import Jobs, daily, every, every_minute, hourly
from community.credits import tasks as credit_tasks
from community.glossary import tasks as glossary_tasks
from community.ideas import tasks as idea_tasks
from community.ideas import tasks_bulk as idea_bulk_tasks
from community.ideas import tasks_exports as idea_export_tasks
from community.ideas import tasks_life as idea_life_tasks
from community.moderation import tasks as moderation_tasks
from community.notifications import tasks as notification_tasks
from community.notifications import tasks_digests as digest_tasks
from community.notifications import tasks_incoming as incoming_tasks
from community.notifications import tasks_reading as reading_tasks
from community.questions import tasks as question_tasks
from community.questions import tasks_surveys as survey_tasks
from community.recognition import tasks as recognition_tasks
from community.recognition import tasks_badges as badge_tasks
from community.recognition import tasks_leaderboards as leaderboard_tasks
from community.recognition import tasks_rings as ring_tasks
from community.recognition import tasks_standing as standing_tasks
from community.search import tasks as search_tasks
from community.search import tasks_drafts as search_draft_tasks
from community.search import tasks_report as search_report_tasks
from community.service_levels import tasks as service_level_tasks
from community.service_levels import tasks_attainment as attainment_tasks
from community.service_levels import tasks_calendars as calendar_tasks
from community.service_levels import tasks_tokens as token_tasks
from community.webhooks import tasks as webhook_tasks

# Name → (function, schedule). A job without a schedule is queued by others, or run by a command; what a killed worker
# left of it, another one with a schedule finds.
JOBS: Jobs = {
    "recount_recognition": (recognition_tasks.recount, None),
    "count_badges": (badge_tasks.count_badges, None),
    "resume_badge_counts": (badge_tasks.resume_badge_counts, every_minute),
    "settle_ending_awards": (badge_tasks.settle_ending_awards, hourly),
    "settle_circle_entries": (circle_tasks.settle_circle_entries, every(5)),
    "remind_of_hours": (circle_tasks.remind_of_hours, every_minute),
    "settle_levels": (standing_tasks.settle_levels, hourly),
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
    "carry_merged_tags": (tag_tasks.carry_merged_tags, every_minute),
    "bring_tags_back": (tag_tasks.bring_tags_back, every_minute),
    "count_tags": (question_tasks.count_tags, every(5)),
    "index_dirty": (search_tasks.index_dirty, None),
    "mend_index": (search_tasks.mend_index, every_minute),
    "send_article_digests": (digest_tasks.send_article_digests, hourly),
    "send_digests": (reading_tasks.send_digests, hourly),
    "fan_out": (notification_tasks.fan_out, None),
    "send_waiting_letters": (notification_tasks.send_waiting, every_minute),
    "fetch_mail": (incoming_tasks.fetch_mail, every_minute),
    "receive_mail": (incoming_tasks.receive_mail, None),
    "forget_incoming_mail": (incoming_tasks.forget_incoming, daily(3, 25)),
    "resume_fan_outs": (notification_tasks.resume_fan_outs, every_minute),
    "forget_old_notifications": (notification_tasks.forget_old, daily(4, 30)),
    "sweep_outbox": (outbox.sweep, every_minute),
    "deliver_letters": (mail_outbox.deliver_letters, every_minute),
    "deliver_webhooks": (webhook_tasks.deliver_webhooks, every_minute),
    "forget_webhooks": (webhook_tasks.forget_webhooks, daily(3, 35)),
    "fold_signals": (signals.fold_signals, every_minute),
    "forget_finished_events": (outbox.forget_finished, hourly),
    "forget_job_runs": (tasks.forget_runs, daily(3)),
    "forget_rate_windows": (limits.forget_windows, daily(3, 10)),
    "refresh_statistics": (statistics.refresh_statistics, hourly),
    "archive_sleeping_questions": (question_tasks.archive_sleeping, daily(4)),
    "ask_after_solving": (survey_tasks.ask_after_solving, hourly),
    "follow_silence": (question_tasks.follow_silence, hourly),
    "purge_deleted": (moderation_tasks.purge_deleted, daily(4, 30)),
    "reckon_months": (credit_tasks.reckon_months, every(5)),
    "follow_claims": (credit_tasks.follow_claims, hourly),
    "mark_due_promises": (service_level_tasks.mark_due_promises, every_minute),
    "follow_calendars": (calendar_tasks.follow_calendars, every_minute),
    "follow_plans": (service_level_tasks.follow_plans, every_minute),
    "grant_tokens": (token_tasks.grant_tokens, hourly),
    "count_attainment": (attainment_tasks.count_attainment, hourly),
    "refresh_idea_figures": (idea_tasks.refresh_figures, every(5)),
    "make_bulk_changes": (idea_bulk_tasks.make_bulk_changes, every_minute),
    "write_exports": (idea_export_tasks.write_exports, every_minute),
    "forget_exports": (idea_export_tasks.forget_exports, hourly),
    "make_planned_changes": (idea_life_tasks.make_due_changes, every_minute),
    "publish_releases": (idea_life_tasks.publish_due_releases, every_minute),
    "ship_releases": (idea_life_tasks.ship_releases, every_minute),
    "ask_about_shipped": (idea_life_tasks.ask_about_shipped, every_minute),
    "erase_members": (erasure_tasks.erase_members, every_minute),
    "join_by_domain": (account_tasks.join_by_domain, None),
    "join_by_domains": (account_tasks.join_by_domains, hourly),
    "settle_all_segments": (account_tasks.settle_all_segments, hourly),
    "forget_links_and_sessions": (account_tasks.forget_links_and_sessions, daily(3, 30)),
    "forget_drafts": (search_draft_tasks.forget_drafts, daily(3, 55)),
    "forget_unsent": (unsent_tasks.forget_unsent, hourly),
    "forget_searches": (search_report_tasks.forget_searches, daily(3, 50)),
    "forget_letters": (mail_outbox.forget_letters, daily(3, 20)),
}
