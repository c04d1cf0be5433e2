"""Of a reply by mail only what its writer wrote is taken, whatever program he writes with."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage

import pytest

from community.notifications.replies import own_words, words_of
from tests.notifications import returned

ENGLISH, FRENCH = "Thank you, this works.", "Merci, cela marche."
TWO = "Thank you, *this* works.\n\nAnd one more line."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (returned.GMAIL, TWO),
        (returned.GMAIL_FR, "Merci, *cela* marche."),
        (returned.OUTLOOK_FR, FRENCH),
        (returned.APPLE, ENGLISH),
        (returned.THUNDERBIRD, ENGLISH),
        (returned.THUNDERBIRD_FR, FRENCH),
        (returned.PHONE, ENGLISH),
        (returned.PHONE_FR, FRENCH),
        (returned.OUTLOOK_PHONE, ENGLISH),
        ("Yes.\n-~- Reply above this line. -~-\nHello Ada", "Yes."),
        ("Yes.\n\n-----Message d'origine-----\nDe : x", "Yes."),
    ],
)
def test_quotations_and_signatures_go(text: str, words: str) -> None:
    assert own_words(text) == words


def test_answers_between_quoted_lines_stay() -> None:
    text = "On 11/30/26 09:15, Ada wrote:\n> First?\nYes.\n> Second?\nNo."
    assert own_words(text) == "Yes.\nNo."


@pytest.mark.parametrize(
    "text",
    [
        "As my colleague wrote:\n\nIt is the button on top.",
        "On the invoice of 2026 it says:\nnothing",
        "From: is the field that I fill in.\nThen I press save.",
        "Dashes -- in a line -- stay.",
    ],
)
def test_what_only_looks_quoted_stays(text: str) -> None:
    assert own_words(text) == text


def test_a_letter_in_html_alone_is_read() -> None:
    message = EmailMessage()
    message.set_content(returned.OUTLOOK_HTML, subtype="html")
    found = words_of(message_from_bytes(message.as_bytes()))
    assert found == "Thank you, this works.\n\nAnd one more line."


def test_gmails_quotation_in_html_goes() -> None:
    message = EmailMessage()
    html = (
        '<div dir="ltr">Yes, <b>that</b> one.</div><br><div class="gmail_quote gmail_quote_container">'
        '<div class="gmail_attr">On Mon, 30 Nov 2026, Community wrote:<br></div><blockquote>Hello</blockquote></div>'
    )
    message.set_content(html, subtype="html")
    assert words_of(message_from_bytes(message.as_bytes())) == "Yes, that one."


def test_lines_that_a_program_broke_are_one_again() -> None:
    raw = b"Content-Type: text/plain; charset=utf-8; format=flowed\n\nThis is one \nline.\n\nAnother.\n-- \nAda\n"
    assert words_of(message_from_bytes(raw)) == "This is one line.\n\nAnother."
