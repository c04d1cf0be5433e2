"""Code with its words coloured, when the text is written: stored as classes that the style sheet knows."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType

# A name after the three backticks → the lexer that reads it. Only what was tried with hostile input stands here.
LANGUAGES: Final = {
    name: lexer
    for lexer, names in {
        "bash": "bash sh shell zsh",
        "bat": "bat batch cmd",
        "css": "css",
        "diff": "diff patch",
        "docker": "docker dockerfile",
        "go": "go golang",
        "graphql": "graphql",
        "html": "html",
        "http": "http",
        "javascript": "javascript js",
        "json": "json",
        "kotlin": "kotlin kt",
        "powershell": "powershell ps1 pwsh",
        "python": "python py python3",
        "ruby": "ruby rb",
        "rust": "rust rs",
        "sql": "sql",
        "swift": "swift",
        "toml": "toml",
        "typescript": "typescript ts",
        "xml": "xml",
        "yaml": "yaml yml",
    }.items()
    for name in names.split()
}
CLASSES: Final = {
    Token.Comment: "c",
    Token.Keyword: "k",
    Token.Keyword.Constant: "n",
    Token.Operator.Word: "k",
    Token.Name.Tag: "k",
    Token.Literal.String: "s",
    Token.Literal.Number: "n",
    Token.Name.Function: "f",
    Token.Name.Class: "f",
    Token.Name.Decorator: "f",
    Token.Name.Attribute: "f",
    Token.Name.Builtin: "f",
    Token.Name.Variable: "v",
    Token.Generic.Deleted: "d",
    Token.Generic.Inserted: "i",
    Token.Generic.Heading: "k",
    Token.Generic.Subheading: "k",
}
# Signs of code that are coloured in one text; what is beyond stays plain.
MOST: Final = 6_000


def coloured(code: str, language: str) -> str:
    """The code as HTML, its words in `<span class="hl-…">` where the language is known; its text is never changed."""
    lexer_name = LANGUAGES.get(language)
    if lexer_name is None:
        return escape(code)
    lexer = get_lexer_by_name(lexer_name, stripnl=False, ensurenl=False, encoding="utf-8")
    # Without an end of line at the end some lexers try every sign of the last line anew.
    pieces = list(_pieces(lexer.get_tokens(code + "\n")))
    if "".join(text for _kind, text in pieces) != code + "\n":
        return escape(code)
    pieces[-1] = (pieces[-1][0], pieces[-1][1].removesuffix("\n"))
    return "".join(
        f'<span class="hl-{kind}">{escape(text)}</span>' if kind and text else escape(text)
        for kind, text in pieces
    )


def _pieces(tokens: Iterator[tuple[_TokenType, str]]) -> Iterator[tuple[str, str]]:
    """(class or nothing, text): neighbours of one class together."""
    classed = ((_class_of(kind), text) for kind, text in tokens)
    for name, group in groupby(classed, key=itemgetter(0)):
        yield name, "".join(text for _name, text in group)


def _class_of(kind: _TokenType | None) -> str:
    while kind is not None:
        if kind in CLASSES:
            return CLASSES[kind]
        kind = kind.parent
    return ""
