"""The dictionary from which what one types is corrected: words of what everybody may read, of the help center too."""

from __future__ import annotations

import pytest

from community.articles.actions_structure import SectionWords, change_section
from community.articles.models import HelpCategory, HelpSection
from community.core.db import db, writing
from community.core.search_engine.port import SearchEngine
from community.policies.actor import SYSTEM, VISITOR
from community.search import queries, tasks
from community.search.asked import Asked
from tests.search.shelves import make_article, make_section

NAMES = {"en": "Till", "fr": "Caisse"}


def corrected(text: str) -> str:
    db.session.rollback()
    return queries.search(VISITOR, Asked(text=text, locale="en")).corrected


def learn(index: SearchEngine) -> None:
    tasks.index_dirty()
    index.publish_lexicon(at_once=True)


def let_see(section: HelpSection, *grants: str) -> None:
    with writing():
        row = db.session.get_one(HelpSection, section.id)
        shelf = db.session.get_one(HelpCategory, row.category_id)
        change_section(SYSTEM, row, shelf, SectionWords(name=NAMES, grants=list(grants)))


def test_words_of_articles_are_known(index: SearchEngine) -> None:
    make_article({"en": ("Plant passports", "The nursery sends a passport with each plant.")})
    learn(index)
    assert corrected("plant pasport") == "plant passport"
    assert corrected("plant passports") == ""


@pytest.mark.parametrize("grant", ["members", "staff"])
def test_words_of_a_section_that_closes_are_offered_to_nobody(
    index: SearchEngine, grant: str
) -> None:
    section = make_section()
    make_article({"en": ("Plant passports", "The nursery sends a passport.")}, section)
    learn(index)
    let_see(section, grant)
    learn(index)
    assert corrected("plant pasport") == ""
    let_see(section, "public")
    learn(index)
    assert corrected("plant pasport") == "plant passport"
