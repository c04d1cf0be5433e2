"""One spelling for each address, and domains at the label boundary."""

from __future__ import annotations

import pytest

from community.accounts.addresses import company_domain, domains_of, normal_address, normal_domain
from community.accounts.guards import place_of
from community.core.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Garden.Example ", "Ada@garden.example"),
        ("a.b+c@shop.garden.example", "a.b+c@shop.garden.example"),
        ("ada@jardin-été.example", "ada@xn--jardin-t-h1ab.example"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert normal_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ada", "@garden.example", "ada@", "ada@garden", "a b@garden.example", "ada@garden..example",
     "ada@-garden.example", "ada@[127.0.0.1]", "ada@1.2.3.4", "a@b@garden.example", "ada\n@garden.example",
     "ada@garden.example\nBcc: x@y.example", "\u212aay@garden.example", "a" * 65 + "@garden.example",
     "a@" + "b" * 64 + ".example", ".ada@garden.example", "<ada@garden.example>"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        normal_address(typed)


def test_domains_are_cut_at_their_dots_only() -> None:
    assert list(domains_of("a@eu.shop.garden.example")) == [
        "eu.shop.garden.example",
        "shop.garden.example",
        "garden.example",
    ]
    assert list(domains_of("a@gmail.com")) == []
    assert "hotmail.fr" not in list(domains_of("a@x.hotmail.fr"))


def test_a_public_mail_domain_belongs_to_no_company() -> None:
    assert company_domain("Garden.Example.") == "garden.example"
    for domain in ("gmail.com", "GMAIL.com.", "orange.fr"):
        with pytest.raises(Invalid):
            company_domain(domain)


@pytest.mark.parametrize(
    "text", ["", ".", "example", "a..b", "a b.example", "x" * 260 + ".example", "https://a.b"]
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        normal_domain(text)


def test_a_place_is_an_address_or_the_network_of_a_house() -> None:
    assert place_of("192.0.2.7") == "192.0.2.7"
    assert (
        place_of("2001:db8:1:2:3:4:5:6") == place_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    )
    assert place_of(None) == place_of("nonsense") == "unknown"
