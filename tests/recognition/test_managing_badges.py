"""Administrators make and change badges: the form, the preview, what counts, and the worker's count."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.admin.actions import create_area
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.notifications.models import Fanout
from community.policies.actor import SYSTEM, VISITOR, Role
from community.questions import actions_answers as answers
from community.recognition import queries, queries_badges_admin, tasks_badges
from community.recognition.models import Award, Badge, BadgeCount
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def typed(**changes: object) -> dict[str, object]:
    """What an administrator types for a badge of two accepted answers."""
    words = {
        "key": "steady",
        "name_en": "Steady",
        "name_fr": "Régulier",
        "rule_en": "2 answers of yours were accepted.",
        "rule_fr": "2 de vos réponses ont été acceptées.",
        "tier": "silver",
        "metric": "accepted_answers",
        "product_area_id": "",
        "threshold": "2",
        "window_days": "",
        "valid_days": "",
        "position": "3",
        "is_active": "y",
        "behind_us": "1",
    }
    return words | changes


def accepted(author: Member, times: int = 1) -> None:
    for _ in range(times):
        asker = make_member()
        answer, actor = make_answer(make_question(asker), author), actor_of(asker)
        with writing():
            answers.accept_answer(actor, answer)


def held(member: Member) -> list[str]:
    return sorted(award.badge_key for award in queries.list_awards(VISITOR, member.id))


@pytest.fixture
def admin(sign_in: SignIn) -> PortalClient:
    """An administrator's browser."""
    return sign_in(make_member("Ada", Role.ADMIN))


@pytest.mark.long
def test_a_badge_is_previewed_made_and_counted_for_what_lies_behind_us(
    admin: PortalClient, drain: Worker
) -> None:
    author = make_member("Rosa Blom")
    accepted(author, 2)
    accepted(make_member("Ulf Idle"))
    drain()
    told = len(db.session.scalars(select(Fanout.id)).all())
    page = admin.post("/admin/badges/new", data=typed(then="preview"))
    assert page.status_code == 200
    assert "1 person would hold it" in page.text
    assert "Rosa Blom" in page.text
    assert "Ulf Idle" not in page.text
    assert 'value="Régulier"' in page.text
    assert db.session.scalars(select(Badge).where(Badge.key == "steady")).first() is None
    assert admin.post("/admin/badges/new", data=typed()).status_code == 303
    assert "The worker counts" in admin.get("/admin/badges").text
    drain()
    assert held(author) == ["first-answer", "steady"]
    assert len(db.session.scalars(select(Fanout.id)).all()) == told
    assert "badge.created" in db.session.scalars(select(AuditEntry.act)).all()
    assert admin.get("/badges/steady").status_code == 200


