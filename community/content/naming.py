"""Where a text names a member, and the same text without him: `@handle`, profile, mail address, heads of quotations."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote

from community.accounts.erasing import Gone
from community.accounts.models import fold
from community.core.markup_mentions import NAME

LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]+)\)")
MENTION = re.compile(r'<a [^>]*class="mention"[^>]*>(@[^<]*)</a>')
POST = re.compile(r"#(?:answer|comment)-(\d+)$|/(?:questions|ideas/[\w-]+)/(\d+)")
AGAIN = "…@…"
# A name or an address may hold dots and hyphens: `ann` is not in `ann-marie`, but before the dot of a sentence.
END = r"(?!\w|[.-]+\w)"

# A name → how each language says that its bearer wrote something, and the same of a former member.
Heads = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True)
class Naming:
    """How a member was named, and the words in whose place he is not."""

    gone: Gone
    nameless: str
    heads: Mapping[str, str]

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """In small letters: a text without any of them names him nowhere."""
        handle = self.gone.handle.lower()
        names = {f"@{handle}", f"/members/{handle}", f"/members/{quote(self.gone.handle).lower()}"}
        names |= {self.gone.email.lower()} if self.gone.email else set()
        return tuple(sorted(names | {head.lower() for head in self.heads}))

    @cached_property
    def _address(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.gone.email)}{END}", re.IGNORECASE)

    @cached_property
    def _profile(self) -> re.Pattern[str]:
        spellings = {re.escape(self.gone.handle), re.escape(quote(self.gone.handle))}
        return re.compile(rf"/members/(?:{'|'.join(sorted(spellings))})(?!%){END}", re.IGNORECASE)

    def names(self, words: str) -> str:
        """The text without his short name, the address of his profile and his mail address."""
        if self.gone.email:
            words = self._address.sub(AGAIN, words)
        words = MENTION.sub(self._unlinked, words)
        words = self._profile.sub("/members", words)
        return NAME.sub(self._unnamed, words)

    def _unlinked(self, found: re.Match[str]) -> str:
        return self.nameless if self._is_he(found[1][1:]) else found[0]

    def _unnamed(self, found: re.Match[str]) -> str:
        return self.nameless if self._is_he(found[1]) else found[0]

    def _is_he(self, name: str) -> bool:
        return fold(name) == fold(self.gone.handle)

    def quoted(self, words: str) -> dict[str, str]:
        """Addresses that heads of quotations lead to, each with the head above it."""
        return {found[2]: found[1] for found in LINK.finditer(words) if found[1] in self.heads}

    def unheaded(self, words: str, quoted: Mapping[str, str]) -> str:
        """The text whose heads over these addresses say nobody's name."""
        for address, head in quoted.items():
            plain = self.heads[head]
            words = words.replace(f"[{head}]({address})", f"[{plain}]({address})")
            link, said = re.escape(escape(address)), re.escape(escape(head, quote=False))
            shown = re.compile(rf'(href="[^"]*{link}"[^>]*>){said}<')
            words = shown.sub(rf"\g<1>{plain}<", words)
        return words

    def unheaded_plain(self, words: str, quoted: Mapping[str, str]) -> str:
        """As `unheaded`, for the plain text of a post, where links are words."""
        for head in quoted.values():
            words = words.replace(head, self.heads[head])
        return words

    def anywhere(self, value: Any) -> Any:
        """`names` for each text within plain JSON: what was told of posts, where heads of quotations are words."""
        if isinstance(value, list):
            return [self.anywhere(one) for one in value]
        if isinstance(value, dict):
            return {key: self.anywhere(one) for key, one in value.items()}
        if not isinstance(value, str):
            return value
        for head, plain in self.heads.items():
            value = value.replace(head, plain)
        return self.names(value)


def number_in(address: str) -> int:
    """The key of the post that a quotation's head leads to: 9 of `/questions/7-how#answer-9`; 0 for other places."""
    found = list(POST.finditer(address))
    return int(found[-1][1] or found[-1][2]) if found else 0
