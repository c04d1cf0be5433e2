"""Scheduled work on questions that need information: their askers are reminded once, and in the end they are closed."""

from datetime import timedelta

from community import site_settings
from community.core.clock import now
from community.core.db import writing
from community.policies.actor import SYSTEM
from community.questions.actions_silence import close_over_silence, remind_asker
from community.questions.queries_silence import BATCH, list_silent, list_unreminded


def follow_silence() -> None:
    """Close what waited long enough, then remind whoever is still waited for; a second run finds nothing more."""
    settings = site_settings.current()
    while _close_some(settings.needs_info_close_days) == BATCH:
        pass
    while _remind_some(settings.needs_info_reminder_days) == BATCH:
        pass


def _close_some(days: int) -> int:
    with writing():
        found = list_silent(now() - timedelta(days=days))
        for question, lang in found:
            close_over_silence(SYSTEM, question, lang)
    return len(found)


def _remind_some(days: int) -> int:
    with writing():
        found = list_unreminded(now() - timedelta(days=days))
        for question in found:
            remind_asker(SYSTEM, question)
    return len(found)
