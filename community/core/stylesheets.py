"""CSS and JavaScript without their comments and empty lines, changed in no other way."""

import re
from typing import Final

CSS_PIECES: Final = re.compile(
    r"""(?P<keep>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|url\(\s*[^"'\s)][^)]*\))"""
    r"""|(?P<comment>/\*(?P<law>!)?.*?\*/)"""
    r"""|(?P<space>\s+)""",
    re.DOTALL,
)
# Signs beside which CSS never needs a space: none of + - * ( ) > that calc() or a selector may need.
TIGHT_BEFORE: Final = frozenset("{};,")
TIGHT_AFTER: Final = frozenset("{};,:")


def smaller_css(source: str) -> str:
    """CSS without comments (licences, `/*!`, stay) and with one space where there were more."""
    out: list[str] = []
    place, last, held = 0, "{", ""
    for found in CSS_PIECES.finditer(source):
        kept = bool(found["keep"] or found["law"])
        for piece in (source[place : found.start()], found[0] if kept else ""):
            if piece:
                out.append(_between(last, held, piece[0]) + piece)
                last, held = piece[-1], ""
        if not kept:
            held = " " if found["space"] else held or "/**/"
        place = found.end()
    rest = source[place:]
    return "".join(out) + (_between(last, held, rest[0]) + rest if rest else "")


def _between(last: str, held: str, following: str) -> str:
    """What must stay between two signs where spaces (" ") or a comment stood."""
    return "" if last in TIGHT_AFTER or following in TIGHT_BEFORE else held


def smaller_js(source: str) -> str:
    """JavaScript without lines that are only a comment, without indents and empty lines.

    Lines inside a template literal are kept whole; so is everything that only a parser could judge.
    """
    lines: list[str] = []
    in_comment = in_template = False
    for line in source.splitlines():
        if in_template:
            lines.append(line)
        else:
            bare, in_comment = _without_comment(line.strip(), in_comment=in_comment)
            if not bare:
                continue
            lines.append(bare)
        in_template ^= _unescaped_backticks(line) % 2 == 1
    return "\n".join(lines) + "\n" if lines else ""


def _without_comment(bare: str, *, in_comment: bool) -> tuple[str, bool]:
    """What is left of a line that is or begins with a comment, and whether the comment goes on."""
    if in_comment or (bare.startswith("/*") and not bare.startswith("/*!")):
        _, end, rest = bare[0 if in_comment else 2 :].partition("*/")
        return rest.strip(), not end
    return ("" if bare.startswith("//") else bare), False


def _unescaped_backticks(line: str) -> int:
    return len(re.findall(r"(?<!\\)`", line))
