"""The other languages are whole: nothing missing, no lost placeholder, and French set as French is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools import translations

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
SPACE_NEEDED = re.compile(r"\w[;!?]|\w:(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»|(?<![\s(]) ?%%")
PLAIN_SPACE = re.compile(r" [;!?:»%](?!\()|« ")
OTHER_SPACE = re.compile(r"\u00a0[;!?]|\u202f[:»]|«\u202f")
STRAIGHT = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
DOTS = re.compile(r"\.\.\.")
Check = Callable[[str, str], bool]


def is_empty(source: str, said: str) -> bool:
    """Nothing is said for it."""
    return bool(source.strip()) and not said.strip()


def loses_a_placeholder(source: str, said: str) -> bool:
    """A value that the source shows is lost, or one is shown that nobody gives."""
    return sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(said))


def is_set_wrongly(_source: str, said: str) -> bool:
    """Spaces, apostrophes or dots are not those of French print."""
    patterns = (SPACE_NEEDED, PLAIN_SPACE, OTHER_SPACE, STRAIGHT, DOTS)
    return any(pattern.search(said) for pattern in patterns)


def loses_an_edge(source: str, said: str) -> bool:
    """It begins or ends with a plain space or a line that the source has not, or the other way round."""
    edges = [(text[:1] in (" ", "\n"), text[-1:] in (" ", "\n")) for text in (source, said)]
    return edges[0] != edges[1]


CHECKS: tuple[Check, ...] = (is_empty, loses_a_placeholder, is_set_wrongly, loses_an_edge)
PLANTED: list[tuple[Check, str, str]] = [
    (is_empty, "Save", ""),
    (loses_a_placeholder, "Hello %(name)s", "Bonjour %(nom)s"),
    (loses_a_placeholder, "%(num)s of %(all)s", "%(num)s"),
    (is_set_wrongly, "Why?", "Pourquoi ?"),
    (is_set_wrongly, "Why?", "Pourquoi?"),
    (is_set_wrongly, "Why?", "Pourquoi\u00a0?"),
    (is_set_wrongly, "Due: %(time)s", "Échéance : %(time)s"),
    (is_set_wrongly, "Due: %(time)s", "Échéance: %(time)s"),
    (is_set_wrongly, "“%(title)s”", "« %(title)s »"),
    (is_set_wrongly, "“%(title)s”", "«%(title)s»"),
    (is_set_wrongly, "%(number)s %%", "%(number)s %%"),
    (is_set_wrongly, "The team", "L'équipe"),
    (is_set_wrongly, "When …", "Quand..."),
    (loses_an_edge, "Save", "Enregistrer "),
]


def french() -> Catalog:
    """The French catalogue as it stands in the repository."""
    return read(translations.FOLDER / "fr" / "LC_MESSAGES" / "messages.po", "fr")


def read(path: Path, locale: str | None = None) -> Catalog:
    """A catalogue or a template of one."""
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each source with what is said for it; a plural's forms are both held against its plural."""
    if isinstance(message.id, str):
        yield message.id, str(message.string or "")
    else:
        said = message.string if isinstance(message.string, tuple) else ("", "")
        yield from zip(message.id, said, strict=True)


def faults_of(catalogue: Catalog, check: Check) -> list[str]:
    """The sources whose translation a check refuses."""
    messages = [message for message in catalogue if message.id]
    return [a for message in messages for a, b in pairs(message) if check(a, b)]


def test_every_string_of_the_interface_is_in_the_french_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "TEMPLATE", tmp_path / "messages.pot")
    monkeypatch.setattr(translations, "LANGUAGES", ())
    monkeypatch.setattr(translations, "compile_changed", lambda: None)
    translations.collect()
    known = {message.id for message in french() if message.id}
    wanted = {message.id for message in read(tmp_path / "messages.pot") if message.id}
    assert "Team answers by %(time)s" in wanted  # the folder of macros is collected too
    assert wanted - known == set()


def test_nothing_in_french_is_only_guessed() -> None:
    assert [message.id for message in french() if message.id and message.fuzzy] == []


@pytest.mark.parametrize("check", CHECKS)
def test_french_is_whole_and_well_set(check: Check) -> None:
    assert faults_of(french(), check) == []


@pytest.mark.parametrize(("check", "source", "said"), PLANTED)
def test_a_planted_fault_is_caught(check: Check, source: str, said: str) -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add(source, said)
    assert faults_of(catalogue, check) == [source]


def test_a_plural_without_its_second_form_is_caught() -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add(("%(num)s vote", "%(num)s votes"), ("%(num)s vote", ""))
    assert faults_of(catalogue, is_empty) == ["%(num)s votes"]
