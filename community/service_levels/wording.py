"""The menu's amounts and faults as sentences in the reader's language."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_time, get_day_names
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core import i18n
from community.core.clock import now
from community.core.i18n import local, locale
from community.service_levels.calendars import Calendar, Target, Unit
from community.service_levels.comparison import LostPlan, MenuFault, Place
from community.service_levels.days_off import DayFault, FaultyDay
from community.service_levels.models import TokenReason, VoidReason
from community.service_levels.terms import (
    CREDIT,
    EXCLUSION,
    TOKENS,
    UPTIME,
    ExclusionTerms,
    Menu,
    PromiseKind,
    minutes,
)

KINDS: dict[PromiseKind, LazyString] = {
    PromiseKind.FIRST_RESPONSE: _l("First response"),
    PromiseKind.NEXT_RESPONSE: _l("Next response"),
    PromiseKind.RESOLUTION: _l("Resolution"),
    PromiseKind.IDEA_RESPONSE: _l("Official response to an idea"),
    PromiseKind.ARTICLE_VERIFICATION: _l("Articles checked at least every"),
    PromiseKind.CLAIM_DECISION: _l("Decision on a claim"),
}
OTHER_LINES = {
    UPTIME: _l("Uptime a month (UTC)"),
    CREDIT: _l("Credit"),
    EXCLUSION: _l("Maintenance left out"),
    TOKENS: _l("Service tokens a month"),
}


def kind_text(kind: PromiseKind) -> str:
    """What is promised."""
    return str(KINDS[kind])


def line_text(line: str) -> str:
    """What a line of the menu says something of."""
    return str(OTHER_LINES[line] if line in OTHER_LINES else KINDS[PromiseKind(line)])


def target_text(target: Target) -> str:
    """An amount of time as customers read it: “2 business hours”, “30 minutes”."""
    if target.unit is Unit.BUSINESS_DAYS:
        return str(ngettext("%(num)s business day", "%(num)s business days", target.amount))
    whole_hours, rest = divmod(target.amount, 60)
    if target.unit is Unit.BUSINESS_MINUTES:
        if rest:
            return str(
                ngettext("%(num)s business minute", "%(num)s business minutes", target.amount)
            )
        return str(ngettext("%(num)s business hour", "%(num)s business hours", whole_hours))
    if rest:
        return str(ngettext("%(num)s minute", "%(num)s minutes", target.amount))
    if whole_hours >= 48 and whole_hours % 24 == 0:
        return str(ngettext("%(num)s day", "%(num)s days", whole_hours // 24))
    return str(ngettext("%(num)s hour", "%(num)s hours", whole_hours))


def length_text(seconds: int, *, in_hours: bool = False) -> str:
    """A length in hours and minutes; days of 24 hours where it is long, but for hours of business."""
    whole_days, rest = (0, seconds) if in_hours else divmod(seconds, 86_400)
    whole_hours, minutes = divmod(rest // 60, 60)
    parts = []
    if whole_days:
        parts.append(ngettext("%(num)s day", "%(num)s days", whole_days))
    if whole_hours:
        parts.append(_("%(num)s h", num=whole_hours))
    if minutes and not whole_days:
        parts.append(_("%(num)s min", num=minutes))
    if not parts:
        parts.append(_("less than a minute") if seconds else _("%(num)s min", num=0))
    return " ".join(parts)


def moment_text(instant: datetime, zone: str) -> str:
    """An instant in a zone: “Tue 3 Mar, 14:00”; with its year where that is another."""
    pattern = "EEE d MMM, HH:mm" if instant.year == now().year else "EEE d MMM y, HH:mm"
    return format_datetime(instant, pattern, tzinfo=i18n.zone(zone), locale=locale())


def date_text(day: date) -> str:
    """A day with its weekday and year."""
    return format_date(day, "EEE d MMM y", locale=locale())


def percent_text(thousandths: int) -> str:
    """A percentage that is kept in thousandths: at least two decimals, never rounded."""
    whole, part = divmod(thousandths, 1000)
    decimals = f"{part:03d}".removesuffix("0")
    point = "," if locale() == "fr" else "."
    return str(_("%(number)s %%", number=f"{whole}{point}{decimals}"))


def _minute_text(minute: int) -> str:
    if minute == 1440:
        return "24:00"
    at = datetime(2000, 1, 1, minute // 60, minute % 60)  # noqa: DTZ001  a time of day in no zone
    return format_time(at, "HH:mm", locale=locale())


def hours_text(calendar: Calendar) -> list[str]:
    """A calendar's windows, one line for each run of days with the same hours."""
    if calendar.never_closes:
        return [_("Day and night, every day")]
    names = get_day_names("abbreviated", locale=locale())
    lines, first = [], 0
    days = [tuple(w for w in sorted(calendar.windows) if w.weekday == day) for day in range(7)]
    spans = [tuple((w.start, w.end) for w in day) for day in days]
    for day in range(1, 8):
        if day < 7 and spans[day] == spans[first]:
            continue
        if spans[first]:
            run = names[first] if first == day - 1 else f"{names[first]} – {names[day - 1]}"
            hours = ", ".join(f"{_minute_text(a)} – {_minute_text(b)}" for a, b in spans[first])
            lines.append(f"{run} {hours}")
        first = day
    return lines


def exclusion_lines(terms: ExclusionTerms | None) -> list[str]:
    """Which maintenance is left out of uptime: how long before it is announced, and in which hours."""
    if terms is None:
        return [_("none: all of it counts")]
    said = _("announced %(time)s before", time=target_text(minutes(terms.notice_minutes)))
    if terms.hours is None:
        return [said]
    zone = "" if terms.hours.never_closes else f" ({terms.hours.zone})"
    return [said, *(f"{line}{zone}" for line in hours_text(terms.hours))]


