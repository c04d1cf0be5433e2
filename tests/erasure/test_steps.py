"""Pieces of an erasure by themselves: many readers, and others who write in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update

from community.accounts import actions_erasure
from community.accounts.actions_erasure import note_progress
from community.accounts.actions_profile import Profile, change_profile
from community.accounts.erasing import Gone, Step
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason
from community.articles.models import HelpSection
from community.content.actions_pictures import keep_picture
from community.content.models_pictures import Picture
from community.content.tasks_erasure import names_in
from community.content.tasks_pictures import pictures_in
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.files import files, store_picture
from community.core.mail_outbox import LetterRow, Recipient, post
from community.notifications import tasks_erasure as news
from community.notifications.actions import ring
from community.notifications.kinds import Kind
from community.notifications.models import Fanout, Notification
from community.notifications.models_mail import AddressFault
from community.policies.actor import SYSTEM
from community.questions.models import Question
from community.questions.quoting import heads_without
from community.search import tasks_erasure as searches
from community.search.models import SearchQuery
from community.wiring_erasure import ERASURE
from tests.erasure.lives import drawing
from tests.makers import actor_of, make_member, make_question, make_section
from tests.services.at_once import LONG_ENOUGH
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]


def gone(him: Member) -> Gone:
    """As the steps are given him."""
    called = {"name": him.name, "handle": him.handle, "email": him.email or ""}
    return Gone(him.id, False, **called, picture_key="", asked_at=now())


def ended(him: Member) -> Gone:
    """The same once his account has ended, and his names are free."""
    erased = gone(him)
    with writing():
        actions_erasure.erase(SYSTEM, him.id, EraseReason.ASKED, with_posts=False)
    return erased


def run(step: Step, him: Gone) -> None:
    """The step, from its beginning to its end."""
    cursor: int | None = 0
    while cursor is not None:
        cursor = step(him, cursor)


def during(app: Flask, act: Callable[[], object], step: Step, him: Gone) -> None:
    """The act is done, but not committed, while the step begins."""
    begun = Event()

    def other() -> None:
        with app.app_context(), writing():
            act()
            begun.set()
            Event().wait(LONG_ENOUGH)

    def erase() -> None:
        begun.wait(10)
        with app.app_context():
            run(step, him)

    db.session.rollback()
    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(other), workers.submit(erase)]:
            done.result()
    db.session.rollback()
    db.session.expire_all()


def flagged(him: Member) -> Fanout:
    """Something that is to be told of a flag of his."""
    row = Fanout(source=f"test:{him.id}", kind=Kind.SUBJECT_FLAGGED, actor_id=him.id)
    row.words, row.created_at = {"note": "no"}, now()
    with writing() as rows:
        rows.add(row)
    return row


def tell(fanout_id: int, readers: list[int]) -> None:
    """What a batch of a fan-out writes."""
    fanout = db.session.get_one(Fanout, fanout_id, with_for_update=True)
    for reader in readers:
        row = Notification(fanout_id=fanout.id, member_id=reader, kind=fanout.kind)
        row.words, row.created_at = {"note": "no"}, now()
        db.session.add(row)
    db.session.flush()
    ring(readers)


def unread(members: list[int]) -> list[int]:
    statement = select(Member.unread_count).where(Member.id.in_(members)).order_by(Member.id)
    return list(db.session.scalars(statement))


def test_however_many_were_told_their_bells_are_counted_at_once(
    app: Flask, statements: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, needed = [make_member().id for _one in range(5)], []
    for some in (readers[:1], readers):
        him = make_member()
        bad, good = flagged(him).id, flagged(make_member()).id
        with writing():
            tell(bad, some)
        with writing():
            tell(good, some)
        with statements() as seen:
            run(news.forget_told, gone(him))
        needed.append(len(seen))
    assert needed[0] == needed[1]
    assert unread(readers) == [2, 1, 1, 1, 1]
    monkeypatch.setattr(news, "BATCH", 2)
    him = make_member()
    last = flagged(him).id
    with writing():
        tell(last, readers)
    run(news.forget_told, gone(him))
    assert unread(readers) == [2, 1, 1, 1, 1]


@pytest.mark.long
def test_what_another_worker_tells_meanwhile_is_taken_back_too(app: Flask) -> None:
    him, reader = make_member(), make_member().id
    fanout_id, erased = flagged(him).id, gone(him)
    during(app, lambda: tell(fanout_id, [reader]), news.forget_told, erased)
    assert db.session.scalars(select(Notification)).all() == []
    assert unread([reader]) == [0]
    assert db.session.get_one(Fanout, fanout_id).done_at is not None


@pytest.mark.long
def test_what_somebody_edits_meanwhile_is_kept_and_names_him_not(app: Flask) -> None:
    him = make_member("Zed")
    asked = make_question(make_member(), "Who knows about paper?", f"Does @{him.handle} know it?")
    asked_id, said = asked.id, f"I asked @{him.handle}, and he did not know it."
    edit = update(Question).where(Question.id == asked_id).values(body=said)
    step = names_in([(Question.title, Question.body)], heads_without, {})
    during(app, lambda: db.session.execute(edit), step, ended(him))
    question = db.session.get_one(Question, asked_id)
    assert question.body == "I asked former member, and he did not know it."


def failing_after(removed: int) -> Callable[..., None]:
    """As Path.unlink, but the power goes after so many files."""
    left, unlink = iter(range(removed)), Path.unlink

    def failing(path: Path, *, missing_ok: bool = False) -> None:
        if next(left, None) is None:
            raise OSError("the power went")
        unlink(path, missing_ok=missing_ok)

    return failing


def test_a_crash_while_a_picture_is_removed_leaves_no_file(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    him = make_member()
    actor, stored = actor_of(him), store_picture(drawing("green"))
    with writing():
        keep_picture(actor, stored, alt="Me")
    files().thumbnail(stored.key, 96)
    step, erased, folder = pictures_in([(Question.body,)]), gone(him), files().folder
    for removed in range(2):
        with monkeypatch.context() as power:
            power.setattr(Path, "unlink", failing_after(removed))
            with pytest.raises(OSError, match="power"):
                run(step, erased)
    run(step, erased)
    assert list(folder.rglob(f"{Path(stored.key).stem}*")) == []
    assert db.session.scalars(select(Picture)).all() == []


def come_back(address: str) -> None:
    """A letter to this address, and one that came back from it."""
    fault = AddressFault(address_key=address, first_at=now(), last_at=now(), words="no such user")
    with writing() as rows:
        post(Recipient(address=address, locale="en"), "password_changed", {"name": "Zed"})
        rows.add(fault)


@pytest.mark.parametrize("is_taken", [False, True])
def test_what_is_of_the_new_bearer_of_his_names_stays(app: Flask, is_taken: bool) -> None:
    him, friend = make_member("Zed", email="zed@post.example"), make_member()
    words = f"@{him.handle}, or /members/{him.handle}, or zed@post.example."
    asked = make_question(friend, "Who knows about paper?", words)
    come_back("zed@post.example")
    erased = ended(him)
    run(news.forget_own_news, erased)
    assert db.session.scalars(select(AddressFault)).all() == []
    if is_taken:
        assert make_member("Zed", email="zed@post.example").handle != erased.handle
    come_back("zed@post.example")
    run(news.forget_own_news, erased)
    run(news.forget_letters, erased)
    run(names_in([(Question.title, Question.body)], heads_without, {}), erased)
    faults = db.session.scalars(select(AddressFault.address_key)).all()
    to = db.session.scalars(select(LetterRow.to_address).order_by(LetterRow.id)).all()
    assert (faults, to) == (["zed@post.example"] * is_taken, ["", "zed@post.example"])
    said = db.session.get_one(Question, asked.id, populate_existing=True).body
    assert said == "former member, or /members, or …@…."


def test_nobody_gets_his_short_name_while_posts_still_say_it(app: Flask) -> None:
    him, friend = make_member("Zed"), make_member()
    erased, actor = ended(him), actor_of(friend)
    profile = Profile(
        name="Zed", handle=erased.handle.upper(), bio="", locale="en", time_zone="UTC"
    )
    with pytest.raises(Invalid, match="Somebody else"), writing():
        change_profile(actor, profile)
    with writing():
        note_progress(him.id, done=1, cursor=0, of=1)
    with writing():
        assert change_profile(actor, profile).handle == erased.handle.upper()


@pytest.mark.long
def test_words_by_language_name_him_no_more(app: Flask) -> None:
    him = make_member("Zed")
    shelf = make_section()
    words = {"en": f"Ask @{him.handle}.", "fr": f"Voir /members/{him.handle}."}
    with writing() as rows:
        rows.execute(
            update(HelpSection).where(HelpSection.id == shelf.id).values(description=words)
        )
    run(ERASURE["names"], ended(him))
    said = db.session.get_one(HelpSection, shelf.id, populate_existing=True).description
    assert said == {"en": "Ask former member.", "fr": "Voir /members."}


def test_searches_for_a_name_with_accents_go_however_it_was_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "WINDOW", 1)
    him, phrases = make_member("Élodie Martin"), ["facture ÉLODIE martin", "Élodie", "martin"]
    with writing() as rows:
        for words in phrases:
            rows.add(SearchQuery(text=words, locale="fr", results=0, asked_at=now()))
            rows.flush()  # in this order
    run(searches.forget_searches_for, gone(him))
    left = db.session.scalars(select(SearchQuery.text).order_by(SearchQuery.id)).all()
    assert left == phrases[1:]
