"""What a text may quote of the menu: `{{ first_response:premium:L2 }}` and the others, in the reader's words.

A placeholder stays in the stored HTML and is filled each time it is shown, so no text can disagree with the promise.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Final

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core.html_texts import change_texts
from community.core.i18n import local
from community.core.markup import text_lines
from community.service_levels.terms import Menu, PlanTerms, PromiseKind
from community.service_levels.wording import percent_text, target_text

OPENING: Final = "{{"
QUOTE: Final = re.compile(r"\{\{\s*([a-z_]+(?::[\w.-]+){0,2})\s*\}\}")
BRACES: Final = re.compile(r"\{\{[^{}]*(?:\}\})?")


class QuoteFault(StrEnum):
    """Why a placeholder cannot be filled."""

    NOT_WRITTEN_SO = "not_written_so"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_PLAN = "unknown_plan"
    UNKNOWN_SEVERITY = "unknown_severity"
    NOT_PROMISED = "not_promised"


FAULTS: dict[QuoteFault, LazyString] = {
    QuoteFault.NOT_WRITTEN_SO: _l(
        "A value of the menu is written {{ name:plan }} or {{ name:plan:severity }}; other braces belong into `code`."
    ),
    QuoteFault.UNKNOWN_NAME: _l("There is no value of this name. There are: %(known)s."),
    QuoteFault.UNKNOWN_PLAN: _l("The menu has no such plan. It has: %(known)s."),
    QuoteFault.UNKNOWN_SEVERITY: _l("The menu has no such severity here. It has: %(known)s."),
    QuoteFault.NOT_PROMISED: _l("The menu promises nothing of that kind there."),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands in place of a placeholder, or why nothing can."""

    text: str = ""
    fault: QuoteFault | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultyQuote:
    """A placeholder that cannot be filled, and where it stands; lines and columns begin at 1."""

    line: int
    column: int
    said: str
    quoted: Quoted

    @property
    def sentence(self) -> str:
        """The fault with its place, in the reader's language."""
        fault = self.quoted.fault or QuoteFault.NOT_WRITTEN_SO
        why = str(FAULTS[fault]) % {"known": ", ".join(self.quoted.known)}
        place = _("Line %(line)s, column %(column)s", line=self.line, column=self.column)
        return f"{place}, “{self.said}”{_(':')} {why}"


Value = Callable[[Menu, PlanTerms, str], str]


@dataclass(frozen=True, slots=True)
class QuotableValue:
    """A name that texts can quote."""

    sentence: LazyString
    value: Value
    by_severity: bool = False


def _target(kind: PromiseKind) -> Value:
    def value(_menu: Menu, plan: PlanTerms, severity: str) -> str:
        term = plan.find_target(kind, severity)
        return target_text(term.target) if term else ""

    return value


def _hours(menu: Menu, plan: PlanTerms, severity: str) -> str:
    """The hours of first responses; of a plan with several, each with its severities."""
    terms = [one for one in plan.targets if one.kind is PromiseKind.FIRST_RESPONSE]
    if severity:
        found = plan.find_target(PromiseKind.FIRST_RESPONSE, severity)
        terms = [found] if found else []
    grouped: dict[str, list[str]] = {}
    for term in terms:
        grouped.setdefault(term.calendar_key, []).append(term.severity)
    names = {key: local(menu.calendars[key].name) for key in grouped}
    if len(grouped) == 1:
        return next(iter(names.values()))
    return "; ".join(
        f"{', '.join(filter(None, of))}{_(':')} {names[key]}" for key, of in grouped.items()
    )


def _uptime(_menu: Menu, plan: PlanTerms, _severity: str) -> str:
    return percent_text(plan.uptime.objective) if plan.uptime else ""


def _credit(_menu: Menu, plan: PlanTerms, _severity: str) -> str:
    tiers = plan.uptime.credits if plan.uptime else ()
    return ", ".join(
        _("below %(uptime)s: %(percent)s %%", uptime=percent_text(tier.below), percent=tier.percent)
        for tier in tiers
    )


def _claim_window(_menu: Menu, plan: PlanTerms, _severity: str) -> str:
    if plan.uptime is None or not plan.uptime.claim_window_days:
        return ""
    return str(ngettext("%(num)s day", "%(num)s days", plan.uptime.claim_window_days))


def _tokens(_menu: Menu, plan: PlanTerms, _severity: str) -> str:
    return str(plan.tokens_a_month)


