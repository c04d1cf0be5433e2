"""Style sheets and scripts, joined into few files whose names change with their content.

`app` is for every page, `staff` for desks and administration. Sources stand in `community/static`;
what is made of them stands in one folder of the data, where processes that start together find
each other's work: a file is put in place whole, and its name says what is in it.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, cast

import brotli
from flask import Flask, current_app
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from community.core.errors import NotFound
from community.core.files import FOREVER, write_atomically
from community.core.stylesheets import smaller_css, smaller_js

# The order of cascade: what comes later wins.
LAYERS: Final = "@layer pico, vendor, tokens, base, layout, components, staff;"
OWN_LAYER: Final = re.compile(r"(?:/\*!.*?\*/\s*)?@layer\b", re.DOTALL)
FIRST_CSS: Final = ("tokens.css", "base.css", "layout.css")
CONTENT_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
BUNDLES: Final = ("app.css", "app.js", "staff.css", "staff.js")
NAME: Final = re.compile(r"[a-z0-9-]+\.[0-9a-f]{12}\.(?:css|js|svg|png|ico)")


@dataclass(frozen=True, slots=True)
class Asset:
    """What a view needs to send a joined file; `encoding` is None when it is not compressed."""

    path: Path
    content_type: str
    encoding: str | None
    cache_control: str = FOREVER


class Assets:
    """The joined files of one folder of sources."""

    def __init__(self, source: Path, target: Path) -> None:
        self.source = source
        self.target = target
        self._lock = Lock()
        self._stamp: str | None = None
        self._manifest: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of `app.css`, `icons/sprite.svg` and the like, as it is now."""
        return f"/assets/{self.manifest()[name]}"

    def manifest(self) -> dict[str, str]:
        """Bundle → file name; built when there is none."""
        if self._stamp is None:
            self.refresh()
        return self._manifest

    def refresh(self) -> None:
        """Join anew what was made of sources that have changed since."""
        if self._stamp != self._sources_stamp():
            with self._lock:
                self._settle()

    def build(self) -> dict[str, str]:
        """Joins all bundles, writes those that are not there yet, and the manifest beside them."""
        self.target.mkdir(parents=True, exist_ok=True)
        manifest = {bundle: self._write(bundle, self._joined(bundle)) for bundle in BUNDLES}
        for path in self._icons():
            manifest[f"icons/{path.name}"] = self._write(path.name, path.read_bytes())
        note = {"stamp": self._sources_stamp(), "files": manifest}
        write_atomically(self.target / "manifest.json", json.dumps(note).encode())
        return manifest

    def sendable(self, name: str, accept_encoding: str = "") -> Asset:
        """The file of this name in the best encoding the browser takes; NotFound when unknown."""
        self.manifest()
        path = self.target / name
        # Also names that an older page was made with are still served.
        if not NAME.fullmatch(name) or not path.is_file():
            raise NotFound
        kind = CONTENT_TYPES[path.suffix]
        for encoding, ending in ENCODINGS:
            if encoding in accepted(accept_encoding):
                return Asset(path.with_name(name + ending), kind, encoding)
        return Asset(path, kind, None)

    def _settle(self) -> None:
        stamp = self._sources_stamp()
        kept = self._kept_manifest(stamp)
        self._manifest = kept if kept is not None else self.build()
        self._stamp = stamp

    def _kept_manifest(self, stamp: str) -> dict[str, str] | None:
        try:
            note = json.loads((self.target / "manifest.json").read_bytes())
            files = {str(name): str(file) for name, file in note["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        whole = all((self.target / f"{name}.br").is_file() for name in files.values())
        return files if whole and files.keys() >= set(BUNDLES) and note["stamp"] == stamp else None

    def _sources_stamp(self) -> str:
        facts = hashlib.sha256()
        joined = [path for bundle in BUNDLES for path in self.sources(bundle)]
        for path in joined + self._icons():
            stat = path.stat()
            facts.update(f"{path}|{stat.st_mtime_ns}|{stat.st_size}\n".encode())
        return facts.hexdigest()

    def sources(self, bundle: str) -> list[Path]:
        """The files that a bundle is made of, in their order."""
        stem, _, kind = bundle.partition(".")
        if kind == "css":
            return list(self._style_sheets(stem))
        folder = self.source / "js" / ("staff" if stem == "staff" else "")
        vendor = sorted((self.source / "vendor").rglob("*.js")) if stem == "app" else []
        return [*vendor, *sorted(folder.glob("*.js"))]

    def _icons(self) -> list[Path]:
        paths = sorted((self.source / "icons").glob("*"))
        return [path for path in paths if path.suffix in CONTENT_TYPES]

    def _style_sheets(self, stem: str) -> Iterator[Path]:
        folder = self.source / "css"
        if stem == "staff":
            yield from sorted((folder / "staff").rglob("*.css"))
            return
        yield from sorted((self.source / "vendor").rglob("*.css"))
        yield from (folder / name for name in FIRST_CSS if (folder / name).exists())
        others = set(folder.glob("*.css")) - {folder / name for name in FIRST_CSS}
        yield from sorted(others)
        yield from sorted((folder / "components").rglob("*.css"))

    def _joined(self, bundle: str) -> bytes:
        if bundle.endswith(".js"):
            return "".join(self._script(path) for path in self.sources(bundle)).encode()
        return (LAYERS + "".join(map(self._style_sheet, self.sources(bundle)))).encode()

    def _script(self, path: Path) -> str:
        text = path.read_text(encoding="utf-8")
        if "vendor" in path.relative_to(self.source).parts:
            return f"{text.rstrip()}\n;\n"
        # A scope of its own, so that modules share no names.
        return f"(() => {{\n{smaller_js(text)}}})();\n"

    def _style_sheet(self, path: Path) -> str:
        css = smaller_css(path.read_text(encoding="utf-8"))
        if not css or OWN_LAYER.match(css):
            return css
        return f"@layer {self._layer(path)}{{{css}}}"

    def _layer(self, path: Path) -> str:
        parts = path.relative_to(self.source).parts
        if parts[0] == "vendor":
            return "vendor"
        if parts[1] == "staff":
            return "staff"
        return path.stem if path.name in FIRST_CSS else "components"

    def _write(self, bundle: str, body: bytes) -> str:
        stem, _, kind = bundle.partition(".")
        name = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{kind}"
        if not (self.target / f"{name}.br").is_file():
            write_atomically(self.target / name, body)
            write_atomically(self.target / f"{name}.gz", gzip.compress(body, 9, mtime=0))
            write_atomically(self.target / f"{name}.br", brotli.compress(body, quality=9))
        return name


def accepted(header: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding header takes, without those of quality 0."""
    taken = set()
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(name.strip())
    return frozenset(taken)


def init_assets(app: Flask, source: Path, target: Path, *, watch: bool = False) -> None:
    """Gives the app its joined files and `asset_url`; to watch is to look at the sources before each request."""
    made = Assets(source, target)
    made.manifest()
    if watch:
        app.before_request(made.refresh)
    app.extensions["assets"] = made
    app.jinja_env.globals["asset_url"] = made.url


def assets() -> Assets:
    """The joined files of the running app."""
    return cast(Assets, current_app.extensions["assets"])


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; where it takes no more, a template is compiled again by the next process."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write what was compiled, if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_templates(app: Flask, folder: Path) -> None:
    """Let compiled templates outlive the process: a restarted server answers its first pages two seconds sooner."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = KeptTemplates(str(folder))
