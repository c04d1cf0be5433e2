"""What a person asks for: the words of the box and the choices of its form."""

from dataclasses import dataclass

from community.search.language import Name, Narrowing, Said, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as an address holds it; each choice of the form is an operator in another dress."""

    text: str
    locale: str
    kind: str | None = None
    lang: str | None = None
    area: str | None = None
    state: str | None = None
    after: str | None = None

    @property
    def said(self) -> Said:
        """The words, and the operators of box and form together; the form's kind and language are the later word."""
        said = read(self.text)
        chosen = {
            Name.KIND: self.kind,
            Name.LANG: self.lang,
            Name.AREA: self.area,
            Name.STATE: self.state,
        }
        more = [Narrowing(name, (value,)) for name, value in chosen.items() if value]
        later = {one.name for one in more} & {Name.KIND, Name.LANG}
        kept = (one for one in said.narrowings if one.refused or one.name not in later)
        return Said(said.words, (*kept, *more))

    @property
    def sentence(self) -> str:
        """What was typed without its operators, for the title of a question or an idea."""
        return " ".join(read(self.text).words.split())

    @property
    def is_narrowed(self) -> bool:
        """Whether the form narrows, so that less narrow may find more."""
        return bool(self.kind or self.lang or self.area or self.state)
