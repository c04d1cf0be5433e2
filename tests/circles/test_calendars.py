"""Calendars: what RFC 5545 asks of a file, and a secret address that shows no more than its owner may see now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.circles import actions_calendars, actions_hours, queries_calendars
from community.circles.icalendar import Entry, escaped, folded, write
from community.core.db import db, writing
from tests.circles.stories import (
    SECRET,
    end_badge,
    hour_path,
    make_circle,
    make_expert,
    make_manager,
    plan_hour,
)
from tests.makers import actor_of, make_member
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
PLACES = re.compile(r"[A-Z0-9-]+(;[A-Z-]+=[^:;]+)*:.*")


def read(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar, by a reader of our own that forgives nothing."""
    assert data.endswith(b"\r\n")
    raw = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    lines: list[str] = []
    for piece in raw:
        text = piece.decode()
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    assert all(PLACES.fullmatch(line) for line in lines)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("VERSION:2.0") == 1
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    return events_in(lines)


def events_in(lines: list[str]) -> list[dict[str, str]]:
    events: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VEVENT" and line != "END:VCALENDAR":
            name, _, value = line.partition(":")
            assert name not in events[-1], f"{name} stands twice"
            events[-1][name] = value
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"} <= set(event)
    return events


def plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), text)


@pytest.mark.parametrize(
    "text",
    ["a, b; c\\n", "two\nlines\r\nthree", "é" * 200, "🌷" * 60, "", 'quotes " stay', "x" * 75],
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    entry = Entry(
        uid="live-hour-1@example",
        sequence=3,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        changed_at=at,
        summary=text,
        description=text,
        url="https://community.example/circles/billing/hours/1",
    )
    event = read(write("Name", "Garden; & Co", [entry]))[0]
    assert plain(event["SUMMARY"]) == text.replace("\r\n", "\n")
    assert event["DTSTART"] == "20260329T013000Z"
    assert event["DTEND"] == "20260329T023000Z"
    assert (event["SEQUENCE"], event["STATUS"]) == ("3", "CONFIRMED")


def test_controls_and_lone_line_ends_leave_no_line_of_their_own() -> None:
    assert escaped("a\rb\x00c\x07d") == "a\\nbcd"
    assert "\r\n " in folded("x" * 76)
    assert folded("x" * 75) == "x" * 75
    assert all(len(one.encode()) <= 75 for one in folded("é" * 300).split("\r\n"))


def test_the_file_of_an_hour_keeps_its_name_and_counts_its_changes(
    app: Flask, sign_in: SignIn
) -> None:
    circle, manager = make_circle(), make_manager()
    hour = plan_hour(circle, manager, title="Print; fold, send")
    path = f"{hour_path(circle, hour)}.ics"
    client = sign_in(make_expert(circle))
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    first = read(answer.data)[0]
    assert plain(first["SUMMARY"]).startswith("Print; fold, send")
    assert first["URL"].endswith(hour_path(circle, hour))
    actor = actor_of(manager)
    with writing():
        actions_hours.cancel_hour(actor, hour, "No time.")
    second = read(client.get(path).data)[0]
    assert second["UID"] == first["UID"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["STATUS"] == "CANCELLED"
    assert sign_in(make_member()).get(path).status_code == 404


def test_the_address_shows_what_its_owner_may_see_now(
    app: Flask, client: PortalClient, sign_in: SignIn
) -> None:
    billing, mobile = make_circle("billing"), make_circle("mobile")
    manager, expert = make_manager(), make_expert(billing)
    plan_hour(billing, manager, title=f"{SECRET} in bills")
    plan_hour(mobile, manager, title="Telephones")
    assert sign_in(expert).post("/circles/calendar").status_code == 303
    token = queries_calendars.find_token(actor_of(expert))
    assert f"/calendars/{token}.ics" in sign_in(expert).get("/circles").text
    client.sign_out()
    path = f"/calendars/{token}.ics"
    answer = client.get(path)
    assert [plain(one["SUMMARY"]) for one in read(answer.data)] == [f"{SECRET} in bills (Billing)"]
    assert "no-store" in answer.headers["Cache-Control"]
    end_badge(expert)
    assert read(client.get(path).data) == []


def test_another_address_ends_the_first(app: Flask, client: PortalClient) -> None:
    circle = make_circle()
    actor = actor_of(make_expert(circle))
    tokens = []
    for _again in range(2):
        with writing():
            actions_calendars.make_address(actor)
        tokens.append(queries_calendars.find_token(actor))
    statuses = [client.get(f"/calendars/{token}.ics").status_code for token in tokens]
    assert statuses == [404, 200]
    with writing():
        actions_calendars.end_address(actor)
    assert client.get(f"/calendars/{tokens[1]}.ics").status_code == 404


def test_what_is_no_address_finds_nothing(app: Flask, client: PortalClient) -> None:
    circle = make_circle()
    expert, other = make_expert(circle), make_expert(circle)
    actor = actor_of(expert)
    with writing():
        actions_calendars.make_address(actor)
    token = queries_calendars.find_token(actor) or ""
    forged = token.replace(str(expert.id), str(other.id), 1)
    for wrong in (
        forged,
        token[:-1],
        f"{token}0",
        "1-",
        "9" * 30 + "-" + "0" * 40,
        "é-" + "0" * 40,
    ):
        assert client.get(f"/calendars/{wrong}.ics").status_code == 404


def test_the_suspended_and_the_erased_fetch_nothing(app: Flask, client: PortalClient) -> None:
    circle = make_circle()
    manager, expert = make_manager(), make_expert(circle)
    plan_hour(circle, manager)
    actor = actor_of(expert)
    with writing():
        actions_calendars.make_address(actor)
    path = f"/calendars/{queries_calendars.find_token(actor)}.ics"
    with writing() as rows:
        rows.get_one(Member, expert.id).suspended_at = expert.created_at
    assert read(client.get(path).data) == []
    with writing() as rows:
        rows.get_one(Member, expert.id).erased_at = expert.created_at
    assert client.get(path).status_code == 404
    db.session.rollback()
