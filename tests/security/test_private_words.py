"""What is one person's alone is on no page of others: addresses, edits that wait, awards kept private."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from community.accounts.models import Member
from community.articles.actions_suggesting import suggest_edit
from community.articles.texts import compose
from community.content.actions_comments import add_comment
from community.content.models import Subject
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.versions import raise_version
from community.questions import actions_answers as answers
from community.recognition.models import Award
from tests.makers import actor_of, make_answer, make_article, make_member, make_question, prose
from tests.proofs.scene import Scene, make_scene
from tests.recognition.credentials import change, make_award
from tests.security.addresses import calls
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.worker import Worker

Note = Callable[[str, object], None]
Asked = Collection[str]
STRANGERS = ("other", "visitor", "suspended")
COLLEAGUES = ("agent", "moderator", "product_manager", "editor", "admin")
ADDRESS, DRAFT = "rosa.secret@nowhere-else.example", "xylophones in the greenhouse"
FOUND_BY = ("rosa.secret", "nowhere-else.example", "xylophones", "Rosa")


@dataclass
class Secrets:
    """What Rosa alone, or she and the team, may read: by name, the words that give it away."""

    scene: Scene
    rosa: Member
    award: Award

    @property
    def of_everybody_else(self) -> dict[str, str]:
        """What strangers must not read."""
        return {"address": ADDRESS, "draft": DRAFT, "award": str(self.award.credential_id)}

    @property
    def of_her_alone(self) -> dict[str, str]:
        """What not even the team reads."""
        return {"award": str(self.award.credential_id)}


@pytest.fixture
def secrets(app: Flask, drain: Worker) -> Secrets:
    """Rosa asks, answers and is thanked; her address, her edit and one of her awards are her own."""
    scene = make_scene()
    rosa = make_member("Rosa", email=ADDRESS)
    article = make_article(title="Print a label", author=scene.people["editor"])
    actor, text = actor_of(rosa), compose("Print a label", "", f"Beware of {DRAFT}.", lang="en")
    with writing():
        suggest_edit(actor, article, "en", text, note="Danger.")
    answer, thanks = make_answer(make_question(rosa), rosa), actor_of(scene.people["other"])
    make_answer(scene.question, rosa)
    with writing():
        answers.vote_helpful(thanks, answer)
        add_comment(actor, db.session.get_one(Subject, scene.idea.id), prose("Me too."), lang="en")
    award = make_award(rosa, "guardian", is_public=False)
    make_award(rosa, "scribe")
    drain()
    return Secrets(scene, rosa, award)


def paths(app: Flask, secrets: Secrets) -> Iterator[str]:
    """All that can be read, and what Rosa is named on."""
    yield from (one.path for one in calls(app, secrets.scene) if one.is_read)
    rosa, key = secrets.rosa, secrets.award.credential_id
    yield from (f"/members/{rosa.handle}", "/badges/guardian", "/badges/scribe", "/leaderboard")
    yield from (f"/credentials/{key}{ending}" for ending in ("", ".json", ".jwt"))
    for word in FOUND_BY:
        yield from (f"/search?q={word}", f"/search?q=by:{word}", f"/desk/members?q={word}")


def leaks(
    portal: Portal, client: PortalClient, secrets: Secrets, people: tuple[str, ...], asked: Asked
) -> list[str]:
    """*person path: what* for each secret that a page tells somebody; what he asked for himself is no secret."""
    found = []
    for who in people:
        client.sign_out()
        if who != "visitor":
            client.sign_in(secrets.scene.people[who])
        hidden = secrets.of_everybody_else if who in STRANGERS else secrets.of_her_alone
        for path in asked:
            portal.forget_pages()
            said = client.get(path).data.decode(errors="replace").replace(path, "")
            found += [f"{who} {path}: {name}" for name, word in hidden.items() if word in said]
    client.sign_out()
    names_her = "Rosa" in client.get("/badges/guardian").text
    return found + ["visitor /badges/guardian: award"] * names_her


@pytest.mark.long
@pytest.mark.parametrize(
    "strangers", [STRANGERS[:1], pytest.param(STRANGERS, marks=pytest.mark.prove)]
)
def test_nobody_else_reads_addresses_drafts_or_private_awards(
    portal: Portal,
    client: PortalClient,
    secrets: Secrets,
    strangers: tuple[str, ...],
    record_property: Note,
) -> None:
    asked = set(paths(portal.app, secrets))
    assert leaks(portal, client, secrets, strangers, asked) == []
    number = len(strangers) * len(asked)
    record_property("figure", f"private words: {number} pages for strangers, 0 leaks")


@pytest.mark.prove
def test_the_team_reads_no_private_award(
    portal: Portal, client: PortalClient, secrets: Secrets, record_property: Note
) -> None:
    asked = set(paths(portal.app, secrets))
    assert leaks(portal, client, secrets, COLLEAGUES, asked) == []
    number = len(COLLEAGUES) * len(asked)
    record_property("figure", f"private words: {number} pages for the team, 0 leaks")


@pytest.mark.long
def test_no_letter_names_the_address_of_somebody_else(
    secrets: Secrets, postman: list[Letter]
) -> None:
    others = [one for one in postman if ADDRESS not in one.to]
    assert [one.subject for one in others if ADDRESS in repr(one)] == []


@pytest.mark.long
def test_she_reads_what_is_hers(client: PortalClient, secrets: Secrets) -> None:
    client.sign_in(secrets.rosa)
    assert ADDRESS in client.get("/account/email").text
    assert client.get(f"/credentials/{secrets.award.credential_id}").status_code == 200


def tell_address(secrets: Secrets) -> None:
    with writing():
        db.session.get_one(Member, secrets.rosa.id).name = f"Rosa {ADDRESS}"


def tell_draft(secrets: Secrets) -> None:
    actor, text = actor_of(secrets.rosa), prose(f"As I wrote: {DRAFT}.")
    with writing():
        on = db.session.get_one(Subject, secrets.scene.question.id)
        add_comment(actor, on, text, lang="en")


def tell_award(secrets: Secrets) -> None:
    change(secrets.award, is_public=True)


@pytest.mark.long
def test_planted_leaks_are_found(
    portal: Portal, client: PortalClient, secrets: Secrets, record_property: Note
) -> None:
    question = secrets.scene.question
    asked = [f"/members/{secrets.rosa.handle}", f"/questions/{question.id}-{question.slug}"]
    asked.append(f"/credentials/{secrets.award.credential_id}.json")
    told = set[str]()
    for name, tell in (("address", tell_address), ("draft", tell_draft), ("award", tell_award)):
        tell(secrets)
        told.add(name)
        with writing():
            raise_version("planted")
        found = leaks(portal, client, secrets, STRANGERS[:1], asked)
        assert {one.rpartition(" ")[2] for one in found} == told
    record_property("figure", "private words, control: 3 planted leaks, all found")
