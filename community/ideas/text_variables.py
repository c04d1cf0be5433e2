"""Variables of texts about ideas: `{{ title }}` and the others, each filled for the idea that the text is about."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid

VARIABLES: Final[dict[str, LazyString]] = {
    "title": _l("the idea’s title"),
    "board": _l("the idea’s board"),
    "status": _l("the new status"),
    "votes": _l("how many people support it"),
    "organisations": _l("how many organisations they are from"),
    "release": _l("the release it comes with; in texts of a release only"),
    "company": _l("the company’s name"),
}
BRACES: Final = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
OPENING: Final = re.compile(r"\{\{")
# What would begin markup inside the values, which people wrote.
SIGNS: Final = re.compile(r"([\\`*_\[\]<>#~|])")
FAULTS_SAID: Final = 3

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VariableFault:
    """A variable that nothing fills, and where it stands; lines and columns begin at 1."""

    line: int
    column: int
    said: str

    @property
    def sentence(self) -> str:
        """The fault with its place, in the reader's language."""
        place = _("Line %(line)s, column %(column)s", line=self.line, column=self.column)
        return f"{place}{_(':')} {_('nothing is called “%(said)s” here.', said=self.said)}"


def find_faults(text: str, known: frozenset[str] = frozenset(VARIABLES)) -> Iterator[VariableFault]:
    """The variables of a text that are not among the known ones, and braces that do not close, in their order."""
    for number, line in enumerate(text.split("\n"), 1):
        for opening in OPENING.finditer(line):
            whole = BRACES.match(line, opening.start())
            name = whole[1] if whole else line[opening.start() :][:30]
            if whole is None or name not in known:
                yield VariableFault(number, opening.start() + 1, name or "{{ }}")


def ensure_known(text: str, *, field: str, known: frozenset[str] = frozenset(VARIABLES)) -> None:
    """Nothing, or Invalid on this field with the first unknown variables, their places, and those that there are."""
    faults = list(find_faults(text, known))
    if faults:
        said = " ".join(one.sentence for one in faults[:FAULTS_SAID])
        names = ", ".join(name for name in VARIABLES if name in known)
        raise Invalid(f"{said} {_('There are: %(names)s.', names=names)}", field=field)


def fill(text: str, values: Values) -> str:
    """The Markdown with its variables filled by values that cannot become markup."""
    return BRACES.sub(lambda said: _plain(values.get(said[1], said[0])), text)


def _plain(value: str) -> str:
    return SIGNS.sub(r"\\\1", value)
