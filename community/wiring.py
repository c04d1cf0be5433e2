"""Who is connected to what: blueprints, listeners, jobs, signals, and what each package installs."""

from collections.abc import Callable

from flask import Blueprint

from community.content import actions as content_actions
from community.core import limits, mail_outbox, outbox, signals, tasks
from community.core.http_edge import health, static_files
from community.core.outbox import Subscribers
from community.core.signals import Folds
from community.core.tasks import Jobs, daily, every_minute, hourly
from community.home import views_preferences

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    static_files.blueprint,
    views_preferences.blueprint,
)

# What happened → who listens. Each listener runs by itself, in any order, at least once.
SUBSCRIBERS: Subscribers = {}

# Name → (function, schedule). A job without a schedule is queued by others.
JOBS: Jobs = {
    "sweep_outbox": (outbox.sweep, every_minute),
    "deliver_letters": (mail_outbox.deliver_letters, every_minute),
    "fold_signals": (signals.fold_signals, every_minute),
    "forget_finished_events": (outbox.forget_finished, hourly),
    "forget_job_runs": (tasks.forget_runs, daily(3)),
    "forget_rate_windows": (limits.forget_windows, daily(3, 10)),
    "forget_letters": (mail_outbox.forget_letters, daily(3, 20)),
}

# Kind of signal → how a batch of them is folded in (opens writing() itself).
SIGNALS: Folds = {}

# What must be there before the first request; each is idempotent and runs inside writing().
CATALOGUES: tuple[Callable[[], object], ...] = (content_actions.install_public_audience,)