@pytest.mark.long
def test_a_preview_that_looks_at_a_part_says_of_how_many(
    admin: PortalClient, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Rosa Blom", "Ulf Idle", "Ida Moor"):
        accepted(make_member(name))
    drain()
    monkeypatch.setattr(queries_badges_admin, "CANDIDATES", 2)
    page = admin.post("/admin/badges/new", data=typed(then="preview", threshold="1")).text
    assert "3 people did as much at some time. Of the first 2 of them" in page
    assert "Ida Moor" not in page
    monkeypatch.setattr(queries_badges_admin, "CANDIDATES", 3)
    page = admin.post("/admin/badges/new", data=typed(then="preview", threshold="1")).text
    assert "3 people would hold it" in page


@pytest.mark.long
def test_without_what_lies_behind_us_a_badge_counts_from_now_on(
    admin: PortalClient, drain: Worker
) -> None:
    author = make_member()
    accepted(author, 2)
    drain()
    admin.post("/admin/badges/new", data=typed(behind_us=""))
    drain()
    accepted(author)
    drain()
    assert held(author) == ["first-answer"]
    accepted(author)
    drain()
    assert held(author) == ["first-answer", "steady"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": "first-answer"}, "There is a badge with this key already"),
        ({"key": "new"}, "There is a badge with this key already"),
        ({"key": "Ünfug!"}, "Small letters, digits and hyphens"),
        ({"name_fr": ""}, "Please fill this in."),
        ({"threshold": "0"}, "From 1 to 10000."),
        ({"threshold": "many"}, "Please enter a whole number."),
        ({"valid_days": "30"}, "needs a window of days"),
        ({"valid_days": "30", "window_days": "30", "is_repeatable": "y"}, "neither is repeated"),
        ({"metric": "helpful_votes", "window_days": "30"}, "has no window of days"),
        ({"metric": "start_steps", "threshold": "4"}, "has three steps"),
        ({"grants": ["circle"]}, "A circle belongs to a product area"),
        ({"grants": ["everything"]}, "Please choose one from the list."),
        ({"metric": "luck"}, "Please choose one from the list."),
        ({"product_area_id": "99"}, "Please choose one from the list."),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_kept(
    admin: PortalClient, changes: dict[str, object], words: str
) -> None:
    answer = admin.post("/admin/badges/new", data=typed(**{"rule_en": "Kept as typed."} | changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Kept as typed."' in answer.text


@pytest.mark.long
def test_a_changed_rule_spares_holders_unless_all_is_counted_anew(
    admin: PortalClient, drain: Worker
) -> None:
    author, other = make_member(), make_member()
    accepted(author)
    drain()
    changed = typed(threshold="2", name_en="First answers")
    admin.post("/admin/badges/first-answer", data=changed | {"behind_us": ""})
    accepted(other)
    drain()
    assert (held(author), held(other)) == (["first-answer"], [])
    admin.post("/admin/badges/first-answer", data=changed)
    drain()
    assert (held(author), held(other)) == ([], [])
    assert db.session.scalars(select(AuditEntry.act)).all().count("badge.changed") == 2


@pytest.mark.long
def test_new_words_alone_count_nobody_anew(admin: PortalClient, drain: Worker) -> None:
    author = make_member()
    accepted(author)
    drain()
    tasks_badges.count_badges()
    same = typed(threshold="1", tier="bronze", name_en="Debut", behind_us="")
    assert admin.post("/admin/badges/first-answer", data=same).status_code == 303
    assert held(author) == ["first-answer"]
    badge = db.session.scalars(select(Badge).where(Badge.key == "first-answer")).one()
    assert badge.counts_from is None
    assert db.session.get_one(BadgeCount, badge.id).finished_at is not None


@pytest.mark.long
def test_a_count_that_a_crash_interrupted_goes_on(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_badges, "AT_ONCE", 2)
    authors = [make_member() for _ in range(5)]
    for one in authors:
        accepted(one)
    drain()
    with writing() as session:
        session.query(Award).delete()
    [badge_id] = db.session.scalars(select(Badge.id).where(Badge.key == "first-answer"))
    with writing():
        tasks_badges._count_batch(badge_id)
    count = db.session.get_one(BadgeCount, badge_id, populate_existing=True)
    assert (count.done, count.finished_at) == (2, None)
    tasks_badges.resume_badge_counts()
    drain()
    assert [held(one) for one in authors] == [["first-answer"]] * 5


@pytest.mark.long
def test_a_badge_that_rests_stands_in_no_gallery(admin: PortalClient, drain: Worker) -> None:
    author = make_member()
    accepted(author)
    drain()
    resting = typed(threshold="1")
    del resting["is_active"]
    admin.post("/admin/badges/first-answer", data=resting)
    drain()
    assert held(author) == []
    assert "/badges/first-answer" not in admin.get("/badges").text
    assert "rests at the moment" in admin.get("/badges/first-answer").text  # awards lead there
    assert "/admin/badges/first-answer" in admin.get("/admin/badges").text
    admin.post("/admin/badges/first-answer", data=resting | {"is_active": "y"})
    drain()
    assert held(author) == ["first-answer"]


@pytest.mark.long
def test_an_award_is_taken_back_and_given_back_from_its_page(
    admin: PortalClient, drain: Worker
) -> None:
    author = make_member("Rosa Blom")
    accepted(author)
    drain()
    assert "Rosa Blom" in admin.get("/admin/badges/first-answer/awards").text
    [award_id] = db.session.scalars(select(Award.id))
    page = f"/admin/awards/{award_id}"
    refused = admin.post(page, data={"reason": " "})
    assert (refused.status_code, held(author)) == (422, ["first-answer"])
    assert admin.post(page, data={"reason": "A test."}).status_code == 303
    drain()
    assert held(author) == []
    assert "Rosa Blom" not in admin.get("/badges/first-answer").text
    assert "A test." in admin.get(page).text
    assert admin.post(f"{page}/restore").status_code == 303
    drain()
    assert held(author) == ["first-answer"]
    assert {"award.revoked", "award.restored"} <= set(db.session.scalars(select(AuditEntry.act)))
    assert admin.post(f"{page}/restore").status_code == 409
    assert admin.get("/admin/awards/999").status_code == 404


def test_a_new_area_gets_its_badges(app: Flask, drain: Worker) -> None:
    with writing():
        create_area(SYSTEM, "routes", {"en": "Routes", "fr": "Tournées"})
    drain()
    names = select(Badge.key).where(Badge.product_area_id.is_not(None)).order_by(Badge.key)
    keys = ["routes-apprentice", "routes-expert", "routes-practitioner"]
    assert db.session.scalars(names).all() == keys
    drain()
    make_area("later")
    tasks_badges.recount_badges()
    assert len(db.session.scalars(names).all()) == 6


def test_others_manage_no_badges(client: PortalClient, sign_in: SignIn) -> None:
    paths = ("/admin/badges", "/admin/badges/new", "/admin/badges/spark")
    assert [client.get(path).status_code for path in paths] == [303, 303, 303]
    manager = sign_in(make_member("Pia", Role.PRODUCT_MANAGER))
    assert [manager.get(path).status_code for path in paths] == [403, 403, 403]
    assert manager.post("/admin/badges/new", data=typed()).status_code == 403
