"""Every place where an article can be met, and who meets it there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from community.accounts.queries import get_actor
from community.articles import actions_life
from community.articles.models import Article, HelpSection
from community.content.actions import link
from community.content.models import LinkKind
from community.content.queries import list_audience_ids
from community.core.db import db, writing
from community.curation import actions as curation
from community.importing.export_help import tree_of
from community.policies.actor import SYSTEM, VISITOR, Role
from community.questions.models import Question
from tests.makers import (
    actor_of,
    make_answer,
    make_article,
    make_member,
    make_organisation,
    make_question,
    make_section,
    prose,
    translate_article,
)
from tests.services.client import PortalClient

TITLE = "Zeppelin harness for the roof garden"
MARKER = re.compile(r"zeppelin.harness", re.IGNORECASE)
DRAFT = "title=Zeppelin+harness+for+the+roof+garden&body=How+do+I+wear+the+harness"


@dataclass
class Scene:
    """An article that everybody can meet, the rows around it, and people of every kind."""

    article: Article
    section: HelpSection
    asked: Question
    answered: Question
    people: dict[str, int | None]


def build() -> Scene:
    """The scene; the article is asked about, answered with, and stood elsewhere before."""
    section = make_section()
    make_article(section, "A quiet neighbour")
    article = make_article(section, TITLE, body=f"The {TITLE.lower()} is worn on the left.")
    translate_article(article, "Zeppelin harness en français")
    garden = make_organisation("Garden", plan="premium")
    people: dict[str, int | None] = {"visitor": None, "member": make_member("Mia").id}
    people["premium"] = make_member("Pia", organisation=garden).id
    for role in (Role.AGENT, Role.MODERATOR, Role.PRODUCT_MANAGER, Role.EDITOR, Role.ADMIN):
        people[role.value] = make_member(f"{role.value.title()} A", role).id
    asked = make_question(title="Is it worn on the left?", about_id=article.id)
    answered = make_question(title="Where do I wear it?")
    shown = make_answer(make_question(title="Which size do I need?"))
    agent = actor_of(make_member("Ann", Role.AGENT))
    sentence = prose("It is all in there, with pictures.")
    with writing():
        curation.answer_with_article(agent, answered, article.id, sentence, lang="en")
        link(SYSTEM, shown.id, article.id, LinkKind.PROMOTED_ON)
        actions_life.rename(SYSTEM, article, "en", "zeppelin-harness")
    return Scene(article, section, asked, answered, people)


def addresses(scene: Scene) -> dict[str, str]:
    """Where a browser looks; the old address shows by where it leads."""
    questions = {"asked": scene.asked, "answered": scene.answered}
    return {
        "page and preview": "/help/en/deliveries/zeppelin-harness",
        "french page": "/help/fr/livraisons/zeppelin-harness-en-francais",
        "old address": "/help/en/deliveries/zeppelin-harness-for-the-roof-garden",
        "section": "/help/en/deliveries",
        "french section": "/help/fr/livraisons",
        "front": "/help/en",
        "related": "/help/en/deliveries/a-quiet-neighbour",
        "search": "/search?q=zeppelin",
        "search of a kind": "/search?q=zeppelin&kind=article",
        "as one types": "/search/suggest?q=zeppel",
        "look-alikes": f"/search/lookalikes?{DRAFT}",
        "feed": "/help/en/feed.atom",
        "feed of the section": "/help/en/deliveries/feed.atom",
        **{
            f"question that is {word}": f"/questions/{one.id}-{one.slug}"
            for word, one in questions.items()
        },
    }


def met_by(scene: Scene, person: str, client: PortalClient) -> set[str]:
    """The places in which this person meets the article now."""
    member_id = scene.people[person]
    client.sign_out()
    if member_id is not None:
        client.sign_in(member_id)
    found = {name for name, path in addresses(scene).items() if _shows(client, path)}
    found |= {"sitemap" for path in _sitemaps(client) if _shows(client, path)}
    db.session.rollback()
    nobody = replace(VISITOR, audience_ids=list_audience_ids(VISITOR))
    actor = get_actor(member_id, list_audience_ids) if member_id else nobody
    if any(MARKER.search(f"{path} {body.decode()}") for path, body in _texts(tree_of(actor))):
        found.add("export")
    return found


def _texts(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    return ((path, body) for path, body in files if not path.startswith("pictures/"))


def _shows(client: PortalClient, path: str) -> bool:
    answer = client.get(path)
    # What one typed oneself stands in the box again.
    said = re.sub(r'value="[^"]*"|[?&]q=[^"&]*|“[^”]*”', "", answer.text)
    return bool(MARKER.search(f"{answer.location or ''} {said}")) and answer.status_code < 400


def _sitemaps(client: PortalClient) -> list[str]:
    index = client.get("/sitemap.xml").text
    return re.findall(r"<loc>https?://[^/<]+(/sitemaps/[^<]+)</loc>", index)


Visit = Callable[[str], set[str]]
