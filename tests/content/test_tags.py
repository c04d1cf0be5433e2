"""Tags: a synonym leads to its tag everywhere, and two become one without losing anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_tag_desk as desk
from community.content import actions_tag_merging as merging
from community.content import tasks_tags
from community.content.actions_tag_desk import TagWords
from community.content.models import Follow, FollowState, SubjectTag, Tag, TargetKind
from community.content.models_kept import DirtySubject
from community.content.queries import find_tag, list_tags_of
from community.content.queries_tags import list_synonyms
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.policies.actor import Role
from community.questions import tasks as figures
from tests.makers import actor_of, make_answer, make_member, make_organisation, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def tag(key: str) -> Tag:
    found = find_tag(key)
    assert found is not None
    return found


def words(*synonyms: str, name: str = "Tax") -> TagWords:
    return TagWords(name={"en": name, "fr": name}, description={}, synonyms=synonyms)


def change(key: str, wanted: TagWords) -> None:
    manager = actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    with writing():
        desk.change_tag(manager, tag(key), wanted)


def merge(key: str, into: str) -> None:
    manager = actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    with writing():
        merging.merge_tags(manager, tag(key), into)


def keys_on(question_id: int) -> list[str]:
    return [one.key for one in list_tags_of([question_id]).get(question_id, [])]


def test_a_synonym_that_is_typed_becomes_its_tag(app: Flask) -> None:
    make_question(tags=("tax",))
    change("tax", words("VAT", "sales tax"))
    question = make_question(tags=("Sales Tax", "vat"))
    assert keys_on(question.id) == ["tax"]


def test_old_addresses_lead_on(client: PortalClient) -> None:
    make_question(tags=("tax",))
    change("tax", words("VAT"))
    for old, new in [
        ("/tags/vat", "/tags/tax"),
        ("/tags/VAT", "/tags/tax"),
        ("/tags/vat/feed.atom", "/tags/tax/feed.atom"),
        ("/questions?tag=vat&tab=popular", "/questions?tag=tax&tab=popular"),
    ]:
        answer = client.get(old)
        assert (answer.status_code, answer.location) == (301, new)
    assert client.get("/tags/tax").status_code == 200
    assert client.get("/tags/nowhere").status_code == 404


def test_a_synonym_leads_to_one_tag_only(app: Flask) -> None:
    make_question(tags=("tax", "garden"))
    change("garden", words("soil", name="Garden"))
    for taken in ("garden", "Soil", "!!"):
        with pytest.raises(Invalid) as refused:
            change("tax", words("vat", taken))
        assert refused.value.field == "synonyms"
    assert list_synonyms(tag("tax").id) == []


def test_whoever_does_not_decide_about_words_is_refused(app: Flask, sign_in: SignIn) -> None:
    make_question(tags=("tax", "vat"))
    agent = make_member("Al", Role.AGENT)
    with pytest.raises(NotAllowed), writing():
        merging.merge_tags(actor_of(agent), tag("vat"), "tax")
    assert sign_in(agent).get("/desk/tags").status_code == 403


@pytest.mark.long
def test_a_merge_carries_questions_and_followers(app: Flask, drain: Worker) -> None:
    both, one = make_question(tags=("vat", "tax")), make_question(tags=("vat",))
    fan, other = make_member(), make_member()
    for member, key, state in [
        (fan, "vat", FollowState.FOLLOWING),
        (other, "vat", FollowState.FOLLOWING),
        (other, "tax", FollowState.MUTED),
    ]:
        actor = actor_of(member)
        with writing():
            content.follow(actor, TargetKind.TAG, tag(key).id, state=state)
    drain()
    merge("vat", "tax")
    assert tag("vat").key == "tax"
    drain()
    assert [keys_on(both.id), keys_on(one.id)] == [["tax"], ["tax"]]
    follows = select(Follow.member_id, Follow.target_id, Follow.state).where(
        Follow.target_kind == TargetKind.TAG
    )
    assert {tuple(row) for row in db.session.execute(follows)} == {
        (fan.id, tag("tax").id, FollowState.FOLLOWING),
        (other.id, tag("tax").id, FollowState.MUTED),
    }
    assert (tag("tax").question_count, tag("tax").follower_count) == (2, 1)
    assert list_synonyms(tag("tax").id) == ["vat"]
    acts = select(AuditEntry.act).where(AuditEntry.act == "tag.merged")
    assert db.session.scalars(acts).all() == ["tag.merged"]


def test_a_long_merge_goes_on_after_a_crash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks_tags, "BATCH", 2)
    asker = make_member()
    questions = [make_question(asker, tags=("vat", "tax")[: 1 + n % 2]) for n in range(5)]
    merge("vat", "tax")
    source = select(Tag.id).where(Tag.key == "vat")
    tasks_tags._carry(db.session.scalars(source).one())
    carried = select(SubjectTag.subject_id).where(SubjectTag.tag_id == tag("tax").id)
    assert 2 <= len(db.session.scalars(carried).all()) < 5
    assert tasks_tags.carry_merged_tags() == 1
    assert [keys_on(one.id) for one in questions] == [["tax"]] * 5
    dirty = set(db.session.scalars(select(DirtySubject.subject_id)))
    assert dirty >= {one.id for one in questions}
    assert tasks_tags.carry_merged_tags() == 0


def test_a_tag_that_is_being_merged_waits(app: Flask) -> None:
    make_question(tags=("vat", "tax", "garden"))
    merge("vat", "tax")
    for source, into in [("tax", "garden"), ("garden", "garden"), ("garden", "nothing")]:
        with pytest.raises(Invalid) as refused:
            merge(source, into)
        assert refused.value.field == "into"


@pytest.mark.long
def test_a_search_finds_what_was_under_the_old_word(client: PortalClient, drain: Worker) -> None:
    make_question(title="How do I print it?", tags=("vat",))
    make_question(title="Where is the garden?", tags=("tax", "soil"))
    merge("vat", "tax")
    drain()
    for query in ("tag:vat", "tag:tax"):
        page = client.get(f"/search?q={query}").text
        assert "How do I print it?" in page
        assert "Where is the garden?" in page


def test_figures_count_what_everybody_sees(app: Flask, drain: Worker) -> None:
    asker = make_member(organisation=make_organisation())
    make_question(asker, tags=("tax",))
    make_answer(make_question(asker, tags=("tax",)))
    make_question(asker, tags=("tax",), is_private=True)
    assert figures.count_tags() == 1
    db.session.expire_all()
    assert (tag("tax").question_count, tag("tax").open_count) == (2, 1)
    assert figures.count_tags() == 0


def test_the_page_of_a_tag(client: PortalClient) -> None:
    make_question(title="How do I print it?", tags=("tax", "paper"))
    change("tax", TagWords(name={"en": "Tax", "fr": "Taxe"}, description={"fr": "Les taxes."}))
    figures.count_tags()
    page = client.get("/tags/tax").text
    assert "How do I print it?" in page
    assert 'href="/tags/paper"' in page
    assert "/tags/tax/feed.atom" in page
    french = client.get("/tags/tax", headers={"Accept-Language": "fr"}).text
    assert "Les taxes." in french


def test_the_list_of_tags_is_found_by_letters_and_synonyms(client: PortalClient) -> None:
    make_question(tags=("tax", "garden"))
    change("tax", words("VAT"))
    for asked, found in [("gar", "garden"), ("va", "tax")]:
        page = client.get(f"/tags?q={asked}").text
        assert page.count('href="/tags/') == 1 + page.count('href="/tags/feed')
        assert f'href="/tags/{found}"' in page
    assert "No tag holds these letters" in client.get("/tags?q=zzz").text


@pytest.mark.long
def test_the_desk_changes_words_and_merges(sign_in: SignIn, drain: Worker) -> None:
    make_question(tags=("vat", "tax"))
    client = sign_in(make_member("Pia", Role.PRODUCT_MANAGER))
    address = f"/desk/tags/{tag('tax').id}"
    sent = {"name_en": "Tax", "name_fr": "Taxe", "description_en": "What the state takes."}
    refused = client.post(address, data={**sent, "synonyms": "levy\nvat"})
    assert refused.status_code == 422
    assert "levy" in refused.text
    assert client.post(address, data={**sent, "synonyms": "levy"}).status_code == 303
    assert "What the state takes." in client.get("/tags/tax").text
    wrong = client.post(f"/desk/tags/{tag('vat').id}/merge", data={"into": "nowhere"})
    assert (wrong.status_code, "There is no such tag." in wrong.text) == (422, True)
    merged = client.post(f"/desk/tags/{tag('vat').id}/merge", data={"into": "Levy"})
    assert merged.location == address
    drain()
    assert "vat" in client.get(address).text


@pytest.mark.long
def test_a_page_of_a_tag_takes_few_statements(
    client: PortalClient, statements: Counting, sign_in: SignIn
) -> None:
    member, asker = make_member(), make_member()
    for number in range(12):
        make_question(asker, title=f"How do I do {number}?", tags=("tax", f"word{number}"))
    client.get("/")
    with statements() as visitor:
        client.get("/tags/tax")
    signed_in = sign_in(member)
    with statements() as seen:
        signed_in.get("/tags/tax")
    assert len(visitor) <= 5, visitor
    assert len(seen) <= 8, seen
