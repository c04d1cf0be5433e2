"""A text without an erased member names those who are called nearly as he was, as before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from community.accounts.erasing import Gone
from community.content.naming import Naming

ANN = Gone(
    member_id=1,
    with_posts=False,
    name="Ann Bell",
    handle="ann",
    email="ann@bell.example",
    picture_key="",
    asked_at=datetime(2026, 3, 2, tzinfo=UTC),
)
NAMING = Naming(ANN, "former member", {})


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (
            "Ask @ann. Or [her](/members/ann), please.",
            "Ask former member. Or [her](/members), please.",
        ),
        ("Her page is /members/ann.", "Her page is /members."),
        ("Write to ann@bell.example.", "Write to …@…."),
        ('<a class="mention" href="/members/ann">@ann</a>!', "former member!"),
    ],
)
def test_he_is_named_no_more(words: str, meant: str) -> None:
    assert NAMING.names(words) == meant


@pytest.mark.parametrize(
    "words",
    [
        "Ask @ann-marie or @ann.b, or [her](/members/ann-marie) and /members/ann.b.",
        '<a class="mention" href="/members/ann-marie">@ann-marie</a>',
        "Write to ann@bell.example.org, jo-ann@bell.example or ann@bell.examples.",
        "/members/anna, /members/ann%C3%A9",
    ],
)
def test_namesakes_stay(words: str) -> None:
    assert NAMING.names(words) == words
