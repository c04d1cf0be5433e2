"""The texts in other languages: `python -m tools.translations collect|compile`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "community" / "translations"
TEMPLATE = ROOT / "build" / "messages.pot"
LANGUAGES = ("fr",)  # the texts in the code are English
KEYWORDS = ["_l", "lazy_gettext", "ngettext:1,2", "lazy_ngettext:1,2", "pgettext:1c,2"]


def catalogues() -> list[Path]:
    """The .po file of each language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def compile_changed() -> None:
    """Compile each catalogue that is newer than what was compiled from it."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compile_one(source, target)


def compile_one(source: Path, target: Path) -> None:
    """Compile one catalogue; a reader never sees half a file."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    whole = target.with_suffix(".new")
    with whole.open("wb") as file:
        write_mo(file, catalogue)
    whole.replace(target)


def collect() -> None:
    """Bring every string of the code and the templates into each catalogue."""
    TEMPLATE.parent.mkdir(exist_ok=True)
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    # Babel passes over folders that begin with “_”, where our macros are, unless told otherwise.
    mapping = ["-F", "pyproject.toml", "--sort-by-file", "--no-location", "--ignore-dirs", ".*"]
    babel("extract", *mapping, *keywords, "-o", str(TEMPLATE), "community")
    for language in LANGUAGES:
        places = ["-i", str(TEMPLATE), "-d", str(FOLDER), "-l", language, "--no-wrap"]
        if (FOLDER / language).exists():
            quiet = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
            babel("update", *places, *quiet)
        else:
            babel("init", *places)


def babel(*arguments: str) -> None:
    """Run pybabel at the root; its error ends this too."""
    program = Path(sys.executable).parent / "pybabel"
    subprocess.run([str(program), "--quiet", *arguments], cwd=ROOT, check=True)


def main(command: str) -> None:
    """Collect and compile, or compile alone."""
    if command == "collect":
        collect()
    compile_changed()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "compile")
