"""A tag gets another key, two tags that became one are two again, and what nobody may see yet makes no tag known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_tag_desk as desk
from community.content import actions_tag_merging as merging
from community.content import tasks_tags
from community.content.actions_tag_desk import TagWords
from community.content.models import (
    Follow,
    FollowState,
    Subject,
    Tag,
    TagSynonym,
    TargetKind,
    Visibility,
)
from community.content.models_tags import TagMerge, TagMergeFollow, TagMergeSubject
from community.content.queries import find_tag, list_tags_of
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.policies.actor import Actor, Role
from community.questions import actions as questions
from community.questions.drafts import Details
from community.questions.models import Question
from tests.makers import actor_of, make_member, make_question, prose
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def tag(key: str) -> Tag:
    db.session.rollback()
    found = find_tag(key)
    assert found is not None
    return found


def keeper() -> Actor:
    return actor_of(make_member("Mo", Role.MODERATOR))


def rename(key: str, word: str) -> None:
    by, renamed = keeper(), tag(key)
    with writing():
        desk.rename_tag(by, renamed, word)


def merge(key: str, into: str) -> int:
    """The number of the merge."""
    by, merged = keeper(), tag(key)
    with writing():
        merging.merge_tags(by, merged, into)
    return db.session.scalars(select(TagMerge.id).order_by(TagMerge.id.desc())).first() or 0


def undo(merge_id: int) -> None:
    by = keeper()
    with writing():
        merging.undo_merge(by, merge_id)


def follow(member: Member, key: str, state: FollowState = FollowState.FOLLOWING) -> None:
    actor, tag_id = actor_of(member), tag(key).id
    with writing():
        content.follow(actor, TargetKind.TAG, tag_id, state=state)


def unfollow(member: Member, key: str) -> None:
    actor, tag_id = actor_of(member), tag(key).id
    with writing():
        content.unfollow(actor, TargetKind.TAG, tag_id)


def follows(key: str) -> dict[int, FollowState]:
    here = (Follow.target_kind == TargetKind.TAG, Follow.target_id == tag(key).id)
    rows = db.session.execute(select(Follow.member_id, Follow.state).where(*here))
    return {row.member_id: row.state for row in rows}


def keys_on(*asked: Question) -> list[list[str]]:
    db.session.rollback()
    found = list_tags_of([one.id for one in asked])
    return [[tag.key for tag in found.get(one.id, [])] for one in asked]


def hold(question: Question, visibility: Visibility = Visibility.PENDING) -> None:
    by = keeper()
    with writing():
        content.change_visibility(by, db.session.get_one(Subject, question.id), visibility)


@pytest.mark.long
def test_a_renamed_tag_is_found_under_all_its_addresses(
    client: PortalClient, drain: Worker
) -> None:
    question = make_question(title="How do I print it?", tags=("vat",))
    drain()
    rename("vat", "Sales Tax")
    rename("vat", "Taxes")
    drain()
    for old in ("/tags/vat", "/tags/sales-tax"):
        assert (client.get(old).status_code, client.get(old).location) == (301, "/tags/taxes")
    assert client.get("/questions?tag=vat").location == "/questions?tag=taxes"
    assert keys_on(question) == [["taxes"]]
    for word in ("vat", "sales-tax", "taxes"):
        assert "How do I print it?" in client.get(f"/search?q=tag:{word}").text
    acts = select(AuditEntry.act).where(AuditEntry.act == "tag.renamed")
    assert len(db.session.scalars(acts).all()) == 2


def test_an_old_address_outlives_other_synonyms_and_comes_back_as_the_key(app: Flask) -> None:
    make_question(tags=("vat",))
    rename("vat", "taxes")
    by, words = keeper(), {"en": "Taxes", "fr": "Taxes"}
    for synonyms in (("levy",), ()):
        with writing():
            desk.change_tag(
                by, tag("taxes"), TagWords(name=words, description={}, synonyms=synonyms)
            )
    assert tag("vat").key == "taxes"
    assert find_tag("levy") is None
    rename("taxes", "VAT")
    assert tag("taxes").key == "vat"
    assert db.session.scalars(select(TagSynonym.key)).all() == ["taxes"]


@pytest.mark.parametrize("taken", ["garden", "Soil", "!!", ""])
def test_a_key_that_is_taken_or_empty_is_refused_at_its_field(app: Flask, taken: str) -> None:
    make_question(tags=("vat", "garden"))
    by, words = keeper(), {"en": "Garden", "fr": "Jardin"}
    with writing():
        desk.change_tag(by, tag("garden"), TagWords(name=words, description={}, synonyms=("soil",)))
    with pytest.raises(Invalid) as refused:
        rename("vat", taken)
    assert refused.value.field == "key"
    assert tag("vat").key == "vat"


@pytest.mark.long
def test_an_undone_merge_brings_back_exactly_what_it_carried(app: Flask, drain: Worker) -> None:
    one, both, other = (make_question(tags=keys) for keys in (["vat"], ["vat", "tax"], ["tax"]))
    fan, twice, deaf, left = (make_member() for _ in range(4))
    for member in (fan, twice, left):
        follow(member, "vat")
    follow(twice, "tax")
    follow(deaf, "vat", FollowState.MUTED)
    before = [follows("vat"), follows("tax")]
    by, words = keeper(), {"en": "VAT", "fr": "TVA"}
    with writing():
        desk.change_tag(by, tag("vat"), TagWords(name=words, description=words, synonyms=("levy",)))
    number = merge("vat", "tax")
    drain()
    assert keys_on(one, both, other) == [["tax"]] * 3
    retagged = make_question(tags=["levy"])
    unfollow(left, "tax")
    undo(number)
    drain()
    assert keys_on(one, both, other, retagged) == [["vat"], ["tax", "vat"], ["tax"], ["tax"]]
    del before[0][left.id]
    assert [follows("vat"), follows("tax")] == before
    assert (tag("levy").key, tag("vat").description) == ("vat", words)
    assert tag("vat").question_count == 2
    for table in (TagMerge, TagMergeSubject, TagMergeFollow):
        assert db.session.scalars(select(table)).all() == []
    assert "tag.merge_undone" in db.session.scalars(select(AuditEntry.act)).all()


@pytest.mark.long
def test_what_was_retagged_or_followed_anew_meanwhile_is_left_alone(
    app: Flask, drain: Worker
) -> None:
    asker, fan = make_member(), make_member()
    question = make_question(asker, tags=["vat"])
    follow(fan, "vat")
    number = merge("vat", "tax" if make_question(tags=["tax"]) else "")
    drain()
    editor, words, details = actor_of(asker), prose(), Details(tags=("garden",))
    with writing():
        questions.edit_question(editor, question, "Where is it now?", words, details=details)
    unfollow(fan, "tax")
    follow(fan, "tax")
    undo(number)
    drain()
    assert keys_on(question) == [["garden"]]
    assert fan.id in follows("tax")
    assert fan.id in follows("vat")


@pytest.mark.long
def test_a_long_undo_goes_on_after_a_crash(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_tags, "BATCH", 2)
    asked = [make_question(tags=["vat"]) for _ in range(5)]
    make_question(tags=["tax"])
    number = merge("vat", "tax")
    drain()
    undo(number)
    tasks_tags._bring_back(number)
    assert sorted(keys_on(*asked)) == [["tax"]] * 3 + [["vat"]] * 2
    for refused in (lambda: merge("vat", "tax"), lambda: rename("tax", "x")):
        with pytest.raises(Invalid, match="just being merged"):
            refused()
    drain()
    assert keys_on(*asked) == [["vat"]] * 5


@pytest.mark.long
def test_a_chain_of_merges_is_undone_from_its_end(app: Flask, drain: Worker) -> None:
    first, second = make_question(tags=["vat"]), make_question(tags=["tax"])
    third = make_question(tags=["money"])
    inner = merge("vat", "tax")
    with pytest.raises(Conflict):
        undo(inner)  # it is not carried over yet
    drain()
    outer = merge("tax", "money")
    drain()
    assert keys_on(first, second, third) == [["money"]] * 3
    with pytest.raises(Conflict):
        undo(inner)
    undo(outer)
    drain()
    assert keys_on(first, second, third) == [["tax"], ["tax"], ["money"]]
    undo(inner)
    drain()
    assert keys_on(first, second, third) == [["vat"], ["tax"], ["money"]]


def test_a_key_that_the_other_tag_took_is_given_back_first(app: Flask, drain: Worker) -> None:
    make_question(tags=["vat", "tax"])
    number = merge("vat", "tax")
    drain()
    rename("tax", "vat")
    with pytest.raises(Conflict, match="another one first"):
        undo(number)
    rename("vat", "tax")
    undo(number)
    assert (tag("vat").key, tag("tax").key) == ("vat", "tax")


@pytest.mark.long
def test_moderators_rename_and_undo_on_the_page_and_agents_do_not(
    sign_in: SignIn, drain: Worker
) -> None:
    make_question(tags=["vat", "tax"])
    client = sign_in(make_member("Mo", Role.MODERATOR))
    address = f"/desk/tags/{tag('tax').id}"
    refused = client.post(f"{address}/rename", data={"key": "vat"})
    assert (refused.status_code, "is a tag of its own" in refused.text) == (422, True)
    assert client.post(f"{address}/rename", data={"key": "taxes"}).location == address
    assert "Former keys" in client.get(address).text
    number = merge("vat", "taxes")
    assert "Is being carried over" in client.get(address).text
    drain()
    undone = f"/desk/tags/merges/{number}/undo"
    assert undone in client.get(address).text
    assert client.post(undone).status_code == 303
    assert client.post(undone).status_code == 409
    agent = sign_in(make_member("Al", Role.AGENT))
    assert agent.post(undone).status_code == 403
    assert agent.post(f"{address}/rename", data={"key": "x"}).status_code == 403
    stranger, renamed = actor_of(make_member()), tag("vat")
    with pytest.raises(NotAllowed), writing():
        desk.rename_tag(stranger, renamed, "x")


def test_the_word_of_a_held_question_is_shown_once_it_is_seen(
    client: PortalClient, sign_in: SignIn
) -> None:
    question = make_question(tags=["zanzibar"])
    hold(question)
    word = tag("zanzibar")
    places = ["/tags", "/tags?q=zan", "/tags/zanzibar", "/tags/zanzibar/feed.atom"]
    places.append("/questions?tag=zanzibar")
    for place in places[:2]:
        assert "zanzibar" not in client.get(place).text, place
    assert [client.get(place).status_code for place in places[2:]] == [404] * 3
    member = sign_in(make_member())
    assert member.post(f"/topics/tag/{word.id}/follow").status_code == 404
    assert "zanzibar" in sign_in(make_member("Mo", Role.MODERATOR)).get("/desk/tags").text
    client.sign_out()
    hold(question, Visibility.VISIBLE)
    for place in places:
        answer = client.get(place)
        assert (answer.status_code, "zanzibar" in answer.text) == (200, True), place
    hold(question, Visibility.HIDDEN)
    assert client.get("/tags/zanzibar").status_code == 404
