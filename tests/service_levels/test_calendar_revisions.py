"""Days off ahead are added to published hours; running promises change in their customers' favour alone."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed, NotFound
from community.policies.actor import Actor, Role
from community.service_levels import queries_menu
from community.service_levels.actions import pause_promises, resume_promises
from community.service_levels.actions_calendars import change_days_ahead, days_ahead
from community.service_levels.calendars import Holiday
from community.service_levels.catalogue import OFFICE
from community.service_levels.models import CalendarRevision, PauseReason
from community.service_levels.queries_menu import list_versions, menu_of
from community.service_levels.tasks_calendars import follow_calendars
from tests.service_levels.forms_sent import fields_of
from tests.service_levels.stories import ask, make_person, paris, promise_on, publish_demo
from tests.services.client import PortalClient

WEDNESDAY = Holiday(date(2026, 3, 4), {"en": "Move", "fr": "Déménagement"})
THURSDAY = Holiday(date(2026, 3, 5), {"en": "Fair", "fr": "Salon"})


@pytest.fixture
def admin(app: Flask, clock: time_machine.Traveller) -> Actor:
    """The clock stands at Monday, 2 March 2026, 10:00 in Paris."""
    queries_menu._kept_menu.cache_clear()  # each test's database gives its revisions the same keys
    publish_demo()
    return make_person("root", Role.ADMIN)


def ahead() -> list[Holiday]:
    return days_ahead(menu_of(list_versions()[0]).calendar(OFFICE))


def change(admin: Actor, days: list[Holiday]) -> CalendarRevision | None:
    with writing():
        return change_days_ahead(admin, list_versions()[0].id, OFFICE, days)


def add(admin: Actor, *days: Holiday) -> CalendarRevision | None:
    return change(admin, [*ahead(), *days])


def test_who_asks_afterwards_gets_the_new_day_off(admin: Actor) -> None:
    before = promise_on(ask(make_person("early")))
    assert before.due_at == paris("2026-03-04T10:00")
    add(admin, WEDNESDAY)
    assert follow_calendars() == 0
    assert promise_on(before.subject_id).due_at == paris("2026-03-04T10:00")
    after = promise_on(ask(make_person("late")))
    assert after.due_at == paris("2026-03-05T10:00")
    assert after.calendar_revision_id != before.calendar_revision_id


def test_a_day_that_is_worked_after_all_is_in_the_customers_favour(admin: Actor) -> None:
    first = add(admin, WEDNESDAY)
    promise = promise_on(ask(make_person("early")))
    assert promise.due_at == paris("2026-03-05T10:00")
    change(admin, [one for one in ahead() if one.day != WEDNESDAY.day])
    assert follow_calendars() == 1
    promise = promise_on(promise.subject_id)
    assert promise.due_at == paris("2026-03-04T10:00")
    assert "holiday" not in [row.kind for row in promise.explanation]
    assert first is not None
    assert promise.calendar_revision_id > first.id
    assert follow_calendars() == 0


def test_the_worker_goes_on_where_a_crash_left_it(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(admin, WEDNESDAY)
    asked = [ask(make_person(f"asker{number}")) for number in range(5)]
    change(admin, [one for one in ahead() if one.day != WEDNESDAY.day])
    monkeypatch.setattr("community.service_levels.tasks_calendars.BATCH", 2)

    def crash(_seconds: float) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("community.service_levels.tasks_calendars.time.sleep", crash)
        with pytest.raises(RuntimeError):
            follow_calendars()
    follow_calendars()
    assert {promise_on(one).due_at for one in asked} == {paris("2026-03-04T10:00")}
    assert (
        db.session.scalars(
            select(CalendarRevision.id).where(
                CalendarRevision.number > 1, CalendarRevision.followed_at.is_(None)
            )
        ).all()
        == []
    )


def test_a_paused_promise_runs_on_by_the_better_hours(
    admin: Actor, clock: time_machine.Traveller
) -> None:
    add(admin, WEDNESDAY)
    subject = ask(make_person("early"))
    with writing():
        pause_promises(subject, PauseReason.NEEDS_INFO)
    change(admin, [one for one in ahead() if one.day != WEDNESDAY.day])
    assert follow_calendars() == 1
    clock.shift(3600)
    with writing():
        resume_promises(subject)
    assert promise_on(subject).due_at == paris("2026-03-04T11:00")


def test_days_that_have_begun_somewhere_cannot_be_changed(admin: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        add(admin, Holiday(date(2026, 3, 2), {"en": "Today"}))
    assert refusal.value.field == "holidays"
    with pytest.raises(Invalid, match="stands in the list twice"):
        add(admin, THURSDAY, THURSDAY)
    assert ahead()
    change(admin, [])
    assert [
        one.day.isoformat() for one in menu_of(list_versions()[0]).calendar(OFFICE).holidays
    ] == ["2026-01-01"]


def test_the_same_days_make_no_revision(admin: Actor) -> None:
    assert change(admin, ahead()) is None


def test_only_who_may_publish_changes_what_is_published(admin: Actor) -> None:
    with pytest.raises(NotAllowed):
        add(make_person("agent", Role.AGENT), WEDNESDAY)
    with pytest.raises(NotFound), writing():
        change_days_ahead(admin, list_versions()[0].id, "lunar", [])


def test_days_are_added_on_the_page_of_the_version(
    admin: Actor, client: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    client.sign_in(admin.member_id or 0)
    path = f"/admin/menu/versions/1/hours/{OFFICE}"
    fields = fields_of(client.get(path).text)
    typed = fields["holidays"] + "\n2026-03-05 Fair | Salon"
    assert client.post(path, data=fields | {"holidays": typed}).status_code == 303
    assert THURSDAY.day in [one.day for one in ahead()]
    answer = client.post(path, data=fields | {"holidays": "2026-03-06 Later"})
    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.text
    assert fields_of(answer.text)["holidays"] == "2026-03-06 Later"
    assert client.get("/admin/menu/versions/1").status_code == 200
    assert client.get("/admin/menu/versions/7").status_code == 404
    agent = new_client().sign_in(make_person("agent", Role.AGENT).member_id or 0)
    assert agent.get(path).status_code == 403
