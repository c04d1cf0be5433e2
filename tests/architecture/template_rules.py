"""What a strict content security policy and safe escaping ask of templates."""

from __future__ import annotations

import re

SAFE_HOMES = {
    "community/templates/_macros/prose.html"
}  # the one place that shows rendered Markdown
DATA_SCRIPT = re.compile(r"type=[\"']application/(ld\+)?json[\"']", re.IGNORECASE)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
PATTERNS = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline event": re.compile(r"\son[a-z]+\s*=\s*[\"']|\bhx-on\b", re.IGNORECASE),
    "script address": re.compile(r"[\"']\s*(javascript|js):", re.IGNORECASE),
    "address of others": re.compile(
        r"<(link|script|img)\b[^>]*(href|src)=[\"']https?://", re.IGNORECASE
    ),
}
RAW = re.compile(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\(")
BLOCK = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>", re.IGNORECASE)


def faults_of(path: str, text: str) -> list[str]:
    """What breaks the rules in one template; letters may have styles, as mail programs have no other."""
    text = COMMENT.sub("", text)
    page = BLOCK.sub("", text)  # what reaches the browser: a macro's argument may be called style
    found = [name for name, pattern in PATTERNS.items() if pattern.search(page)]
    found += ["raw html"] if RAW.search(text) else []
    found += [
        "inline script" for match in SCRIPT.finditer(text) if not is_fetched(match["attributes"])
    ]
    allowed = {"inline style"} if "/emails/" in path else set()
    allowed |= {"raw html"} if path in SAFE_HOMES else set()
    return [f"{path}: {name}" for name in found if name not in allowed]


def is_fetched(attributes: str) -> bool:
    """Whether a script comes from an address, or is data that no browser runs."""
    return " src=" in attributes or bool(DATA_SCRIPT.search(attributes))
