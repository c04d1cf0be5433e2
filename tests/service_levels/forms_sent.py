"""What a browser would send for the form of a page."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.is_inside = self.is_over = False
        self.text = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form" and "form" in (given.get("class") or "").split():
            self.is_inside = not self.is_over
        if not self.is_inside or self.is_over:
            return
        if tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") != "checkbox" or "checked" in given:
                self.found[name] = value
        elif tag == "textarea":
            self.text, self.found[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.found or "selected" in given):
            self.found[self.select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self.text] = self.found[self.text].strip().replace("\r\n", "\n")
            self.text = ""
        elif tag == "form" and self.is_inside:
            self.is_over = True

    def handle_data(self, data: str) -> None:
        if self.text:
            self.found[self.text] += data


def fields_of(page: str) -> dict[str, str]:
    """Name → value of the fields of the page's form, without its files and buttons."""
    parser = _Fields()
    parser.feed(page)
    return parser.found
