"""What is forgotten and what stays is listed whole: a new table or text about members must be put on the list."""

from __future__ import annotations

import re

from sqlalchemy import JSON, Column, Enum, String, Table, Text

from community.core.db import Translated, db
from community.moderation.tasks_erasure import WORDS as OF_POSTS
from community.wiring_erasure import REMARKS, ROWS, TEXTS, WORDS
from tests.architecture.tree import ROOT

NAMES = re.compile(r"(^|_)(member|author|owner|actor|voter|host|by|assignee|reviewer)_id$")
# Emptied by the act itself, and by steps of their own.
BY_ITSELF = {
    *("members", "erasures", "sign_in_sessions", "account_tokens", "member_roles"),
    *(
        "member_capabilities",
        "notifications",
        "fanouts",
        "letters",
        "pictures",
        "address_faults",
        "idea_exports",
    ),
}


def listed() -> set[str]:
    """The tables that docs/privacy.md names."""
    return set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/privacy.md").read_text()))


def is_about_members(column: Column[object]) -> bool:
    keys = {key.target_fullname for key in column.foreign_keys}
    return "members.id" in keys or bool(NAMES.search(column.name))


def is_text(column: Column[object]) -> bool:
    kind = column.type
    is_words = isinstance(kind, (String, Text, JSON, Translated)) and not isinstance(kind, Enum)
    return is_words and getattr(kind, "length", None) != 64  # hashes and request ids


def handled() -> set[str]:
    columns = [*ROWS]
    for whose, values in (*WORDS, *REMARKS):
        columns += [whose, *values]
    for texts in TEXTS:
        columns += texts
    places = {f"{one.class_.__tablename__}.{one.key}" for one in columns}
    for model, words in OF_POSTS.values():
        places |= {f"{model.__tablename__}.{name}" for name in words}
    return places


def missing(tables: list[Table]) -> list[str]:
    """Columns that name members, and texts beside them, of which nothing says what becomes of them."""
    known = handled()
    whole = {column.class_.__tablename__ for column in ROWS} | BY_ITSELF | listed()
    return [
        place
        for table in tables
        if table.name not in whole and any(is_about_members(one) for one in table.columns)
        for column in table.columns
        if is_about_members(column) or is_text(column)
        if (place := f"{table.name}.{column.name}") not in known
    ]


def test_the_list_says_what_becomes_of_everything_about_members() -> None:
    assert missing(list(db.metadata.sorted_tables)) == []


def test_a_table_that_is_not_on_the_list_is_found() -> None:
    planted = Table("planted", db.metadata.__class__(), Column("member_id"), Column("x", Text))
    assert missing([planted]) == ["planted.member_id", "planted.x"]


def test_the_list_names_no_table_that_is_not_there() -> None:
    rows = (ROOT / "docs/privacy.md").read_text().partition("## What stays")[2]
    named = set(re.findall(r"`([a-z_]+)`", rows.partition("## What the portal")[0]))
    assert named - {table.name for table in db.metadata.sorted_tables} == set()
