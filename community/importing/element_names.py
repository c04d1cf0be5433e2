"""Names of elements and components that an import knows, by what becomes of them."""

from typing import Final

# Inside a line of text.
PHRASING: Final = frozenset({
    "a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"
})  # fmt: skip
# Stand by themselves.
BLOCKS: Final = frozenset({
    "address", "article", "aside", "audio", "blockquote", "body", "button", "canvas",
    "caption", "center", "col", "colgroup", "dd", "details", "div", "dl", "dt", "embed",
    "fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hr", "html", "iframe", "input", "label", "legend", "li",
    "link", "main", "meta", "nav", "noscript", "object", "ol", "option", "p", "path",
    "picture", "pre", "script", "section", "select", "source", "style", "summary", "svg",
    "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "tr", "track",
    "ul", "video"
})  # fmt: skip
# Never closed.
VOID: Final = frozenset({
    "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"
})  # fmt: skip
# Removed with all that stands in them.
GONE: Final = frozenset({
    "audio", "canvas", "embed", "head", "iframe", "input", "link", "meta", "noscript",
    "object", "path", "script", "select", "source", "style", "svg", "template", "textarea",
    "track", "video"
})  # fmt: skip
# Of those, what readers never saw: not worth a line of the report.
SILENT: Final = frozenset({
    "head", "link", "meta", "path", "style"
})  # fmt: skip
# Components that show one of several parts; each part stays, under its label.
TABS: Final = frozenset({
    "accordion", "accordion-item", "accordionitem", "card", "code-group-item",
    "codegroupitem", "expandable", "step", "tab", "tab-item", "tabitem", "tabpanel"
})  # fmt: skip
