"""States, impacts and figures in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction

from flask_babel import LazyString, force_locale, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core.i18n import LOCALES, locale
from community.service_levels.wording import length_text, percent_text
from community.uptime import figures
from community.uptime.months import Month
from community.uptime.states import Health, Impact, IncidentState

STATES: dict[IncidentState, LazyString] = {
    IncidentState.INVESTIGATING: _l("Investigating"),
    IncidentState.IDENTIFIED: _l("Identified"),
    IncidentState.MONITORING: _l("Monitoring"),
    IncidentState.RESOLVED: _l("Resolved"),
    IncidentState.SCHEDULED: _l("Scheduled"),
    IncidentState.IN_PROGRESS: _l("Under way"),
    IncidentState.COMPLETED: _l("Completed"),
    IncidentState.CANCELLED: _l("Called off"),
}
IMPACTS: dict[Impact, LazyString] = {
    Impact.DOWN: _l("Down"),
    Impact.DEGRADED: _l("Slow or in part"),
    Impact.NONE: _l("Works"),
}
HEALTHS: dict[Health, LazyString] = {
    Health.UP: _l("Works"),
    Health.MAINTENANCE: _l("Maintenance"),
    Health.DEGRADED: _l("Slow or in part"),
    Health.DOWN: _l("Down"),
}
OVERALL: dict[Health, LazyString] = {
    Health.UP: _l("Everything works"),
    Health.MAINTENANCE: _l("Maintenance is under way"),
    Health.DEGRADED: _l("Some things are slow or work in part"),
    Health.DOWN: _l("Something is down"),
}


def state_text(state: IncidentState) -> str:
    """An incident's state."""
    return str(STATES[state])


def state_words(state: IncidentState) -> dict[str, str]:
    """An incident's state in each language, for what is kept and read later."""
    words: dict[str, str] = {}
    for language in LOCALES:
        with force_locale(language):
            words[language] = str(STATES[state])
    return words


def impact_text(impact: Impact) -> str:
    """What it means for a component."""
    return str(IMPACTS[impact])


def health_text(health: Health) -> str:
    """How a component is."""
    return str(HEALTHS[health])


def overall_text(health: Health) -> str:
    """How the service is on the whole."""
    return str(OVERALL[health])


def uptime_text(uptime: Fraction) -> str:
    """Uptime as a percentage with two decimals, rounded down."""
    if uptime == 1:
        return str(_("%(number)s %%", number=100))
    return percent_text(figures.shown(uptime))


def month_text(month: Month) -> str:
    """A month with its year."""
    return str(format_date(month.first_day, "LLLL y"))


def time_text(delta: timedelta) -> str:
    """A length of time, to the minute where it is long enough."""
    seconds = int(delta.total_seconds())
    if 0 < seconds < 3600 and seconds % 60:
        whole, rest = divmod(seconds, 60)
        return str(_("%(minutes)s min %(seconds)s s", minutes=whole, seconds=rest))
    return length_text(seconds)


def language_of(words: Mapping[str, str]) -> str:
    """The language in which a reader gets these words."""
    wanted = locale()
    return wanted if words.get(wanted) else next((key for key, text in words.items() if text), "")
