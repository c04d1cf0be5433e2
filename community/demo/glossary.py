"""The words of the demo's product, in both languages."""

from datetime import timedelta
from typing import Any

from community.content.actions import intern_audience
from community.content.prose import compose
from community.demo.people import BEGINNING
from community.demo.reading import read_yaml
from community.demo.stage import Stage, once_upon
from community.glossary.actions import TermWords, define

WRITER = "jules-garnier"


def settle_glossary(stage: Stage) -> None:
    """Define the product's own words, one of them for the team alone."""
    words = [(one.get("audience", "public"), _words(one)) for one in read_yaml("glossary.yaml")]
    with once_upon(stage.now - BEGINNING + timedelta(weeks=2)):
        for audience, each in words:
            define(stage.actor(WRITER), each, audience_id=intern_audience([audience]))


def _words(one: dict[str, Any]) -> TermWords:
    meaning = {locale: compose(text) for locale, text in one["meaning"].items()}
    return TermWords(word=one["word"], definition=meaning, synonyms=one["also"])
