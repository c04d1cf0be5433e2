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

# Prose, or what is as long, in which no step looks for him, and why.
UNREAD = {
    "keys, rules, numbers and addresses that the portal makes": {
        *("audiences.key", "audit_entries.details", "slug_redirects.path", "segments.rule"),
        *("help_categories.grants", "help_sections.grants", "articles.grants"),
        *("badges.rule", "badges.grants", "organisations.fields", "ring_cases.members_key"),
        *("webhook_endpoints.events", "article_revisions.writer_ids", "article_links.heading_id"),
        *("idea_bulk_rows.before", "idea_bulk_rows.after", "idea_export_parts.lines"),
        *("calendar_revisions.windows", "calendar_revisions.holidays", "plan_versions.price"),
        *("month_credits.working", "promises.rows", "uptime_exclusions.windows"),
        *("uptime_objectives.covers", "glossary_words.key"),
    },
    "names of things, a word or two, not of people": {
        *("help_categories.name", "help_sections.name", "idea_statuses.name", "segments.name"),
        *("product_areas.name", "tags.name", "tag_merges.name", "tag_merges.synonyms"),
        *("badges.name", "boards.name", "components.name", "severities.name"),
        *("plan_versions.name", "calendar_revisions.name", "glossary_terms.word"),
        "organisations.name",
    },
    "what the operator sets for the whole site": {"site_settings.value"},
    "machines of customers: their address, what it is for, and what it answered": {
        *("webhook_endpoints.url", "webhook_endpoints.description", "webhook_attempts.error"),
    },
    "what an import read, and its keys there": {"import_runs.source", "imported_rows.source_key"},
    "domains of organisations": {"organisation_domains.domain"},
    "a step of its own": {"search_queries.text", "search_tallies.phrase", "search_take_ups.phrase"},
}
SHORT = 200


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


def is_prose(column: Column[object]) -> bool:
    return is_text(column) and (getattr(column.type, "length", None) or SHORT) >= SHORT


def unread(tables: list[Table]) -> list[str]:
    """Prose, whoever wrote it, in which nothing looks for him, and of which nothing says why."""
    known = handled().union(*UNREAD.values())
    whole = {column.class_.__tablename__ for column in ROWS} | BY_ITSELF
    return [
        place
        for table in tables
        if table.name not in whole
        for column in table.columns
        if is_prose(column) and (place := f"{table.name}.{column.name}") not in known
    ]


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


def test_all_prose_is_looked_through() -> None:
    tables = list(db.metadata.sorted_tables)
    assert unread(tables) == []
    there = {f"{table.name}.{column.name}" for table in tables for column in table.columns}
    assert set().union(*UNREAD.values()) - there == set()
    planted = Table("planted", db.metadata.__class__(), Column("body", Text), Column("x"))
    assert unread([planted]) == ["planted.body"]


def test_a_table_that_is_not_on_the_list_is_found() -> None:
    planted = Table("planted", db.metadata.__class__(), Column("member_id"), Column("x", Text))
    assert missing([planted]) == ["planted.member_id", "planted.x"]


def test_the_list_names_no_table_that_is_not_there() -> None:
    rows = (ROOT / "docs/privacy.md").read_text().partition("## What stays")[2]
    named = set(re.findall(r"`([a-z_]+)`", rows.partition("## What the portal")[0]))
    assert named - {table.name for table in db.metadata.sorted_tables} == set()
