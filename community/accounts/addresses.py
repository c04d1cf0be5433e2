"""Mail addresses and their domains: one spelling for each, and whose customers they speak for."""

import re
from collections.abc import Iterator
from typing import Final

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid

LOCAL_PART: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Whoever has an address there belongs to no company.
PUBLIC_DOMAINS: Final = frozenset(
    [
        "aol.com",
        "bluewin.ch",
        "bbox.fr",
        "btinternet.com",
        "duck.com",
        "fastmail.com",
        "free.fr",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.fr",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "hotmail.be",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.de",
        "hotmail.fr",
        "hotmail.it",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.be",
        "live.co.uk",
        "live.com",
        "live.fr",
        "mac.com",
        "mail.com",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "neuf.fr",
        "numericable.fr",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "outlook.fr",
        "pm.me",
        "posteo.de",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "qq.com",
        "rocketmail.com",
        "sfr.fr",
        "skynet.be",
        "t-online.de",
        "tutanota.com",
        "tuta.com",
        "wanadoo.fr",
        "web.de",
        "yahoo.ca",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.es",
        "yahoo.fr",
        "yahoo.it",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "126.com",
        "163.com",
    ]
)


def normal_address(text: str) -> str:
    """The address with its domain in one spelling; Invalid on `email` when it is none."""
    local, sign, domain = text.strip().rpartition("@")
    try:
        address = f"{local}@{normal_domain(domain)}"
    except Invalid as fault:
        raise _no_address() from fault
    if not sign or len(address) > 254 or len(local) > 64 or not LOCAL_PART.fullmatch(local):
        raise _no_address()
    return address


def normal_domain(text: str) -> str:
    """The domain in lower case and ASCII, without a dot at the end; Invalid on `domain` when it is none."""
    try:
        domain = text.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError as fault:
        raise _no_domain() from fault
    labels = domain.split(".")
    if (
        len(labels) < 2
        or len(domain) > 253
        or not all(map(LABEL.fullmatch, labels))
        or labels[-1].isdigit()
    ):
        raise _no_domain()
    return domain


def company_domain(text: str) -> str:
    """As normal_domain; Invalid for a domain where everybody can have an address."""
    domain = normal_domain(text)
    if domain in PUBLIC_DOMAINS:
        raise Invalid(
            _l(
                "Everybody can have an address at %(domain)s, so it belongs to no company.",
                domain=domain,
            ),
            "domain",
        )
    return domain


def domains_of(address: str) -> Iterator[str]:
    """The domain of an address and the ones above it at each dot, none of them public, none a mere ending."""
    labels = address.rpartition("@")[2].split(".")
    if ".".join(labels) in PUBLIC_DOMAINS:
        return
    for first in range(len(labels) - 1):
        domain = ".".join(labels[first:])
        if domain not in PUBLIC_DOMAINS:
            yield domain


def _no_address() -> Invalid:
    return Invalid(
        _l("This does not look like an e-mail address, for example name@example.com."), "email"
    )


def _no_domain() -> Invalid:
    return Invalid(_l("This does not look like a domain, for example example.com."), "domain")
