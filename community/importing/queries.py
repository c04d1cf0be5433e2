"""What has been imported already."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from community.accounts.models import Member
from community.articles.addresses import article_address
from community.articles.models import SectionSlug, Translation
from community.core.db import db
from community.importing.models import ImportedKind, ImportedRow

AT_ONCE = 400


def hash_of(*values: Any) -> str:
    """The same for the same words, numbers and lists; 64 hexadecimal digits."""
    said = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def find_imported(kind: ImportedKind, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Key in the source → (key of what it became, hash of what it said), for those that were imported."""
    found: dict[str, tuple[int, str]] = {}
    columns = select(ImportedRow.source_key, ImportedRow.target_id, ImportedRow.content_hash)
    for some in _parts(list(keys)):
        statement = columns.where(ImportedRow.kind == kind, ImportedRow.source_key.in_(some))
        found.update({key: (target, said) for key, target, said in db.session.execute(statement)})
    return found


def find_authors(source_keys: Iterable[str]) -> dict[str, int]:
    """Key of an author in the source → the member made of him."""
    found: dict[str, int] = {}
    for some in _parts(list(source_keys)):
        statement = select(Member.source_key, Member.id).where(Member.source_key.in_(some))
        found.update({key: member for key, member in db.session.execute(statement) if key})
    return found


def find_addresses(translation_ids: Collection[int]) -> dict[int, str]:
    """Where these texts of the help center stand."""
    found: dict[int, str] = {}
    columns = select(Translation.id, Translation.locale, SectionSlug.slug, Translation.slug).join(
        SectionSlug,
        (SectionSlug.section_id == Translation.section_id)
        & (SectionSlug.locale == Translation.locale),
    )
    for some in _parts(sorted(translation_ids)):
        for row in db.session.execute(columns.where(Translation.id.in_(some))):
            found[row[0]] = article_address(row[1], row[2], row[3])
    return found


def _parts(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[place : place + AT_ONCE] for place in range(0, len(keys), AT_ONCE))