FAULTS: dict[MenuFault, LazyString] = {
    MenuFault.NO_PLAN: _l("The menu has no plan yet."),
    MenuFault.NO_DEFAULT_PLAN: _l("One plan must be for everyone who has no other."),
    MenuFault.NO_FIRST_RESPONSE: _l("This plan promises no first response."),
    MenuFault.UNKNOWN_CALENDAR: _l("These hours do not exist; please choose others."),
    MenuFault.UNKNOWN_SEVERITY: _l("This severity has no definition."),
    MenuFault.BAD_CALENDAR: _l(
        "These hours cannot be read: windows overlap or are empty, a day off stands twice, or the zone is unknown."
    ),
    MenuFault.NEVER_OPENS: _l("These hours never open: a promise by them would never fall due."),
    MenuFault.BAD_AMOUNT: _l("This amount of time is too short or too long."),
    MenuFault.BELOW_FLOOR: _l(
        "This is less than the floor that everyone is promised; a plan may only promise more."
    ),
    MenuFault.NOTHING_PROMISED: _l("The floor promises this to everyone; this plan does not."),
    MenuFault.WORSE_THAN_CHEAPER: _l(
        "This is worse than the plan before it (%(plan)s) promises; a dearer plan may only promise more."
    ),
    MenuFault.LESS_THAN_CHEAPER: _l(
        "The plan before it (%(plan)s) promises this; a dearer plan may only promise more."
    ),
    MenuFault.LESS_UPTIME: _l(
        "The plan before it (%(plan)s) promises more uptime; a dearer plan may only promise more."
    ),
    MenuFault.LESS_CREDIT: _l(
        "The plan before it (%(plan)s) credits more for some uptime; a dearer plan may only promise more."
    ),
}


def place_text(place: Place, menu: Menu) -> str:
    """A fault with the place where it stands: “Standard, first response, L3: …”."""
    where = []
    plan = next((one for one in menu.plans if one.key == place.plan), None)
    if plan:
        where.append(local(plan.name))
    if place.kind:
        where.append(kind_text(place.kind))
    if place.severity:
        where.append(place.severity)
    if place.calendar:
        terms = menu.calendars.get(place.calendar)
        where.append(local(terms.name) if terms else place.calendar)
    sentence = fault_text(place, menu)
    return f"{' · '.join(where)}{_(':')} {sentence}" if where else sentence


def fault_text(place: Place, menu: Menu) -> str:
    """A fault without its place, for where the place is seen."""
    other = next((local(one.name) for one in menu.plans if one.key == place.other_plan), "")
    sentence = str(FAULTS[place.fault]) % {"plan": other}
    if place.minute is not None:
        sentence += " " + _("(First on %(when)s.)", when=_weekly(place.minute))
    return sentence


def lost_plan_text(lost: LostPlan) -> str:
    """That a draft takes a plan from organisations that have it, and what can be done."""
    sentence = ngettext(
        "%(plan)s is no longer in this draft, but %(num)s organisation has it.",
        "%(plan)s is no longer in this draft, but %(num)s organisations have it.",
        lost.organisations,
        plan=local(lost.name),
    )
    return f"{sentence} {_('Keep the plan, or let the menu begin when nobody has it any more.')}"


DAY_FAULTS: dict[DayFault, LazyString] = {
    DayFault.NO_DATE: _l("it has no date that can be read"),
    DayFault.HAS_TIME: _l("it begins at a time of day, and only whole days are taken"),
    DayFault.REPEATS: _l("it repeats, and only single days are taken"),
    DayFault.TOO_LONG: _l("it is longer than 60 days"),
    DayFault.TOO_MANY: _l("the file holds more than 400 days"),
    DayFault.NOT_ICALENDAR: _l("this is no calendar file (.ics)"),
}


def day_fault_text(faulty: FaultyDay) -> str:
    """An entry of a calendar file that was not taken, with its line and the reason."""
    name = f" ({faulty.name})" if faulty.name else ""
    why = DAY_FAULTS[faulty.fault]
    return str(_("Line %(line)s%(name)s: %(why)s.", line=faulty.line, name=name, why=why))


def _weekly(minute: int) -> str:
    day, rest = divmod(minute, 1440)
    return f"{get_day_names('wide', locale=locale())[day]} {_minute_text(rest)}"


VOID_REASONS: dict[VoidReason, LazyString] = {
    VoidReason.DUPLICATE: _l("It is a duplicate: what is owed is owed on the other one."),
    VoidReason.WITHDRAWN: _l("It was taken back or closed, so nothing is owed on it any more."),
    VoidReason.SPAM: _l("It was hidden or removed, so nothing is owed on it any more."),
    VoidReason.MERGED: _l("It is a part of another one now: what is owed is owed there."),
}


def void_text(reason: VoidReason) -> str:
    """Why nothing is owed any more."""
    return str(VOID_REASONS[reason])


TOKEN_REASONS: dict[TokenReason, LazyString] = {
    TokenReason.GRANTED: _l("Granted by your plan for the month"),
    TokenReason.EARNED: _l("Earned with a badge"),
    TokenReason.GIVEN: _l("Given by our team"),
    TokenReason.USED: _l("Used on a question"),
    TokenReason.RETURNED: _l("Given back: the promise was missed"),
}


def token_reason_text(reason: TokenReason) -> str:
    """Why tokens came or went."""
    return str(TOKEN_REASONS[reason])
