"""What else a query means: synonyms, spelling, joined and split words, each for less than the word itself."""

from __future__ import annotations

from community.core.search_engine.everyday import chatter, synonyms
from community.core.search_engine.expansion import NO_SYNONYMS, Synonyms, expand, synonym_key
from community.core.search_engine.lexicon import NO_WORDS, Lexicon
from community.core.search_engine.query import Query, draft, parse
from tests.core.test_search_lexicon import lexicon

WORDS = lexicon(
    "en", "Download your invoices", "Connect Webflow", "sign here", "erase the dashboard"
)


def asked(
    text: str, glossary: Synonyms = NO_SYNONYMS, words: Lexicon = WORDS, lang: str = "en"
) -> Query:
    return expand(parse(text, lang), lang, words, glossary)


def variants(query: Query, place: int = 0) -> dict[str, float]:
    return dict(query.slots[place].variants)


def test_a_mistyped_word_is_also_looked_for_as_the_index_spells_it() -> None:
    query = asked("invoces")
    assert variants(query)["invoic"] == 0.8
    assert query.corrections == (("invoces", "invoices"),)


def test_a_word_that_the_index_has_is_not_corrected() -> None:
    assert asked("invoices webflow").corrections == ()


def test_words_joined_and_split_find_each_other() -> None:
    assert variants(asked("web flow"))["webflow"] == 0.9
    split = asked("signin")
    assert "sign" in variants(split)
    assert split.corrections == (("signin", "sign in"),)


def test_the_glossarys_synonyms_are_shown_and_everyday_ones_are_not() -> None:
    query = asked("wreath order", {"wreath": ("funeral flowers",)})
    assert query.also == ("funeral flowers",)
    assert variants(query)["funer"] == variants(query)["flower"] == 0.35
    assert asked("delete").also == ()


def test_small_words_of_a_synonym_are_not_looked_for() -> None:
    glossary = {"slip": ("bon de livraison",), "none": ("pas de",)}
    assert variants(asked("slip", glossary))["bon"] == 0.35
    assert "de" not in variants(asked("slip", glossary))
    assert "pas" in variants(asked("none", glossary))


def test_a_mistyped_word_has_the_synonyms_of_its_nearest() -> None:
    glossary = {synonym_key("invoice", "en"): ("bill",)}
    assert asked("invocie", glossary).also == ("bill",)


def test_what_stands_in_a_phrase_is_taken_as_written() -> None:
    query = asked('"invoces wreath"', {"wreath": ("crown",)})
    assert (query.corrections, query.also) == ((), ())


def test_an_everyday_word_is_no_mistake_though_the_index_has_it_not() -> None:
    assert asked("login", words=lexicon("fr", "plus loin", "bien loin")).corrections == ()


def test_a_small_word_joins_the_one_before() -> None:
    words = lexicon("en", "The walkin shelf")
    assert variants(asked("walk in", words=words))["walkin"] == 0.9
    assert "walkin" not in variants(asked("walk on", words=words))


def test_a_synonym_is_found_in_any_form_and_as_an_expression() -> None:
    glossary = {synonym_key("delivery rounds", "en"): ("tour",)}
    assert asked("delivery round", glossary).also == ("tour",)


def test_a_code_that_the_index_has_not_is_looked_for_by_its_number_and_its_letters() -> None:
    assert variants(asked("E1042")) == {"1042": 0.8}
    assert set(variants(asked("err1042"))) == {"err", "1042"}
    assert not variants(asked("v4"))
    assert not variants(asked("E1042", words=lexicon("en", "E1042 is an error")))
    assert not variants(asked('"E1042"'))


def test_everyday_words_find_each_other_a_little_below_themselves() -> None:
    assert 0 < variants(asked("delete"))["eras"] < 0.5
    assert "supprim" in variants(asked("effacer", lang="fr", words=NO_WORDS))
    assert "2fa" in variants(asked("two factor", words=NO_WORDS))


def test_words_that_stand_in_any_text_tell_less() -> None:
    query = asked("want invoices")
    assert [slot.weight for slot in query.slots] == [0.4, 1.0]
    assert asked('"want"').slots[0].weight == 1.0


def test_a_draft_and_nothing_stay_as_they_are() -> None:
    text = draft("Want invoces", "en")
    assert expand(text, "en", WORDS) is text
    assert not asked("")


def test_a_language_without_lists_has_no_everyday_words() -> None:
    for lang in ("", "de", "../../etc"):
        assert (chatter(lang), synonyms(lang)) == (frozenset(), {})


def test_the_lists_are_sound() -> None:
    for lang in ("en", "fr"):
        assert len(chatter(lang)) > 150
        table = synonyms(lang)
        assert len(table) > 500
        assert all(near.token and 0 < near.share <= 1 for ones in table.values() for near in ones)
