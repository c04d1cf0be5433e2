"""Text → tokens, the same for both engines: words in lower case, stemmed for their language, then unaccented."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from Stemmer import Stemmer

WORD = re.compile(r"[^\W_]+")
MAX_WORD = 40
# Shared by threads: a call holds the interpreter from first letter to last. Words met are kept below, not by them.
STEMMERS = {"en": Stemmer("english", 0), "fr": Stemmer("french", 0)}

# Small on purpose: a stop word is lost to the searcher for ever.
ENGLISH = """
    a an and are as at be been but by can did do does for from had has have how i if in into is
    it its me my no not of on or our s so t that the their them then there these they this to
    was we were what when where which while who will with would you your
"""
FRENCH = """
    a à ai au aux avec c ce ces cet cette comment d dans de des du elle elles en est et eu il
    ils j je l la le les leur leurs lui m ma mais me mes mon n ne nos notre nous on ont ou où
    par pas pour qu que quel quelle quelles quels qui s sa se ses si son sont sur t ta te tes
    ton tu un une vos votre vous y
"""
# Most keyboards have no key for them: they are also written as two letters, and are the same word.
JOINED_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"})
# Telephones and word processors write them by themselves; keyboards have one.
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
STOP_WORDS = {"en": frozenset(ENGLISH.split()), "fr": frozenset(FRENCH.split())}


def base_lang(lang: str) -> str:
    """The language without its region: `fr-CA` → `fr`."""
    return lang.replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word without accents and joined letters, in lower case."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain.translate(JOINED_LETTERS)


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """The token of one word; accents go after stemming, because French stems depend on them."""
    lowered = unicodedata.normalize("NFC", word.casefold())
    stemmer = STEMMERS.get(lang)
    return fold(stemmer.stemWord(lowered) if stemmer else lowered)


@lru_cache(maxsize=200_000)
def stems(word: str, lang: str) -> tuple[str, ...]:
    """The tokens under which a document's word is found: its stem, and that of the word typed without accents."""
    with_accents, without = stem(word, lang), stem(fold(word), lang)
    return (with_accents,) if with_accents == without else (with_accents, without)


def straight(text: str) -> str:
    """The text, as long as before, with one sign for all double quotation marks."""
    return text.translate(QUOTES)


def words(text: str) -> Iterator[str]:
    """The words of a text as they are written, cut at 40 characters."""
    return (match.group()[:MAX_WORD] for match in WORD.finditer(text))


def is_stop_word(word: str, lang: str) -> bool:
    """Whether the language's list leaves this word out."""
    return word.casefold() in STOP_WORDS.get(lang, frozenset())


def telling_words(text: str, lang: str) -> list[str]:
    """The words of a text in reading order, without the stop words of its language."""
    known = base_lang(lang)
    return [word for word in words(text) if not is_stop_word(word, known)]
