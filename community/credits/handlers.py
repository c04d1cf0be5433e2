"""What credits do when downtime or a plan was corrected: the months that it touches are reckoned again."""

from datetime import datetime

from community.core.clock import now
from community.core.tasks import enqueue_job
from community.credits.actions_reckoning import begin_again
from community.events import DowntimeChanged, PlanChanged
from community.uptime.months import month_of, months_between, read_month


def note_downtime(event: DowntimeChanged) -> None:
    """Let the worker reckon these months again; those that it has not reckoned yet come in their time."""
    first, last = read_month(event.first_month), read_month(event.last_month)
    if first is not None and last is not None:
        begin_again(months_between(first, last))
        enqueue_job("reckon_months")


def note_plan(event: PlanChanged) -> None:
    """As note_downtime, for months in which a customer was promised something else; in the worker's next round."""
    if event.since:
        first = month_of(datetime.fromisoformat(event.since))
        begin_again(months_between(first, month_of(now()).previous))
