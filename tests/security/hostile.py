"""What hostile or broken programs send, and addresses that try to lead elsewhere."""

from __future__ import annotations

from itertools import product

LONG = "x" * 1_000_000
INPUTS = (
    "[]",
    "{}",
    "1e3",
    "-1",
    "9" * 40,
    "\x00",
    "a\x00b",
    "\ud800",
    "%ud800",
    "\u202e",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{7*7}}",
    "%s%n",
    "<script>alert(1)</script>",
    LONG,
)

SCHEMES = ("https:", "http:", "", "HTTPS:", "javascript:", "data:", "\thttps:", " https:", "ftp:")
STARTS = ("//", "/\\", "\\\\", "///", "/\t/", "/\n/", "/\r/", "\\/", "////", "/ /")
ENDS = ("evil.example", "evil.example/questions")
ODD = (
    "evil.example",
    "//evil.example@localhost/",
    "https://localhost@evil.example/",
    "https://localhost.evil.example/",
    "//localhost:pass@evil.example",
    "/%09/evil.example\x00",
    "/\u2215evil.example",
    "/\uff0fevil.example",
    "\u3002evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//%5cevil.example",
    "/\u200b/evil.example",
    "/\x0b/evil.example",
    "/\x0c/evil.example",
    "//[::1]/",
    "//0x7f000001/",
    "//2130706433/",
    "..//evil.example",
    ".//evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "x//evil.example",
    "https://",
    "//",
    "/\\",
    "\\",
    " /questions",
    "/questions\n",
    "/questions\r\nSet-Cookie: a=b",
    "/ques tions",
    "/qué",
    "mailto:a@evil.example",
    "//evil.example\\@localhost",
    "http:evil.example/x",
    "https:/evil.example",
    "blob:https://evil.example/x",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil%E3%80%82example",
    "///\\evil.example",
    "/\\/evil.example",
    "/\t\\evil.example",
    "\t//evil.example",
    "\x00//evil.example",
)
# 9 schemes × 10 starts × 2 ends, and those that are like nothing else: 226.
REDIRECTS = tuple("".join(parts) for parts in product(SCHEMES, STARTS, ENDS)) + ODD

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    '![a](x"onerror="alert(1))',
    "<a href='javascript:alert(1)'>a</a>",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mi xlink:href='javascript:alert(1)'>x",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "<style>@import 'javascript:alert(1)'</style>",
    "<x onclick=alert(1)>x",
    "`</code><script>alert(1)</script>`",
    "{{constructor.constructor('alert(1)')()}}",
    "<!--><script>alert(1)</script>-->",
    "<form action=javascript:alert(1)><button>",
    "</script><script>alert(1)</script>",
)
