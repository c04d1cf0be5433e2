"""A letter that comes back counts against its address once; one that is gone for good gets no more news."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.core.db import db, writing
from community.core.inbox import Signed, inbox_address, read_inbox_address
from community.core.mail import Letter, Refused
from community.core.mail_outbox import BOUNCE, LetterRow
from community.notifications.actions_mail import BOUND
from community.notifications.kinds import Kind
from community.notifications.models_mail import AddressFault, IncomingMail, Outcome, StopReason
from community.notifications.queries import list_notifications
from community.notifications.tasks_incoming import receive_mail
from community.policies.actor import Role
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.notifications.returned import complaint, note, report
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
DAEMON = "MAILER-DAEMON@mx.example"


def mailed(drain: Worker, asker: Member | None = None) -> tuple[Member, str]:
    """A member who was mailed that his question is answered, and the return address of that letter."""
    asker = asker or make_member("Ada")
    make_answer(make_question(asker))
    drain()
    newest = select(func.max(LetterRow.id)).where(LetterRow.member_id == asker.id)
    return asker, str(inbox_address(BOUNCE, db.session.scalars(newest).one()))


def fault() -> AddressFault | None:
    db.session.expire_all()
    return db.session.scalars(select(AddressFault)).first()


@pytest.mark.long
@pytest.mark.parametrize(
    ("case", "reason", "times"),
    [
        ({"status": "5.1.1", "said": "550 5.1.1 User unknown"}, StopReason.GONE, 1),
        ({"said": "550 No such user here"}, StopReason.GONE, 1),
        ({"status": "5.0.0", "said": "550 5.1.1 no mailbox here"}, StopReason.GONE, 1),
        ({"status": "5.2.1", "said": "550 account disabled"}, StopReason.GONE, 1),
        ({"status": "5.2.2", "said": "552 mailbox full"}, None, 1),
        ({"status": "5.7.1", "said": "550 5.7.1 blocked by policy"}, None, 1),
        ({"status": "4.4.1", "said": "connection timed out"}, None, 1),
        ({"status": "4.4.1", "action": "delayed"}, None, None),
        ({"status": "2.0.0", "action": "delivered"}, None, None),
    ],
)
def test_a_report_is_read(
    app: Flask, drain: Worker, case: dict[str, str], reason: StopReason | None, times: int | None
) -> None:
    _asker, address = mailed(drain)
    receive_mail(report(address, **case))
    found = fault()
    assert (found and found.times) == times
    assert (found and found.reason) == reason


@pytest.mark.long
def test_a_letter_of_an_old_server_is_read(app: Flask, drain: Worker) -> None:
    _asker, address = mailed(drain)
    text = "Hi. This is the qmail-send program.\n<ada@garden.example>:\nSorry, no mailbox here by that name. (#5.1.1)"
    receive_mail(note(address, DAEMON, text, Return_Path="<>"))
    found = fault()
    assert found is not None
    assert found.reason is StopReason.GONE


@pytest.mark.long
def test_a_complaint_stops_letters(app: Flask, drain: Worker) -> None:
    _asker, address = mailed(drain)
    assert receive_mail(complaint(address)) is Outcome.COMPLAINT
    found = fault()
    assert found is not None
    assert found.reason is StopReason.COMPLAINT


@pytest.mark.long
def test_an_absence_note_says_nothing(app: Flask, drain: Worker) -> None:
    _asker, address = mailed(drain)
    raw = note(
        address,
        "ada@garden.example",
        "I am away until Monday, room 550.",
        Auto_Submitted="auto-replied",
    )
    assert receive_mail(raw) is Outcome.NOTHING
    assert fault() is None


@pytest.mark.long
def test_a_forged_address_says_nothing(app: Flask, drain: Worker) -> None:
    _asker, address = mailed(drain)
    name, _at, domain = address.partition("@")
    forged = name[:-3] + ("aaa" if not name.endswith("aaa") else "bbb") + "@" + domain
    assert receive_mail(report(forged, status="5.1.1")) is Outcome.NOT_FOR_US
    assert fault() is None


@pytest.mark.long
def test_what_cannot_be_read_stops_nothing_else(app: Flask, drain: Worker) -> None:
    _asker, address = mailed(drain)
    broken = f"To: {address}\nContent-Type: multipart/report; report-type=delivery-status; boundary=\n\n\xff".encode(
        "latin-1"
    )
    assert receive_mail(broken) in (Outcome.NOTHING, Outcome.UNREADABLE)
    assert fault() is None


@pytest.mark.long
def test_the_same_report_counts_once_whoever_brings_it(app: Flask, drain: Worker) -> None:
    _asker, address = mailed(drain)
    raw = report(address, status="4.2.2")
    assert receive_mail(raw) is receive_mail(raw) is Outcome.BOUNCE
    receive_mail(report(address, status="4.2.2"))
    found = fault()
    assert found is not None
    assert found.times == 1
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == 2


@pytest.mark.long
def test_trouble_that_goes_on_stops_letters(app: Flask, drain: Worker) -> None:
    asker = make_member("Ada")
    for times in range(1, BOUND + 1):
        _asker, address = mailed(drain, asker)
        receive_mail(report(address, status="4.2.2"))
        found = fault()
        assert found is not None
        assert (found.times, found.stopped_at is not None) == (times, times == BOUND)


@pytest.mark.long
def test_no_more_news_are_mailed_and_the_portal_says_so(
    app: Flask, drain: Worker, postman: list[Letter], sign_in: SignIn
) -> None:
    asker, address = mailed(drain)
    receive_mail(report(address, status="5.1.1", said="550 5.1.1 unknown"))
    drain()
    postman.clear()
    mailed(drain, asker)
    assert postman == []
    kinds = [row.kind for row in list_notifications(actor_of(asker)).items]
    assert kinds == [Kind.ANSWER_POSTED, Kind.MAIL_STOPPED, Kind.ANSWER_POSTED]
    client = sign_in(asker)
    assert "no such address" in client.get("/preferences/notifications").text
    client.post("/preferences/notifications/mail-again")
    mailed(drain, asker)
    assert len(postman) == 1


@pytest.mark.long
def test_a_server_that_refuses_at_once_is_heard(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_letter: Letter) -> None:
        raise Refused("550 5.1.1 no such user")

    monkeypatch.setattr(app.extensions["portal_postman"], "send", refuse)
    mailed(drain)
    found, letter = fault(), db.session.scalars(select(LetterRow)).one()
    assert found is not None
    assert found.reason is StopReason.GONE
    assert (letter.attempts, letter.sent_at, letter.finished_at is None) == (1, None, False)


@pytest.mark.long
def test_administrators_look_and_lift(app: Flask, drain: Worker, sign_in: SignIn) -> None:
    asker, address = mailed(drain)
    receive_mail(report(address, status="5.1.1"))
    found = fault()
    assert found is not None
    client = sign_in(make_member("Root", Role.ADMIN))
    assert str(asker.email) in client.get("/admin/mail").text
    assert client.post(f"/admin/mail/{found.id}/lift").status_code == 303
    assert fault() is None
    assert "mail.lifted" in client.get("/admin/operations").text


@pytest.mark.parametrize("role", [Role.AGENT, Role.MODERATOR])
def test_nobody_else_sees_addresses(app: Flask, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make_member("", role))
    assert client.get("/admin/mail").status_code == 403
    assert client.post("/admin/mail/1/lift").status_code == 403


@pytest.mark.long
def test_a_letter_leaves_with_its_return_address(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    _asker, address = mailed(drain)
    assert postman[-1].return_path == address
    with writing():
        letter = db.session.scalars(select(LetterRow)).one()
    assert read_inbox_address(address) == Signed(BOUNCE, (letter.id,))