def _idea_votes(_menu: Menu, plan: PlanTerms, _severity: str) -> str:
    return str(ngettext("%(num)s vote", "%(num)s votes", plan.idea_votes))


VALUES: Final[dict[str, QuotableValue]] = {
    "first_response": QuotableValue(
        _l("time to the first response"), _target(PromiseKind.FIRST_RESPONSE), by_severity=True
    ),
    "next_response": QuotableValue(
        _l("time to each next response"), _target(PromiseKind.NEXT_RESPONSE), by_severity=True
    ),
    "resolution": QuotableValue(
        _l("time to a resolution"), _target(PromiseKind.RESOLUTION), by_severity=True
    ),
    "hours": QuotableValue(_l("when somebody is there"), _hours, by_severity=True),
    "idea_answer": QuotableValue(
        _l("time to the official answer to an idea"), _target(PromiseKind.IDEA_RESPONSE)
    ),
    "idea_votes": QuotableValue(_l("votes that an idea needs for it"), _idea_votes),
    "verification": QuotableValue(
        _l("how often articles are checked"), _target(PromiseKind.ARTICLE_VERIFICATION)
    ),
    "uptime": QuotableValue(_l("uptime of a month"), _uptime),
    "credit": QuotableValue(_l("credit when uptime was less"), _credit),
    "claim_window": QuotableValue(_l("time to claim a credit"), _claim_window),
    "claim_decision": QuotableValue(
        _l("time to the decision on a claim"), _target(PromiseKind.CLAIM_DECISION)
    ),
    "tokens": QuotableValue(_l("service tokens a month"), _tokens),
    "plan": QuotableValue(_l("the plan’s name"), lambda _menu, plan, _severity: local(plan.name)),
    "price": QuotableValue(
        _l("the plan’s price"), lambda _menu, plan, _severity: local(plan.price)
    ),
}


def quote(said: str, menu: Menu | None) -> Quoted:
    """What `name:plan:severity` is in this menu, in the present language, or why it is nothing."""
    name, plan_key, severity = (*said.split(":"), "", "")[:3]
    value = VALUES.get(name)
    if value is None:
        return Quoted(fault=QuoteFault.UNKNOWN_NAME, known=tuple(VALUES))
    plans = menu.plans if menu else ()
    plan = next((one for one in plans if one.key == plan_key), None)
    if menu is None or plan is None:
        return Quoted(fault=QuoteFault.UNKNOWN_PLAN, known=tuple(one.key for one in plans))
    severities = tuple(one.key for one in menu.severities) if value.by_severity else ()
    if severity and severity not in severities:
        return Quoted(fault=QuoteFault.UNKNOWN_SEVERITY, known=severities or ("–",))
    text = value.value(menu, plan, severity)
    return Quoted(text) if text else Quoted(fault=QuoteFault.NOT_PROMISED)


def fill(html: str, menu: Menu | None) -> str:
    """HTML with its placeholders filled, code apart; those that nobody knows stay as they were written."""
    if OPENING not in html:
        return html
    return change_texts(html, lambda text: QUOTE.sub(lambda said: escape(_shown(said, menu)), text))


def fill_words(text: str, menu: Menu | None) -> str:
    """Plain text with its placeholders filled."""
    return QUOTE.sub(lambda said: _shown(said, menu), text) if OPENING in text else text


def _shown(said: re.Match[str], menu: Menu | None) -> str:
    quoted = quote(said[1], menu)
    if quoted.fault is QuoteFault.NOT_PROMISED:  # a later menu may promise less kinds of things
        return str(_("(not promised)"))
    return said[0] if quoted.fault else quoted.text


def find_faults(markdown: str, menu: Menu | None) -> Iterator[FaultyQuote]:
    """The placeholders of a text that cannot be filled, in their order, with their places."""
    if OPENING not in markdown:
        return
    lines = markdown.splitlines()
    for line, words in text_lines(markdown):
        column = 0
        for braces in BRACES.finditer(words):
            found = QUOTE.fullmatch(braces[0])
            quoted = quote(found[1], menu) if found else Quoted(fault=QuoteFault.NOT_WRITTEN_SO)
            source = lines[line - 1] if line <= len(lines) else ""
            column = source.find(braces[0], column) + 1
            if quoted.fault:
                yield FaultyQuote(line, max(column, 1), braces[0].strip(), quoted)
