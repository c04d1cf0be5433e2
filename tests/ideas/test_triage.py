"""The table of ideas: figures as the rows say, each filter and order, pages that lose nothing, and who sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from community.accounts.models import Member
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.ideas import actions_notes, actions_scores, queries_triage, tasks
from community.ideas.figures import Estimate
from community.ideas.models import Idea, IdeaFigures
from community.ideas.models_triage import IdeaSegmentValue
from community.ideas.telling_terms import telling_terms
from community.ideas.triage_terms import SORTS, look_of
from community.policies.actor import Actor, Role
from tests.ideas.living import answer, decide, manager, support
from tests.ideas.triaging import customer, make_segment, wanted_by
from tests.makers import actor_of, make_area, make_board, make_idea, make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
Statements = Callable[[], AbstractContextManager[list[str]]]


def figures_of(idea: Idea) -> IdeaFigures:
    tasks.refresh_figures()
    db.session.rollback()
    return db.session.get_one(IdeaFigures, idea.id, populate_existing=True)


def score(idea: Idea, **said: float) -> None:
    actor = actor_of(manager())
    with writing():
        actions_scores.set_score(actor, idea, Estimate(**said))  # type: ignore[arg-type]


def titles(actor: Actor, size: int = 50, **args: str) -> list[str]:
    look, after, found = look_of(args, ()), None, []
    while True:
        page = queries_triage.list_triage(actor, look, after, size=size)
        found += [row.title for row in page.items]
        after = page.older
        if not after:
            return found


@pytest.fixture
def pia(app: object) -> Actor:
    return actor_of(manager())


def test_figures_say_value_by_segment_and_reach(pia: Actor) -> None:
    big = make_segment()
    rose, tulip = customer("Rose", 50_000, big), customer("Tulip", 3_000_000_000)
    make_member(organisation=rose)
    idea = wanted_by("Print labels", rose, tulip)
    found = figures_of(idea)
    assert (found.value, found.organisations) == (3_000_050_000, 2)
    assert found.reach == 4  # two members of Rose, one of Tulip, and the author
    values = db.session.execute(select(IdeaSegmentValue.organisations, IdeaSegmentValue.value))
    assert [tuple(row) for row in values] == [(1, 50_000)]


def test_rice_is_reach_times_impact_times_confidence_by_effort(pia: Actor) -> None:
    idea = make_idea()
    score(idea, reach=400, impact=2.0, confidence=80, effort=4.0)
    assert figures_of(idea).rice == pytest.approx(400 * 2 * 0.8 / 4)
    score(idea, impact=0.5, confidence=50, effort=0.5)
    assert figures_of(idea).rice == pytest.approx(1 * 0.5 * 0.5 / 0.5)
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.target_id == idea.id))
    assert list(acts).count("idea.scored") == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("impact", 4.0),
        ("confidence", 90),
        ("effort", 0.25),
        ("effort", float("nan")),
        ("reach", -1),
    ],
)
def test_other_numbers_are_refused(pia: Actor, field: str, value: float) -> None:
    idea = make_idea()
    with pytest.raises(Invalid) as refused:
        score(idea, **{field: value})
    assert refused.value.field == field


def test_members_reckon_nothing(app: object) -> None:
    idea, actor = make_idea(), actor_of(make_member())
    with pytest.raises(NotAllowed), writing():
        actions_scores.set_score(actor, idea, Estimate(effort=1))


def test_the_last_answer_is_what_a_person_said(pia: Actor) -> None:
    idea = make_idea()
    assert figures_of(idea).answered_at is None
    change = decide(idea, "under_review")
    assert figures_of(idea).answered_at is None or figures_of(idea).answered_at == change.created_at
    answer(idea)
    with writing():
        db.session.get_one(IdeaFigures, idea.id).is_stale = True
    found = figures_of(idea).answered_at
    assert found is not None
    assert found > change.created_at


@pytest.mark.long
def test_pages_by_key_hold_each_idea_once(pia: Actor) -> None:
    rich = customer("Rich", 5_000_000_000)
    made = [wanted_by(f"Number {n} of them", *([rich] if n % 3 else [])) for n in range(7)]
    score(made[1], reach=7, impact=3.0, confidence=80, effort=0.7)
    answer(made[2])
    tasks.refresh_figures()
    for order in (*SORTS, *(f"-{sort}" for sort in SORTS)):
        by_page = titles(pia, size=2, sort=order)
        assert by_page == titles(pia, sort=order), order
        assert sorted(by_page) == sorted(one.title for one in made), order


def test_each_filter_leaves_what_it_says(pia: Actor) -> None:
    big = make_segment()
    make_board("mobile")
    first = wanted_by("Print 100 % of a page", customer("Rose", 10, big))
    second = make_idea(title="Sort by street")
    with writing():
        actions_notes.assign(pia, first, pia.member_id)
    decide(second, "planned")
    tasks.refresh_figures()
    assert titles(pia) == [first.title]
    assert titles(pia, state="planned") == [second.title]
    assert len(titles(pia, state="all")) == 2
    assert titles(pia, who="me") == [first.title] == titles(pia, who=str(pia.member_id))
    assert titles(pia, who="nobody", state="all") == [second.title]
    assert titles(pia, segment="big", state="all", sort="-value") == [first.title]
    assert titles(pia, q="100 %", state="all") == [first.title]
    assert titles(pia, q="_") == titles(pia, board="mobile") == titles(pia, area="billing") == []
    assert titles(pia, promise="running") == titles(pia, promise="missed") == []


@pytest.mark.long
def test_what_is_owed_is_found_and_comes_soonest_first(pia: Actor) -> None:
    publish_demo()
    free, owed = make_idea(title="Sort by street"), make_idea()
    support(owed, *(make_member() for _ in range(9)))
    assert titles(pia, sort="promise") == [owed.title, free.title]
    assert titles(pia, promise="running") == [owed.title]
    assert titles(pia, promise="missed") == []
    answer(owed)
    assert titles(pia, promise="running") == []


def test_telling_words_are_those_that_voters_wrote() -> None:
    mine = [("The printer prints labels", "en"), ("Labels for the shop", "en"), ("A label!", "en")]
    others = [("The shop is closed", "en"), ("The shop again", "en")]
    assert telling_terms(mine, others, 5) == [("labels", 3)]
    assert telling_terms([], others, 5) == []


def test_a_nonsense_address_shows_the_first_page(client: PortalClient, sign_in: SignIn) -> None:
    make_idea()
    sign_in(manager())
    for query in (
        "after=x",
        "sort=-nothing&col=none",
        "who=%C3%A9",
        "state=no",
        "after=WyJuYW4iLDFd",
    ):
        answered = client.get(f"/desk/ideas?{query}")
        assert answered.status_code == 200, query


@pytest.mark.long
def test_the_page_costs_the_same_with_many_ideas(
    client: PortalClient, sign_in: SignIn, statements: Statements
) -> None:
    sign_in(manager())
    big, columns = make_segment(), "col=segments&col=promise&col=assignee&col=value"
    wanted_by("Number one of them", customer("One", 5, big))
    tasks.refresh_figures()
    client.get(f"/desk/ideas?{columns}")
    with statements() as few:
        client.get(f"/desk/ideas?{columns}")
    for n in range(5):
        wanted_by(f"Number {n} of them", customer(f"Company {n}", 5, big))
    tasks.refresh_figures()
    with statements() as many:
        client.get(f"/desk/ideas?{columns}")
    assert len(many) == len(few)


@pytest.mark.long
def test_value_is_for_product_managers_alone(client: PortalClient, sign_in: SignIn) -> None:
    idea = wanted_by("Print labels", customer("Rose", 987_654))
    tasks.refresh_figures()
    paths = ("/desk/ideas", "/desk/ideas/exports/1", f"/desk/ideas/{idea.id}/weigh")
    for who in (make_member(), make_member("Ann", Role.AGENT), make_member("Ed", Role.EDITOR)):
        sign_in(who)
        assert {client.get(path).status_code for path in paths} == {403}
        shown = client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
        assert "987,654" not in shown
        assert "987,654" not in client.get(f"/desk/ideas/{idea.id}").text
    for who in (manager(), make_member("Ada", Role.ADMIN)):
        sign_in(who)
        assert "987,654" in client.get("/desk/ideas").text


def test_a_view_is_ones_own_or_the_teams(client: PortalClient, sign_in: SignIn) -> None:
    pia, paul = manager(), make_member("Paul", Role.PRODUCT_MANAGER)
    sign_in(pia)
    sent = {"name": "Rich and waiting", "query": "sort=-value&state=open&evil=1"}
    kept = client.post("/desk/ideas/views", data=sent)
    assert kept.headers["Location"].endswith("/desk/ideas?state=open&sort=-value")
    assert client.post("/desk/ideas/views", data=sent).status_code == 422
    assert client.post("/desk/ideas/views", data={"name": " "}).status_code == 422
    path = re.findall(r"/desk/views/\d+", client.get("/desk/ideas").text)[0]
    assert client.get(path).status_code == 303
    assert client.post("/desk/ideas/views", data=sent | {"name": "For all", "is_shared": "y"})
    sign_in(paul)
    page = client.get("/desk/ideas").text
    assert "For all" in page
    assert "Rich and waiting" not in page
    assert client.get(path).status_code == 404
    shared = re.findall(r"/desk/views/\d+", page)[0]
    assert client.get(shared).status_code == 303
    assert client.post(f"{shared}/remove").status_code == 403
    sign_in(pia)
    assert client.post(f"{path}/remove").status_code == 303


def test_what_is_too_long_to_be_kept_is_refused_in_words_and_stays_typed(
    client: PortalClient, sign_in: SignIn
) -> None:
    sign_in(manager())
    seedlings = "🌱" * 100
    sent = {"name": "Green", "query": f"q={seedlings}"}
    refused = client.post("/desk/ideas/views", data=sent)
    assert refused.status_code == 422
    assert "This is too much to keep" in refused.text
    assert 'value="Green"' in refused.text
    assert f'value="{seedlings}"' in refused.text
    back = client.post(f"/desk/ideas/exports?q={seedlings}").location
    page = client.get(back).text
    assert "This is too much to keep" in page
    assert f'value="{seedlings}"' in page
    much = "&".join(f"junk{number}=1" for number in range(60))
    sent = {"name": "Green", "query": f"{much}&q={seedlings[:50]}"}
    assert client.get(client.post("/desk/ideas/views", data=sent).location).status_code == 200
    there = client.post(f"/desk/ideas/exports?q={seedlings[:50]}").location
    assert there.startswith("/desk/ideas/exports/")


def test_weighing_shows_parts_and_words_of_the_voters(
    client: PortalClient, sign_in: SignIn
) -> None:
    make_area()
    idea = wanted_by("Print labels", customer("Rose", 1234, make_segment()))
    tasks.refresh_figures()
    sign_in(manager())
    page = client.get(f"/desk/ideas/{idea.id}/weigh").text
    assert "1,234" in page
    assert "Nobody has said why yet." in page
    sent = {"reach": "10", "impact": "3", "confidence": "80", "effort": "2"}
    assert client.post(f"/desk/ideas/{idea.id}/weigh", data=sent).status_code == 303
    assert ">12<" in client.get(f"/desk/ideas/{idea.id}/weigh").text.replace("12.0", "12")
    refused = client.post(f"/desk/ideas/{idea.id}/weigh", data=sent | {"effort": "0.1"})
    assert refused.status_code == 422


def test_taking_an_idea_at_a_stroke(client: PortalClient, sign_in: SignIn) -> None:
    idea, pia = make_idea(), manager()
    sign_in(pia)
    part = client.post(f"/desk/ideas/{idea.id}/take", headers={"HX-Request": "true"})
    assert "yours" in part.text
    assert "<html" not in part.text
    db.session.rollback()
    assert db.session.get_one(Idea, idea.id, populate_existing=True).assignee_id == pia.id
    sign_in(make_member("Ann", Role.AGENT))
    assert client.post(f"/desk/ideas/{idea.id}/take").status_code == 403
