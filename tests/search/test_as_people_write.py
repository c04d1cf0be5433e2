"""What one types is matched as people write it, on either engine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from community.accounts.models import Member
from community.content.actions import change_visibility, intern_audience
from community.content.models import Subject, Visibility
from community.core.db import db, get_locked, writing
from community.core.search_engine.port import SearchEngine
from community.glossary import actions as glossary
from community.glossary.actions import TermWords
from community.policies.actor import SYSTEM, VISITOR, Actor, Role
from community.search import queries, tasks
from community.search.asked import Asked
from community.search.queries import Results
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_idea,
    make_member,
    make_question,
    prose,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]


def found(text: str, locale: str = "en", actor: Actor = VISITOR, **more: str) -> Results:
    db.session.rollback()
    return queries.search(actor, Asked(text=text, locale=locale, **more))


def titles(text: str, locale: str = "en", actor: Actor = VISITOR, **more: str) -> list[str]:
    groups = found(text, locale, actor, **more).groups
    return sorted(hit.title for group in groups for hit in group.hits)


@pytest.fixture
def shelf(index: SearchEngine) -> dict[str, int]:
    """A few things, one question solved and one waiting."""
    zoe = make_member("Zoe")
    area = make_area("billing")
    waiting = make_question(zoe, "Where do printed receipts go?", product_area_id=area.id)
    answered = make_question(title="How is a receipt signed off?", tags=("paper",))
    make_answer(answered)
    idea = make_idea(title="Receipts without paper for the webshop")
    tasks.index_dirty()
    index.publish_lexicon(at_once=True)
    return {"waiting": waiting.id, "answered": answered.id, "idea": idea.id, "zoe": zoe.id}


WAITING = "Where do printed receipts go?"
ANSWERED = "How is a receipt signed off?"
IDEA = "Receipts without paper for the webshop"


NARROWED = {
    "receipt": [ANSWERED, IDEA, WAITING],
    "receipt in:ideas": [IDEA],
    "receipt dans:idées": [IDEA],
    "receipt -in:ideas": [ANSWERED, WAITING],
    "receipt is:unanswered": [WAITING],
    "receipt is:answered": [ANSWERED],
    "receipt -is:unanswered in:questions": [ANSWERED],
    "receipt is:answered,open in:questions": [ANSWERED, WAITING],
    "receipt tag:paper": [ANSWERED],
    "receipt -tag:paper": [IDEA, WAITING],
    "receipt area:billing": [WAITING],
    "receipt -area:Billing in:questions": [ANSWERED],
    "receipt by:zoe": [WAITING],
    "receipt -by:zoe in:questions": [ANSWERED],
    "receipt lang:fr": [],
    "receipt tag:nowhere": [],
    "receipt by:nobody": [],
    "receipt -in:ideas -in:questions -in:articles": [],
    "is:unanswered": [WAITING],
    "tag:paper": [ANSWERED],
    "in:ideas is:open": [IDEA],
    "area:billing": [WAITING],
    "by:zoe": [WAITING],
    "-by:zoe in:questions": [ANSWERED],
    "is:shipped": [],
    "in:questions -signed": [WAITING],
    "in:questions,ideas -printed -paper": [ANSWERED],
    'in:questions -"receipts go"': [ANSWERED],
}


@pytest.mark.long
def test_operators_narrow_on_either_engine(shelf: dict[str, int]) -> None:
    found = {text: titles(text) for text in NARROWED}
    assert found == {text: sorted(expected) for text, expected in NARROWED.items()}


def test_choices_of_the_form_narrow_as_operators_do(shelf: dict[str, int]) -> None:
    assert titles("receipt", kind="question", state="unanswered") == [WAITING]
    assert titles("receipt", area="billing") == [WAITING]
    assert titles("receipt is:answered", state="unanswered") == []
    assert titles("receipt in:ideas", kind="question") == [ANSWERED, WAITING]
    assert titles("receipt lang:en", lang="fr") == []
    assert titles("receipt -in:questions", kind="question") == []


def test_a_state_that_changed_since_it_was_indexed_is_asked_of_the_rows(
    shelf: dict[str, int],
) -> None:
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, shelf["waiting"]), Visibility.HIDDEN)
    assert titles("receipt is:unanswered") == []
    assert titles("is:unanswered") == []


def test_what_is_mine_is_asked_for_by_me(shelf: dict[str, int]) -> None:
    zoe = db.session.get(Member, shelf["zoe"])
    assert zoe is not None
    assert titles("receipt by:me", actor=actor_of(zoe)) == [WAITING]
    assert titles("receipt by:me") == []


def test_a_misspelt_word_finds_and_says_what_it_took(
    shelf: dict[str, int], client: PortalClient
) -> None:
    assert titles("reciept") == [ANSWERED, IDEA, WAITING]
    page = client.get("/search?q=reciept").text
    assert "Did you mean" in page
    assert ">receipt" in page


def test_a_corrected_search_still_leaves_out_and_narrows(
    shelf: dict[str, int], client: PortalClient
) -> None:
    results = found('reciept -Printed "go" -"signed off" in:ideas', "en")
    assert results.corrected == 'receipt -Printed "go" -"signed off" in:ideas'
    assert results.plain == "reciept go"


@pytest.mark.long
def test_words_are_split_and_joined(index: SearchEngine, shelf: dict[str, int]) -> None:
    make_idea(title="A signin page for florists")
    tasks.index_dirty()
    index.publish_lexicon(at_once=True)
    assert titles("web shop") == [IDEA]
    assert "A signin page for florists" in titles("sign in page")


def test_the_beginning_of_a_word_finds_where_nothing_else_does(shelf: dict[str, int]) -> None:
    assert titles("websh") == [IDEA]


def define(word: str, *synonyms: str, audience: str = "public") -> None:
    words = TermWords(
        word={"en": word}, definition={"en": prose("A word.")}, synonyms={"en": synonyms}
    )
    with writing():
        glossary.define(SYSTEM, words, audience_id=intern_audience([audience]))


def test_synonyms_of_the_glossary_are_searched_and_shown(
    shelf: dict[str, int], client: PortalClient
) -> None:
    assert titles("voucher") == []
    define("receipt", "voucher", "till slip")
    assert titles("vouchers") == [ANSWERED, IDEA, WAITING]
    page = client.get("/search?q=voucher").text
    assert "also: receipt" in page
    assert "<mark>receipt</mark>" in page


def test_a_word_of_another_language_leads_to_the_term_by_its_name_alone(
    shelf: dict[str, int],
) -> None:
    words = TermWords(
        word={"en": "receipt", "fr": "quittance"},
        definition={"en": prose("A word."), "fr": prose("Un mot.")},
        synonyms={"fr": ["webinaire"]},
    )
    with writing():
        glossary.define(SYSTEM, words)
    assert len(titles("quittance")) == 3
    assert len(titles("webinaire", "fr")) == 3
    assert titles("webinaire") == []


@pytest.mark.parametrize(
    "typed", ["taxe sur la valeur ajoutée", "Taxes sur la valeur ajoutee", "taxe à valeur ajoutée"]
)
def test_an_expression_leads_to_its_term_whatever_its_accents_and_small_words(
    shelf: dict[str, int], typed: str
) -> None:
    words = TermWords(
        word={"en": "receipt", "fr": "reçu"},
        definition={"en": prose("A word."), "fr": prose("Un mot.")},
        synonyms={"fr": ["taxe sur la valeur ajoutée"]},
    )
    with writing():
        glossary.define(SYSTEM, words)
    assert len(titles(typed, "fr")) == 3


def test_a_word_of_the_team_is_no_synonym_for_others(shelf: dict[str, int]) -> None:
    define("receipt", "voucher", audience="staff")
    assert titles("voucher") == []
    assert titles("voucher", actor=actor_of(make_member("Ann", Role.AGENT)))


def test_nothing_found_names_near_words_and_looser_searches(
    shelf: dict[str, int], client: PortalClient
) -> None:
    page = client.get("/search?q=recei+zzzz+tag:nowhere").text
    assert "There is no tag “nowhere”." in page
    page = client.get("/search", query_string={"q": '"receipt zeppelin"'}).text
    assert "Search for the words alone" in page
    page = client.get("/search?q=receipt&kind=article").text
    assert "Search without the filters" in page


def test_facets_of_the_page_count_states_and_languages(shelf: dict[str, int]) -> None:
    results = found("receipt")
    assert results.states == {"open": 2, "unanswered": 1, "answered": 1}
    assert [(area.key, area.count) for area in results.areas] == [("billing", 1)]
    assert results.langs == {"en": 3}


@pytest.mark.long
def test_operators_and_corrections_cost_few_statements(
    shelf: dict[str, int],
    client: PortalClient,
    sign_in: Callable[[Member], PortalClient],
    statements: Counting,
) -> None:
    texts = (
        "receipt area:billing by:zoe",
        "-signed by:zoe",
        "receipt tag:paper",
        "receipt tag:nowhere",
        "reciept",
        "zzzzzz",
        "is:unanswered",
        "recei",
    )
    client.get("/search?q=receipt")
    for text in texts:
        with statements() as of_visitor:
            client.get("/search", query_string={"q": text})
        assert len(of_visitor) <= 4, (text, of_visitor)
    member = sign_in(make_member())
    member.get("/search?q=receipt")
    for text in texts:
        with statements() as of_member:
            member.get("/search", query_string={"q": text})
        assert len(of_member) <= 7, (text, of_member)


PIECES = [
    "receipt",
    "is:",
    "tag:",
    "by:zoe",
    '"',
    "-",
    ":",
    "é",
    "\x00",
    "\ud800",
    "%",
    "'",
    "*",
    " ",
    "in:ideas",
]


@pytest.mark.long
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some.text(max_size=60) | some.lists(some.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_one_types_is_answered(shelf: dict[str, int], text: str) -> None:
    plain = text.encode("utf-8", "replace").decode().replace("\x00", " ")
    found(plain)
    queries.suggest(VISITOR, plain, "fr")
    queries.lookalikes(VISITOR, plain, plain)
