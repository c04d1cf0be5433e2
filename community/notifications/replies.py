"""What a person wrote in a reply by mail: without what it quotes, without signatures, from text or from HTML."""

import re
from email.message import Message
from html.parser import HTMLParser

from community.notifications.mail_parts import first_text

# Stands in our letters, in any language; what comes below is ours.
MARK = "-~-"

# "On Mon, Nov 30, 2026 at 9:15 AM Ada <ada@example.com> wrote:", as mail programs write it in English and French.
WROTE = re.compile(
    r"^\s*(?:(?:On|Le)\s(?=.*\d).{6,300}?|(?=.*(?:@|\d{1,2}[:h]\d{2})).{4,200}?)\s(?:wrote|a\s+écrit)\s*:\s*$",
    re.DOTALL | re.IGNORECASE,
)
# The head that Outlook puts over what it quotes.
OUTLOOK = re.compile(r"^\s*\*?(?:From|De)\s*:\*?\s*\S", re.IGNORECASE)
OUTLOOK_NEXT = re.compile(r"^\s*\*?(?:Sent|Date|To|Envoyé|À|A|Objet|Subject|Cc)\s*:", re.IGNORECASE)
ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(?:Original Message|Message d['’]origine|Original message|Message transféré)\s*-{2,}\s*$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*_{10,}\s*$")
SIGNATURE = re.compile(r"^(?:--|—|–)\s?$")
DEVICE = re.compile(
    r"^\s*(?:Sent (?:from|with) (?:my |Mail|Outlook|Yahoo|Proton|the )|Get Outlook for |"
    r"Envoyé (?:de(?:puis)? mon |à partir d|depuis |avec )|(?:Obtenir|Obtenez|Télécharger) Outlook |"
    r"Provenance\s*: Courrier)",
    re.IGNORECASE,
)


def words_of(message: Message) -> str:
    """What its writer says, as plain text or Markdown; empty when he says nothing."""
    text = first_text(message)
    if not text.strip():
        text = text_of_html(first_text(message, "text/html"))
    return own_words(text)


def own_words(text: str) -> str:
    """The text without quotations, signature and the lines that devices add."""
    lines = text.replace("\r\n", "\n").replace("\xa0", " ").replace("\u202f", " ").split("\n")
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _ends(lines, place):
            break
        length = _attribution(lines, place)
        if length:
            if not _quotes_next(lines, place + length):
                break
            place += length
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
        place += 1
    return _without_device(kept)


def _ends(lines: list[str], place: int) -> bool:
    """Whether all below is quoted or signed."""
    line = lines[place]
    if SIGNATURE.match(line) or ORIGINAL.match(line):
        return True
    if MARK in line and not line.lstrip().startswith(">"):
        return True
    after = [one for one in lines[place + 1 : place + 4] if one.strip()]
    if OUTLOOK.match(line) and after and OUTLOOK_NEXT.match(after[0]):
        return True
    return bool(RULE.match(line)) and bool(after) and bool(OUTLOOK.match(after[0]))


def _attribution(lines: list[str], place: int) -> int:
    """How many lines say who wrote what follows (mail programs break them); 0 for none."""
    if not lines[place].strip() or lines[place].lstrip().startswith(">"):
        return 0
    for length in (1, 2, 3):
        part = lines[place : place + length]
        if not all(one.strip() for one in part):
            return 0
        if len(part) == length and WROTE.match(" ".join(one.strip() for one in part)):
            return length
    return 0


def _quotes_next(lines: list[str], place: int) -> bool:
    following = next((one for one in lines[place:] if one.strip()), "")
    return following.lstrip().startswith(">")


def _without_device(lines: list[str]) -> str:
    """Without the line at the end that says from which device it came."""
    words = "\n".join(lines).strip()
    while words:
        rest, _break, last = words.rpartition("\n")
        if not DEVICE.match(last):
            return re.sub(r"\n{3,}", "\n\n", words)
        words = rest.strip()
    return words


class _Reader(HTMLParser):
    """Takes the text of a reply; what is quoted gets the sign that plain text has."""

    BREAKS = frozenset(
        {"p", "div", "br", "li", "tr", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3"}
    )
    SILENT = frozenset({"style", "script", "head", "title"})
    # Where Outlook and Gmail say that all below is what was written before.
    ENDS = frozenset({"appendonsend", "divrplyfwdmsg", "mail-editor-reference-message-container"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0
        self.quoted: list[str] = []
        self.has_ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "") for name, value in attrs}
        self.has_ended = self.has_ended or given.get("id", "").lower() in self.ENDS
        is_quote = tag == "blockquote" or "gmail_quote" in given.get("class", "").split()
        if self.quoted and tag == self.quoted[0]:
            self.quoted.append(tag)
        elif is_quote and not self.quoted:
            self.quoted = [tag]
        self.silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.lines.append("- " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT and self.silent:
            self.silent -= 1
        if self.quoted and tag == self.quoted[0]:
            self.quoted.pop()
        if tag in self.BREAKS and self.lines[-1].strip():
            self.lines.append("")
        if tag == "p":
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.silent or self.has_ended:
            return
        words = re.sub(r"\s+", " ", data)
        if self.quoted and not self.lines[-1].startswith(">"):
            self.lines[-1] = "> "
        if words.strip() or (self.lines[-1].strip() and not self.lines[-1].endswith(" ")):
            self.lines[-1] += words


def text_of_html(html: str) -> str:
    """The text of a letter in HTML, quotations marked by `>`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(line.strip() for line in reader.lines)
