"""Texts with the values of the menu in force: for pages, lists, feeds and search; and the check of what is saved."""

from dataclasses import dataclass

from flask import g, has_request_context
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from community.core.clock import now
from community.core.errors import Invalid
from community.core.http_edge.page_cache import keep_until
from community.service_levels.queries_menu import (
    choose_version,
    list_versions,
    menu_of,
    next_beginning,
)
from community.service_levels.quotes import (
    OPENING,
    VALUES,
    FaultyQuote,
    QuoteFault,
    fill,
    fill_words,
    find_faults,
    quote,
)
from community.service_levels.terms import Menu

FAULTS_SAID = 3


def menu_in_force() -> Menu | None:
    """The menu that texts quote now; asked once a request, whose page ends when another menu begins."""
    if not has_request_context():
        return _read()
    if "quoted_menu" not in g:
        g.quoted_menu = _read()
    menu: Menu | None = g.quoted_menu
    return menu


def _read() -> Menu | None:
    versions = list_versions()
    following = next_beginning(versions, now())
    if following is not None:
        keep_until(following)
    found = choose_version(versions, None, now())
    return menu_of(found) if found else None


def filled(html: str, lang: str) -> str:
    """HTML in a language with the values of the menu in force; no statement for one that quotes nothing."""
    if OPENING not in html:
        return html
    menu = menu_in_force()
    with force_locale(lang):
        return fill(html, menu)


def filled_words(text: str, lang: str) -> str:
    """Plain text in a language with the values of the menu in force."""
    if OPENING not in text:
        return text
    menu = menu_in_force()
    with force_locale(lang):
        return fill_words(text, menu)


def list_faults(markdown: str) -> list[FaultyQuote]:
    """What a text quotes that the menu in force does not hold."""
    return list(find_faults(markdown, menu_in_force())) if OPENING in markdown else []


def quotes_in_vain(markdown: str) -> bool:
    """Whether a text quotes something by a name of ours that the menu in force does not hold."""
    foreign = (QuoteFault.UNKNOWN_NAME, QuoteFault.NOT_WRITTEN_SO)
    return any(one.quoted.fault not in foreign for one in list_faults(markdown))


def ensure_quotable(title: str, summary: str, body: str) -> None:
    """Nothing, or Invalid on the field of the first placeholder that cannot be filled; a title quotes nothing."""
    if OPENING in title:
        raise Invalid(_l("A title cannot quote the menu: it is part of addresses."), field="title")
    for field, text in (("summary", summary), ("body", body)):
        faults = list_faults(text)
        if faults:
            said = " ".join(one.sentence for one in faults[:FAULTS_SAID])
            raise Invalid(said, field=field)


@dataclass(frozen=True, slots=True)
class Example:
    """A name that writers can quote, one way to write it, and what that says today."""

    name: str
    sentence: str
    written: str
    value: str


def list_quotable() -> list[Example]:
    """All names with an example of the menu in force; empty before the first menu."""
    menu = menu_in_force()
    return [_example(menu, name) for name in VALUES] if menu else []


def _example(menu: Menu, name: str) -> Example:
    """The way of writing it that says most: by severity where there are some, of the richest plan that has it."""
    severities = [one.key for one in menu.severities] if VALUES[name].by_severity else []
    said = [
        ":".join(filter(None, (name, plan.key, severity)))
        for plan in reversed(menu.plans)
        for severity in (*severities[1:2], "")
    ]
    found = next((one for one in said if quote(one, menu).text), said[-1] if said else name)
    return Example(name, str(VALUES[name].sentence), f"{{{{ {found} }}}}", quote(found, menu).text)
